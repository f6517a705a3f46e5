"""PDF to a reading: what stands on the pages, in the order in which people read it.

Only words that the file holds as words are read; a scan has none.
"""

from __future__ import annotations

from tosmon.extract.pdf.blocks import text_of
from tosmon.extract.pdf.glyphs import MAX_PAGES, BrokenError, LockedError, pages_of
from tosmon.extract.pdf.order import in_order
from tosmon.extract.pdf.running import without_running
from tosmon.model import FailureReason, Link, QuarantineReason, Reading, Unreadable
from tosmon.text import clean

_FEW_WORDS = 5  # of a page of a scan: a stamp, a number


def read_pdf(body: bytes) -> Reading | Unreadable:
    """Return the text of a PDF, or why it has none that can be read."""
    try:
        pages, title = pages_of(body)
    except LockedError:
        return Unreadable(reason=FailureReason.EXTRACTION, detail="a PDF that asks for a password")
    except BrokenError:
        return Unreadable(reason=FailureReason.EXTRACTION, detail="a PDF that is damaged")
    words = sum(len(f.text.split()) for page in pages for f in page.fragments)
    if words < _FEW_WORDS * max(1, len(pages)) and any(page.pictures for page in pages):
        return Unreadable(
            reason=QuarantineReason.EMPTY,
            detail=f"a scan without text: {len(pages)} {_pages(len(pages))}, {words} words",
        )
    text = text_of([column for page in without_running(pages) for column in in_order(page)])
    return Reading(
        text=text,
        extractor="pdf",
        links=tuple(
            Link(words=clean(link.words), target=clean(link.target))
            for page in pages
            for link in page.targets
        ),
        title=clean(title)[:300] if title else None,
        measures=(("pages", float(len(pages))), ("whole", float(len(pages) < MAX_PAGES))),
    )


def _pages(number: int) -> str:
    return "page" if number == 1 else "pages"
