"""The list of topics, a topic's comparison with quotes that open, and the page of the search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tosmon.render import site_paths as paths
from tosmon.render.compare_lines import NO_ANSWER, answers, users_of
from tosmon.render.compare_lines import Answer as Merged
from tosmon.render.page_html import Markup, element
from tosmon.render.site_parts import cell, heading, opening, opens, sentence, table
from tosmon.render.site_shell import HOME, Crumb, Frame, search_form, site_page
from tosmon.render.site_values import Names, TopicEntry
from tosmon.render.style import day
from tosmon.statements import CompareReport

SCRIPTS = ("search/search.js", "search/index/index.js")


def topics_page(frame: Frame, topics: Sequence[TopicEntry]) -> str:
    """Return the list of topics with their questions and how many platforms answer them."""
    path = paths.TOPICS
    rows = (
        element(
            "tr",
            element(
                "th", element("a", t.title, href=paths.link(paths.topic(t.id), path)), scope="row"
            ),
            cell("Question", t.question),
            cell("Answered by", f"{t.answering} of {t.platforms}"),
        )
        for t in topics
    )
    return site_page(
        frame,
        path,
        "Topics",
        element("h1", "Topics"),
        element("p", "How platforms compare, question by question.", class_="lead"),
        table(
            *("Topic", "Question", "Answered by"),
            rows=rows,
            class_="cards topics",
            caption="Topics and their questions",
        ),
        crumbs=(HOME,),
    )


def topic_page(
    frame: Frame, report: CompareReport, names: Names, feed: tuple[str, str] | None
) -> str:
    """Return the comparison of all platforms on a topic."""
    path = paths.topic(report.topic)
    adoption = report.adoption
    rows = [
        row
        for _, of_platform in groupby(report.rows, key=lambda row: row.platform)
        for row in _platform(answers(list(of_platform)), names, path)
    ]
    return site_page(
        frame,
        path,
        report.title,
        element("h1", report.title),
        element("p", report.question, class_="lead"),
        element(
            "p",
            f"{adoption.answering} of {adoption.platforms} platforms have a provision that "
            "answers it. Open a quote to read the sentence; it leads to its place in the text.",
            class_="muted note",
        ),
        table(
            *("Platform", "Answer", "Since", "Words"),
            rows=rows,
            class_="cards compared",
            caption=report.question,
        ),
        crumbs=(HOME, Crumb(words="Topics", path=paths.TOPICS)),
        feed=feed,
    )


def _platform(found: Sequence[Merged], names: Names, path: str) -> Iterator[Markup]:
    for number, answer in enumerate(found):
        row = answer.first
        users = users_of(row)
        since = min((r.stance_since for r in answer.rows if r.stance_since), default=None)
        platform = paths.link(paths.platform(row.platform), path)
        yield element(
            "tr",
            heading(row.platform_name, platform, again=number > 0),
            cell(
                "Answer",
                element("span", row.says, class_="muted" if row.stance in NO_ANSWER else None),
                *([element("span", f" {users}", class_="muted users")] if users else []),
            ),
            cell("Since", day(since) if since else ""),
            cell("Words", *_words(answer, names, path)),
            class_="more" if number else "begins",
            id=None if number else row.platform,
        )


def _words(answer: Merged, names: Names, path: str) -> Iterator[Markup]:
    row = answer.first
    if row.quote is None:
        return
    way = sentence(names.newest, path, row.document, row.version, row.start)
    titles = [names.titles.get(r.document, r.document) for r in answer.rows if r.document]
    source: list[str] = [", ".join(dict.fromkeys(titles))]
    if row.section:
        source.append(" · " + " › ".join(row.section))
    if way:
        source += [" · ", element("a", "in its text", href=way)]
    parts = [element("p", *source, class_="muted", dir="auto")]
    if row.interpretive_note:
        parts.append(element("p", f"Note: {row.interpretive_note}", class_="muted"))
    yield opens(opening(row.quote), row.quote, *parts)
    for route in {r.opt_out.quote: r.opt_out for r in answer.rows if r.opt_out}.values():
        yield opens(f"Way out: {route.route}", route.quote)
    for carved in {c.quote: c for r in answer.rows for c in r.carve_outs}.values():
        yield opens(f"Even so: {carved.what.replace('-', ' ')}", carved.quote)


def search_page(frame: Frame) -> str:
    """Return the page of the search, which its script fills from the index beside it."""
    path = paths.SEARCH
    help_words = (
        "All words must stand in one paragraph. “A phrase” in quotation marks is found as it is, "
        "train* by its beginning, -word must not be there."
    )
    return site_page(
        frame,
        path,
        "Search",
        element("h1", "Search"),
        search_form(path),
        element("p", help_words, class_="muted note"),
        element(
            "noscript",
            element(
                "p",
                "The search needs a script of this site, which your browser does not run. "
                "Each document has a page of its text, where the browser's own search works.",
            ),
        ),
        element("p", "", id="told", role="status", aria_live="polite"),
        element("div", id="found"),
        crumbs=(HOME,),
        scripts=SCRIPTS,
    )
