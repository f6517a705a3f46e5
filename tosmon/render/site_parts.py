"""Pieces that several pages of a site show: lists of changes, tables, ways to other pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tosmon.model import DocumentKey, Severity, Sha256
from tosmon.render import site_paths as paths
from tosmon.render.diff_change_html import topic_words
from tosmon.render.diff_order import DIRECTIONS
from tosmon.render.page_html import Markup, element
from tosmon.render.site_shell import HOME, Crumb
from tosmon.render.site_svg import Happened
from tosmon.render.site_values import Names, SiteDocument
from tosmon.render.style import cut, day
from tosmon.results import VersionChange

DIGITS = 12  # of a version's id, as the commands show it
_TOPICS = 4  # named beside a change in a list
_TOLD = 90  # characters of a quote before it is opened


def level(severity: Severity | None) -> Markup:
    """Return the mark of a severity, nothing without one."""
    return element("span", severity, class_=f"badge {severity}") if severity else Markup()


def change_list(changes: Sequence[VersionChange], names: Names, path: str) -> Markup:
    """Return the list of `changes`, each a link to its page at whose head it stands."""
    return element(
        "ol", *(_change(change, names, path) for change in changes), class_="changes", role="list"
    )


def _change(change: VersionChange, names: Names, path: str) -> Markup:
    platform = change.document.partition("/")[0]
    where = element(
        "a",
        f"{names.platforms[platform]}: {names.titles[change.document]}",
        href=paths.link(paths.document(change.document), path),
    )
    told = [DIRECTIONS[change.direction]] if change.direction else []
    if change.topics:
        more = len(change.topics) - _TOPICS
        words = topic_words(change.topics[:_TOPICS])
        told.append(f"{words} +{more}" if more > 0 else words)
    marks = [level(change.severity)]
    if not change.severity:
        marks = [element("span", change.kind, class_="badge low")]
    return element(
        "li",
        element("time", day(change.captured_at), datetime=day(change.captured_at)),
        element("span", *marks, class_="marks"),
        element(
            "div",
            element("p", where, class_="where"),
            element(
                "a",
                change.headline,
                href=paths.link(paths.change(change.document, change.version), path),
                dir="auto",
                class_="headline",
            ),
            *([element("p", " · ".join(told), class_="muted")] if told else []),
        ),
    )


def sentence(
    newest: Mapping[DocumentKey, Sha256],
    path: str,
    document: DocumentKey | None,
    version: Sha256 | None,
    start: int | None,
) -> str | None:
    """Return the way to a quote in its text, None where the text on the site is another version.

    `newest` names the version of each document whose text is on the site.
    """
    if document is None or start is None or newest.get(document) != version:
        return None
    return paths.link(paths.text(document), path, f"q{start}")


def happened(changes: Iterable[VersionChange]) -> list[Happened]:
    """Return `changes` as a strip sees them: those of the author."""
    return [
        Happened(at=change.captured_at, severity=change.severity)
        for change in changes
        if change.kind != "reextraction"
    ]


def table(*headings: str, rows: Iterable[Markup], class_: str, caption: str) -> Markup:
    """Return a table with a heading above each column, and a caption for who does not see it."""
    head = element("tr", *(element("th", words, scope="col") for words in headings))
    return element(
        "div",
        element(
            "table",
            element("caption", caption, class_="unseen"),
            element("thead", head),
            element("tbody", *rows),
            class_=class_,
        ),
        class_="scrolls",
    )


def cell(label: str, *children: str) -> Markup:
    """Return a cell of a table that tells its heading where the columns are given up."""
    return element("td", *children, data_label=label)


def heading(words: str, way: str, *, again: bool = False) -> Markup:
    """Return the heading of a row, a link; `again` where the row above has the same."""
    if again:
        return element("th", element("span", words, class_="unseen"), scope="row")
    return element("th", element("a", words, href=way), scope="row")


def opening(quote: str) -> str:
    """Return the beginning of a quote, in quotation marks."""
    return f"“{cut(' '.join(quote.split()), _TOLD)}”"


def opens(summary: str, quote: str, *parts: Markup) -> Markup:
    """Return a quote that opens under `summary`, with what is said of it."""
    return element(
        "details",
        element("summary", summary, dir="auto"),
        element("blockquote", quote, dir="auto"),
        *parts,
    )


def neighbours(path: str, earlier: tuple[str, str] | None, later: tuple[str, str] | None) -> Markup:
    """Return the ways to the pages before and after this one: their words and paths."""
    links = []
    if earlier:
        links.append(element("a", f"← {earlier[0]}", href=paths.link(earlier[1], path), rel="prev"))
    if later:
        links.append(element("a", f"{later[0]} →", href=paths.link(later[1], path), rel="next"))
    if not links:
        return Markup()
    return element("nav", *links, class_="neighbours", aria_label="Before and after")


def above(document: SiteDocument, *, itself: bool = True) -> tuple[Crumb, ...]:
    """Return the pages above one of `document`, its own among them unless it is that."""
    platform = Crumb(words=document.platform_name, path=paths.platform(document.platform))
    own = Crumb(words=document.title, path=paths.document(document.key))
    return (HOME, platform, own) if itself else (HOME, platform)


def condition(document: SiteDocument) -> str:
    """Return how a document stands, in words."""
    state = document.state
    reason = (state.reason or "").replace("_", " ")
    if state.condition in ("failing", "withdrawn") and state.failing_since:
        return f"{state.condition} since {day(state.failing_since)}: {reason}"
    if state.condition == "quarantined":
        return f"newest capture set aside: {reason}"
    return {"unlisted": "no longer watched", "never_captured": "not captured yet"}.get(
        state.condition, "in order"
    )
