"""A document's page, and the page of one change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tosmon.model import Moment, Record, Sha256
from tosmon.render import site_paths as paths
from tosmon.render.diff_html import badges, changed_parts, facts, view_choice
from tosmon.render.page_html import Markup, element, joined, link
from tosmon.render.site_parts import (
    DIGITS,
    above,
    cell,
    condition,
    heading,
    level,
    neighbours,
    opening,
    opens,
    sentence,
    table,
)
from tosmon.render.site_shell import Frame, section, site_page
from tosmon.render.site_svg import Point, timeline
from tosmon.render.site_values import SiteDocument, SiteVersion, Stated
from tosmon.render.style import count, day, minute
from tosmon.results import Comparison


def document_page(
    frame: Frame,
    document: SiteDocument,
    versions: Sequence[SiteVersion],
    stated: Sequence[Stated],
    *,
    feed: tuple[str, str] | None,
) -> str:
    """Return a document's page: its life in a picture, what it states, its versions."""
    path = paths.document(document.key)
    return site_page(
        frame,
        path,
        f"{document.platform_name}: {document.title}",
        element("h1", document.title),
        element("p", *_lead(document), class_="lead"),
        element(
            "p",
            element(
                "a", "Read its text as it stands", href=paths.link(paths.text(document.key), path)
            ),
            f" (version of {day(document.newest_at)})",
        ),
        section("Timeline", _timeline(versions, document, path), _legend()),
        section("What it states", _states(stated, document, path)),
        section("Versions", _versions(versions, document, path)),
        crumbs=above(document, itself=False),
        feed=feed,
    )


def _lead(document: SiteDocument) -> Iterator[str]:
    told = [*document.facts]
    if document.state.condition != "ok":
        told.append(condition(document))
    if told:
        yield ", ".join(told).capitalize() + ". "
    if document.state.url:
        yield link(document.state.url)


def _timeline(versions: Sequence[SiteVersion], document: SiteDocument, path: str) -> Markup:
    points = [_point(version, document, path) for version in versions]
    return element(
        "div",
        timeline(points),
        class_="scrolls",
        tabindex="0",
        role="region",
        aria_label="Timeline of versions",
    )


def _point(version: SiteVersion, document: SiteDocument, path: str) -> Point:
    change = version.change
    when = day(version.captured_at)
    if change is None:
        return Point(
            at=version.captured_at,
            kind="initial",
            severity=None,
            words=f"{when}: first recorded version",
            href=None,
        )
    weight = f"{change.kind}, {change.severity}" if change.severity else change.kind
    return Point(
        at=version.captured_at,
        kind=change.kind,
        severity=change.severity,
        words=f"{when}, {weight}: {change.headline}",
        href=paths.link(paths.change(document.key, version.version), path),
    )


def _legend() -> Markup:
    return element(
        "p",
        "A dot for each version, larger and darker by severity; a ring for editorial ones and the "
        "first, a diamond for a return to earlier words, a bar for a page read anew.",
        class_="muted note",
    )


def _states(stated: Sequence[Stated], document: SiteDocument, path: str) -> Markup:
    if not stated:
        return element("p", "No provision answers one of the topics' questions.", class_="muted")
    rows = (
        element(
            "tr",
            heading(s.title, paths.link(paths.topic(s.topic), path), again=number > 0),
            cell("Answer", s.says, *([f" ({s.entry.subject})"] if s.entry.subject else [])),
            cell("Since", day(s.entry.stance_since or s.entry.first_seen)),
            cell("Words", _words(s, document, path)),
            class_="more" if number else None,
        )
        for _, of_topic in groupby(stated, key=lambda s: s.topic)
        for number, s in enumerate(of_topic)
    )
    return table(
        *("Topic", "Answer", "Since", "Words"),
        rows=rows,
        class_="cards compared",
        caption="What the document states, topic by topic",
    )


def _words(stated: Stated, document: SiteDocument, path: str) -> Markup:
    entry = stated.entry
    quote, start = (
        (entry.answer.quote, entry.answer.start) if entry.answer else (entry.quote, entry.start)
    )
    newest = {document.key: document.newest}
    way = sentence(newest, path, entry.document, entry.version, start)
    where = " › ".join(entry.section)
    source: list[str] = [where]
    if way:
        source += [" · " if where else "", element("a", "in its text", href=way)]
    return opens(opening(quote), quote, element("p", *source, class_="muted", dir="auto"))


def _versions(versions: Sequence[SiteVersion], document: SiteDocument, path: str) -> Markup:
    return table(
        *("Captured (UTC)", "Kind", "What changed", "Version"),
        rows=(_version(version, document, path) for version in reversed(versions)),
        class_="cards versions",
        caption=f"{count(len(versions), 'version')}, newest first",
    )


def _version(version: SiteVersion, document: SiteDocument, path: str) -> Markup:
    change = version.change
    if change is None:
        what: str = "First recorded version"
        kind: tuple[str, ...] = ("initial",)
    else:
        target = paths.change(document.key, version.version)
        what = element("a", change.headline, href=paths.link(target, path), dir="auto")
        kind = (change.kind, " ", level(change.severity))
    hashes = (
        ("version", version.version),
        ("text", version.text_sha256),
        ("body", version.body_sha256),
    )
    return element(
        "tr",
        element("th", minute(version.captured_at), scope="row"),
        cell("Kind", *kind),
        cell("What changed", what),
        cell(
            "Version",
            element(
                "details",
                element("summary", element("code", version.version[:DIGITS])),
                *(element("p", f"{name} ", element("code", digest)) for name, digest in hashes),
                element("p", f"recorded {minute(version.recorded_at)}"),
            ),
        ),
    )


# --- one change -------------------------------------------------------------------------------


class Around(Record):
    """The versions with a page before and after one: their moments and ids."""

    earlier: tuple[Moment, Sha256] | None
    later: tuple[Moment, Sha256] | None


def change_page(
    frame: Frame, document: SiteDocument, comparison: Comparison, around: Around
) -> str:
    """Return the page of one change: what it says, side by side or inline, evidence, citation."""
    report = comparison.diff
    at = report.to.captured_at or document.newest_at
    path = paths.change(document.key, report.to.version or "")
    when = day(at)
    ways = [
        (day(step[0]), paths.change(document.key, step[1])) if step else None
        for step in (around.earlier, around.later)
    ]
    return site_page(
        frame,
        path,
        f"{document.platform_name}: {document.title}, change of {when}",
        element("h1", f"{document.title}, change of {when}"),
        element("p", *badges(report)),
        element("p", report.headline, class_="headline", dir="auto"),
        facts(report),
        neighbours(path, *ways),
        element("h2", "What changed"),
        view_choice(),
        element("div", *changed_parts(comparison), class_="document diffs"),
        section("Citation", element("p", _citation(document, comparison), class_="cite")),
        crumbs=above(document),
    )


def _citation(document: SiteDocument, comparison: Comparison) -> Markup:
    older, newer = comparison.older, comparison.newer
    parts: list[str] = [
        f"{document.platform_name}, “{document.title}”, version captured on ",
        f"{minute(newer.captured_at)} UTC" if newer.captured_at else "",
        f" against the version captured on {minute(older.captured_at)} UTC"
        if older.captured_at
        else "",
        f". {newer.source_url or ''} Version ",
        element("code", newer.side.version or ""),
        ", SHA-256 of the text ",
        element("code", newer.text_sha256 or ""),
        ".",
    ]
    return joined(*parts)
