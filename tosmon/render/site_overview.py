"""The first page of a site, and a platform's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tosmon.model import Moment
from tosmon.render import site_paths as paths
from tosmon.render.page_html import Markup, element, joined
from tosmon.render.site_parts import cell, change_list, condition, happened, sentence, table
from tosmon.render.site_shell import HOME, Frame, section, site_page
from tosmon.render.site_svg import small_strip, strip
from tosmon.render.site_values import Names, SiteDocument, SitePlatform
from tosmon.render.style import count, day
from tosmon.results import FirstAnswer, FirstQuestion, PlatformAnswers, VersionChange

_NEWEST = 12
_OF_A_PLATFORM = 20
_SILENT = frozenset(["silent", "unread", "mentions_only"])
_TROUBLE = ("failing", "withdrawn", "quarantined")


def overview_page(
    frame: Frame,
    platforms: Sequence[SitePlatform],
    changes: Sequence[VersionChange],
    questions: Sequence[FirstQuestion],
    *,
    names: Names,
    last: Moment,
) -> str:
    """Return the overview: what is watched, what changed, what platforms answer."""
    path = paths.OVERVIEW
    telling = [c for c in changes if c.kind in ("substantive", "reverted")] or list(changes)
    documents = [document for platform in platforms for document in platform.documents]
    first = min((document.first_at for document in documents), default=last)
    versions = sum(document.state.versions for document in documents)
    told = (
        f"{count(len(documents), 'document')} of {count(len(platforms), 'platform')} in "
        f"{count(versions, 'version')}, from {day(first)} to {day(last)}."
    )
    trouble = [d for d in documents if d.state.condition in _TROUBLE]
    return site_page(
        frame,
        path,
        frame.title,
        element("h1", frame.title),
        element("p", told, class_="lead"),
        section(
            "Activity",
            strip(happened(changes), last),
            note="Changes by week, by severity; darker where there were more.",
        ),
        section(
            "Newest changes",
            change_list(telling[:_NEWEST], names, path),
            element("p", element("a", "All changes, by month", href=paths.CHANGES)),
        ),
        *([_trouble(trouble, path)] if trouble else []),
        section(
            "What is asked first",
            _answers_table(platforms, questions, names, path, last),
            note="Each answer leads to the sentence that gives it.",
        ),
    )


def empty_page(frame: Frame) -> str:
    """Return the overview of a record that holds nothing yet."""
    words = "Nothing is recorded yet; `tosmon fetch` records the first versions."
    return site_page(
        frame, paths.OVERVIEW, frame.title, element("h1", frame.title), element("p", words)
    )


def _trouble(documents: Sequence[SiteDocument], path: str) -> Markup:
    items = (
        element(
            "li",
            element(
                "a",
                f"{document.platform_name}: {document.title}",
                href=paths.link(paths.document(document.key), path),
            ),
            f" {condition(document)}",
        )
        for document in documents
    )
    return section("Needs a look", element("ul", *items))


def _answers_table(
    platforms: Sequence[SitePlatform],
    questions: Sequence[FirstQuestion],
    names: Names,
    path: str,
    last: Moment,
) -> Markup:
    rows = (
        element(
            "tr",
            element(
                "th",
                element("a", p.name, href=paths.link(paths.platform(p.id), path)),
                scope="row",
            ),
            *(cell(q.asks, *_cell(p.answers, q, names, path)) for q in questions),
            cell("Two years", small_strip(happened(p.changes), last)),
        )
        for p in platforms
    )
    return table(
        "Platform",
        *(question.asks for question in questions),
        "Two years",
        rows=rows,
        class_="first cards",
        caption="What each platform answers to what is asked first",
    )


def _cell(
    answers: PlatformAnswers | None, question: FirstQuestion, names: Names, path: str
) -> Iterator[Markup]:
    found = answers.to(question.id) if answers else ()
    for answer in found:
        yield element("div", *_answer(answer, names, path), class_="answer")
    if not found:
        yield element("span", "–", class_="muted")


def _answer(answer: FirstAnswer, names: Names, path: str) -> Iterator[str]:
    way = sentence(names.newest, path, answer.document, answer.version, answer.start)
    if way:
        yield element("a", answer.few, href=way, title=answer.says)
    else:
        tone = "muted" if answer.stance in _SILENT else None
        yield element("span", answer.few, title=answer.says, class_=tone)
    if answer.users:
        yield element("span", f" {answer.users}", class_="muted users")


# --- a platform -------------------------------------------------------------------------------


def platform_page(
    frame: Frame,
    platform: SitePlatform,
    questions: Sequence[FirstQuestion],
    *,
    names: Names,
    last: Moment,
    feed: tuple[str, str] | None,
) -> str:
    """Return a platform's page: its answers with their sentences, its documents, its changes."""
    path = paths.platform(platform.id)
    changes = platform.changes
    return site_page(
        frame,
        path,
        platform.name,
        element("h1", platform.name),
        element("p", count(len(platform.documents), "document") + ".", class_="lead"),
        section("Activity", strip(happened(changes), last)),
        section("What is asked first", *_asked(platform, questions, names, path)),
        section("Documents", _documents(platform, path, last)),
        section(
            "Newest changes",
            change_list(changes[:_OF_A_PLATFORM], names, path)
            if changes
            else element("p", "No change is recorded.", class_="muted"),
        ),
        crumbs=(HOME,),
        feed=feed,
    )


def _asked(
    platform: SitePlatform, questions: Sequence[FirstQuestion], names: Names, path: str
) -> Iterator[Markup]:
    for question in questions:
        found = platform.answers.to(question.id) if platform.answers else ()
        asks = element(
            "h3", element("a", question.asks, href=paths.link(paths.topic(question.topic), path))
        )
        parts = [_quoted(answer, names, path) for answer in found]
        if not found:
            parts = [element("p", "Nothing that calls for an answer.", class_="muted")]
        yield element("div", asks, element("div", *parts), class_="asked")


def _quoted(answer: FirstAnswer, names: Names, path: str) -> Markup:
    users = f" ({answer.users})" if answer.users else ""
    said = joined(element("strong", answer.few), f"{users}: {answer.says}")
    if answer.quote is None:
        return element("p", said, class_="muted")
    way = sentence(names.newest, path, answer.document, answer.version, answer.start)
    titles = ", ".join(names.titles.get(key, key) for key in answer.documents)
    source: list[str] = [titles]
    if answer.since:
        source.append(f", stated since {day(answer.since)}")
    if way:
        source += [" · ", element("a", "in its text", href=way)]
    return element(
        "details",
        element("summary", said),
        element("blockquote", answer.quote, dir="auto"),
        element("p", *source, class_="muted"),
    )


def _documents(platform: SitePlatform, path: str, last: Moment) -> Markup:
    rows = (
        element(
            "tr",
            element(
                "th",
                element("a", d.title, href=paths.link(paths.document(d.key), path)),
                element("span", f" {', '.join(d.facts)}", class_="muted users"),
                scope="row",
            ),
            cell("State", condition(d)),
            cell("Last change", day(d.changes[0].captured_at) if d.changes else "–"),
            cell("Versions", str(d.state.versions)),
            cell("Two years", small_strip(happened(d.changes), last)),
        )
        for d in platform.documents
    )
    return table(
        "Document",
        "State",
        "Last change",
        "Versions",
        "Two years",
        rows=rows,
        class_="cards",
        caption=f"Documents of {platform.name}",
    )
