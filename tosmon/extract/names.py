"""Which names of a page the first reading heeds: all others are taken off before it.

trafilatura asks the names of every element, some twenty regular expressions each, called singly
from XPath: two fifths of its time, for names of which hardly any says anything to it. Owns what is
taken off and how that is known. Leaves each reading as it was, but for headings.
"""

from __future__ import annotations

import functools
import re
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
_TAGS = ("div", "main", "article")
_CODE = re.compile("hljs|w3-code")  # asked for elsewhere than in the rules
_SHORT = 10_000  # characters: of shorter texts it asks other readers, who heed other names
_MOST_SIBLINGS = 6  # icons and anchors beside a heading; more are a document


class _Rule:
    """An expression of the library, and the attributes that it asks for."""

    def __init__(self, expression: etree.XPath) -> None:
        self._finds = expression
        self.names = frozenset(_ATTRIBUTE.findall(expression.path))
        self._anyway = {element.tag for element in expression(_one_of_each({}))}

    def heeds(self, elements: Element) -> bool:
        """Return whether one of `elements` is found that would not be without its attributes."""
        return any(element.tag not in self._anyway for element in self._finds(elements))

    def quickened(self) -> etree.XPath | None:
        """Return what finds the same without a question to elements that have no such attribute.

        None where the rule finds elements by other things than attributes, too.
        """
        path = self._finds.path.strip()
        if not self.names or path.count(_ANY) != 1:
            return None
        has_any = " or ".join(f"@{name}" for name in sorted(self.names))
        quick = etree.XPath(
            path.replace(_ANY, f".//*[{has_any}][", 1), namespaces={"re": xpaths.REGEXP_NS}
        )
        bare = _one_of_each({})
        return quick if quick(bare) == self._finds(bare) else None


def _one_of_each(attributes: dict[str, str]) -> Element:
    root = etree.Element("html")
    for tag in _TAGS:
        etree.SubElement(root, tag, attributes)
    return root


def _quicken() -> tuple[_Rule, ...]:
    """Put the quicker form of each rule in its place; return the rules as they were."""
    known = []
    for rules in _RULES:
        for place, expression in enumerate(rules):
            rule = _Rule(expression)
            known.append(rule)
            quick = rule.quickened()
            if quick is not None:
                rules[place] = quick
    return tuple(known)


_KNOWN = _quicken()
# The commonest first, which most elements have: whether they have the others need not be asked.
_HEEDED = tuple(
    sorted(
        frozenset().union(*(rule.names for rule in _KNOWN)) - {"role"},
        key=lambda name: (name not in ("class", "id"), name),
    )
)
_named = etree.XPath("//*[" + " or ".join(f"@{name}" for name in _HEEDED or ("class",)) + "]")


def forget_names(root: Element, *, characters: int) -> None:
    """Take off the names that no rule of trafilatura's heeds, and all names of headings.

    `characters` is about how many the page's text has.
    """
    _forget_headings(root)
    if characters < _SHORT:
        return
    for element in _named(root):
        values = tuple(map(element.get, _HEEDED))
        if not _is_heeded(values):
            attributes = element.attrib
            for name, value in zip(_HEEDED, values, strict=True):
                if value is not None:
                    del attributes[name]


@functools.lru_cache(maxsize=8192)  # a site uses the same names on all its pages
def _is_heeded(values: tuple[str | None, ...]) -> bool:
    """Return whether a rule may find an element by these values of the attributes in `_HEEDED`."""
    attributes = {n: v for n, v in zip(_HEEDED, values, strict=True) if v is not None}
    if _CODE.search(attributes.get("class", "")):
        return True
    try:
        elements = _one_of_each(attributes)
    except ValueError:  # a hostile page's: parsed from references, but no tree takes them anew
        return True
    return any(rule.heeds(elements) for rule in _KNOWN if rule.names & attributes.keys())


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
