"""Where documents stood on the pages that were believed last: what spares most pages a reading.

Owns the memory of a run and how it is derived again from what is archived. Decides nothing about a
text: a page is either surely what it was, or it is read.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

import msgspec

from tosmon import extract
from tosmon.archive import DocumentState, Writer
from tosmon.model import DocumentKey, Record, Sha256

# Documents of which something is held: history comes document by document, and a live run looks at
# each once. The rest is derived again.
MOST_HELD = 8


class Seen(Record):
    """A page that was looked at: what it shows, and what it says without its furniture.

    `lines` are None where nobody has asked for them yet.
    """

    body: Sha256
    page: extract.Visible
    lines: extract.Lines | None
    content: extract.Content | None


class _Held(Record):
    """Where the text of a version stands: on the page `body` as it is, and on its outline.

    Where a page has changed around the text, its outline may have not: that is what most pages are
    not asked for, and until then `content` keeps it.
    """

    body: Sha256
    version: Sha256
    on_page: extract.Stretch | None
    content: extract.Content | None
    on_outline: extract.Stretch | None = None
    has_outline: bool = False


class Stretches:
    """Tells whether a page shows the document as the page that was looked at last did."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._held: OrderedDict[DocumentKey, _Held] = OrderedDict()
        self._seen: OrderedDict[DocumentKey, Seen] = OrderedDict()

    def saw(self, document: DocumentKey, seen: Seen) -> None:
        """Keep in mind a page which may become the one that is believed."""
        _keep(self._seen, document, seen)

    def stands_in(self, lines: extract.Lines, known: DocumentState) -> bool:
        """Return whether a page of these lines surely shows the text of the version that stands."""
        held = self._of(known)
        return held is not None and held.on_page is not None and held.on_page.stands_in(lines)

    def stands_in_outline(
        self, content: extract.Content | None, known: DocumentState, *, content_type: str | None
    ) -> bool:
        """Return whether a page of this `content` surely says the text of the version that stands.

        `content_type` is that of the page; the one before is taken to have had the same.
        """
        held = self._of(known)
        if held is None or content is None:
            return False
        if not held.has_outline:
            held = self._with_outline(known, held, content_type)
        if held.on_outline is None:
            return False
        return held.on_outline.stands_in(extract.lines_of_text(content.text))

    def _of(self, known: DocumentState) -> _Held | None:
        if known.shown is None or known.version is None:
            return None
        held = self._held.get(known.document)
        if held is None or (held.body, held.version) != (known.shown, known.version):
            held = self._derived(known, known.shown, known.version)
        _keep(self._held, known.document, held)
        return held

    def _derived(self, known: DocumentState, body: Sha256, version: Sha256) -> _Held:
        seen = self._seen.get(known.document)
        text = self._text(version)
        if seen is not None and seen.body == body:
            del self._seen[known.document]
            return _Held(
                body=body,
                version=version,
                on_page=extract.stretch_of(seen.lines or extract.lines_of(seen.page), text),
                content=seen.content,
            )
        page = extract.visible_of(self._writer.kept_body(body))
        lines = extract.lines_of(page) if page is not None else None
        return _Held(
            body=body,
            version=version,
            on_page=extract.stretch_of(lines, text) if lines is not None else None,
            content=None,
        )

    def _with_outline(self, known: DocumentState, held: _Held, content_type: str | None) -> _Held:
        """Find the text on the outline, read anew where a run before this one looked at the page."""
        content = held.content
        if content is None:
            body = self._writer.kept_body(held.body)
            content = extract.content_of(body, content_type=content_type, beside=True)
        stretch = _on_outline(content, self._text(held.version))
        held = msgspec.structs.replace(held, content=None, on_outline=stretch, has_outline=True)
        _keep(self._held, known.document, held)
        return held

    def _text(self, version: Sha256) -> str:
        return self._writer.text(self._writer.version(version))


def _on_outline(content: extract.Content | None, text: str) -> extract.Stretch | None:
    if content is None:
        return None
    return extract.stretch_of(extract.lines_of_text(content.text), text)


_T = TypeVar("_T")


def _keep(held: OrderedDict[DocumentKey, _T], document: DocumentKey, value: _T) -> None:
    held[document] = value
    held.move_to_end(document)
    if len(held) > MOST_HELD:
        held.popitem(last=False)
