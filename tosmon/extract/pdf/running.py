"""Running heads, feet and page numbers: what stands at one place over the pages. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from tosmon.extract.pdf.lines import Segment

_MARGIN = 0.14  # of the height: where heads and feet stand
_SAME_PLACE = 3.0  # points
_SHARE = 0.4  # of the pages: a head may stand on every other one
_DIGITS = re.compile(r"\d+")
# What browsers print at the edges: when, and from where.
_PRINTED = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}, \d{1,2}:\d{2}(?:\s?[AP]M)?|(?:https?|file)://\S+"
)
_NUMBER = re.compile(
    r"[-–—|\s]*(?:(?:page|p\.|seite|página|pagina)\s*)?(?:\d{1,4}|[ivxl]{1,6})"
    r"(?:\s*(?:/|of|von|de|sur|di|van)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)


def without_running(pages: Sequence[tuple[float, list[Segment]]]) -> list[list[Segment]]:
    """Return the segments of each page (height, segments) without what runs over the pages."""
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, (height, found) in enumerate(pages):
        for segment in found:
            if _in_margin(segment, height):
                places[_shape(segment)].append((number, segment.y))
    running = {shape: seen for shape, seen in places.items() if _runs(seen, len(pages))}
    return [_peeled(height, found, running) for height, found in pages]


def _peeled(
    height: float, found: list[Segment], running: dict[str, list[tuple[int, float]]]
) -> list[Segment]:
    """Return `found` without the outermost rows that are running heads or feet alone."""
    rows: list[list[Segment]] = []
    for segment in found:
        if rows and abs(rows[-1][0].y - segment.y) <= _SAME_PLACE:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    start, end = 0, len(rows)
    while start < end and all(_is_running(s, height, running) for s in rows[start]):
        start += 1
    while end > start and all(_is_running(s, height, running) for s in rows[end - 1]):
        end -= 1
    return [segment for row in rows[start:end] for segment in row]


def _is_running(
    segment: Segment, height: float, running: dict[str, list[tuple[int, float]]]
) -> bool:
    if not _in_margin(segment, height):
        return False
    text = segment.text
    return bool(_NUMBER.fullmatch(text) or _PRINTED.fullmatch(text)) or any(
        abs(y - segment.y) <= _SAME_PLACE
        for number, y in running.get(_shape(segment), ())
        if number != segment.page
    )


def _runs(seen: list[tuple[int, float]], pages: int) -> bool:
    return len({number for number, _ in seen}) >= max(2, _SHARE * (pages - 1))


def _shape(segment: Segment) -> str:
    return _DIGITS.sub("#", segment.text)


def _in_margin(segment: Segment, height: float) -> bool:
    return segment.y < _MARGIN * height or segment.y > (1 - _MARGIN) * height
