"""What a site shows, gathered from the answers of other commands.

Owns what documents and platforms are called on a site, and which of their values it takes. Judges
nothing and renders nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from tosmon.archive import Archive
from tosmon.model import Config, Document, DocumentKey, Moment, Record, Recorded
from tosmon.render import site_paths as paths
from tosmon.render.site_values import Names, SiteDocument, SiteVersion, State, Stated
from tosmon.reports.feeds import entries_of
from tosmon.reports.history import Histories
from tosmon.reports.provisions import OPEN
from tosmon.reports.status import status
from tosmon.reports.targets import known
from tosmon.results import DocumentStatus, VersionChange
from tosmon.statements import ProvisionEntry
from tosmon.telling import FeedEntry
from tosmon.topics import Topic


class Gathered(Record):
    """A document as the site shows it, with its versions and its news, oldest capture first."""

    document: SiteDocument
    versions: tuple[SiteVersion, ...]
    entries: tuple[FeedEntry, ...]


class Material:
    """The documents of a site by platform, and what they are called."""

    def __init__(self, documents: Sequence[Gathered], names: Names) -> None:
        self.names = names
        self.by_platform: dict[str, list[Gathered]] = defaultdict(list)
        for gathered in documents:
            self.by_platform[gathered.document.platform].append(gathered)

    @property
    def documents(self) -> Iterator[Gathered]:
        """All documents, platform by platform."""
        return (gathered for members in self.by_platform.values() for gathered in members)

    @property
    def last(self) -> Moment | None:
        """When the newest version was captured: the day that the site's pictures end with."""
        return max((g.document.newest_at for g in self.documents), default=None)


def states_of(
    archive: Archive, config: Config | None, documents: Iterable[DocumentKey], now: Moment
) -> dict[DocumentKey, State]:
    """Return how the recorded ones of `documents` stand that can have a page."""
    held = [d for d in documents if d in archive.heads and paths.named(d)]
    listed = known(config, archive).listed
    return {
        found.document: _state(found, listed=config is not None)
        for found in status(archive, held, listed, now).documents
    }


def _state(found: DocumentStatus, *, listed: bool) -> State:
    reason = found.reason
    if found.condition == "quarantined":
        reason = found.quarantined[-1].reason if found.quarantined else None
    return State(
        # Without a list none was ever listed, and none has left it.
        condition=found.condition if listed else "ok",
        url=found.url,
        versions=found.versions,
        failing_since=found.failing_since,
        reason=reason,
    )


def gather(
    archive: Archive,
    histories: Histories,
    config: Config | None,
    states: Mapping[DocumentKey, State],
) -> Material:
    """Return the documents that have `states`, with their versions and changes.

    Changes stand without their words: those of a large archive fill gigabytes.
    """
    among = known(config, archive)
    found = []
    for key, state in states.items():
        versions, changes = histories.whole(key)
        found.append(_gathered(among.document(key), state, versions, changes))
    names = Names(
        titles={g.document.key: g.document.title for g in found},
        platforms={g.document.platform: g.document.platform_name for g in found},
        newest={g.document.key: g.document.newest for g in found},
    )
    return Material(found, names)


def _gathered(
    entry: Document,
    state: State,
    versions: Sequence[Recorded],
    changes: Sequence[VersionChange],
) -> Gathered:
    bare = [msgspec.structs.replace(change, key_changes=()) for change in changes]
    own = entry.key.partition("/")[2].replace("-", " ").capitalize()
    kinds = (entry.type if entry.type != "other" else "", _tier(entry), entry.region or "")
    document = SiteDocument(
        key=entry.key,
        title=entry.title if entry.title != entry.key else own,
        platform=entry.platform,
        platform_name=entry.platform_name,
        facts=tuple(words.replace("-", " ") for words in kinds if words),
        state=state,
        newest=versions[-1].version,
        first_at=versions[0].captured_at,
        newest_at=versions[-1].captured_at,
        changes=tuple(reversed(bare)),
    )
    return Gathered(
        document=document,
        versions=tuple(
            SiteVersion(
                version=version.version,
                captured_at=version.captured_at,
                recorded_at=version.recorded_at,
                text_sha256=version.content.text,
                body_sha256=version.content.body,
                source_url=version.content.evidence.final_url,
                change=change,
            )
            for version, change in zip(versions, [None, *bare], strict=True)
        ),
        entries=entries_of(versions, bare),
    )


def _tier(entry: Document) -> str:
    return "" if entry.tier == "unspecified" else f"for {entry.tier}"


def stated(entries: Iterable[ProvisionEntry], topics: Sequence[Topic]) -> Iterator[Stated]:
    """Yield what a document answers to each topic's question, one provision for each answer."""
    by_topic: dict[str, list[ProvisionEntry]] = defaultdict(list)
    for entry in entries:
        if entry.stance is not None and entry.stance not in OPEN:
            by_topic[entry.topic].append(entry)
    for topic in topics:
        says = {answer.id: answer.says for answer in topic.answers}
        told: set[tuple[str | None, str | None]] = set()
        for entry in sorted(by_topic[topic.id], key=lambda e: (e.summary, e.start)):
            if (entry.stance, entry.subject) not in told:
                told.add((entry.stance, entry.subject))
                words = says.get(entry.stance or "", (entry.stance or "").replace("_", " "))
                yield Stated(topic=topic.id, title=topic.title, says=words, entry=entry)


def anchors(entries: Iterable[ProvisionEntry]) -> tuple[int, ...]:
    """Return the offsets at which something begins that a page may quote."""
    found = set()
    for entry in entries:
        found.add(entry.start)
        found.update(part.start for part in (*entry.opt_outs, *entry.carve_outs))
        if entry.answer is not None:
            found.add(entry.answer.start)
    return tuple(sorted(found))
