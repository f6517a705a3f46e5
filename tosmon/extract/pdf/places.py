"""Where things stand on a page: fragments of lines, rules, links.

Coordinates are points, the origin at the top left of the page as it is read.
"""

from __future__ import annotations

from tosmon.model import Record


class Fragment(Record):
    """Words in a row with one look, without a gap as between cells or columns."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


class Rule(Record):
    """A horizontal line that is drawn, as those of tables are."""

    left: float
    right: float
    at: float


class Target(Record):
    """Where a link leads, and its words."""

    words: str
    target: str


class Page(Record):
    """What stands on a page, in the order of the file."""

    width: float
    height: float
    fragments: tuple[Fragment, ...]
    rules: tuple[Rule, ...]
    targets: tuple[Target, ...]
    pictures: int


class Place:
    """Turns the file's coordinates, from the bottom left, into those of the page as it is read.

    `quarters` is by how many quarters of a turn, against the clock, its lines are written.
    """

    def __init__(
        self, left: float, bottom: float, right: float, top: float, *, quarters: int
    ) -> None:
        self._left, self._bottom, self._right, self._top = left, bottom, right, top
        self._quarters = quarters
        self.width, self.height = right - left, top - bottom
        if quarters % 2:
            self.width, self.height = self.height, self.width

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        """Return where the point (x, y) of the file is on the page."""
        if self._quarters == 1:
            return y - self._bottom, x - self._left
        if self._quarters == 2:
            return self._right - x, y - self._bottom
        if self._quarters == 3:
            return self._top - y, self._right - x
        return x - self._left, self._top - y
