"""What stands at the edges of pages and belongs to the print: running heads and feet, page numbers.

Pure. Knows places and words of fragments, nothing of their order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from tosmon.extract.pdf.places import Fragment, Page

_EDGE_SHARE = 0.12  # of a page's height
_EDGE_LINES = 2
_REPEATED = 0.5  # of the pages
_SAME = 6.0  # points by which the place of a running head differs from page to page
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"(?:page|p\.|seite|página|pagina)?\s*[-–—(\[]?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[-–—)\]]?"
    r"(?:\s*(?:of|/|von|de|sur)\s*\d{1,4})?",
    re.IGNORECASE,
)
# What browsers print at the edges: when, and from where.
_PRINTED = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}, \d{1,2}:\d{2}(?:\s?[AP]M)?|(?:https?|file)://\S+"
)


def without_running(pages: Sequence[Page]) -> list[Page]:
    """Return `pages` without what stands at the same edge of most of them, and without numbers."""
    edges = [_at_edges(page) for page in pages]
    seen: Counter[tuple[str, int]] = Counter()
    for fragments in edges:
        seen.update({_mark(fragment) for fragment in fragments})
    least = max(2.0, _REPEATED * len(pages))
    out = []
    for page, fragments in zip(pages, edges, strict=True):
        running = {
            id(fragment)
            for fragment in fragments
            if seen[_mark(fragment)] >= least
            or _NUMBER.fullmatch(fragment.text)
            or _PRINTED.fullmatch(fragment.text)
        }
        kept = tuple(f for f in page.fragments if id(f) not in running)
        out.append(msgspec.structs.replace(page, fragments=kept))
    return out


def _at_edges(page: Page) -> list[Fragment]:
    """Return the fragments of the first and the last lines, where these stand at the edges."""
    bases = sorted({round(f.base) for f in page.fragments})
    first = bases[: 2 * _EDGE_LINES][_EDGE_LINES - 1 :][:1] or bases[-1:]
    last = bases[-_EDGE_LINES:][:1]
    return [
        f
        for f in page.fragments
        if (f.base < _EDGE_SHARE * page.height and round(f.base) <= first[0])
        or (f.base > (1 - _EDGE_SHARE) * page.height and round(f.base) >= last[0])
    ]


def _mark(fragment: Fragment) -> tuple[str, int]:
    return _DIGITS.sub("#", fragment.text).lower(), round(fragment.base / _SAME)
