"""A site brought up to date: which pages there are, and which of them must be made anew.

Owns the order of the work and what a page depends on. A page that costs much (a change, a text) is
made again only where what it was made of is another; the others are made and compared.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import msgspec

from tosmon.model import Config, DocumentKey, Moment
from tosmon.render import site_document, site_months, site_overview, site_text, site_topics
from tosmon.render import site_paths as paths
from tosmon.render.site_document import Around
from tosmon.render.site_shell import Frame, style
from tosmon.render.site_values import (
    SiteDocument,
    SitePlatform,
    SiteVersion,
    TopicEntry,
    newest_first,
)
from tosmon.reports.compare import OfPlatform, by_platform, together
from tosmon.reports.feeds import feeds
from tosmon.reports.history import Histories
from tosmon.reports.questions import of_comparisons
from tosmon.reports.questions import topics as asked_topics
from tosmon.reports.standing import Sources
from tosmon.reports.targets import known
from tosmon.results import QuestionsReport, VersionChange
from tosmon.site.changed import comparison
from tosmon.site.feeds import put_feeds
from tosmon.site.folder import SiteFolder
from tosmon.site.gather import Gathered, Material, anchors, gather, stated
from tosmon.site.made import made_of
from tosmon.site.search import put_search
from tosmon.statements import CompareReport, CompareRow
from tosmon.telling import SiteReport
from tosmon.text import parse
from tosmon.topics import Topic


class Builder:
    """One run over a site's folder."""

    def __init__(
        self, sources: Sources, config: Config | None, folder: SiteFolder, frame: Frame
    ) -> None:
        self._sources = sources
        self._config = config
        self._folder = folder
        self._frame = frame
        self._histories = Histories(sources.archive)
        self._pages: Counter[str] = Counter()
        self._feeds: frozenset[str] = frozenset()

    def build(
        self, documents: Sequence[DocumentKey], now: Moment, *, base: str | None
    ) -> Iterator[DocumentKey]:
        """Bring the site up to date, yielding each document whose pages are done.

        `base` is the address at which the site is published, None where it is not.
        """
        material = gather(self._sources, self._histories, self._config, documents, now)
        archive, held = self._sources.archive, list(material.names.titles)
        found = feeds(
            archive,
            known(self._config, archive),
            {gathered.document.key: gathered.entries for gathered in material.documents},
        )
        self._feeds = put_feeds(self._folder, found, self._histories.paragraphs, base)
        self._frame = msgspec.structs.replace(self._frame, feeds=self._feed_of_all())
        topics = self._sources.index.topics()
        rows: dict[str, list[list[CompareRow]]] = defaultdict(list)
        for platform in by_platform(self._sources, self._config, held, topics, now):
            for topic in topics:
                rows[topic.id].append(platform.rows[topic.id])
            yield from self._documents(material, platform, topics)
        reports = {topic.id: together(topic, rows[topic.id]) for topic in topics}
        self._topics(material, topics, reports)
        answers = of_comparisons({name: reports[name] for name in asked_topics()})
        self._lists(material, answers)
        self._put("lists", paths.SEARCH, site_topics.search_page(self._frame))
        shown = [gathered.document for gathered in material.documents]
        put_search(self._folder, self._sources.index, shown)
        self._folder.finish()

    def report(self) -> SiteReport:
        """Return what came of it."""
        folder = self._folder
        return SiteReport(
            folder=str(folder.root),
            head=self._sources.archive.head,
            pages=dict(self._pages),
            files=len(folder),
            written=folder.written,
            unchanged=len(folder) - folder.written,
            removed=folder.removed,
        )

    def _put(self, sort: str, path: str, page: str, key: str = "") -> None:
        self._pages[sort] += 1
        self._folder.put(path, page.encode("utf-8", "replace"), key)

    def _put_fresh(self, sort: str, path: str, key: str, page: Callable[[], str]) -> None:
        """Make a page only where what it is made of is another than last time."""
        if self._folder.fresh(path, key):
            self._pages[sort] += 1
            self._folder.keep(path)
        else:
            self._put(sort, path, page(), key)

    def _feed_of_all(self) -> tuple[tuple[str, str], ...]:
        found = self._feed("All changes", "all")
        return (found,) if found else ()

    def _feed(self, title: str, name: str) -> tuple[str, str] | None:
        path = f"{paths.FEEDS}/{name}.xml"
        return (title, path) if path in self._feeds else None

    # --- documents ----------------------------------------------------------------------------

    def _documents(
        self, material: Material, platform: OfPlatform, topics: Sequence[Topic]
    ) -> Iterator[str]:
        for gathered in material.by_platform[platform.platform]:
            document = gathered.document
            entries = [e for e in platform.found[document.key] if e.version == document.newest]
            page = site_document.document_page(
                self._frame,
                document,
                gathered.versions,
                list(stated(platform.found[document.key], topics)),
                material.names,
                feed=self._feed(
                    f"{document.platform_name}: {document.title}", f"documents/{document.key}"
                ),
            )
            self._put("documents", paths.document(document.key), page)
            self._text(gathered, anchors(entries))
            self._changes(gathered)
            yield document.key

    def _text(self, gathered: Gathered, quoted: tuple[int, ...]) -> None:
        document = gathered.document

        def page() -> str:
            archive = self._sources.archive
            blocks = parse(archive.text(archive.version(document.newest)))
            return site_text.text_page(self._frame, document, blocks, quoted)

        key = made_of(self._frame, document.newest, document.title, document.platform_name, quoted)
        self._put_fresh("texts", paths.text(document.key), key, page)

    def _changes(self, gathered: Gathered) -> None:
        document, versions = gathered.document, gathered.versions
        last = len(versions) - 1
        for place, (before, after) in enumerate(pairwise(versions), 1):
            change = after.change
            if change is None:
                continue
            steps = [versions[n] if 0 < n <= last else None for n in (place - 1, place + 1)]
            earlier, later = [(v.captured_at, v.version) if v else None for v in steps]
            around = Around(earlier=earlier, later=later)
            names = (document.title, document.platform_name)
            key = made_of(self._frame, before.version, change, around, names)
            self._put_fresh(
                "changes",
                paths.change(document.key, after.version),
                key,
                functools.partial(self._change, document, change, (before, after), around),
            )

    def _change(
        self,
        document: SiteDocument,
        change: VersionChange,
        sides: tuple[SiteVersion, SiteVersion],
        around: Around,
    ) -> str:
        whole = comparison(self._histories, change, *sides)
        return site_document.change_page(self._frame, document, whole, around)

    # --- what is over all documents -----------------------------------------------------------

    def _topics(
        self, material: Material, topics: Sequence[Topic], reports: dict[str, CompareReport]
    ) -> None:
        listed = []
        for topic in topics:
            report = reports[topic.id]
            if not paths.named_topic(topic.id):
                continue
            feed = self._feed(f"Changes about {topic.title}", f"topics/{topic.id}")
            page = site_topics.topic_page(self._frame, report, material.names, feed)
            self._put("topics", paths.topic(topic.id), page)
            listed.append(
                TopicEntry(
                    id=topic.id,
                    title=topic.title,
                    question=topic.question,
                    answering=report.adoption.answering,
                    platforms=report.adoption.platforms,
                )
            )
        self._put("lists", paths.TOPICS, site_topics.topics_page(self._frame, listed))

    def _lists(self, material: Material, answers: QuestionsReport) -> None:
        frame, names = self._frame, material.names
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
            self._put("lists", paths.OVERVIEW, site_overview.empty_page(frame))
        else:
            for platform in platforms:
                feed = self._feed(platform.name, f"platforms/{platform.id}")
                page = site_overview.platform_page(
                    frame, platform, answers.questions, names=names, last=last, feed=feed
                )
                self._put("platforms", paths.platform(platform.id), page)
            page = site_overview.overview_page(
                frame, platforms, changes, answers.questions, names=names, last=last
            )
            self._put("lists", paths.OVERVIEW, page)
        self._months(material, changes, last)
        self._folder.put(paths.STYLE, style().encode())

    def _months(
        self, material: Material, changes: Sequence[VersionChange], last: Moment | None
    ) -> None:
        page = site_months.months_page(self._frame, changes, last)
        self._put("lists", paths.CHANGES, page)
        months: dict[str, list[VersionChange]] = defaultdict(list)
        for change in changes:
            months[paths.month(change.captured_at)].append(change)
        pages = list(months.values())
        for number, of_month in enumerate(pages):
            later = pages[number - 1][0].captured_at if number else None
            earlier = pages[number + 1][0].captured_at if number + 1 < len(pages) else None
            page = site_months.month_page(self._frame, of_month, material.names, earlier, later)
            self._put("lists", paths.month(of_month[0].captured_at), page)
