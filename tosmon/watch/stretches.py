"""Where documents stood on the pages that were believed last: what spares most pages a reading.

Owns the memory of a run and how it is derived again from what is archived. Decides nothing about a
text: a page is either surely what it was, or it is read.
"""

from __future__ import annotations

from collections import OrderedDict

from tosmon import extract
from tosmon.archive import DocumentState, Writer
from tosmon.model import DocumentKey, Record, Sha256

# Documents of which something is held, some 50 KB each: as many as most lists have, so that the
# history of all of them, taking turns, finds its own in memory. The rest is derived again.
MOST_HELD = 512


class _Held(Record):
    """The page looked at last; once that was asked, where the text of a version stands on it."""

    body: Sha256
    page: extract.Visible | None = None
    version: Sha256 | None = None
    stretch: extract.Stretch | None = None


class Stretches:
    """Tells whether a page shows the document as the page that was looked at last did."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._held: OrderedDict[DocumentKey, _Held] = OrderedDict()

    def saw(self, document: DocumentKey, body: Sha256, page: extract.Visible) -> None:
        """Hold what a reader can see of `body`, which may become the one that is believed."""
        self._hold(document, _Held(body=body, page=page))

    def stands_in(self, page: extract.Visible, known: DocumentState) -> bool:
        """Return whether `page` surely shows the text of the version that stands."""
        if known.shown is None or known.version is None:
            return False
        held = self._held.get(known.document)
        if held is None or (held.body, held.version) != (known.shown, known.version):
            stretch = self._derived(held, known.shown, known.version)
            held = _Held(body=known.shown, version=known.version, stretch=stretch)
        self._hold(known.document, held)
        return held.stretch is not None and held.stretch.stands_in(page)

    def _derived(self, held: _Held | None, body: Sha256, version: Sha256) -> extract.Stretch | None:
        page = held.page if held is not None and held.body == body else None
        page = page or extract.visible_of(self._writer.kept_body(body))
        if page is None:
            return None
        return extract.stretch_of(page, self._writer.text(self._writer.version(version)))

    def _hold(self, document: DocumentKey, held: _Held) -> None:
        self._held[document] = held
        self._held.move_to_end(document)
        if len(self._held) > MOST_HELD:
            self._held.popitem(last=False)
