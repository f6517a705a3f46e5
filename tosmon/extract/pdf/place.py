"""Turns a file's coordinates into those of the page as it is read. Pure."""

from __future__ import annotations


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

    def box(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """Return the left, top, right and bottom edge of a box of the file."""
        (x0, y0), (x1, y1) = self(left, bottom), self(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        """Return where the point (x, y) of the file is on the page."""
        if self._quarters == 1:
            return y - self._bottom, x - self._left
        if self._quarters == 2:
            return self._right - x, y - self._bottom
        if self._quarters == 3:
            return self._top - y, self._right - x
        return x - self._left, self._top - y
