"""Which reader a body gets, and what it makes of it.

Owns the choice by type and the bounds under which a text counts as one. Late imports: a run in
which nothing changed reads no page.
"""

from __future__ import annotations

import re
from importlib import metadata

from tosmon.extract.charset import decode
from tosmon.extract.scripted import is_shell
from tosmon.model import FailureReason, QuarantineReason, Reading, Selector, Unreadable
from tosmon.text import clean


def _version_of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"


EXTRACTOR = (
    f"html/6 trafilatura/{_version_of('trafilatura')} pdf/2 pypdfium2/{_version_of('pypdfium2')}"
)

# The shortest real governance document met in public records has some 40 words (an imprint);
# shells, "loading" pages and bare titles have fewer.
MIN_WORDS = 20
MIN_SELECTED_WORDS = 3  # who names the part knows that it is short


def _looks_like_html(body: bytes) -> bool:
    from tosmon.extract.page import is_html  # noqa: PLC0415 - lxml takes its time

    return is_html(body)


def read(
    body: bytes,
    *,
    content_type: str | None,
    url: str,
    select: tuple[Selector, ...] = (),
    remove: tuple[str, ...] = (),
) -> Reading | Unreadable:
    """Return the text of `body`, or why there is none that can be trusted."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    reading: Reading | Unreadable
    if is_pdf(body):
        from tosmon.extract.pdf import read_pdf  # noqa: PLC0415 - where a PDF came alone

        reading = read_pdf(body)
    elif _is_binary(body):
        return _unsupported(f"no text but {kind or 'binary data'}")
    elif kind in ("text/plain", "text/markdown") or not _looks_like_html(body):
        reading = _plain(decode(body, content_type))
    else:
        reading = _page(body, content_type, url, select, remove)
    if isinstance(reading, Unreadable):
        return reading
    words = len(reading.text.split())
    if words < MIN_WORDS and reading.extractor == "html" and is_shell(body):
        return Unreadable(
            reason=FailureReason.NEEDS_BROWSER,
            detail=f"a shell with {words} words that scripts fill; `render: browser` reads it",
        )
    if words < (MIN_SELECTED_WORDS if select else MIN_WORDS):
        return Unreadable(
            reason=QuarantineReason.EMPTY,
            detail=f"{words} words of text on a page of {len(body)} bytes",
        )
    return reading


def is_pdf(body: bytes) -> bool:
    """Return whether `body` is a PDF, whatever the server calls it (ISO 32000-2, 7.5.2)."""
    return b"%PDF-" in body[:1024]


def _unsupported(what: str) -> Unreadable:
    return Unreadable(reason=FailureReason.UNSUPPORTED_TYPE, detail=what)


def _is_binary(body: bytes) -> bool:
    head = body[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\x00" in head


def _plain(text: str) -> Reading:
    lines = [clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return Reading(text=joined + "\n" if joined else "", extractor="text/1")


def _page(
    body: bytes,
    content_type: str | None,
    url: str,
    select: tuple[Selector, ...],
    remove: tuple[str, ...],
) -> Reading | Unreadable:
    from tosmon.extract import page  # noqa: PLC0415 - lxml and trafilatura take half a second
    from tosmon.extract.html import read_page  # noqa: PLC0415

    whole = not select and not remove  # selectors may name what pruning takes out
    root = page.parse_body(body, content_type, consume=True, pruned=whole)
    if root is None:
        return Unreadable(reason=QuarantineReason.EMPTY, detail="no element on the page")
    try:
        root = page.choose(root, select, remove)
    except page.NoMatchError as error:
        return Unreadable(reason=QuarantineReason.RESTRUCTURED, detail=str(error))
    return read_page(root, url, pruned=whole)
