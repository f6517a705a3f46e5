"""`report` as Markdown and as a page of HTML: one outline in two coats.

Owns markup alone: fetched words are escaped, a number of evidence leads to its quote.
"""

from __future__ import annotations

from collections.abc import Iterator

from tosmon.compliance import ComplianceReport
from tosmon.render.compare_files import marked
from tosmon.render.compliance_outline import Block, Grid, Line, Section, Words, outline
from tosmon.render.page_html import Markup, element, joined, link, page
from tosmon.render.style import line, minute

_ADDRESS = ("https://", "http://")


def markdown(report: ComplianceReport) -> str:
    """Return the report as Markdown."""
    out = [
        f"# Compliance report: {marked(report.title)}",
        "",
        f"As of {minute(report.made_at)} UTC",
    ]
    for section in outline(report):
        if not section.blocks and section.inner:
            continue
        out += ["", f"{'###' if section.inner else '##'} {marked(section.title)}", ""]
        before: Block | None = None
        for block in section.blocks:
            if before is not None and not (_is_item(block) and _is_item(before)):
                out.append("")
            out += _markdown(block)
            before = block
    return "\n".join(out) + "\n"


def _is_item(block: Block) -> bool:
    return isinstance(block, Line) and block.listed


def _markdown(block: Block) -> list[str]:
    if isinstance(block, Words):
        return [f"> {marked(block.quote)}"]
    if isinstance(block, Grid):
        rows = [" | ".join(map(_cell, row)) for row in block.rows]
        return [
            f"| {' | '.join(block.columns)} |",
            f"|{'---|' * len(block.columns)}",
            *(f"| {row} |" for row in rows),
        ]
    lead = f"**{marked(block.lead)}:** " if block.lead else ""
    cites = f" [{', '.join(map(str, block.cites))}]" if block.cites else ""
    address = f" <{block.address}>" if block.address and _is_address(block.address) else ""
    return [f"{'- ' if block.listed else ''}{lead}{_coded_marks(block.text)}{address}{cites}"]


def _coded_marks(text: str) -> str:
    return "".join(
        f"`{line(piece)}`" if place % 2 else _keeping_ends(piece)
        for place, piece in enumerate(text.split("`"))
    )


def _keeping_ends(piece: str) -> str:
    """Return `piece` escaped; the spaces beside a piece of code stay."""
    start = " " if piece[:1].isspace() else ""
    end = " " if piece.strip() and piece[-1:].isspace() else ""
    return start + marked(piece) + end


def _cell(text: str) -> str:
    return f"<{text}>" if _is_address(text) else marked(text)


def _is_address(text: str) -> bool:
    return text.startswith(_ADDRESS) and not set(text) & set(" <>|\n\t\"'")


# --- HTML -------------------------------------------------------------------------------------


def html_page(report: ComplianceReport) -> str:
    """Return the report as one page that stands alone."""
    return page(
        f"Compliance report: {report.title}",
        element(
            "header",
            element("h1", f"Compliance report: {report.title}"),
            element("p", f"As of {minute(report.made_at)} UTC", class_="muted"),
        ),
        element("main", *map(_section, outline(report))),
        style="compliance.css",
    )


def _section(section: Section) -> Markup:
    if not section.blocks and section.inner:
        return joined()
    heading = element("h3" if section.inner else "h2", section.title)
    return element(
        "section", heading, *_blocks(section.blocks), class_="inner" if section.inner else None
    )


def _blocks(blocks: tuple[Block, ...]) -> Iterator[Markup]:
    items: list[Markup] = []
    for block in blocks:
        if isinstance(block, Line) and block.listed:
            items.append(element("li", *_line(block)))
            continue
        if items:
            yield element("ul", *items)
            items = []
        if isinstance(block, Line):
            yield element("p", *_line(block))
        elif isinstance(block, Words):
            yield element("blockquote", block.quote, dir="auto")
        else:
            yield _grid(block)
    if items:
        yield element("ul", *items)


def _line(block: Line) -> Iterator[str]:
    if block.lead:
        yield element("strong", f"{block.lead}: ")
    yield from _coded(block.text)
    if block.address:
        yield joined(" ", link(block.address, "text"))
    for number in block.cites:
        yield joined(" ", element("a", f"[{number}]", href=f"#e{number}", class_="cite"))


def _coded(text: str) -> Iterator[str]:
    """Yield text with what stands between backquotes as code, as our own sentences mark it."""
    for place, piece in enumerate(text.split("`")):
        yield element("code", piece) if place % 2 else piece


def _grid(grid: Grid) -> Markup:
    numbered = grid.columns[0] == "no."
    return element(
        "div",
        element(
            "table",
            element("thead", element("tr", *(element("th", name) for name in grid.columns))),
            element(
                "tbody",
                *(
                    element(
                        "tr",
                        *(
                            element("td", link(cell), data_label=name)
                            if _is_address(cell)
                            else element("td", cell, dir="auto", data_label=name)
                            for name, cell in zip(grid.columns, row, strict=True)
                        ),
                        id=f"e{row[0]}" if numbered else None,
                    )
                    for row in grid.rows
                ),
            ),
        ),
        class_="grid",
    )
