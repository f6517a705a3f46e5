"""Tables, by the lines that draw them or by cells that stand under each other. Pure.

A ruled table is found among the words, before they become lines: its cells may stand close.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tosmon.extract.pdf.drawn import Rule, Word
from tosmon.extract.pdf.lines import Segment, segments
from tosmon.model import Record

_TOUCH = 4.0  # points: lines of one table meet, or nearly
_CELL_GAP = 0.7  # of the font's size: the least between two cells without an upright line
_LEAST_WIDTH = 60.0  # points of a table's line; shorter ones underline words
_GRID = 4  # bands between level lines: as many are rows, fewer a head and a body
_PROSE_LINES = 6
_MOST_CELL_WORDS = 8  # in a line of a cell, in the mean: a table without lines has no more
_LEAST_ROWS = 3
_LOOSE = 1.2  # of the least distance of two lines: more parts rows
_MARK = re.compile(r"(?:[-–—•·●○▪■◦‣⁃*]|\(?[0-9ivxIVX]{1,5}[.)]|\(?[a-zA-Z][.)]|\d+(?:\.\d+)*\.?)")


class Table(Record):
    """Rows of cells at their place. `y` is the first row's baseline."""

    rows: tuple[tuple[str, ...], ...]
    left: float
    right: float
    y: float
    page: int = 0


class _Band(Record):
    """What stands between two level lines, and the upright strips that part it."""

    words: tuple[Word, ...]
    edges: tuple[float, ...]
    upright: bool


def ruled(
    words: Sequence[Word], rules: Sequence[Rule], page: int
) -> tuple[list[Table], list[Word]]:
    """Return the tables that lines draw, and the words that are in none."""
    tables: list[Table] = []
    rest = list(words)
    for left, right, levels in _stacks(_levels(rules)):
        run: list[_Band] = []
        for above, below in [*pairwise(levels), (0.0, 0.0)]:
            band = _band(rest, rules, (left, right, above, below))
            if band is not None and not band.words:
                continue
            if band is not None and (not run or _continues(run, band)):
                run.append(band)
                continue
            table = _table(run, page)
            if table is not None:
                tables.append(table)
                taken = {id(word) for each in run for word in each.words}
                rest = [word for word in rest if id(word) not in taken]
            run = [band] if band is not None else []
    return tables, rest


def _levels(rules: Sequence[Rule]) -> list[Rule]:
    """Join the level lines that each cell draws for itself."""
    level = sorted(
        (r for r in rules if r.right - r.left > r.bottom - r.top),
        key=lambda r: (round(r.top + r.bottom), r.left),
    )
    joined: list[Rule] = []
    for rule in level:
        last = joined[-1] if joined else None
        if last is not None and abs(last.top - rule.top) < 1.6 and rule.left <= last.right + _TOUCH:
            joined[-1] = Rule(
                left=min(last.left, rule.left),
                right=max(last.right, rule.right),
                top=last.top,
                bottom=last.bottom,
            )
        else:
            joined.append(rule)
    return [rule for rule in joined if rule.right - rule.left > _LEAST_WIDTH]


def _stacks(levels: Sequence[Rule]) -> list[tuple[float, float, list[float]]]:
    """Return lines above each other from one left edge to one right edge: both, and heights."""
    groups: list[list[Rule]] = []
    for rule in levels:
        for group in groups:
            same = abs(group[0].left - rule.left) < _TOUCH
            if same and abs(group[0].right - rule.right) < _TOUCH:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [
        (
            min(r.left for r in group),
            max(r.right for r in group),
            sorted((r.top + r.bottom) / 2 for r in group),
        )
        for group in groups
        if len(group) > 1
    ]


def _band(
    words: Sequence[Word], rules: Sequence[Rule], place: tuple[float, float, float, float]
) -> _Band | None:
    """Return a band of a table; None where what stands in it is none."""
    left, right, above, below = place
    inside = tuple(
        w
        for w in words
        if above <= w.y - w.size / 4 < below and w.left > left - _TOUCH and w.right < right + _TOUCH
    )
    if below <= above:
        return None
    middle = (above + below) / 2
    upright = sorted(
        r.left
        for r in rules
        if r.bottom - r.top > r.right - r.left and r.top <= middle <= r.bottom
        if left - _TOUCH <= r.left <= right + _TOUCH
    )
    inner = _distinct([x for x in upright if left + 2 * _TOUCH < x < right - 2 * _TOUCH])
    if len(upright) > 1:
        framed = len(inner) > 0 or below - above < 3 * _TOUCH + _line_height(inside) * 3
        return _Band(words=inside, edges=tuple(inner), upright=True) if framed else None
    edges = _gaps(inside)
    if not inside:
        return _Band(words=(), edges=(), upright=False)
    if not edges or _is_listing(inside, edges) or _is_prose(inside, edges):
        return None
    return _Band(words=inside, edges=edges, upright=False)


def _line_height(words: Sequence[Word]) -> float:
    return max((word.size for word in words), default=10.0) * 1.4


def _distinct(places: Sequence[float]) -> list[float]:
    out: list[float] = []
    for place in places:
        if not out or place - out[-1] > _TOUCH:
            out.append(place)
    return out


def _gaps(words: Sequence[Word]) -> tuple[float, ...]:
    """Return the middles of the upright strips that no word crosses."""
    reached, out = None, []
    for word in sorted(words, key=lambda word: word.left):
        if reached is not None and word.left - reached > _CELL_GAP * word.size:
            out.append((word.left + reached) / 2)
        reached = max(word.right, reached or word.right)
    return tuple(out)


def _is_listing(words: Sequence[Word], edges: Sequence[float]) -> bool:
    first = [word.text for word in words if word.right <= edges[0]]
    return all(map(_MARK.fullmatch, first))


def _is_prose(words: Sequence[Word], edges: Sequence[float]) -> bool:
    """Return whether two columns of prose stand between two lines."""
    sides = [w for w in words if w.right <= edges[0]], [w for w in words if w.left >= edges[0]]
    return all(
        len({round(w.y) for w in side}) > _PROSE_LINES and len(side) > _PROSE_LINES * 4
        for side in sides
    )


def _continues(run: Sequence[_Band], band: _Band) -> bool:
    if band.upright or run[-1].upright:
        return band.upright and run[-1].upright
    return _shared([*run, band]) != ()


def _shared(run: Sequence[_Band]) -> tuple[float, ...]:
    """Return the strips that no word of any band crosses."""
    return _gaps([word for band in run for word in band.words])


def _table(run: Sequence[_Band], page: int) -> Table | None:
    if not run or not any(band.edges for band in run):
        return None
    upright = run[0].upright
    edges = _widest(run) if upright else _shared(run)
    rows: list[tuple[str, ...]] = []
    for band in run:
        own = band.edges if upright else edges
        if upright or len(run) >= _GRID:
            rows.append(_cells(band.words, own))
        else:
            rows += [_cells(words, own) for words in _rows(band.words, own)]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2 or not edges:
        return None
    words = [word for band in run for word in band.words]
    return Table(
        rows=tuple(rows),
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        y=min(word.y for word in words),
        page=page,
    )


def _widest(run: Sequence[_Band]) -> tuple[float, ...]:
    return max((band.edges for band in run), key=len)


def _cells(words: Sequence[Word], edges: Sequence[float]) -> tuple[str, ...]:
    """Return the words of each cell in order of lines; lines that end in a hyphen stay apart."""
    cells: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
    for word in words:
        middle = (word.left + word.right) / 2
        cells[sum(middle > edge for edge in edges)].append(word)
    return tuple("\n".join(s.text for s in segments(cell, 0)) for cell in cells)


def _rows(words: Sequence[Word], edges: Sequence[float]) -> list[list[Word]]:
    """Return the rows of a band that has no lines between them."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.y):
        if lines and word.y - lines[-1][0].y < 0.5 * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    distances = [b[0].y - a[0].y for a, b in pairwise(lines)]
    least = min(distances, default=0.0)
    loose = any(distance > _LOOSE * least for distance in distances)
    starts = _by_distance(distances, least) if loose else _by_first_cell(lines, edges)
    rows: list[list[Word]] = []
    for line, is_start in zip(lines, starts, strict=True):
        if is_start or not rows:
            rows.append(list(line))
        else:
            rows[-1] += line
    return rows


def _by_distance(distances: Sequence[float], least: float) -> list[bool]:
    return [True, *(distance > _LOOSE * least for distance in distances)]


def _by_first_cell(lines: Sequence[Sequence[Word]], edges: Sequence[float]) -> list[bool]:
    """Return which lines begin a row: the first cell begins, and no fewer cells than above."""
    starts: list[bool] = []
    before, filled = "", 0
    for line in lines:
        cells = _cells(line, edges)
        count = sum(map(bool, cells))
        carries = before.endswith("-") or cells[0][:1].islower()
        starts.append(bool(cells[0]) and not carries and count >= filled)
        before, filled = cells[0], count if starts[-1] else filled
    return starts


def unruled(found: Sequence[Segment]) -> tuple[list[Table], list[Segment]]:
    """Return a column's tables whose cells stand under each other, and what is in none."""
    lines: list[list[Segment]] = []
    for segment in found:
        if lines and abs(lines[-1][0].y - segment.y) < 0.4 * segment.size:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    tables: list[Table] = []
    rest: list[Segment] = []
    run: list[list[Segment]] = []
    for line in [*lines, []]:
        if line and _is_row(line) and (not run or _fits(run, line)):
            run.append(line)
            continue
        if run and line and _is_continuation(run, line):
            run.append(line)
            continue
        table = _loose_table(run)
        if table is not None:
            tables.append(table)
        else:
            rest += [segment for each in run for segment in each]
        run = []
        if line and _is_row(line):
            run = [line]
        else:
            rest += line
    return tables, rest


def _is_row(line: Sequence[Segment]) -> bool:
    return len(line) > 1 and not _MARK.fullmatch(line[0].text)


def _fits(run: Sequence[Sequence[Segment]], line: Sequence[Segment]) -> bool:
    words = [word for each in (*run, line) for segment in each for word in segment.words]
    near = line[0].y - run[-1][0].y < 3.5 * line[0].size
    return near and _gaps(words) != ()


def _is_continuation(run: Sequence[Sequence[Segment]], line: Sequence[Segment]) -> bool:
    """Return whether a line carries on one cell of the row above."""
    if len(line) != 1 or line[0].y - run[-1][0].y > 1.5 * line[0].size or len(run) < 2:
        return False
    return any(abs(line[0].left - segment.left) < 2 for segment in run[-1][1:])


def _loose_table(run: Sequence[Sequence[Segment]]) -> Table | None:
    whole = [line for line in run if len(line) > 1]
    words = [word for line in run for segment in line for word in segment.words]
    edges = _gaps(words)
    cells = [segment for line in whole for segment in line]
    if len(whole) < _LEAST_ROWS or not edges:
        return None
    if sum(len(segment.words) for segment in cells) > _MOST_CELL_WORDS * len(cells):
        return None
    rows = [row for group in _rows(words, edges) if any(row := _cells(group, edges))]
    if len(rows) < _LEAST_ROWS:
        return None
    return Table(
        rows=tuple(rows),
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        y=min(word.y for word in words),
        page=run[0][0].page,
    )
