"""A digest as a page of HTML, which is also the HTML half of its mail.

Owns the page's order. It reads without its style sheet, which mail programs may drop, and without
images, of which it has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tosmon.render.digest_outline import Group, Notes, Told, groups, notes, summary, title
from tosmon.render.page_html import DISCLAIMER, Markup, element, joined, link, page
from tosmon.render.style import count
from tosmon.render.told_html import key_list
from tosmon.results import VersionChange
from tosmon.telling import DigestReport, NamedDocument

_WORDS = 360  # characters of an edited paragraph


def digest_page(report: DigestReport) -> str:
    """Return the page."""
    return told_page(
        title(report), summary(report), report.changes, report.named, tuple(notes(report))
    )


def told_page(
    heading: str,
    sentence: str,
    changes: Sequence[VersionChange],
    names: Sequence[NamedDocument],
    sorts: Sequence[Notes],
) -> str:
    """Return a page that tells of changes and of what else there is to say."""
    found, more = groups(changes, names)
    return page(
        heading,
        element(
            "main",
            element("h1", heading),
            element("p", sentence),
            *(_group(group) for group in found),
            *([element("p", f"and changes of {count(more, 'more document')}")] if more else []),
            *(_notes(sort) for sort in sorts),
        ),
        element(
            "footer",
            element("p", DISCLAIMER),
            class_="muted",
        ),
        style="digest.css",
    )


def _group(group: Group) -> Markup:
    address = [element("p", link(group.url), class_="muted")] if group.url else []
    more = [element("p", f"and {count(group.more, 'more change')} of it")] if group.more else []
    return element(
        "section",
        element("h2", group.document),
        *address,
        *(part for told in group.told for part in _told(told)),
        *more,
    )


def _told(told: Told) -> Iterator[Markup]:
    level = told.change.severity
    badge = [element("span", level, class_=f"badge {level}"), " "] if level else []
    facts = told.facts.removeprefix(level or "").removeprefix(", ")
    yield element("p", *badge, element("span", facts, class_="muted"), class_="facts")
    yield element("p", element("strong", told.headline), dir="auto")
    yield key_list(told.keys, _WORDS)


def _notes(sort: Notes) -> Markup:
    entries = (
        element(
            "li",
            joined(f"{note.when}, ", element("strong", note.document), ": "),
            element("span", note.words, dir="auto"),
        )
        for note in sort.notes
    )
    return element("section", element("h2", sort.heading), element("ul", *entries))
