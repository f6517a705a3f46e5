"""What a PDF's pages hold: words, rules and links at their places. Types alone.

Lengths are points (1/72 inch) from the page's upper left corner, y growing downwards.
"""

from __future__ import annotations

from tosmon.model import Record


class Word(Record, array_like=True):
    """A run of characters without white space; `y` is its baseline, `size` its font's.

    `mark` is set for a bullet that is drawn and not written.
    """

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool = False
    link: int = -1
    mark: bool = False


class Rule(Record, array_like=True):
    """A thin line, upright or level."""

    left: float
    right: float
    top: float
    bottom: float


class Page(Record, array_like=True):
    """A page: words in the order of drawing. `targets` are what `Word.link` counts."""

    width: float
    height: float
    words: tuple[Word, ...] = ()
    rules: tuple[Rule, ...] = ()
    targets: tuple[str, ...] = ()
    images: int = 0
    unmapped: int = 0


class Drawn(Record, array_like=True):
    """A whole PDF; `fault` says why it could not be opened."""

    pages: tuple[Page, ...] = ()
    title: str = ""
    language: str = ""
    fault: str = ""
