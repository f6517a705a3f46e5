"""A site brought up to date: which pages there are, and which of them must be made anew.

Owns the order of the work and what the pages of a document depend on. Where all that a site is made
of is what it was, no version is read; else a page that costs much (a change, a text, a document) is
made again only where what it was made of is another, and the others are made and compared.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import pairwise

from tosmon.model import Config, DocumentKey, Moment
from tosmon.render import site_document, site_text, site_topics
from tosmon.render import site_paths as paths
from tosmon.render.site_document import Around
from tosmon.render.site_shell import Frame, style
from tosmon.render.site_values import SiteDocument, SiteVersion, State, Stated
from tosmon.reports.compare import OfPlatform, by_platform, together
from tosmon.reports.feeds import feeds
from tosmon.reports.history import Histories
from tosmon.reports.questions import of_comparisons
from tosmon.reports.questions import topics as asked_topics
from tosmon.reports.standing import Sources, standing
from tosmon.reports.targets import known
from tosmon.results import VersionChange
from tosmon.site.changed import comparison
from tosmon.site.feeds import by_platform as feeds_by_platform
from tosmon.site.feeds import feed_paths, put_feeds
from tosmon.site.folder import SiteFolder
from tosmon.site.gather import Gathered, Material, anchors, gather, stated, states_of
from tosmon.site.lists import put_lists, put_topics
from tosmon.site.made import made_of
from tosmon.site.pages import Pages
from tosmon.site.search import put_search
from tosmon.statements import CompareRow
from tosmon.telling import SiteReport
from tosmon.text import parse
from tosmon.topics import Topic

_REMEMBERED = 100  # changes: those of some documents; the paragraphs of one can fill a megabyte


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
        # Feeds and pages of a platform follow each other and are made of the same.
        self._paragraphs = functools.lru_cache(maxsize=_REMEMBERED)(self._histories.paragraphs)
        self._counted: dict[str, int] = {}

    def build(
        self, documents: Sequence[DocumentKey], now: Moment, *, base: str | None
    ) -> Iterator[DocumentKey]:
        """Bring the site up to date, yielding each document whose pages are done.

        `base` is the address at which the site is published, None where it is not.
        """
        archive = self._sources.archive
        states = states_of(archive, self._config, documents, now)
        key = self._key(states, now, base)
        counted = self._folder.stands(key)
        if counted is None:
            counted = yield from self._make(states, now, base)
        self._counted = counted
        self._folder.finish(key, counted)

    def _key(self, states: Mapping[DocumentKey, State], now: Moment, base: str | None) -> str:
        """Return the name of all that the site is made of, for which no version need be read."""
        archive, rules = self._sources.archive, self._sources.rules
        listed = self._config.documents if self._config else None
        served = [standing(self._sources, document, now) for document in states]
        return made_of(self._frame, base, archive.head, listed, states, served, rules.name)

    def _make(
        self, states: Mapping[DocumentKey, State], now: Moment, base: str | None
    ) -> Generator[DocumentKey, None, dict[str, int]]:
        """Make the site, and return how many pages of each sort it has."""
        archive = self._sources.archive
        material = gather(archive, self._histories, self._config, states)
        entries = {gathered.document.key: gathered.entries for gathered in material.documents}
        found = list(feeds(archive, known(self._config, archive), entries))
        pages = Pages(self._folder, self._frame, feed_paths(found))
        fed = feeds_by_platform(found)
        topics = self._sources.index.topics()
        rows: dict[str, list[list[CompareRow]]] = defaultdict(list)
        for platform in by_platform(self._sources, self._config, list(states), topics, now):
            for topic in topics:
                rows[topic.id].append(platform.rows[topic.id])
            put_feeds(self._folder, fed.pop(platform.platform, ()), self._paragraphs, base)
            yield from self._documents(pages, material, platform, topics)
        reports = {topic.id: together(topic, rows[topic.id]) for topic in topics}
        for others in fed.values():
            put_feeds(self._folder, others, self._paragraphs, base)
        put_topics(pages, material, topics, reports)
        answers = of_comparisons({name: reports[name] for name in asked_topics()})
        put_lists(pages, material, answers)
        self._folder.put(paths.STYLE, style().encode())
        pages.put("lists", paths.SEARCH, site_topics.search_page(pages.frame))
        shown = [gathered.document for gathered in material.documents]
        put_search(self._folder, self._sources.index, shown)
        return dict(pages.counted)

    def report(self) -> SiteReport:
        """Return what came of it."""
        folder = self._folder
        return SiteReport(
            folder=str(folder.root),
            head=self._sources.archive.head,
            pages=self._counted,
            files=len(folder),
            written=folder.written,
            unchanged=len(folder) - folder.written,
            removed=folder.removed,
        )

    def _documents(
        self, pages: Pages, material: Material, platform: OfPlatform, topics: Sequence[Topic]
    ) -> Iterator[str]:
        for gathered in material.by_platform[platform.platform]:
            document = gathered.document
            entries = [e for e in platform.found[document.key] if e.version == document.newest]
            _document(pages, gathered, list(stated(platform.found[document.key], topics)))
            self._text(pages, gathered, anchors(entries))
            self._changes(pages, gathered)
            yield document.key

    def _text(self, pages: Pages, gathered: Gathered, quoted: tuple[int, ...]) -> None:
        document = gathered.document

        def page() -> str:
            archive = self._sources.archive
            blocks = parse(archive.text(archive.version(document.newest)))
            return site_text.text_page(pages.frame, document, blocks, quoted)

        key = made_of(pages.frame, document.newest, document.title, document.platform_name, quoted)
        pages.put_fresh("texts", paths.text(document.key), key, page)

    def _changes(self, pages: Pages, gathered: Gathered) -> None:
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
            key = made_of(pages.frame, before.version, change, around, names)
            pages.put_fresh(
                "changes",
                paths.change(document.key, after.version),
                key,
                functools.partial(
                    self._change, pages.frame, document, change, (before, after), around
                ),
            )

    def _change(
        self,
        frame: Frame,
        document: SiteDocument,
        change: VersionChange,
        sides: tuple[SiteVersion, SiteVersion],
        around: Around,
    ) -> str:
        whole = comparison(change, self._paragraphs(change), *sides)
        return site_document.change_page(frame, document, whole, around)


def _document(pages: Pages, gathered: Gathered, found: Sequence[Stated]) -> None:
    document, versions = gathered.document, gathered.versions
    title = f"{document.platform_name}: {document.title}"
    feed = pages.feed(title, f"documents/{document.key}")

    def page() -> str:
        return site_document.document_page(pages.frame, document, versions, found, feed=feed)

    key = made_of(pages.frame, document, versions, found, feed)
    pages.put_fresh("documents", paths.document(document.key), key, page)
