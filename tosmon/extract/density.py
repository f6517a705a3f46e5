"""Boxes that are prose for certain: trafilatura is spared to weigh all their links and letters.

It asks each box, twice a page, which share of its letters stands in links, and for that joins the
letters of all boxes within boxes: a third of its time on long pages. Owns the quick answer and
where it is put. Leaves each reading as it was.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree
from trafilatura import htmlprocessing

from tosmon.extract.furniture import characters_in

Element: TypeAlias = Any

# Its test drops boxes of under 300 letters, and those of which links make more than nine tenths.
# Both are asked for with room to spare: what is nearer to that is put to the library.
_LETTERS = 1000
_TIMES_LINKED = 2


def is_surely_prose(element: Element) -> bool:
    """Return whether `element`, of trafilatura's tree, has many letters, most of them in no link.

    Counts no further than it must. Of paragraphs it is never sure: these are weighed sooner.
    """
    if element.tag == "p":
        return False
    linked = sum(
        characters_in(link) if len(link) else len(link.text or "") for link in element.iter("ref")
    )
    wanted = max(_LETTERS, _TIMES_LINKED * linked)
    held = 0
    for piece in element.itertext(etree.Element):
        held += sum(map(len, piece.split()))
        if held >= wanted:
            return True
    return False


def quicken() -> None:
    """Put the quick answer before the library's test, where it has one."""
    test = getattr(htmlprocessing, "link_density_test", None)
    if test is None:
        return

    def quick(element: Element, favor_precision: bool = False) -> tuple[bool, bool]:
        if next(element.iter("ref"), None) is None or is_surely_prose(element):
            return False, False
        return test(element, favor_precision)  # type: ignore[no-any-return]

    htmlprocessing.link_density_test = quick
