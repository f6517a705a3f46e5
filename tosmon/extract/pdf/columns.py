"""The order of reading: columns told from tables, full width from halves. Pure.

A gutter is an upright strip that no line of many crosses, with prose on both sides; bands of lines
that do cross it are read where they stand. See docs/decisions/0010.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tosmon.extract.pdf.lines import Segment
from tosmon.extract.pdf.tables import Table, unruled
from tosmon.model import Record

_LEAST_ROWS = 6  # that stand side by side before a page is believed to have columns
_FILLED = 0.6  # of a column's lines reach its right edge; cells are shorter
_EDGE = 0.88  # of the column's width: prose set ragged ends there or later
_LEAST_WIDTH = 0.2  # of the page: narrower is a margin's note or a cell
_CELL_WORDS = 3  # in a line of a cell, in the mean; prose has more
_DEPTH = 3
_NEAR = 1.5  # points
_NARROW = 0.6  # of the font's size: a gutter is wider than a space


class Region(Record):
    """Lines or tables that follow each other in one column."""

    parts: tuple[Segment | Table, ...]
    left: float
    right: float


def regions(
    found: Sequence[Segment], tables: Sequence[Table], gutters: Sequence[float]
) -> list[Region]:
    """Return the parts of a page in the order of reading; `gutters` are those of the document."""
    cut = [piece for segment in found for piece in _cut(segment, gutters)]
    parts: list[Segment | Table] = sorted([*cut, *tables], key=lambda part: (part.y, part.left))
    return list(_ordered(parts, gutters, _DEPTH))


def _cut(segment: Segment, gutters: Sequence[float]) -> list[Segment]:
    """Part a segment where a narrow gutter lies between two of its words."""
    for gutter in gutters:
        for place, (first, second) in enumerate(pairwise(segment.words), 1):
            gap = second.left - first.right
            at_gutter = first.right <= gutter + _NEAR and second.left >= gutter - _NEAR
            if at_gutter and gap > _NARROW * segment.size:
                halves = segment.words[:place], segment.words[place:]
                return [Segment(words=half, page=segment.page) for half in halves]
    return [segment]


def _ordered(
    parts: Sequence[Segment | Table], gutters: Sequence[float], depth: int
) -> list[Region]:
    gutter = _gutter(parts, gutters) if depth else None
    if gutter is None:
        return [_region(parts)] if parts else []
    out: list[Region] = []
    band: list[Segment | Table] = []
    crossing: list[Segment | Table] = []
    for part in parts:
        if part.left < gutter < part.right:
            out += _halves(band, gutter, gutters, depth)
            band = []
            crossing.append(part)
        else:
            if crossing:
                out.append(_region(crossing))
                crossing = []
            band.append(part)
    if crossing:
        out.append(_region(crossing))
    return out + _halves(band, gutter, gutters, depth)


def _halves(
    band: Sequence[Segment | Table], gutter: float, gutters: Sequence[float], depth: int
) -> list[Region]:
    left = [part for part in band if part.right <= gutter]
    right = [part for part in band if part.right > gutter]
    return _ordered(left, gutters, depth - 1) + _ordered(right, gutters, depth - 1)


def _region(parts: Sequence[Segment | Table]) -> Region:
    loose, rest = unruled([part for part in parts if isinstance(part, Segment)])
    drawn = [part for part in parts if isinstance(part, Table)]
    return Region(
        parts=tuple(sorted([*rest, *drawn, *loose], key=lambda part: part.y)),
        left=min(part.left for part in parts),
        right=max(part.right for part in parts),
    )


def gutter_of(found: Sequence[Segment], width: float) -> float | None:
    """Return where the gutter of a page with columns is; None where it has none for sure."""
    best: tuple[int, float] | None = None
    for place in _candidates(found):
        left = _extents([s for s in found if s.right <= place])
        right = _extents([s for s in found if s.left >= place])
        if not (_is_prose(left, width) and _is_prose(right, width)):
            continue
        crossing = sum(s.left < place < s.right for s in found)
        rows = min(len(left), len(right))
        if rows >= _LEAST_ROWS and rows > crossing / 2 and (best is None or rows > best[0]):
            best = (rows, place)
    return best[1] if best else None


def _extents(found: Sequence[Segment]) -> list[tuple[float, float, int]]:
    """Return left edge, right edge and words of each line; a justified one may be in pieces."""
    lines: list[tuple[float, float, float, int]] = []
    for segment in sorted(found, key=lambda segment: segment.y):
        left, right, count = segment.left, segment.right, len(segment.words)
        if lines and segment.y - lines[-1][0] < 0.4 * segment.size:
            y, first, last, words = lines.pop()
            lines.append((y, min(left, first), max(right, last), words + count))
        else:
            lines.append((segment.y, left, right, count))
    return [line[1:] for line in lines]


def _candidates(found: Sequence[Segment]) -> list[float]:
    """Return the middles of gaps between neighbours, the most frequent first."""
    gaps: dict[int, list[float]] = {}
    rows: dict[int, list[Segment]] = {}
    for segment in found:
        rows.setdefault(round(segment.y / 4), []).append(segment)
    for near in sorted(rows):
        row = sorted(rows[near] + rows.get(near + 1, []), key=lambda segment: segment.left)
        for first, second in pairwise(row):
            if second.left - first.right > 0:
                gaps.setdefault(round(second.left / 6), []).append(second.left)
    frequent = sorted(gaps.values(), key=len, reverse=True)[:8]
    return [min(lefts) - 1.0 for lefts in frequent]


def _is_prose(lines: Sequence[tuple[float, float, int]], width: float) -> bool:
    """Return whether lines fill a column, as cells of a table do not."""
    if len(lines) < _LEAST_ROWS:
        return False
    lefts, rights = sorted(line[0] for line in lines), sorted(line[1] for line in lines)
    left, right = lefts[len(lefts) // 4], rights[-max(1, len(rights) // 10)]
    wide = right - left
    if wide < _LEAST_WIDTH * width or sum(line[2] for line in lines) <= _CELL_WORDS * len(lines):
        return False
    return sum(line[1] - left >= _EDGE * wide for line in lines) >= _FILLED * len(lines)


def _gutter(parts: Sequence[Segment | Table], gutters: Sequence[float]) -> float | None:
    """Return the document's gutter that parts these, if one does."""
    for gutter in gutters:
        left = [p for p in parts if p.right <= gutter]
        right = [p for p in parts if p.left >= gutter]
        crossing = len(parts) - len(left) - len(right)
        if left and right and len(left) + len(right) > crossing:
            return gutter
        if left and right and min(len(left), len(right)) >= _LEAST_ROWS:
            return gutter
    return None
