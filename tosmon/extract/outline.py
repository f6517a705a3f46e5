"""The second reading of a page: everything that is left once the furniture is out, in order.

Knows no heuristics about density or names; it keeps too much rather than too little. It checks
the first reading, and its words are the fingerprint of a page's content.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, TypeAlias

from tosmon.extract.doubled import without_copy
from tosmon.extract.furniture import characters_in
from tosmon.extract.tags import INLINE
from tosmon.model import Link
from tosmon.text import clean, written

Element: TypeAlias = Any

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


class _Writer:
    """Gathers inline words until a block ends."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.mark: tuple[str, str] = ("paragraph", "")

    def close(self) -> None:
        if not self.words:
            return
        lines = [clean(line) for line in "".join(self.words).split("\x00")]
        self.words.clear()
        kind, mark = self.mark
        joined = ("\n" if kind == "paragraph" else " ").join(filter(None, lines))
        if joined:
            self.blocks.append((kind, mark + joined))
            if kind == "item":
                self.mark = ("paragraph", "")

    def text(self) -> str:
        return written(without_copy(self.blocks))


# The outline made last: the fingerprint of a page and its reading share it, as they do the parse.
_last = threading.local()


def outline(root: Element, *, keep: bool = False) -> str:
    """Return the text of a pruned page, in the text format.

    With `keep` the next call for the same root, which nobody may change before, takes it over.
    """
    held = getattr(_last, "held", None)
    known = held is not None and held[0] is root
    text: str = held[1] if held is not None and known else _outline(root)
    if keep:
        _last.held = (root, text)
    elif known:
        _last.held = None
    return text


def _outline(root: Element) -> str:
    writer = _Writer()
    body = root.find("body")
    _walk(_main(body if body is not None else root), writer, 0)
    writer.close()
    return writer.text()


# A page's `main` is taken at its word only where it holds most of the page.
_MAIN_SHARE = 0.6


def _main(body: Element) -> Element:
    mains = body.xpath(".//main | .//*[@role='main']")
    if len(mains) != 1:
        return body
    inside, whole = characters_in(mains[0]), characters_in(body)
    return mains[0] if inside >= _MAIN_SHARE * whole else body


def _walk(element: Element, writer: _Writer, depth: int) -> None:
    tag = element.tag
    if tag == "br":
        writer.words.append("\x00")
    elif tag == "table" and _is_data(element):
        _table(element, writer)
        return
    inline = tag in INLINE
    before = writer.mark
    if not inline and tag != "br":
        writer.close()
        if tag in _HEADINGS:
            writer.mark = ("heading", "#" * _HEADINGS[tag] + " ")
        elif tag == "li":
            writer.mark = ("item", "  " * max(0, depth - 1) + "- ")
    if element.text:
        writer.words.append(element.text)
    inner = depth + 1 if tag in ("ul", "ol") else depth
    for child in element:
        if isinstance(child.tag, str):
            _walk(child, writer, inner)
        if child.tail:
            writer.words.append(child.tail)
    if not inline and tag != "br":
        writer.close()
        writer.mark = before if tag in _HEADINGS else ("paragraph", "")


def _is_data(table: Element) -> bool:
    """Return whether a table holds data; a table for layout holds headings, tables, one column."""
    layout = next(table.iterdescendants("h1", "h2", "h3", "table"), None)
    return layout is None and any(len(row) > 1 for row in table.iter("tr"))


def _table(table: Element, writer: _Writer) -> None:
    writer.close()
    for row in table.iter("tr"):
        cells = [_cell(cell) for cell in row.iter("td", "th")]
        if any(cells):
            writer.blocks.append(("row", "| " + " | ".join(cells) + " |"))


def _cell(cell: Element) -> str:
    """Return the words of a cell in one line; blocks and line breaks part them, nothing else."""
    return clean("".join(_pieces(cell)))


def _pieces(element: Element) -> Iterator[str]:
    apart = "" if element.tag in INLINE else " "
    yield apart
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield apart


_MAX_TARGET = 2000


def outline_links(root: Element) -> tuple[Link, ...]:
    """Return the links of a pruned page, in order."""
    found = []
    for link in root.iter("a"):
        words, target = clean("".join(link.itertext())), link.get("href")
        if words and target:
            found.append(Link(words=words, target=clean(target)[:_MAX_TARGET]))
    return tuple(found)
