"""The pages that are over all documents: topics, the overview, platforms, changes by month."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Sequence

from tosmon.model import Moment
from tosmon.render import site_months, site_overview, site_topics
from tosmon.render import site_paths as paths
from tosmon.render.site_svg import monday
from tosmon.render.site_values import Names, SitePlatform, TopicEntry, newest_first
from tosmon.results import FirstQuestion, QuestionsReport, VersionChange
from tosmon.site.gather import Material
from tosmon.site.made import made_of
from tosmon.site.pages import Pages
from tosmon.statements import CompareReport
from tosmon.topics import Topic


def put_topics(
    pages: Pages, material: Material, topics: Sequence[Topic], reports: dict[str, CompareReport]
) -> None:
    """Put a page for each topic, made of its report, and their list."""
    listed = []
    for topic in topics:
        report = reports[topic.id]
        if not paths.named_topic(topic.id):
            continue
        feed = pages.feed(f"Changes about {topic.title}", f"topics/{topic.id}")
        page = site_topics.topic_page(pages.frame, report, material.names, feed)
        pages.put("topics", paths.topic(topic.id), page)
        listed.append(
            TopicEntry(
                id=topic.id,
                title=topic.title,
                question=topic.question,
                answering=report.adoption.answering,
                platforms=report.adoption.platforms,
            )
        )
    pages.put("lists", paths.TOPICS, site_topics.topics_page(pages.frame, listed))


def put_lists(pages: Pages, material: Material, answers: QuestionsReport) -> None:
    """Put the overview, a page for each platform, and the changes by month."""
    frame, names = pages.frame, material.names
    answered = {entry.platform: entry for entry in answers.platforms}
    platforms = [
        SitePlatform(
            id=name,
            name=names.platforms[name],
            documents=tuple(g.document for g in members),
            answers=answered.get(name),
        )
        for name, members in material.by_platform.items()
    ]
    changes = newest_first(change for platform in platforms for change in platform.changes)
    last = material.last
    if last is None:
        pages.put("lists", paths.OVERVIEW, site_overview.empty_page(frame))
    else:
        for platform in platforms:
            _platform(pages, platform, answers.questions, names, last)
        page = site_overview.overview_page(
            frame, platforms, changes, answers.questions, names=names, last=last
        )
        pages.put("lists", paths.OVERVIEW, page)
    _months(pages, material, changes, last)


def _platform(
    pages: Pages,
    platform: SitePlatform,
    questions: Sequence[FirstQuestion],
    names: Names,
    last: Moment,
) -> None:
    feed = pages.feed(platform.name, f"platforms/{platform.id}")

    def page() -> str:
        return site_overview.platform_page(
            pages.frame, platform, questions, names=names, last=last, feed=feed
        )

    key = made_of(pages.frame, platform, questions, monday(last), feed)
    pages.put_fresh("platforms", paths.platform(platform.id), key, page)


def _months(
    pages: Pages, material: Material, changes: Sequence[VersionChange], last: Moment | None
) -> None:
    names = material.names
    page = site_months.months_page(pages.frame, changes, last)
    pages.put("lists", paths.CHANGES, page)
    months: dict[str, list[VersionChange]] = defaultdict(list)
    for change in changes:
        months[paths.month(change.captured_at)].append(change)
    found = list(months.values())
    for number, of_month in enumerate(found):
        later = found[number - 1][0].captured_at if number else None
        earlier = found[number + 1][0].captured_at if number + 1 < len(found) else None
        ways = (earlier, later)
        titles = sorted({(c.document, names.titles[c.document]) for c in of_month})
        key = made_of(pages.frame, of_month, titles, names.platforms, ways)
        pages.put_fresh(
            "lists",
            paths.month(of_month[0].captured_at),
            key,
            functools.partial(site_months.month_page, pages.frame, of_month, names, *ways),
        )
