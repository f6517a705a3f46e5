"""Tables of a page: fragments between rules, or aligned without them, put into rows and cells.

Pure. Knows no text of a table but its places.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from tosmon.extract.pdf.places import Fragment, Rule
from tosmon.model import Record

_SAME = 3.0  # points within which edges count as one
_ALIKE = 8.0  # and within which the rules of one table begin and end
_TALLEST = 400.0  # points between two rules of a table: half a page for one row
_LEAST_ROWS = 2
_PADDED = 1.55  # of the size: a wider step begins a row where others are narrower
_ALIGNED_ROWS = 3  # rows of equal beginnings that make a table without rules
_TITLE = 0.5  # of the table's width: a line that is one piece as wide as that spans columns
_CELL_WORDS = 12  # words of a cell in a table without rules; columns of prose have as many a line


class Table(Record):
    """Rows of cells, each with its lines, and where they stand."""

    rows: tuple[tuple[tuple[str, ...], ...], ...]
    left: float
    right: float
    top: float
    bottom: float


def ruled_tables(
    fragments: Sequence[Fragment], rules: Sequence[Rule]
) -> tuple[list[Table], list[Fragment]]:
    """Return the tables that rules show, and the fragments that are in none of them."""
    left = list(fragments)
    found: list[Table] = []
    for top, bottom, x0, x1, inner in _ruled(rules):
        inside = [
            f for f in left if top - 1 < f.base <= bottom + 1 and x0 - _ALIKE < f.left < x1 + _ALIKE
        ]
        rows = _rows(inside, inner)
        if len(rows) < _LEAST_ROWS or max(map(len, rows)) < 2:
            continue
        found.append(Table(rows=tuple(rows), left=x0, right=x1, top=top, bottom=bottom))
        taken = set(map(id, inside))
        left = [f for f in left if id(f) not in taken]
    return found, left


def aligned_tables(fragments: Sequence[Fragment]) -> tuple[list[Table], list[Fragment]]:
    """Return the tables of a column without rules, and the fragments that are in none of them."""
    left = list(fragments)
    found: list[Table] = []
    for inside in _aligned(left):
        rows = _rows(inside, [])
        found.append(
            Table(
                rows=tuple(rows),
                left=min(f.left for f in inside),
                right=max(f.right for f in inside),
                top=min(f.base - f.size for f in inside),
                bottom=max(f.base for f in inside),
            )
        )
        taken = set(map(id, inside))
        left = [f for f in left if id(f) not in taken]
    return found, left


def _ruled(rules: Sequence[Rule]) -> Iterable[tuple[float, float, float, float, list[float]]]:
    """Yield the stacks of rules of one width: top, bottom, left, right, the rules between."""
    stacks: list[list[Rule]] = []
    for rule in _merged(rules):
        for stack in stacks:
            last = stack[-1]
            if (
                abs(last.left - rule.left) < _ALIKE
                and abs(last.right - rule.right) < _ALIKE
                and rule.at - last.at < _TALLEST
            ):
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    for stack in stacks:
        if len(stack) >= 3:
            at = [rule.at for rule in stack]
            yield at[0], at[-1], stack[0].left, stack[0].right, at[1:-1]


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Return rules with those joined that continue one another, as the borders of cells do."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.at / _SAME), r.left)):
        last = joined[-1] if joined else None
        if last and abs(last.at - rule.at) < _SAME and rule.left <= last.right + _SAME:
            joined[-1] = Rule(left=last.left, right=max(last.right, rule.right), at=last.at)
        else:
            joined.append(rule)
    return sorted(joined, key=lambda r: r.at)


def _aligned(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Return runs of lines that begin their short pieces at the same places."""
    runs: list[list[list[Fragment]]] = []
    for row in lines_of(fragments):
        short = len(row) > 1 and all(len(f.text.split()) <= _CELL_WORDS for f in row)
        if not short:
            runs.append([])
            continue
        if runs and runs[-1] and not _begins_alike(runs[-1][-1], row):
            runs.append([])
        if not runs:
            runs.append([])
        runs[-1].append(row)
    return [
        [f for row in run for f in row]
        for run in runs
        if len(run) >= _ALIGNED_ROWS and _is_tabular(run)
    ]


def _begins_alike(row: Sequence[Fragment], other: Sequence[Fragment]) -> bool:
    return len(row) == len(other) and all(
        abs(a.left - b.left) < _SAME for a, b in zip(row, other, strict=True)
    )


def _is_tabular(run: Sequence[Sequence[Fragment]]) -> bool:
    """Return whether the pieces leave much of their columns free, as lines of prose do not."""
    edges = [f.left for f in run[0]]
    widths = [b - a for a, b in itertools.pairwise(edges)]
    filled = [
        (f.right - f.left) / width
        for row in run
        for f, width in zip(row, widths, strict=False)
        if width
    ]
    return sum(filled) / len(filled) < 0.75


def lines_of(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Return fragments that stand on one line together, from the top, each from the left."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: f.base):
        row = rows[-1] if rows else None
        if row is not None and fragment.base - row[0].base < 0.45 * max(fragment.size, row[0].size):
            row.append(fragment)
        else:
            rows.append([fragment])
    return [sorted(row, key=lambda f: f.left) for row in rows]


def _rows(inside: Sequence[Fragment], inner: Sequence[float]) -> list[tuple[tuple[str, ...], ...]]:
    """Return the cells of each row; `inner` are the rules between some or all rows."""
    if not inside:
        return []
    lines = lines_of(inside)
    columns = _columns(lines)
    starts = _row_starts(lines, columns, inner)
    rows: list[list[list[str]]] = []
    for line, starts_row in zip(lines, starts, strict=True):
        if starts_row:
            rows.append([[] for _ in columns])
        cells: dict[int, list[str]] = {}
        for fragment in line:
            cells.setdefault(_column(fragment, columns), []).append(fragment.text)
        for place, words in cells.items():
            rows[-1][place].append(" ".join(words))
    return [tuple(map(tuple, row)) for row in rows]


def _columns(lines: Sequence[Sequence[Fragment]]) -> list[tuple[float, float]]:
    """Return the extents of the columns: what no line of the table covers stands between them."""
    left = min(line[0].left for line in lines)
    right = max(line[-1].right for line in lines)
    spans = sorted(
        (f.left, f.right)
        for line in lines
        for f in line
        if len(line) > 1 or f.right - f.left < _TITLE * (right - left)
    )
    columns: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if columns and x0 < columns[-1][1] + _SAME:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns or [(left, right)]


def _column(fragment: Fragment, columns: Sequence[tuple[float, float]]) -> int:
    overlaps = [min(fragment.right, x1) - max(fragment.left, x0) for x0, x1 in columns]
    if max(overlaps) > 0 and sum(o > 0 for o in overlaps) == 1:
        return overlaps.index(max(overlaps))
    return next((n for n, o in enumerate(overlaps) if o > 0), overlaps.index(max(overlaps)))


def _row_starts(
    lines: Sequence[Sequence[Fragment]],
    columns: Sequence[tuple[float, float]],
    inner: Sequence[float],
) -> list[bool]:
    """Return for each line whether a row begins with it."""
    bases = [line[0].base for line in lines]
    ruled = [
        any(before < rule < base + 0.5 for rule in inner)
        for before, base in itertools.pairwise(bases)
    ]
    if sum(ruled) > 1:  # rules between the rows, as in a grid
        return [True, *ruled]
    steps = [
        (base - before) / max(line[0].size, 1.0)
        for before, base, line in zip(bases, bases[1:], lines[1:], strict=False)
    ]
    free = [step for step, rule in zip(steps, ruled, strict=True) if not rule]
    if free and min(free) < _PADDED <= max(free):
        return [
            True,
            *(step >= _PADDED or rule for step, rule in zip(steps, ruled, strict=True)),
        ]
    return [
        True,
        *(
            rule or _is_fuller(line, before, columns)
            for before, line, rule in zip(lines, lines[1:], ruled, strict=False)
        ),
    ]


def _is_fuller(
    line: Sequence[Fragment], before: Sequence[Fragment], columns: Sequence[tuple[float, float]]
) -> bool:
    """Return whether `line` has more cells than the one before: cells that go on become fewer."""
    here = {_column(fragment, columns) for fragment in line}
    there = {_column(fragment, columns) for fragment in before}
    return 0 in here and (len(here) > len(there) or len(here) == len(columns))
