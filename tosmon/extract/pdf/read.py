"""What a PDF holds to a reading: each step in its turn, and what keeps it from being read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from tosmon.extract.pdf.blocks import Line, lines_of, pieces_of, text_of
from tosmon.extract.pdf.columns import gutter_of, regions
from tosmon.extract.pdf.drawn import Drawn, Page
from tosmon.extract.pdf.hyphens import Hyphens
from tosmon.extract.pdf.lines import Segment, body_size, segments
from tosmon.extract.pdf.running import without_running
from tosmon.extract.pdf.tables import Table, ruled
from tosmon.model import FailureReason, Link, QuarantineReason, Reading, Unreadable
from tosmon.text import clean

_LEAST_CHARACTERS = 8  # a page: a scan carries a stamp or a number at most
_MOST_UNMAPPED = 0.1  # of the characters: a file with more draws letters without saying which
_SAME_GUTTER = 12.0  # points


def read_drawn(found: Drawn) -> Reading | Unreadable:
    """Return the text of what a PDF holds, or why there is none that can be trusted."""
    fault = _fault(found)
    if fault is not None:
        return fault
    text = _text(found.pages)
    return Reading(
        text=text,
        extractor="pdf",
        links=tuple(link for page in found.pages for link in _links(page)),
        title=clean(found.title) or None,
        language=clean(found.language)[:35] or None,
        measures=(("pages", float(len(found.pages))),),
    )


def _fault(found: Drawn) -> Unreadable | None:
    if found.fault:
        return Unreadable(reason=FailureReason.EXTRACTION, detail=f"a PDF {found.fault}")
    count = len(found.pages)
    characters = sum(len(word.text) for page in found.pages for word in page.words)
    images = sum(page.images for page in found.pages)
    pages = f"{count} page{'s' if count != 1 else ''}"
    if images and characters < _LEAST_CHARACTERS * count:
        words = sum(len(page.words) for page in found.pages)
        return Unreadable(
            reason=QuarantineReason.EMPTY, detail=f"a scan without text: {pages}, {words} words"
        )
    if sum(page.unmapped for page in found.pages) > _MOST_UNMAPPED * max(1, characters):
        return Unreadable(
            reason=FailureReason.EXTRACTION,
            detail="a PDF whose fonts do not say which characters they draw",
        )
    return None


def _text(pages: Sequence[Page]) -> str:
    tables: list[list[Table]] = []
    lines: list[tuple[float, list[Segment]]] = []
    for number, page in enumerate(pages):
        drawn_tables, rest = ruled(page.words, page.rules, number)
        tables.append(drawn_tables)
        lines.append((page.height, segments(rest, number)))
    bare = without_running(lines)
    gutters = _gutters(pages, bare)
    found: list[Line | Table] = []
    for own, drawn_tables in zip(bare, tables, strict=True):
        found += lines_of(regions(own, drawn_tables, gutters))
    pieces = pieces_of(found, body_size(segment for own in bare for segment in own))
    parts = (part for piece in pieces for line in piece.lines for part in line.split("\n"))
    return text_of(pieces, Hyphens(parts))


def _gutters(pages: Sequence[Page], lines: Sequence[list[Segment]]) -> list[float]:
    """Return the gutters of the document: where a page shows one, the others may have it too."""
    out: list[float] = []
    for page, own in zip(pages, lines, strict=True):
        gutter = gutter_of(own, page.width)
        if gutter is not None and all(abs(gutter - other) > _SAME_GUTTER for other in out):
            out.append(gutter)
    return out


def _links(page: Page) -> list[Link]:
    return [
        Link(words=clean(" ".join(word.text for word in words)), target=clean(page.targets[number]))
        for number, run in groupby(page.words, key=lambda word: word.link)
        if number >= 0 and (words := list(run))
    ]
