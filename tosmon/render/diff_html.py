"""`diff --html`: one page that stands alone, both views of every change in it.

Owns what the page says of a diff and in which order. How pages look and what keeps fetched words
from becoming markup is `page_html`'s. Two radio buttons choose the view; without a choice a wide
screen gets two columns, a narrow one and paper get one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tosmon.model import Change, DiffReport, DiffSide
from tosmon.render import diff_order, diff_words
from tosmon.render.page_html import Markup, element, joined, link, page
from tosmon.render.style import count, day, minute
from tosmon.results import ComparedText, Comparison

_OPS = {"added": "Added", "removed": "Removed", "modified": "Changed", "moved": "Moved"}
_LISTED = 4  # sections from which a list of them helps


def diff_page(comparisons: Sequence[Comparison]) -> str:
    """Return the page of one diff or several."""
    documents = [_document(n, comparison) for n, comparison in enumerate(comparisons)]
    return page(
        _title(comparisons),
        element("input", type="radio", name="view", id="side", class_="view"),
        element("input", type="radio", name="view", id="inline", class_="view"),
        element(
            "nav",
            element("label", "Side by side", for_="side"),
            element("label", "Inline", for_="inline"),
            class_="views",
            aria_label="View",
        ),
        *([_overview(comparisons)] if len(comparisons) > 1 else []),
        element("main", *documents),
        element(
            "footer",
            element(
                "p",
                "Made by tosmon from archived texts. Kinds, severities and topics are what rules "
                "say of the words; they describe what the texts state and are no legal "
                "determination.",
            ),
            class_="muted",
        ),
        style="diff.css",
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
            element("td", *_badges(comparison.diff)),
            element("td", comparison.diff.headline),
        )
        for n, comparison in enumerate(comparisons)
    )
    return element(
        "header", element("h1", _title(comparisons)), element("table", *rows), class_="overview"
    )


# --- a document -------------------------------------------------------------------------------


def _document(number: int, comparison: Comparison) -> Markup:
    report = comparison.diff
    sections = list(diff_order.untold(diff_order.sections(report.changes)))
    named = [(f"d{number}s{n}", section, groups) for n, (section, groups) in enumerate(sections)]
    changes = [
        element(
            "section",
            *([] if section is None else [element("h3", diff_order.path(section), dir="auto")]),
            *(_group(group) for group in groups),
            id=name,
        )
        for name, section, groups in named
    ]
    return element(
        "article",
        _head(report),
        _contents(named),
        element(
            "div",
            element("span", f"Before: {_moment(report.from_)}"),
            element("span", f"After: {_moment(report.to)}"),
            class_="heads two",
            aria_hidden="true",
        ),
        *changes,
        _evidence(comparison),
        class_="document",
        id=f"d{number}",
    )


def _head(report: DiffReport) -> Markup:
    facts = [
        ("From", _side(report.from_)),
        ("To", _side(report.to)),
        ("Changes", f"{diff_order.counts(report)} ({diff_order.word_counts(report)})"),
        ("Topics", _topics(report.topics)),
        ("Effective", f"{report.effective_date}, as the text states" * bool(report.effective_date)),
        ("Names", ", ".join(report.tiers)),
        ("Severity", _by_rule(report.severity, report.severity_rule)),
        ("Weights", diff_order.weights(report.changes)),
        ("Direction", _by_rule(diff_order.DIRECTIONS[report.direction], report.direction_rule)),
    ]
    return element(
        "header",
        element("h1", report.document),
        element("p", *_badges(report)),
        element("p", report.headline, class_="headline", dir="auto"),
        element(
            "dl",
            *(
                element("div", element("dt", name), element("dd", words))
                for name, words in facts
                if words
            ),
        ),
    )


def _topics(topics: Sequence[str]) -> str:
    return ", ".join(topic.replace("_", " ") for topic in topics)


def _by_rule(what: str | None, rule: str | None) -> str:
    if not what:
        return ""
    return f"{what}, by rule {rule}" if rule else what


def _badges(report: DiffReport) -> Iterator[Markup]:
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


def _contents(named: Sequence[tuple[str, diff_order.Section | None, diff_order.Groups]]) -> Markup:
    told = [(name, section, groups) for name, section, groups in named if section is not None]
    if len(told) < _LISTED:
        return Markup()
    entries = (
        element(
            "li",
            element("a", diff_order.path(section[-1:]), href=f"#{name}"),
            " ",
            *_weights([change for group in groups for change in group]),
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


# --- a change ---------------------------------------------------------------------------------


def _group(changes: Sequence[Change]) -> Markup:
    change = changes[0]
    if diff_order.only_moved(change):
        return _moved(changes)
    whole = change.op in ("added", "removed")
    return element(
        "div",
        _label(change),
        *([_whole(change)] if whole else [_one(change), _two(change)]),
        _signals(change),
        class_=f"change {change.op}",
    )


def _label(change: Change) -> Markup:
    words = [_OPS[change.op]]
    if change.moved_from is not None:
        words = [_begun(diff_order.moved_from(change)) + ", and changed"]
    parts: list[str] = [element("span", *words, class_="op", dir="auto")]
    if change.severity:
        parts.append(element("span", change.severity, class_=f"badge {change.severity}"))
    if change.topics:
        parts.append(element("span", _topics(change.topics), class_="muted"))
    return element("p", *(joined(part, " ") for part in parts), class_="label")


def _whole(change: Change) -> Markup:
    """Return a block that came or went; in two columns it stands in its own."""
    words = element("p", *(_as(op, text) for op, text in change.words), class_="words", dir="auto")
    return element("div", words, class_="whole")


def _begun(words: str) -> str:
    """Return `words` as a sentence begins."""
    return words[:1].upper() + words[1:]


def _one(change: Change) -> Markup:
    if diff_words.replaced(change):
        return element("div", *(_whole(half) for half in diff_words.halves(change)), class_="one")
    return element("p", *_marked(change, "-=+"), class_="words one", dir="auto")


def _two(change: Change) -> Markup:
    return element(
        "div",
        element("p", *_marked(change, "-="), class_="words", dir="auto"),
        element("p", *_marked(change, "=+"), class_="words", dir="auto"),
        class_="two apart" if diff_words.replaced(change) else "two",
    )


def _marked(change: Change, ops: str) -> Iterator[Markup]:
    """Yield the words of a change; spaces at the ends of an edit stay outside of its mark."""
    for op, words in diff_words.folded(change.words, ops):
        bare = words.strip()
        if op in ops and op != "=" and bare:
            head, _, tail = words.partition(bare)
            yield joined(head, _as(op, bare), tail)
        elif op in ops:
            yield joined(words)


def _as(op: str, words: str) -> Markup:
    return element("del" if op == "-" else "ins", words)


def _moved(changes: Sequence[Change]) -> Markup:
    what = f"{count(len(changes), 'paragraph')} " if len(changes) > 1 else ""
    words = _begun(what + diff_order.moved_from(changes[0]))
    return element(
        "details",
        element(
            "summary",
            element("span", words + ", words unchanged", class_="op"),
            dir="auto",
        ),
        *(element("p", change.after or "", class_="words", dir="auto") for change in changes),
        class_="change moved",
    )


def _signals(change: Change) -> Markup:
    if not change.signals:
        return Markup()
    return element(
        "ul",
        *(
            element(
                "li",
                element("code", signal.rule),
                " ",
                diff_order.evidence(signal),
                dir="auto",
            )
            for signal in change.signals
        ),
        class_="signals",
    )


# --- evidence ---------------------------------------------------------------------------------


def _evidence(comparison: Comparison) -> Markup:
    rows = (
        ("version", lambda side: side.side.version),
        ("captured at (UTC)", lambda side: minute(side.captured_at) if side.captured_at else None),
        ("address", lambda side: link(side.source_url) if side.source_url else None),
        ("SHA-256 of the text", lambda side: side.text_sha256),
        ("SHA-256 of the body", lambda side: side.body_sha256),
        ("file", lambda side: side.side.label),
    )
    sides: tuple[ComparedText, ComparedText] = (comparison.older, comparison.newer)
    found = [(name, [read(side) for side in sides]) for name, read in rows]
    table = element(
        "table",
        element("tr", element("th"), element("th", "before"), element("th", "after")),
        *(
            element(
                "tr",
                element("th", name, scope="row"),
                *(element("td", value or "-", class_="id") for value in values),
            )
            for name, values in found
            if any(values)
        ),
    )
    return element(
        "section",
        element("h3", "Evidence"),
        table,
        *_checks(comparison),
        class_="evidence",
    )


def _checks(comparison: Comparison) -> Iterator[Markup]:
    if comparison.newer.side.version is None:
        return
    yield element(
        "p",
        "The texts and the bytes that they were read from are in the archive: ",
        element("code", f"tosmon show {comparison.newer.side.version[:12]} --meta"),
        " prints the evidence of the capture, ",
        element("code", "tosmon verify"),
        " rehashes the record.",
        class_="muted",
    )
