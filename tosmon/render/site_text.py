"""The page of a document's newest text, with a place for every sentence that a page quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tosmon.model import Block
from tosmon.render import site_paths as paths
from tosmon.render.page_html import Markup, element, joined
from tosmon.render.site_parts import DIGITS, above
from tosmon.render.site_shell import Frame, site_page
from tosmon.render.site_values import SiteDocument
from tosmon.render.style import day


def text_page(
    frame: Frame, document: SiteDocument, blocks: Sequence[Block], anchors: Sequence[int]
) -> str:
    """Return the page of a document's newest text; `anchors` are offsets at which quotes begin."""
    path = paths.text(document.key)
    ways = sorted(set(anchors))
    place = 0
    out: list[Markup] = []
    for block in blocks:
        inside = []
        while place < len(ways) and ways[place] < block.end:
            if ways[place] >= block.start:
                inside.append(ways[place])
            place += 1
        out.append(_block(block, inside))
    return site_page(
        frame,
        path,
        f"{document.platform_name}: {document.title}, text",
        element("h1", f"{document.title}: the text"),
        element(
            "p",
            f"As captured on {day(document.newest_at)}, version ",
            element("code", document.newest[:DIGITS]),
            ". The words are the document's; its markup and its links are left out.",
            class_="muted note",
        ),
        element("article", *_grouped(blocks, out), class_="text"),
        crumbs=above(document),
    )


def _block(block: Block, anchors: Sequence[int]) -> Markup:
    cuts = [block.start, *anchors, block.start + len(block.text)]
    words = [
        joined(
            element("span", id=f"q{first}") if number else "",
            block.text[first - block.start : last - block.start],
        )
        for number, (first, last) in enumerate(pairwise(cuts))
    ]
    tag, name = "p", str(block.kind)
    if block.kind == "heading":
        tag = f"h{min(block.level + 1, 6)}"
    elif block.kind == "item":
        tag, name = "li", f"item level{min(block.level, 4)}"
    elif block.kind == "code":
        tag = "pre"
    return element(tag, *words, id=paths.block(block.start), class_=name, dir="auto")


def _grouped(blocks: Sequence[Block], parts: Sequence[Markup]) -> Iterator[Markup]:
    """Yield `parts` with runs of list items as lists."""
    items: list[Markup] = []
    for block, part in zip(blocks, parts, strict=True):
        if block.kind == "item":
            items.append(part)
            continue
        if items:
            yield element("ul", *items)
            items = []
        yield part
    if items:
        yield element("ul", *items)
