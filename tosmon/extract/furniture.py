"""What belongs to the site and not to the document, taken out by what the page itself declares.

Goes by elements, roles and states (HTML, WAI-ARIA 1.2), hardly by names of classes: lists of "bad"
names empty whole documents. A part that holds much of the page's prose is never taken out.
"""

from __future__ import annotations

import functools
import re
from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any

# What is never words of a document, and what is seldom: the latter goes up to a share of the page.
_UNREAD = (
    *("script", "style", "template", "noscript", "svg", "iframe", "object", "canvas", "audio"),
    *("video", "select", "textarea"),
)
_SELDOM = frozenset(("nav", "menu", "dialog", "button"))
_ROLES = frozenset(
    (
        *("navigation", "contentinfo", "search", "dialog", "alertdialog", "alert", "status"),
        *("menu", "menubar", "tooltip", "button", "combobox", "listbox", "tablist", "toolbar"),
    )
)
# Names of the convention by which words are kept for screen readers alone.
_UNSEEN = re.compile(r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-text)?)(?:$|\s)")
_CONSENT = re.compile(r"cookie|consent|gdpr|(?:^|[\s_-])cmp(?:$|[\s_-])", re.IGNORECASE)
_NEW_WINDOW = re.compile(
    r"\s*\(?\bopens? (?:external link )?in (?:a )?new (?:window|tab)\)?", re.IGNORECASE
)
_CONSENTS = re.compile(
    r"(?:accept|reject|allow|decline|deny|refuse)(?: (?:all|optional|necessary))?(?: cookies)?",
    re.IGNORECASE,
)
_PANEL_WORDS = 1500  # a panel that names each cookie and its purpose has some 900
# Most of what a page may lose to one rule; a document inside a "consent" element stays.
_MOST = 0.4
_WORD_LETTERS = 6  # of a word of English terms, the space after it among them
_FEW_WORDS = 40  # words kept for screen readers, or announced, are a sentence or two
_CONTENTS_LINKS = 3  # a table of contents has more entries than a sentence has cross-references
_CONTENTS_WORDS = 0.9  # of its words stand in links to places on the same page
_CONTENTS_DEPTH = 3  # boxes around a list, up to the one beside its heading
_CONTENTS_TITLE = 5  # words: "On this page", "Table of contents"
# What holds a document, so that no name of a class may take it out.
_HOLDERS = frozenset(("html", "body", "main", "article"))
# Attributes that may say what an element is.
_TELLING = frozenset(("role", "aria-live", "aria-hidden", "id", "class", "aria-label"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


characters_in = etree.XPath("string-length(.)")  # as a float; white space counts
_letters = etree.XPath("string-length(normalize-space(.))")
_texts = etree.XPath(".//text()", smart_strings=False)


def words_in(element: Element) -> int:
    """Return how many words `element` holds."""
    return len(" ".join(_texts(element)).split())


def holds_more(element: Element, most: float) -> bool:
    """Return whether `element` holds more than `most` words; counts no further than that."""
    held = 0
    for piece in element.itertext():
        held += len(piece.split())
        if held > most:
            return True
    return False


def prune(root: Element) -> None:
    """Take the furniture out of the page, in place."""
    etree.strip_elements(root, *_UNREAD, with_tail=False)
    most = _MOST * float(_letters(root)) / _WORD_LETTERS
    doomed: list[Element] = _panels(root, min(most, _PANEL_WORDS))
    dropped: set[Element] = set(doomed)
    for element in root.iter(etree.Element):
        if dropped and element.getparent() in dropped:
            dropped.add(element)
            continue
        allowed = _allowed(element, most)
        if allowed and not holds_more(element, allowed):
            doomed.append(element)
            dropped.add(element)
            title = _title_of_contents(element)
            if title is not None and title not in dropped:
                doomed.append(title)
    for element in doomed:
        _drop(element)
    for link in root.iter("a"):
        _without_notice(link)
    for button in root.iter("button"):  # what is left names a section, and opens it
        button.tag = "span"
    etree.strip_tags(root, "header")  # what is left of these holds the title


def _panels(root: Element, most: float) -> list[Element]:
    """Return the panels that ask for consent, whatever they are called: known by their buttons."""
    found: list[Element] = []
    for button in root.iter("button"):
        if not _CONSENTS.fullmatch(" ".join("".join(button.itertext()).split())):
            continue
        box = button
        while (parent := box.getparent()) is not None and _may_be_panel(parent, most):
            box = parent
        if box not in found and re.search(r"cookie|consent", "".join(box.itertext()), re.I):
            found.append(box)
    return found


def _may_be_panel(element: Element, most: float) -> bool:
    if element.tag in _HOLDERS or holds_more(element, most):
        return False
    return next(element.iter("h1", "main", "article"), None) is None


def _allowed(element: Element, most: float) -> float:
    """Return up to how many words `element` may hold and be furniture; 0: it is none."""
    tag = element.tag
    if tag in _HOLDERS:
        return 0
    named = element.items()
    if not named and tag not in _TELLING_TAGS:
        return 0
    said = {_means(name, value) for name, value in named if name in _TELLING}
    if tag in _SELDOM or "role" in said:
        return 0 if _is_in_heading(element) else most
    if tag in _OF_A_PAGE and _OF_A_PAGE[tag](element):
        return most
    if "unseen" in said:
        return _FEW_WORDS
    return most if "consent" in said and _asks(element) else 0


@functools.lru_cache(maxsize=4096)  # a page has few names, and each of them at many elements
def _means(name: str, value: str) -> str:
    """Return what an attribute says of the words of its element."""
    match name:
        case "role":
            return "role" if value in _ROLES else ""
        case "aria-live":
            return "unseen"
        case "aria-hidden":
            return "unseen" if value == "true" else ""
    return "unseen" if _UNSEEN.search(value) else "consent" if _CONSENT.search(value) else ""


def _is_in_heading(element: Element) -> bool:
    """Return whether an element is (part of) a heading, as the buttons of an accordion are."""
    return any(parent.tag in _HEADINGS for parent in element.iterancestors()) or any(
        child.tag in _HEADINGS for child in element
    )


def _is_of_the_page(element: Element) -> bool:
    """Return whether a header or footer is the page's own, not that of an article in it."""
    if element.tag == "header" and element.find(".//h1") is not None:
        return False
    return all(parent.tag not in ("main", "article") for parent in element.iterancestors())


def _asks(element: Element) -> bool:
    return next(element.iter("button", "input"), None) is not None or (
        element.get("role") in ("dialog", "region")
    )


def _is_contents(element: Element) -> bool:
    links = [a for a in element.iter("a") if (a.get("href") or "").startswith("#")]
    if len(links) < _CONTENTS_LINKS:
        return False
    return sum(map(words_in, links)) >= _CONTENTS_WORDS * max(1, words_in(element))


def _title_of_contents(element: Element) -> Element | None:
    """Return the short heading above a list of contents, which without it is a title of nothing."""
    if element.tag not in ("ul", "ol"):
        return None
    box = element
    for _ in range(_CONTENTS_DEPTH):
        above, parent = box.getprevious(), box.getparent()
        if above is not None:
            is_title = above.tag in _HEADINGS and above.tag != "h1"
            return None if not is_title or holds_more(above, _CONTENTS_TITLE) else above
        if parent is None or parent.tag in _HOLDERS or (parent.text or "").strip():
            return None
        box = parent
    return None


def _drop(element: Element) -> None:
    """Remove `element`; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = (" " + element.tail) if element.tail else " "
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _without_notice(link: Element) -> None:
    """Leave out "(opens in a new window)", which assistive tools read (WCAG technique G201)."""
    for node in link.iter():
        if node.text and "new" in node.text:
            node.text = _NEW_WINDOW.sub("", node.text)
        if node is not link and node.tail and "new" in node.tail:
            node.tail = _NEW_WINDOW.sub("", node.tail)


_OF_A_PAGE = {
    "header": _is_of_the_page,
    "footer": _is_of_the_page,
    "ul": _is_contents,
    "ol": _is_contents,
}
# Elements that may be furniture without any attribute.
_TELLING_TAGS = _SELDOM | _OF_A_PAGE.keys()
