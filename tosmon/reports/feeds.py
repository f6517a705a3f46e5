"""The answer of `feeds`: the newest changes of everything, a platform, a document, a topic.

Owns which feeds there are and what is in each. Knows nothing of Atom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from tosmon.archive import Archive
from tosmon.model import DocumentKey, Recorded
from tosmon.reports.targets import Known
from tosmon.results import VersionChange
from tosmon.telling import Feed, FeedEntry
from tosmon.topics.loading import ORDER

MOST = 30  # entries of a feed: more than a reader that asks once a week can miss


Entries = Mapping[DocumentKey, Sequence[FeedEntry]]


def feeds(archive: Archive, among: Known, by_document: Entries) -> Iterator[Feed]:
    """Yield the feeds of documents: `all`, and one for each platform, document and topic.

    Those of a platform's documents follow its own, for they hold the same entries.
    """
    first = archive.first_commit
    if first is None:
        return
    origin, began = first[0], first[1].made_at
    every = [entry for entries in by_document.values() for entry in entries]
    by_platform: dict[str, list[tuple[DocumentKey, Sequence[FeedEntry]]]] = defaultdict(list)
    by_topic: dict[str, list[FeedEntry]] = {topic: [] for topic in ORDER}
    for document, entries in by_document.items():
        by_platform[document.partition("/")[0]].append((document, entries))
    for entry in every:
        for topic in entry.change.topics:
            by_topic.setdefault(topic, []).append(entry)

    def feed(name: str, title: str, entries: Iterable[FeedEntry]) -> Feed:
        newest = _newest(entries)
        updated = newest[0].believed_at if newest else began
        return Feed(name=name, title=title, origin=origin, updated=updated, entries=newest)

    yield feed("all", "All documents", every)
    for platform, documents in by_platform.items():
        together = [entry for _, entries in documents for entry in entries]
        yield feed(f"platforms/{platform}", _platform(among, platform), together)
        for document, entries in documents:
            yield feed(f"documents/{document}", f"{document}", entries)
    for topic, entries in by_topic.items():
        yield feed(f"topics/{topic}", f"Topic: {topic.replace('_', ' ')}", entries)


def entries_of(
    versions: Sequence[Recorded], changes: Sequence[VersionChange]
) -> tuple[FeedEntry, ...]:
    """Return the entries of a document, given its versions and what each but the first changed.

    Texts that were only read anew are none: their authors changed nothing. Changes stand without
    their words, which an entry is given when it is written.
    """
    return tuple(
        FeedEntry(
            change=msgspec.structs.replace(change, key_changes=()),
            believed_at=version.confirmed_at,
            url=version.content.evidence.final_url,
        )
        for version, change in zip(versions[1:], changes, strict=True)
        if change.kind != "reextraction"
    )


def _newest(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    found = sorted(entries, key=lambda entry: (entry.change.document, entry.change.version))
    found.sort(key=lambda entry: (entry.believed_at, entry.change.captured_at), reverse=True)
    return tuple(found[:MOST])


def _platform(among: Known, platform: str) -> str:
    named = (d.platform_name for d in among.listed if d.platform == platform)
    return next(named, platform)
