"""Parts of a page: what selectors, ranges and an address's fragment name of it.

Where they name nothing, says what the page has in their place. Knows not what makes the text.
"""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any, TypeAlias

from cssselect import SelectorError
from lxml import html

from tosmon.extract.furniture import characters_in
from tosmon.model import Range, Selector
from tosmon.text import clean, normalize

Element: TypeAlias = Any

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OFFERED = 6  # headings or names that are told of; a line of `status` has room for no more
_SHOWN = 60  # characters of each
_SECTION_WORDS = 20  # an element with a name of its own and so many words is the part itself
# Fragments that name no element: routes of scripts, and words to mark (scroll-to-text).
_NO_NAME = re.compile(r"[/!=?&]|^:~:")


class NoMatchError(ValueError):
    """What names a part matches nothing on this page; says what the page has in its place."""


def choose(
    root: Element, select: Iterable[Selector], remove: Iterable[str], fragment: str = ""
) -> Element:
    """Return the page with the chosen parts alone, in their order, and without the removed ones.

    Where `select` names none, the part is what `fragment` names, if it may name an element. Raises
    `NoMatchError` for one that matches nothing.
    """
    for unwanted in remove:
        for element in root.cssselect(unwanted):
            if element.getparent() is not None:
                element.drop_tree()
    selectors = tuple(select)
    chosen: list[Element] = []
    for selector in selectors:
        if isinstance(selector, Range):
            chosen.extend(_range(root, selector))
            continue
        found = root.cssselect(selector)
        if not found:
            instead = _names(root, selector)
            raise NoMatchError(
                f"the selector '{selector}' matches nothing on the page any more{instead}"
            )
        chosen.extend(found)
    if not selectors and fragment and not _NO_NAME.search(fragment):
        chosen = _named_part(root, fragment)
    if not chosen:
        return root
    kept = _outermost(chosen)
    page = html.document_fromstring("<html><body></body></html>")
    if root.get("lang"):
        page.set("lang", root.get("lang"))
    page.body.extend(kept)
    return page


def _outermost(elements: list[Element]) -> list[Element]:
    unique = list(dict.fromkeys(elements))
    inside = set(unique)
    return [e for e in unique if not any(parent in inside for parent in e.iterancestors())]


# --- ranges -------------------------------------------------------------------------------------


def _range(root: Element, selector: Range) -> list[Element]:
    """Return what stands from the start up to the end in the order of the page, at any depth."""
    starts = _matches(root, selector.start)
    if not starts:
        raise NoMatchError(
            f"nothing on the page matches '{selector.start}' any more{_headings(root)}"
        )
    start, end = starts[0], None
    if selector.until is not None:
        after = _after(root, start)
        end = next((e for e in _matches(root, selector.until) if e in after), None)
        if end is None:
            raise NoMatchError(
                f"nothing after '{selector.start}' matches '{selector.until}' any more"
                f"{_headings(root)}"
            )
    return _between(start, end)


def _matches(root: Element, name: str) -> list[Element]:
    """Return what the selector `name` selects, else the headings that say `name`."""
    try:
        found: list[Element] = root.cssselect(name)
    except SelectorError:
        found = []
    if found:
        return found
    wanted = _bare(name)
    headings = [(heading, _bare(_words(heading))) for heading in root.iter(*_HEADINGS)]
    return [h for h, words in headings if words == wanted] or [
        h for h, words in headings if wanted and words.startswith(wanted)
    ]


def _bare(words: str) -> str:
    """Return the words of a heading without their number, for comparison."""
    return re.sub(r"^[\d.\s)§]+", "", normalize(words).casefold()).strip(" .:")


def _words(element: Element) -> str:
    return clean(" ".join(element.itertext()))


def _after(root: Element, start: Element) -> set[Element]:
    """Return the elements that begin after `start`, those within it among them."""
    found: set[Element] = set()
    seen = False
    for element in root.iter():
        if seen:
            found.add(element)
        seen = seen or element is start
    return found


def _between(start: Element, end: Element | None) -> list[Element]:
    """Return copies of what stands from `start` up to `end`; without an end, of its siblings."""
    if end is None:
        return [start, *start.itersiblings()]
    common = _common(start, end)
    places = [_path(common, start), _path(common, end)]
    part = copy.deepcopy(common)
    part.tail = None
    first, last = (_at(part, place) for place in places)
    _drop_before(part, first)
    _drop_from(part, last)
    return [part]


def _common(start: Element, end: Element) -> Element:
    above = {start, *start.iterancestors()}
    return next(e for e in (end, *end.iterancestors()) if e in above and e is not end)


def _path(top: Element, element: Element) -> list[int]:
    places: list[int] = []
    while element is not top:
        parent = element.getparent()
        places.append(parent.index(element))
        element = parent
    return places[::-1]


def _at(top: Element, path: list[int]) -> Element:
    for place in path:
        top = top[place]
    return top


def _drop_before(top: Element, first: Element) -> None:
    while first is not top:
        parent = first.getparent()
        parent.text = None
        for sibling in list(first.itersiblings(preceding=True)):
            parent.remove(sibling)
        first = parent


def _drop_from(top: Element, last: Element) -> None:
    unwanted = [last]
    while last is not top:
        unwanted += last.itersiblings()
        last.tail = None
        last = last.getparent()
    for element in unwanted:
        element.getparent().remove(element)


# --- fragments ----------------------------------------------------------------------------------


def _named_part(root: Element, fragment: str) -> list[Element]:
    """Return the section that an address's fragment names: an element, or what a heading heads."""
    found = root.xpath("//*[@id=$name or @name=$name]", name=fragment)
    if not found:
        raise NoMatchError(
            f"no element of the page is named '{fragment}' any more{_names(root, '#' + fragment)}"
        )
    element = found[0]
    heading = next((e for e in (element, *element.iterancestors()) if e.tag in _HEADINGS), None)
    if heading is None and len(_words(element).split()) >= _SECTION_WORDS:
        return [element]
    heading = heading if heading is not None else next(_following_headings(root, element), None)
    if heading is None:
        return [element, *element.itersiblings()]
    level = _HEADINGS.index(heading.tag)
    end = next(
        (e for e in _following_headings(root, heading) if _HEADINGS.index(e.tag) <= level), None
    )
    if end is None:
        return [heading, *heading.itersiblings()]
    return _between(heading, end)


def _following_headings(root: Element, element: Element) -> Iterator[Element]:
    after = _after(root, element)
    return (heading for heading in root.iter(*_HEADINGS) if heading in after)


# --- what the page has instead ------------------------------------------------------------------


def _headings(root: Element) -> str:
    """Return the page's headings as the end of a sentence."""
    words = dict.fromkeys(filter(None, (_words(h)[:_SHOWN] for h in root.iter(*_HEADINGS))))
    return _offer("its headings are", list(words))


def _names(root: Element, selector: str) -> str:
    """Return the names of elements most like those in `selector`, as the end of a sentence."""
    wanted = re.findall(r"[\w-]{2,}", selector) or [""]
    sizes: dict[str, int] = {}
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        own = ["#" + element.get("id")] if element.get("id") else []
        own += ["." + name for name in (element.get("class") or "").split()]
        own += [element.tag] if element.tag in ("main", "article", "section") else []
        for name in own:
            if len(name) <= _SHOWN and name not in sizes:
                sizes[name] = int(characters_in(element))
    if not sizes:
        return _headings(root)
    largest = max(sizes.values())

    def worth(name: str) -> float:
        bare = name.lstrip("#.").casefold()
        like = max(_likeness(bare, each.casefold()) for each in wanted)
        return like + sizes[name] / max(largest, 1) / 2

    return _offer("it has", sorted(sizes, key=worth, reverse=True))


@functools.lru_cache(maxsize=8192)  # a site's pages share their names
def _likeness(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b).ratio()


def _offer(what: str, offered: list[str]) -> str:
    if not offered:
        return ""
    more = ", …" if len(offered) > _OFFERED else ""
    return f"; {what} {', '.join(offered[:_OFFERED])}{more}"
