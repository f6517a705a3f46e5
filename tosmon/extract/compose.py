"""Blocks to the text of a version, as text.parse reads it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from tosmon.extract.doubled import without_copy
from tosmon.model import Link
from tosmon.text import clean, written

_BLOCKS = {"p", "head", "list", "item", "table", "row", "quote", "code", "div", "body", "main"}
_BREAK = "\x00"  # no page has it: its controls are taken out when it is parsed
_MAX_TARGET = 2000
# The link past the menu, which each accessible page begins with (WCAG technique G1).
_SKIP = re.compile(r"skip to (?:main |the )?content\W*$", re.IGNORECASE)


def compose(body: etree._Element) -> tuple[str, tuple[Link, ...]]:
    """Return the text of trafilatura's tree and the links on its way, in order."""
    pieces: list[tuple[str, str]] = []
    for kind, line in _walk(body, 0):
        if line and not _SKIP.match(line):
            pieces.append((kind, line))
    pieces = without_copy(pieces[_above_title(pieces) :])
    return written(pieces), tuple(_links(body))


_LABEL_WORDS = 3
_KICKER_WORDS = 8  # the site's name, a trail of links, "Legal": more is an author's sentence


def _above_title(pieces: list[tuple[str, str]]) -> int:
    """Return how many pieces stand above the title and are none of the document's: no date."""
    words = 0
    for place, (kind, line) in enumerate(pieces[:5]):
        if kind == "heading" and line.startswith("# "):
            return place
        words += len(line.split())
        if words > _KICKER_WORDS or any(map(str.isdigit, line)):
            return 2 if _is_status(pieces[:2]) else 0
    return 0


def _is_status(pieces: list[tuple[str, str]]) -> bool:
    """Return whether a page begins with a label and its value, such as a service's state."""
    if len(pieces) < 2:
        return False
    (kind, label), (other, value) = pieces
    return (
        kind == other == "paragraph"
        and label.endswith(":")
        and len(label.split()) <= _LABEL_WORDS
        and len(value.split()) < _LABEL_WORDS
        and not any(map(str.isdigit, value))
    )


def _walk(element: etree._Element, depth: int) -> Iterator[tuple[str, str]]:
    tag = element.tag
    if tag == "head":
        level = (element.get("rend") or "h2")[1:2]
        words = _in_a_line(element)
        yield (
            "heading",
            f"{'#' * int(level if level in '123456' else '2')} {words}" if words else "",
        )
    elif tag == "list":
        yield from _list(element, depth)
    elif tag == "table":
        for row in element.iter("row"):
            cells = [_in_a_line(cell) for cell in row.iter("cell")]
            if any(cells):
                yield "row", "| " + " | ".join(cells) + " |"
    elif tag in _BLOCKS and any(child.tag in _BLOCKS for child in element):
        yield from _mixed(element, depth)
    else:
        yield from (("paragraph", line) for line in _paragraphs(element))


def _mixed(element: etree._Element, depth: int) -> Iterator[tuple[str, str]]:
    """Words that stand loose between blocks are paragraphs of their own."""
    loose = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS:
            yield "paragraph", _joined(loose)
            loose = [child.tail or ""]
            yield from _walk(child, depth)
        else:
            loose += [*_pieces(child), child.tail or ""]
    yield "paragraph", _joined(loose)


def _list(element: etree._Element, depth: int) -> Iterator[tuple[str, str]]:
    ordered = (element.get("rend") or "ul") == "ol"
    number = 0
    for item in element:
        if item.tag == "list":
            yield from _list(item, depth + 1)
            continue
        number += 1
        own, inner = _own_words(item)
        mark = f"{number}." if ordered else "-"
        if own:
            yield "item", f"{'  ' * depth}{mark} {own}"
        for child in inner:
            yield from _walk(child, depth + 1)


def _own_words(item: etree._Element) -> tuple[str, list[etree._Element]]:
    """Return the words of an item in one line, and the lists and tables in it."""
    inner: list[etree._Element] = []
    within: set[etree._Element] = set()
    for nested in item.iter("list", "table"):
        if nested not in within:  # what is nested in it comes with it
            inner.append(nested)
            within.update(nested.iter())
    return _in_a_line(item, frozenset(inner)), inner


def _in_a_line(element: etree._Element, without: frozenset[etree._Element] = frozenset()) -> str:
    return _joined(_pieces(element, without))


def _joined(pieces: Iterable[str]) -> str:
    return clean("".join(pieces).replace(_BREAK, " "))


def _pieces(
    element: etree._Element, without: frozenset[etree._Element] = frozenset()
) -> Iterator[str]:
    """Yield the words of `element` in order, a sign for each line break.

    Blocks part words, and what stands within a line parts none.
    """
    apart = " " if element.tag in _BLOCKS else ""
    yield apart
    yield _BREAK if element.tag == "lb" else element.text or ""
    for child in element:
        yield from _pieces(child, without) if child not in without else " "
        yield child.tail or ""
    yield apart


def _paragraphs(element: etree._Element) -> Iterator[str]:
    """Yield the paragraphs: a hard line break stays one, two of them part."""
    paragraph: list[str] = []
    for line in map(clean, "".join(_pieces(element)).split(_BREAK)):
        if line:
            paragraph.append(line)
        elif paragraph:
            yield "\n".join(paragraph)
            paragraph = []
    if paragraph:
        yield "\n".join(paragraph)


def _links(body: etree._Element) -> Iterator[Link]:
    for ref in body.iter("ref"):
        words, target = clean("".join(ref.itertext())), ref.get("target")
        if words and target:
            yield Link(words=words, target=clean(target)[:_MAX_TARGET])
