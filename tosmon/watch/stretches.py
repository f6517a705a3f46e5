"""Where documents stood on the pages that were believed last: what spares most pages a reading.

Owns the memory of a run and how it is derived again from what is archived. Decides nothing about a
text: a page is either surely what it was, or it is read.
"""

from __future__ import annotations

import functools
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


class _Place:
    """The lines among which a text stands; the stretch is derived when a page asks for it."""

    def __init__(self, lines: extract.Lines, text: str) -> None:
        self._lines = lines
        self._text = text

    def is_kept(self, later: extract.Lines) -> bool:
        """Return whether the text surely stands among `later` ones as it does here."""
        # Asked of each page, though it only spares work: the answer must not hang on earlier ones.
        if extract.is_surely_broken(self._lines, later, self._text):
            return False
        return self._stretch is not None and self._stretch.stands_in(later)

    @functools.cached_property
    def _stretch(self) -> extract.Stretch | None:
        return extract.stretch_of(self._lines, self._text)


class _Shown(Record):
    """A page that was believed: where the text of its version stands on it, and on its outline.

    Where a page has changed around the text, its outline may have not.
    """

    body: Sha256
    version: Sha256
    text: str
    page: _Place | None
    outline: _Place | None = None


class Stretches:
    """Tells whether a page shows the document as the page that was looked at last did."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._shown: OrderedDict[DocumentKey, _Shown] = OrderedDict()
        self._seen: OrderedDict[DocumentKey, Seen] = OrderedDict()

    def saw(self, document: DocumentKey, seen: Seen) -> None:
        """Keep in mind a page which may become the one that is believed."""
        _keep(self._seen, document, seen)

    def stands_in(self, lines: extract.Lines, known: DocumentState) -> bool:
        """Return whether a page of these lines surely shows the text of the version that stands."""
        shown = self._of(known)
        return shown is not None and shown.page is not None and shown.page.is_kept(lines)

    def stands_in_outline(
        self, content: extract.Content | None, known: DocumentState, *, content_type: str | None
    ) -> bool:
        """Return whether a page of this `content` surely says the text of the version that stands.

        `content_type` is that of the page; the one before is taken to have had the same.
        """
        shown = self._of(known)
        if shown is None or content is None:
            return False
        if shown.outline is None:
            shown = self._with_outline(known.document, shown, content_type)
        return shown.outline is not None and shown.outline.is_kept(
            extract.lines_of_text(content.text)
        )

    def _of(self, known: DocumentState) -> _Shown | None:
        if known.shown is None or known.version is None:
            return None
        shown = self._shown.get(known.document)
        if shown is None or (shown.body, shown.version) != (known.shown, known.version):
            shown = self._shown_as(known.document, known.shown, known.version)
        _keep(self._shown, known.document, shown)
        return shown

    def _shown_as(self, document: DocumentKey, body: Sha256, version: Sha256) -> _Shown:
        text = self._writer.text(self._writer.version(version))
        seen = self._seen.get(document)
        if seen is not None and seen.body == body:
            del self._seen[document]
            lines, outline = seen.lines or extract.lines_of(seen.page), _outline(seen.content, text)
        else:
            visible = extract.visible_of(self._writer.kept_body(body))
            if visible is None:
                return _Shown(body=body, version=version, text=text, page=None)
            lines, outline = extract.lines_of(visible), None
        page = _Place(lines, text)
        return _Shown(body=body, version=version, text=text, page=page, outline=outline)

    def _with_outline(
        self, document: DocumentKey, shown: _Shown, content_type: str | None
    ) -> _Shown:
        """Read the outline of a page that was archived: a run before this one looked at it."""
        body = self._writer.kept_body(shown.body)
        content = extract.content_of(body, content_type=content_type, beside=True)
        shown = msgspec.structs.replace(shown, outline=_outline(content, shown.text))
        _keep(self._shown, document, shown)
        return shown


def _outline(content: extract.Content | None, text: str) -> _Place | None:
    return _Place(extract.lines_of_text(content.text), text) if content is not None else None


_T = TypeVar("_T")


def _keep(held: OrderedDict[DocumentKey, _T], document: DocumentKey, value: _T) -> None:
    held[document] = value
    held.move_to_end(document)
    if len(held) > MOST_HELD:
        held.popitem(last=False)
