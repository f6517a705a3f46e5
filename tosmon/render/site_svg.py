"""Pictures of time as inline SVG: how much changed in which week, and a document's versions.

Owns scales and shapes. Colours are the style sheet's; a picture carries its own words for who does
not see it, and nothing is told by colour alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tosmon.model import Moment, Record, Severity
from tosmon.render.page_html import Markup, element, joined
from tosmon.render.style import count, day

_WEEK = dt.timedelta(days=7)
WEEKS = 104  # of a strip: two years
_NARROW = 52  # weeks of one on a narrow screen
_ROWS: tuple[tuple[Severity | None, str], ...] = (
    ("high", "high"),
    ("medium", "medium"),
    (None, "other"),
)
_STEPS = (1, 2, 4, 8)  # changes of a week from which a cell is darker
_CELL, _GAP = 9, 2
_TALL = 110  # units of a cell where a row is drawn small
_WIDTH = 1000  # units of a timeline's drawing
_LEAST = 16  # units between two points that can be told apart


class _Sizes(Record):
    """Units of a strip: where its cells begin, and from one row to the next."""

    left: int
    top: int
    step: int


_WIDE = _Sizes(left=52, top=14, step=_CELL + _GAP)
_SLIM = _Sizes(left=76, top=22, step=20)


class Happened(Record):
    """A change as a strip sees it."""

    at: Moment
    severity: Severity | None


class Point(Record):
    """A version as a timeline shows it; `href` leads to what it changed."""

    at: Moment
    kind: str
    severity: Severity | None
    words: str
    href: str | None


def strip(changes: Sequence[Happened], last: Moment) -> Markup:
    """Return the two years up to `last` by week, a row for each severity.

    A narrow screen is shown the last year of them alone; the style chooses.
    """
    return joined(_strip(changes, last, WEEKS, "wide"), _strip(changes, last, _NARROW, "narrow"))


def _strip(changes: Sequence[Happened], last: Moment, weeks: int, name: str) -> Markup:
    start = monday(last) - (weeks - 1) * _WEEK
    cells = _cells(changes, start, weeks)
    sizes = _WIDE if weeks == WEEKS else _SLIM
    width, height = sizes.left + weeks * (_CELL + _GAP), sizes.top + len(_ROWS) * sizes.step
    return element(
        "svg",
        element("title", _told(cells, start)),
        *_large(cells, start, weeks, sizes),
        viewBox=f"0 0 {width} {height}",
        role="img",
        class_=f"strip {name}",
    )


def small_strip(changes: Sequence[Happened], last: Moment) -> Markup:
    """Return the two years up to `last` in one row: a week has its weightiest change's colour."""
    start = monday(last) - (WEEKS - 1) * _WEEK
    cells = _cells(changes, start, WEEKS)
    return element(
        "svg",
        element("title", _told(cells, start)),
        *_small(cells),
        viewBox=f"0 0 {WEEKS * (_CELL + _GAP)} {_TALL}",
        role="img",
        class_="strip small",
    )


def _cells(changes: Sequence[Happened], start: dt.datetime, weeks: int) -> Counter[tuple[int, int]]:
    """Return how many changes there were by week and row."""
    cells: Counter[tuple[int, int]] = Counter()
    for change in changes:
        week = (monday(change.at) - start) // _WEEK
        if 0 <= week < weeks:
            cells[week, _row(change.severity)] += 1
    return cells


def _told(cells: Counter[tuple[int, int]], start: dt.datetime) -> str:
    total = sum(cells.values())
    levels = ", ".join(
        f"{number} {name}"
        for row, (_, name) in enumerate(_ROWS)
        if (number := sum(n for (_, r), n in cells.items() if r == row))
    )
    since = f"since {day(start)}"
    return f"{count(total, 'change')} {since}: {levels}" if total else f"No change {since}"


def _large(
    cells: Counter[tuple[int, int]], start: dt.datetime, weeks: int, sizes: _Sizes
) -> Iterator[Markup]:
    step, left, top, tall = _CELL + _GAP, sizes.left, sizes.top, str(sizes.step - _GAP)
    for week in range(weeks):
        first = start + week * _WEEK
        begins = week == 0 or first.month != (first - _WEEK).month
        if begins and first.month in (1, 4, 7, 10) and week < weeks - 3:
            label = f"{first:%Y}" if first.month == 1 else f"{first:%b}"
            yield element("text", label, x=str(left + week * step), y=str(top - 5), class_="axis")
    for row, (_, name) in enumerate(_ROWS):
        y = top + row * sizes.step
        yield element("text", name, x="0", y=str(y + sizes.step - 2 * _GAP), class_="axis")
        yield element(
            "rect",
            x=str(left),
            y=str(y),
            width=str(weeks * step - _GAP),
            height=tall,
            class_="bed",
        )
    for (week, row), number in sorted(cells.items()):
        first = start + week * _WEEK
        yield element(
            "rect",
            element("title", f"Week of {day(first)}: {number} {_ROWS[row][1]}"),
            x=str(left + week * step),
            y=str(top + row * sizes.step),
            width=str(_CELL),
            height=tall,
            class_=f"s{row} n{_darkness(number)}",
        )


def _small(cells: Counter[tuple[int, int]]) -> Iterator[Markup]:
    step = _CELL + _GAP
    width, height = str(WEEKS * step - _GAP), str(_TALL)
    yield element("rect", x="0", y="0", width=width, height=height, class_="bed")
    for week in sorted({week for week, _ in cells}):
        numbers = [cells[week, row] for row in range(len(_ROWS))]
        heaviest = next(row for row, number in enumerate(numbers) if number)
        yield element(
            "rect",
            x=str(week * step),
            y="0",
            width=str(_CELL + _GAP),
            height=height,
            class_=f"s{heaviest} n{_darkness(sum(numbers))}",
        )


def monday(at: dt.datetime) -> dt.datetime:
    """Return when the week of `at` begins: of the day with which a strip ends it tells no more."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - dt.timedelta(days=midnight.weekday())


def _row(severity: Severity | None) -> int:
    return {"high": 0, "medium": 1}.get(severity or "", 2)


def _darkness(number: int) -> int:
    return sum(number >= step for step in _STEPS)


# --- a document's versions --------------------------------------------------------------------


def timeline(points: Sequence[Point]) -> Markup:
    """Return a line of time with a mark for each version, oldest on the left.

    Marks that would cover one another stand apart, so that each can be reached; the axis below
    keeps to the calendar.
    """
    first, last = points[0].at, points[-1].at
    span = max((last - first).total_seconds(), 1.0)
    left, right, middle = 20, _WIDTH - 20, 22
    scale = (right - left) / span
    places = _apart([left + (p.at - first).total_seconds() * scale for p in points], left, right)
    marks = []
    for point, x in zip(points, places, strict=True):
        mark = joined(element("title", point.words), _mark(point, x, middle))
        if point.href:
            marks.append(element("a", mark, href=point.href, aria_label=point.words))
        else:
            marks.append(element("g", mark))
    ticks = (
        joined(
            element("line", x1=x, x2=x, y1=str(middle + 12), y2=str(middle + 18), class_="tick"),
            element("text", label, x=x, y=str(middle + 34), class_="axis", text_anchor="middle"),
        )
        for label, x in _ticks(first, last, left, scale)
    )
    line = element(
        "line", x1=str(left), x2=str(right), y1=str(middle), y2=str(middle), class_="line"
    )
    words = f"{count(len(points), 'version')} from {day(first)} to {day(last)}"
    return element(
        "svg",
        line,
        *ticks,
        *marks,
        viewBox=f"0 0 {_WIDTH} 64",
        role="group",
        aria_label=words,
        class_="timeline",
    )


def _apart(places: Sequence[float], left: float, right: float) -> list[float]:
    """Return `places` moved so that neighbours are `_LEAST` apart, or as far as there is room."""
    least = min(_LEAST, (right - left) / max(len(places) - 1, 1))
    out: list[float] = []
    for place in places:
        out.append(max(place, out[-1] + least) if out else place)
    limit = right
    for number in range(len(out) - 1, -1, -1):
        out[number] = min(out[number], limit)
        limit = out[number] - least
    return out


def _mark(point: Point, x: float, y: int) -> Markup:
    """Return a shape for the kind: a ring, a dot, a diamond for a return, a bar for a reread."""
    tone = f"mark {point.severity or 'none'} {point.kind}"
    if point.kind == "reverted":
        shape = f"M{x:.1f} {y - 8}l8 8l-8 8l-8 -8z"
        return element("path", d=shape, class_=tone)
    if point.kind == "reextraction":
        return element("rect", x=f"{x - 2:.1f}", y=str(y - 7), width="4", height="14", class_=tone)
    radius = {"high": 8, "medium": 7}.get(point.severity or "", 5)
    return element("circle", cx=f"{x:.1f}", cy=str(y), r=str(radius), class_=tone)


def _ticks(first: Moment, last: Moment, left: float, scale: float) -> Iterable[tuple[str, str]]:
    """Yield the calendar's steps between two moments: years, or months of a short history."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 1200) if months / s <= 12)
    number = first.year * 12 + first.month - 1
    number += -number % step
    while number <= last.year * 12 + last.month - 1:
        year, month = divmod(number, 12)
        at = dt.datetime(year, month + 1, 1, tzinfo=dt.UTC)
        if first <= at <= last:
            x = f"{left + (at - first).total_seconds() * scale:.1f}"
            yield (f"{at:%Y}" if month == 0 else f"{at:%b %Y}"), x
        number += step
