"""In which order a page is read: columns one after the other, tables where they stand.

Pure. Knows places alone. The way is a sweep: what crosses the gutter between columns parts the page
into bands, and in each band the left column comes before the right one (Breuel 2003, "High
performance document layout analysis", goes from gutters to columns the same way).
"""

from __future__ import annotations

from collections.abc import Sequence

from tosmon.extract.pdf.places import Fragment, Page
from tosmon.extract.pdf.tables import Table, aligned_tables, lines_of, ruled_tables
from tosmon.model import Record

_GUTTER = 5.0  # points; LaTeX has 10
_USUAL = 0.9  # of the lines end before the gutter by that; LaTeX lets some stick out
_LEAST_LINES = 4  # of a column on each side
_CROSSING = 0.34  # pieces that cross a gutter, to those of its thinner side
_FILLED = 0.5  # of a column's width that most of its lines take; cells take less


class Line(Record):
    """A line of one column. `left` and `right` are its own edges, `indent` is from its column's."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    column_left: float
    column_right: float


Piece = Line | Table


def in_order(page: Page) -> list[list[Piece]]:
    """Return the columns of a page in the order of reading, each with its lines and tables."""
    found, rest = ruled_tables(page.fragments, page.rules)
    return [column for column in _columns(rest, found) if column]


def _columns(fragments: Sequence[Fragment], found: Sequence[Table]) -> list[list[Piece]]:
    gutter = _gutter(fragments)
    if gutter is None:
        return [_column(fragments, found)]
    bands: list[list[Fragment | Table]] = [[]]
    crossing: list[bool] = [False]
    things: list[Fragment | Table] = [*fragments, *found]
    for thing in sorted(things, key=_height):
        crosses = thing.left < gutter - 1 and thing.right > gutter + 1
        if crosses != crossing[-1]:
            bands.append([])
            crossing.append(crosses)
        bands[-1].append(thing)
    columns: list[list[Piece]] = []
    for band, crosses in zip(bands, crossing, strict=True):
        if crosses:
            columns.append(_column(_fragments(band), _tables(band)))
            continue
        for side in (True, False):
            part = [thing for thing in band if (thing.right <= gutter + 1) == side]
            columns += _columns(_fragments(part), _tables(part))
    return columns


def _height(thing: Fragment | Table) -> float:
    return thing.top if isinstance(thing, Table) else thing.base


def _fragments(things: Sequence[Fragment | Table]) -> list[Fragment]:
    return [thing for thing in things if isinstance(thing, Fragment)]


def _tables(things: Sequence[Fragment | Table]) -> list[Table]:
    return [thing for thing in things if isinstance(thing, Table)]


def _gutter(fragments: Sequence[Fragment]) -> float | None:
    """Return where the gutter between two columns of prose runs, None where there is one column."""
    if len(fragments) < 2 * _LEAST_LINES:
        return None
    best: tuple[int, float] | None = None
    for at in sorted({round(f.left) for f in fragments}):
        left = [f for f in fragments if f.right <= at - 1]
        right = [f for f in fragments if f.left >= at - 1]
        if min(len(left), len(right)) < _LEAST_LINES:
            continue
        crossing = len(fragments) - len(left) - len(right)
        if crossing > _CROSSING * min(len(left), len(right)):
            continue
        edges = sorted(f.right for f in left)
        start = min(f.left for f in right)
        usual = edges[int(_USUAL * (len(edges) - 1))]
        if start - usual < _GUTTER or not (_is_prose(left) and _is_prose(right)):
            continue
        if best is None or crossing < best[0]:
            best = (crossing, (edges[-1] + start) / 2)
    return best[1] if best else None


def _is_prose(side: Sequence[Fragment]) -> bool:
    """Return whether lines fill their column, as those of paragraphs do and cells do not."""
    rows = lines_of(side)
    if len(rows) < _LEAST_LINES:
        return False
    left, right = min(f.left for f in side), max(f.right for f in side)
    filled = sum(row[-1].right - row[0].left > _FILLED * (right - left) for row in rows)
    return filled >= len(rows) / 2


def _column(fragments: Sequence[Fragment], found: Sequence[Table]) -> list[Piece]:
    if not fragments:
        return list(found)
    left, right = min(f.left for f in fragments), max(f.right for f in fragments)
    more, rest = aligned_tables(fragments)
    pieces: list[Piece] = [*found, *more]
    for row in lines_of(rest):
        words = max(row, key=lambda f: len(f.text))
        pieces.append(
            Line(
                text=" ".join(f.text for f in row),
                left=row[0].left,
                right=row[-1].right,
                base=words.base,
                size=words.size,
                bold=all(f.bold for f in row),
                column_left=left,
                column_right=right,
            )
        )
    return sorted(pieces, key=lambda p: p.top if isinstance(p, Table) else p.base)
