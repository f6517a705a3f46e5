"""Where documents stood on the pages that were believed last: what spares most pages a reading.

Owns the memory of a run and how it is derived again from what is archived. Decides nothing about a
text: a page is either surely what it was, or it is read.
"""

from __future__ import annotations

from collections import OrderedDict

from tosmon import extract
from tosmon.archive import DocumentState, Writer
from tosmon.model import Record, Sha256

# Pages whose words are held, some 40 KB each: as many as most lists have, so that the history of
# all of them, taking turns, finds each in memory. Others are read again from the archive.
MOST_PAGES = 512


class _Held(Record):
    """The page of a body, and where the text of a version stands on it, once that was asked."""

    page: extract.Visible | None
    version: Sha256 | None = None
    stretch: extract.Stretch | None = None


class Stretches:
    """Tells whether a page shows the document as the page that was believed last did."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._held: OrderedDict[Sha256, _Held] = OrderedDict()

    def saw(self, body: Sha256, page: extract.Visible) -> None:
        """Hold what a reader can see of `body`, which may become the one that is believed last."""
        self._hold(body, _Held(page=page))

    def stands_in(self, page: extract.Visible, known: DocumentState) -> bool:
        """Return whether `page` surely shows the text of the version that stands."""
        if known.shown is None or known.version is None:
            return False
        stretch = self._stretch(known.shown, known.version)
        return stretch is not None and stretch.stands_in(page)

    def _stretch(self, body: Sha256, version: Sha256) -> extract.Stretch | None:
        held = self._held.get(body)
        if held is None:
            held = _Held(page=extract.visible_of(self._writer.kept_body(body)))
        if held.page is not None and held.version != version:
            text = self._writer.text(self._writer.version(version))
            stretch = extract.stretch_of(held.page, text)
            held = _Held(page=held.page, version=version, stretch=stretch)
        self._hold(body, held)
        return held.stretch

    def _hold(self, body: Sha256, held: _Held) -> None:
        self._held[body] = held
        self._held.move_to_end(body)
        if len(self._held) > MOST_PAGES:
            self._held.popitem(last=False)
