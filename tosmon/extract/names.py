"""Which names of a page the first reading heeds: all others are taken off before it.

trafilatura asks the names of every element, some twenty regular expressions each, called singly
from XPath: two fifths of its time, for names of which hardly any says anything to it. Owns what is
taken off, which of its rules are spared, and how that is known. Leaves each reading as it was, but
for headings.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, TypeAlias

from lxml import etree
from trafilatura import xpaths

Element: TypeAlias = Any

# The rules that trafilatura goes by in its recall setting, as it holds them: lists of expressions.
_RULES = tuple(
    rules
    for name in (
        *("RAW_TREE_PRUNE_XPATH", "REMOVE_COMMENTS_AND_LISTS_XPATH", "REMOVE_COMMENTS_XPATH"),
        *("OVERALL_DISCARD_XPATH", "DISCARD_IMAGE_ELEMENTS", "BODY_XPATH"),
    )
    if isinstance(rules := getattr(xpaths, name, None), list)
)
_ATTRIBUTE = re.compile(r"@([a-zA-Z-]+)")
_ANY = ".//*["
# Every rule that goes by names looks at boxes, and asks nothing more of them than of others.
_BOX = "div"
_BARE = ("div", "main", "article")  # what a rule may find without a name, and a box
_CODE = re.compile("hljs|w3-code")  # asked for elsewhere than in the rules
_SHORT = 10_000  # characters: of shorter texts it asks other readers, who heed other names
_MOST_SIBLINGS = 6  # icons and anchors beside a heading; more are a document


class _Rule:
    """An expression of the library, in its place: spared where no name of the page is heeded."""

    def __init__(self, expression: etree.XPath) -> None:
        self._finds = expression
        self.path = expression.path.strip()
        self.names = frozenset(_ATTRIBUTE.findall(self.path))
        # What finds the same without a question to elements that have no such attribute, and what
        # it finds by other things than attributes.
        has_any = " or ".join(f"@{name}" for name in sorted(self.names))
        self._quick = self._with(f".//*[@*][{has_any}][")
        self._rest = self._with("self::*[false()][")
        bare = _bare()
        self.is_sparing = (
            bool(self.names)
            and self.path.count(_ANY) == 1
            and not self.heeds(bare)
            and self._quick(bare) == self._rest(bare) == expression(bare)
        )

    def _with(self, beginning: str) -> etree.XPath:
        path = self.path.replace(_ANY, beginning, 1) if self.names else self.path
        return etree.XPath(path, namespaces={"re": xpaths.REGEXP_NS})

    def __call__(self, tree: Element) -> Element:
        """Return what the library's expression finds in `tree`, part of the page at hand."""
        heeding = _heeding.get()
        finds = self._quick if heeding is None or self in heeding else self._rest
        return finds(tree)

    def heeds(self, elements: Element) -> bool:
        """Return whether a box of `elements` is found."""
        return any(element.tag == _BOX for element in self._finds(elements))


# The rules that may find something on the page at hand by its names, None where that is not known.
_heeding: ContextVar[frozenset[_Rule] | None] = ContextVar("heeding", default=None)


@contextlib.contextmanager
def heeding(rules: frozenset[_Rule]) -> Iterator[None]:
    """Have the library go by `rules` alone, of the page whose names these are."""
    token = _heeding.set(rules)
    try:
        yield
    finally:
        _heeding.reset(token)


def _bare() -> Element:
    root = etree.Element("html")
    for tag in _BARE:
        etree.SubElement(root, tag)
    return root


def _spare() -> tuple[_Rule, ...]:
    """Put each rule that can be spared in its place; return all."""
    known = []
    for rules in _RULES:
        for place, expression in enumerate(rules):
            rule = _Rule(expression)
            known.append(rule)
            if rule.is_sparing:
                rules[place] = rule
    return tuple(known)


_KNOWN = _spare()
_ALL = frozenset(_KNOWN)
_HEEDED = frozenset().union(*(rule.names for rule in _KNOWN))
# Most names mean nothing to any rule: that is one question, not one a rule.
_FINDS = etree.XPath(" | ".join(rule.path for rule in _KNOWN), namespaces={"re": xpaths.REGEXP_NS})


def forget_names(root: Element, *, characters: int) -> frozenset[_Rule]:
    """Take off the names that no rule of trafilatura's heeds, and all names of headings.

    `characters` is about how many the page's text has. Returns the rules that heed a name.
    """
    _forget_headings(root)
    heeded: set[_Rule] = set()
    for element in root.iter(etree.Element):
        named = [attribute for attribute in element.items() if attribute[0] in _HEEDED]
        if not named:
            continue
        rules = _heeding_of(tuple(named))
        heeded |= rules
        names = dict(named)
        if rules or characters < _SHORT or _CODE.search(names.get("class", "")):
            continue
        attributes = element.attrib
        for name in names:
            if name != "role":  # by which the library also tells a table that lays out
                del attributes[name]
    return frozenset(heeded)


@functools.lru_cache(maxsize=8192)  # a site uses the same names on all its pages
def _heeding_of(named: tuple[tuple[str, str], ...]) -> frozenset[_Rule]:
    """Return the rules that may find an element by these attributes."""
    attributes = dict(named)
    try:
        elements = etree.Element("html")
        etree.SubElement(elements, _BOX, attributes)
    except ValueError:  # a hostile page's: parsed from references, but no tree takes them anew
        return _ALL
    if not _FINDS(elements):
        return frozenset()
    return frozenset(rule for rule in _KNOWN if rule.heeds(elements))


def _forget_headings(root: Element) -> None:
    """Take the names off headings and off what holds a heading alone: trafilatura drops by name.

    A build of the site that names a heading's box `overlay` is no reason to lose the heading.
    """
    for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        box = heading
        while box is not None and box.tag != "body":
            for name in ("class", "id"):
                box.attrib.pop(name, None)
            box = box.getparent() if _is_alone(box) else None


def _is_alone(element: Element) -> bool:
    """Return whether `element` holds all the words of what it stands in."""
    parent = element.getparent()
    if parent is None or len(parent) > _MOST_SIBLINGS or (parent.text or "").strip():
        return False
    return not any(
        (child.tail or "").strip()
        or (child is not element and any(piece.strip() for piece in child.itertext()))
        for child in parent
    )
