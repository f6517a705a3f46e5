"""`diff --html`: one page that stands alone, both views of every change in it.

Owns what the page says of a diff and in which order. How pages look and what keeps fetched words
from becoming markup is `page_html`'s. Two radio buttons choose the view; without a choice a wide
screen gets two columns, a narrow one and paper get one.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from tosmon.model import Change, DiffReport, DiffSide
from tosmon.render import diff_order
from tosmon.render.diff_change_html import group, topic_words
from tosmon.render.evidence_html import evidence
from tosmon.render.page_html import DISCLAIMER, Markup, element, joined, page
from tosmon.render.style import count, day, minute
from tosmon.results import Comparison

_LISTED = 4  # sections from which a list of them helps
_WEIGHTIEST = 7
_TOLD = 150  # characters of the words on which a rule fired, in that list

# A section of the page: its id, its path unless told before, its changes.
_Named = tuple[str, diff_order.Section | None, diff_order.Groups]


def diff_page(comparisons: Sequence[Comparison]) -> str:
    """Return the page of one diff or several."""
    documents = [_document(n, comparison) for n, comparison in enumerate(comparisons)]
    return page(
        _title(comparisons),
        view_choice(),
        *([_overview(comparisons)] if len(comparisons) > 1 else []),
        element("main", *documents, class_="diffs"),
        element(
            "footer",
            element("p", DISCLAIMER),
            class_="muted",
        ),
        style="diff.css",
    )


@functools.cache
def view_choice() -> Markup:
    """Return the two buttons that choose the view; they stand before what they choose for."""
    return joined(
        element("input", type="radio", name="view", id="side", class_="view"),
        element("input", type="radio", name="view", id="inline", class_="view"),
        element(
            "div",
            element("label", "Side by side", for_="side"),
            element("label", "Inline", for_="inline"),
            class_="views",
            role="group",
            aria_label="View",
        ),
    )


def _title(comparisons: Sequence[Comparison]) -> str:
    if len(comparisons) == 1:
        return f"What changed in {comparisons[0].diff.document}"
    return f"What changed in {count(len(comparisons), 'document')}"


def _overview(comparisons: Sequence[Comparison]) -> Markup:
    rows = (
        element(
            "tr",
            element("td", element("a", comparison.diff.document, href=f"#d{n}")),
            element("td", *badges(comparison.diff)),
            element("td", comparison.diff.headline),
        )
        for n, comparison in enumerate(comparisons)
    )
    return element(
        "header", element("h1", _title(comparisons)), element("table", *rows), class_="overview"
    )


# --- a document -------------------------------------------------------------------------------


def _document(number: int, comparison: Comparison) -> Markup:
    return element(
        "article",
        _head(comparison.diff),
        *changed_parts(comparison, number),
        class_="document",
        id=f"d{number}",
    )


def changed_parts(comparison: Comparison, number: int = 0) -> list[Markup]:
    """Return what is below the head of a diff: what weighs most, every change, the evidence.

    `number` tells the anchors of several diffs on one page apart.
    """
    report = comparison.diff
    sections = list(diff_order.untold(diff_order.sections(report.changes)))
    named = [(f"d{number}s{n}", section, groups) for n, (section, groups) in enumerate(sections)]
    changes = [
        element(
            "section",
            *([] if section is None else [element("h3", diff_order.path(section), dir="auto")]),
            *(group(changes, f"{name}c{place}") for place, changes in enumerate(groups)),
            id=name,
        )
        for name, section, groups in named
    ]
    return [
        _weightiest(report, named),
        _contents(named),
        element(
            "div",
            element("span", f"Before: {_moment(report.from_)}"),
            element("span", f"After: {_moment(report.to)}"),
            class_="heads two",
            aria_hidden="true",
        ),
        *changes,
        evidence(comparison),
    ]


def _head(report: DiffReport) -> Markup:
    return element(
        "header",
        element("h1", report.document),
        element("p", *badges(report)),
        element("p", report.headline, class_="headline", dir="auto"),
        facts(report),
    )


def facts(report: DiffReport) -> Markup:
    """Return the list of what is known of a diff, with the rules that gave it."""
    found = [
        ("From", _side(report.from_)),
        ("To", _side(report.to)),
        ("Changes", f"{diff_order.counts(report)} ({diff_order.word_counts(report)})"),
        ("Topics", topic_words(report.topics)),
        ("Effective", f"{report.effective_date}, as the text states" * bool(report.effective_date)),
        ("Names", ", ".join(report.tiers)),
        ("Severity", _by_rule(report.severity, report.severity_rule)),
        ("Weights", diff_order.weights(report.changes)),
        ("Direction", _by_rule(diff_order.DIRECTIONS[report.direction], report.direction_rule)),
    ]
    return element(
        "dl",
        *(element("div", _name(name), element("dd", words)) for name, words in found if words),
    )


@functools.cache
def _name(name: str) -> Markup:
    return element("dt", name)


def _by_rule(what: str | None, rule: str | None) -> str:
    if not what:
        return ""
    return f"{what}, by rule {rule}" if rule else what


def badges(report: DiffReport) -> Iterator[Markup]:
    """Yield the marks of a diff: its kind, its severity, its direction."""
    yield element("span", report.kind, class_="badge")
    if report.severity:
        yield joined(" ", element("span", report.severity, class_=f"badge {report.severity}"))
    if report.direction:
        yield joined(" ", element("span", diff_order.DIRECTIONS[report.direction], class_="badge"))


def _moment(side: DiffSide) -> str:
    return day(side.captured_at) if side.captured_at else (side.label or "")


def _side(side: DiffSide) -> str:
    if side.captured_at is None:
        return side.label or ""
    return f"{minute(side.captured_at)} UTC, version {(side.version or '')[:12]}"


def _weightiest(report: DiffReport, named: Sequence[_Named]) -> Markup:
    """Return a list of the changes that weigh most, each with the first rule that fired."""
    found = diff_order.weightiest(report.changes, _WEIGHTIEST)
    if not found:
        return Markup()
    places = {
        id(change): f"{name}c{place}"
        for name, _, groups in named
        for place, together in enumerate(groups)
        for change in together
    }
    entries = (
        element(
            "li",
            element("span", change.severity or "", class_=f"badge {change.severity}"),
            " ",
            element("code", change.signals[0].rule),
            " ",
            element(
                "a",
                diff_order.evidence(change.signals[0], _TOLD),
                href=f"#{places[id(change)]}",
            ),
            " ",
            element("span", diff_order.path(change.section[-1:]), class_="muted"),
            dir="auto",
        )
        for change in found
    )
    return element(
        "section",
        element("h3", "What weighs most"),
        element("ul", *entries),
        class_="weightiest",
    )


def _contents(named: Sequence[_Named]) -> Markup:
    told = [(name, section, groups) for name, section, groups in named if section is not None]
    if len(told) < _LISTED:
        return Markup()
    entries = (
        element(
            "li",
            element("a", diff_order.path(section[-1:]), href=f"#{name}"),
            " ",
            *_weights([change for together in groups for change in together]),
        )
        for name, section, groups in told
    )
    return element(
        "details",
        element("summary", f"{count(len(told), 'section')} with changes"),
        element("ol", *entries),
        class_="contents",
    )


def _weights(changes: Sequence[Change]) -> Iterator[Markup]:
    for level in ("high", "medium"):
        number = sum(change.severity == level for change in changes)
        if number:
            yield joined(element("span", f"{number} {level}", class_=f"badge {level}"), " ")
