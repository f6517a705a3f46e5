"""`compare` as Markdown, HTML and CSV: tables that leave the terminal."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping

from tosmon.render.compare_lines import NO_ANSWER, users_of
from tosmon.render.page_html import Markup, element, page
from tosmon.render.style import day, line
from tosmon.statements import CompareReport, CompareRow

_COLUMNS = (
    *("platform", "tier", "region", "subject", "stance", "says", "document", "stance_since"),
    *("captured_at", "section", "quote", "opt_out_route", "opt_out_quote", "carve_outs"),
    *("start", "end", "version", "provision", "interpretive_note"),
)
_MARKS = re.compile(r"([\\`*_{}\[\]<>|#~])")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FOOT = (
    "Made by tosmon from archived texts: rules find the sentences, and describe what they state. "
    "It is no legal determination."
)


def csv_table(report: CompareReport) -> str:
    """Return the rows as CSV (RFC 4180), every quote whole.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in report.rows:
        writer.writerow([_cell(value) for value in _values(row)])
    return out.getvalue()


def _values(row: CompareRow) -> tuple[object, ...]:
    carved = "\n".join(f"{c.what}: {c.quote}" for c in row.carve_outs)
    return (
        *(row.platform, row.tier, row.region, row.subject, row.stance, row.says, row.document),
        row.stance_since.isoformat() if row.stance_since else None,
        row.captured_at.isoformat() if row.captured_at else None,
        " › ".join(row.section),
        row.quote,
        row.opt_out.route if row.opt_out else None,
        row.opt_out.quote if row.opt_out else None,
        carved,
        *(row.start, row.end, row.version, row.provision, row.interpretive_note),
    )


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value


def markdown_table(report: CompareReport) -> str:
    """Return the comparison as Markdown: a table, then the words behind each row, numbered."""
    out = [
        f"# {marked(report.title)}",
        "",
        marked(report.question),
        "",
        f"{report.adoption.answering} of {report.adoption.platforms} platforms have a provision "
        "that answers it.",
        "",
        "| platform | for | answer | document | stated since | version of | words |",
        "|---|---|---|---|---|---|---|",
    ]
    words: list[str] = []
    number = 0
    for row in report.rows:
        if row.quote is not None:
            number += 1
            words += _words(number, row)
        cells = [
            marked(row.platform_name),
            marked(users_of(row)),
            f"{marked(row.says)} (`{row.stance}`)",
            marked(row.document or ""),
            day(row.stance_since) if row.stance_since else "",
            day(row.captured_at) if row.captured_at else "",
            str(number) if row.quote is not None else "",
        ]
        out.append(f"| {' | '.join(cells)} |")
    return "\n".join([*out, "", "## Words", "", *words, _FOOT, ""])


def _words(number: int, row: CompareRow) -> list[str]:
    where = f"{marked(' › '.join(row.section))}; " if row.section else ""
    out = [
        f"### {number}. {marked(row.document or row.platform)}: {row.stance.replace('_', ' ')}",
        "",
        _quoted(row.quote or ""),
        "",
        f"{where}characters {row.start} to {row.end} of version `{row.version}`",
        "",
    ]
    if row.opt_out:
        route = f"Way out ({marked(row.opt_out.route)}, {marked(row.opt_out.document)}):"
        out += [route, "", _quoted(row.opt_out.quote), ""]
    for carved in row.carve_outs:
        out += [f"Even so ({marked(carved.what)}):", "", _quoted(carved.quote), ""]
    if row.interpretive_note:
        out += [f"Note: {marked(row.interpretive_note)}", ""]
    return out


def _quoted(text: str) -> str:
    return "> " + marked(text)


def marked(text: str) -> str:
    """Return fetched words on one line, with Markdown's marks escaped."""
    return _MARKS.sub(r"\\\1", line(text))


def html_page(report: CompareReport) -> str:
    """Return the comparison as one page that stands alone."""
    head = element(
        "tr", *(element("th", name) for name in ("platform", "for", "answer", "words", "stated in"))
    )
    previous = None
    rows = []
    for row in report.rows:
        rows.append(_html_row(row, named=row.platform != previous))
        previous = row.platform
    adoption = report.adoption
    return page(
        f"{report.title}: {adoption.platforms} platforms compared",
        element(
            "header",
            element("h1", report.title),
            element("p", report.question),
            element(
                "p",
                f"{adoption.answering} of {adoption.platforms} platforms have a provision that "
                "answers it.",
                class_="muted",
            ),
        ),
        element(
            "main",
            element("table", element("thead", head), element("tbody", *rows), class_="compare"),
        ),
        element("footer", element("p", _FOOT), class_="muted"),
        style="compare.css",
    )


def _html_row(row: CompareRow, *, named: bool) -> Markup:
    tone = "low" if row.stance in NO_ANSWER else "medium"
    return element(
        "tr",
        element("th", row.platform_name if named else "", scope="row"),
        element("td", users_of(row)),
        element("td", element("span", row.stance, class_=f"badge {tone}"), element("p", row.says)),
        element("td", *_html_words(row)),
        element("td", *_html_source(row)),
        class_="first" if named else None,
    )


def _html_words(row: CompareRow) -> list[Markup]:
    if row.quote is None:
        return []
    out = [element("blockquote", row.quote, dir="auto")]
    if row.opt_out and row.opt_out.quote == row.quote:
        out.append(element("p", f"Way out: {row.opt_out.route}", class_="muted"))
    elif row.opt_out:
        out.append(
            element(
                "details",
                element("summary", f"Way out: {row.opt_out.route} ({row.opt_out.document})"),
                element("blockquote", row.opt_out.quote, dir="auto"),
            )
        )
    out += [
        element(
            "details",
            element("summary", f"Even so: {carved.what.replace('-', ' ')}"),
            element("blockquote", carved.quote, dir="auto"),
        )
        for carved in row.carve_outs
        if carved.quote != row.quote
    ]
    if row.interpretive_note:
        out.append(element("p", f"Note: {row.interpretive_note}", class_="muted"))
    return out


def _html_source(row: CompareRow) -> list[Markup]:
    if row.document is None:
        return []
    facts = [
        element("p", row.document),
        element("p", " › ".join(row.section), class_="muted", dir="auto"),
    ]
    if row.version and row.stance_since:
        facts += [
            element("p", f"since {day(row.stance_since)}, version of {day(row.captured_at)}"),
            element("p", f"{row.version[:12]} {row.start}–{row.end}", class_="id muted"),
        ]
    return facts


FORMATS: Mapping[str, Callable[[CompareReport], str]] = {
    "md": markdown_table,
    "html": html_page,
    "csv": csv_table,
}
