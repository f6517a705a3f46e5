"""Which reader a body gets, and what it makes of it.

Owns the choice by type and the bounds under which a text counts as one. Late imports: a run in
which nothing changed reads no page.
"""

from __future__ import annotations

import html
from importlib import metadata

from msgspec.structs import replace

from tosmon.extract.charset import decode
from tosmon.extract.kinds import Kind, kind_of, name_of
from tosmon.extract.plain import from_marked, from_plain
from tosmon.extract.scripted import is_shell
from tosmon.joined import MOST_PAGES, is_joined, pages_of
from tosmon.model import FailureReason, QuarantineReason, Reading, Record, Selector, Unreadable


def _version_of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"


EXTRACTOR = "html/7 trafilatura/" + _version_of("trafilatura")

# The shortest real governance document met in public records has some 40 words (an imprint);
# shells, "loading" pages and bare titles have fewer.
MIN_WORDS = 20
MIN_SELECTED_WORDS = 3  # who names the part knows that it is short


class _Parts(Record):
    """What of a body is the document; all of it where nothing is named."""

    select: tuple[Selector, ...] = ()
    remove: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    fragment: str = ""

    @property
    def chosen(self) -> bool:
        """Whether somebody named the part, and so knows how short it is."""
        return bool(self.select or self.data or self.fragment)


def read(
    body: bytes,
    *,
    content_type: str | None,
    url: str,
    select: tuple[Selector, ...] = (),
    remove: tuple[str, ...] = (),
    data: tuple[str, ...] = (),
    fragment: str = "",
) -> Reading | Unreadable:
    """Return the text of `body`, or why there is none that can be trusted.

    `data` are paths in the data that a page carries; `fragment` names the part where `select`
    names none.
    """
    kind = kind_of(body, content_type, url)
    parts = _Parts(select=select, remove=remove, data=data, fragment=fragment)
    reading = _read(kind, body, content_type, url, parts)
    if isinstance(reading, Unreadable):
        return reading
    words = len(reading.text.split(None, MIN_WORDS))  # no further than it is asked
    if words < MIN_WORDS and kind == "html" and not data and is_shell(body):
        return Unreadable(
            reason=FailureReason.NEEDS_BROWSER,
            detail=f"a shell with {words} words that scripts fill; `render: browser` reads it",
        )
    if words < (MIN_SELECTED_WORDS if parts.chosen else MIN_WORDS):
        return Unreadable(
            reason=QuarantineReason.EMPTY,
            detail=f"{words} words of text on a page of {len(body)} bytes",
        )
    return reading


def _read(
    kind: Kind, body: bytes, content_type: str | None, url: str, parts: _Parts
) -> Reading | Unreadable:
    found: Reading | Unreadable
    match kind:
        case "joined":
            found = _joined(body, parts)
        case "pdf":
            from tosmon.extract.pdf import read_pdf  # noqa: PLC0415 - where a PDF came alone

            found = read_pdf(body)
        case "docx":
            from tosmon.extract.docx import read_docx  # noqa: PLC0415 - few documents are

            found = read_docx(body)
        case "other":
            found = _unsupported(name_of(body, content_type))
        case _ if parts.data:
            found = _data(body, content_type, url, parts)
        case "html":
            found = _page(body, content_type, url, parts)
        case "json":
            hint = "`select: {json: …}` says where the text is"
            found = _unsupported(f"data (JSON) and no page; {hint}")
        case "markdown":
            text, links = from_marked(decode(body, content_type))
            found = Reading(text=text, extractor="markdown", links=links)
        case "text":
            found = Reading(text=from_plain(decode(body, content_type)), extractor="text")
    return found


def extractor_of(body: bytes, content_type: str | None, url: str, *, data: bool = False) -> str:
    """Return the name and version of the reader that `body` gets, as evidence keeps it."""
    kind = kind_of(body, content_type, url)
    if kind == "joined":
        first = pages_of(body)[0]
        if is_joined(first.body):
            return EXTRACTOR
        return "joined/1 " + extractor_of(first.body, first.content_type, first.url, data=data)
    if data and kind in ("html", "json", "text", "markdown"):
        return f"data/1 {EXTRACTOR}"
    if kind == "pdf":
        return "pdf/2 pypdfium2/" + _version_of("pypdfium2")
    return {"docx": "docx/1", "markdown": "markdown/1", "text": "text/2"}.get(kind, EXTRACTOR)


def _joined(body: bytes, parts: _Parts) -> Reading | Unreadable:
    """Read each page of a document that is spread over several, as it would be read alone."""
    pages, readings = pages_of(body), list[Reading]()
    if len(pages) > MOST_PAGES:  # no run of ours made it
        return _unsupported(f"a body of more than {MOST_PAGES} pages")
    for page in pages:
        kind = kind_of(page.body, page.content_type, page.url)
        if kind == "joined":
            return _unsupported("pages within pages")
        reading = _read(kind, page.body, page.content_type, page.url, parts)
        if isinstance(reading, Reading) and not reading.text.strip():
            reading = Unreadable(reason=QuarantineReason.EMPTY, detail="no words")
        if isinstance(reading, Unreadable):
            return replace(reading, detail=f"{page.url}: {reading.detail}")
        readings.append(reading)
    first = readings[0]
    return replace(
        first,
        text="\n".join(reading.text for reading in readings),
        links=tuple(link for reading in readings for link in reading.links),
        measures=(*first.measures, ("pages_joined", float(len(readings)))),
    )


def _unsupported(what: str) -> Unreadable:
    return Unreadable(reason=FailureReason.UNSUPPORTED_TYPE, detail=what)


def _data(body: bytes, content_type: str | None, url: str, parts: _Parts) -> Reading | Unreadable:
    """Read what is named of a page's data: HTML as a page, all else as Markdown."""
    from tosmon.extract.data import NoDataError, is_markup, texts  # noqa: PLC0415 - few name any

    try:
        found = texts(body, content_type, parts.data)
    except NoDataError as error:
        return Unreadable(reason=QuarantineReason.RESTRUCTURED, detail=str(error))
    if not any(map(is_markup, found)):
        text, links = from_marked("\n\n".join(found))
        return Reading(text=text, extractor="data", links=links)
    marked = (text if is_markup(text) else f"<p>{html.escape(text)}</p>" for text in found)
    page = f"<html><body><main>{''.join(marked)}</main></body></html>"
    rest = _Parts(select=parts.select, remove=parts.remove)
    reading = _page(page.encode("utf-8", "replace"), "text/html; charset=utf-8", url, rest)
    return reading if isinstance(reading, Unreadable) else replace(reading, extractor="data")


def _page(body: bytes, content_type: str | None, url: str, parts: _Parts) -> Reading | Unreadable:
    from tosmon.extract import page  # noqa: PLC0415 - lxml and trafilatura take half a second
    from tosmon.extract.html import read_page  # noqa: PLC0415
    from tosmon.extract.parts import NoMatchError, choose  # noqa: PLC0415

    # What is named may be what pruning takes out.
    whole = not (parts.select or parts.remove or parts.fragment)
    root = page.parse_body(body, content_type, consume=True, pruned=whole)
    if root is None:
        return Unreadable(reason=QuarantineReason.EMPTY, detail="no element on the page")
    try:
        root = choose(root, parts.select, parts.remove, parts.fragment)
    except NoMatchError as error:
        return Unreadable(reason=QuarantineReason.RESTRUCTURED, detail=str(error))
    return read_page(root, url, pruned=whole)
