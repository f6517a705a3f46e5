"""The answer of `compare`: how platforms handle a topic, one row for each answer.

Owns which documents are asked, the order of rows, how many platforms answer and who is silent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from tosmon.errors import UsageError
from tosmon.model import Config, Document, DocumentKey, Moment, Record, Tier
from tosmon.reports.compare_beside import side_by_side, with_opt_outs
from tosmon.reports.compare_rows import (
    MENTIONS,
    SILENT,
    UNREAD,
    Watched,
    answers,
    nothing,
    of_document,
    row_of,
    weight,
)
from tosmon.reports.standing import ALTERNATES, Sources, as_of, standing
from tosmon.reports.targets import Filter, choose, known, unknown
from tosmon.statements import Adoption, CompareReport, CompareRow, ProvisionEntry
from tosmon.topics import Topic

_TIERS: tuple[Tier, ...] = ("consumer", "business", "api", "all", "unspecified")


def scope(
    sources: Sources, config: Config | None, platforms: Sequence[str], only: Filter
) -> tuple[DocumentKey, ...]:
    """Return the documents of `platforms` (all without any); raise `UsageError` for wrong names."""
    return choose(platforms, known(config, sources.archive), only)


def compare(
    sources: Sources,
    config: Config | None,
    topic_name: str,
    documents: Sequence[DocumentKey],
    now: Moment,
) -> CompareReport:
    """Return how the platforms of `documents` answer the question of a topic."""
    topic = sources.index.topic(topic_name)
    if topic is None:
        raise unknown_topic(topic_name, sources.index.topic_names())
    platforms = [
        platform.rows[topic.id]
        for platform in by_platform(sources, config, documents, (topic,), now)
    ]
    return together(topic, platforms)


class OfPlatform(Record):
    """What the documents of one platform state as they stand, and its rows on each topic."""

    platform: str
    found: dict[DocumentKey, list[ProvisionEntry]]
    rows: dict[str, list[CompareRow]]


def by_platform(
    sources: Sources,
    config: Config | None,
    documents: Sequence[DocumentKey],
    topics: Sequence[Topic],
    now: Moment,
) -> Iterator[OfPlatform]:
    """Yield how each platform of `documents` answers the questions of `topics`.

    One platform's provisions are read at a time, however many are asked about.
    """
    listed = {document.key: document for document in config.documents} if config else {}
    unread = sources.index.unreadable()
    platforms: dict[str, list[Watched]] = defaultdict(list)
    for key in documents:
        if key in sources.archive.heads:
            document = watched_as(key, listed.get(key), readable=key not in unread)
            platforms[document.platform].append(document)
    needed = {name: None for topic in topics for name in _needed(topic)}
    for platform, members in platforms.items():
        found = _standing_entries(sources, [member.key for member in members], [*needed], now)
        rows = {topic.id: of_platform(members, found, topic) for topic in topics}
        yield OfPlatform(platform=platform, found=found, rows=rows)


def _needed(topic: Topic) -> tuple[str, ...]:
    return (topic.id, topic.otherwise.topic) if topic.otherwise else (topic.id,)


def together(topic: Topic, platforms: Sequence[Sequence[CompareRow]]) -> CompareReport:
    """Return the comparison that the rows of all `platforms` make."""
    answering = sum(any(answers(row, topic) for row in rows) for rows in platforms)
    return CompareReport(
        topic=topic.id,
        title=topic.title,
        question=topic.question,
        adoption=Adoption(answering=answering, platforms=len(platforms)),
        rows=tuple(row for rows in platforms for row in rows),
    )


def unknown_topic(name: str, names: Sequence[str]) -> UsageError:
    """Return the error for a topic that is not there, with the nearest ones that are."""
    error = unknown(name, names)
    if "did you mean" in str(error):
        return error
    return UsageError(f"no topic is named '{name}'; `tosmon topics` lists them")


def watched_as(key: DocumentKey, entry: Document | None, *, readable: bool) -> Watched:
    """Return a document as comparison sees it; `entry` is what platforms.yaml says of it."""
    platform = key.partition("/")[0]
    return Watched(
        key=key,
        platform=platform,
        name=entry.platform_name if entry else platform,
        tier=entry.tier if entry else "unspecified",
        region=entry.region if entry else None,
        readable=readable,
    )


def _standing_entries(
    sources: Sources, documents: Sequence[DocumentKey], topics: Sequence[str], now: Moment
) -> dict[DocumentKey, list[ProvisionEntry]]:
    found = sources.index.entries(documents, topics)
    for document in documents:
        entries = [entry for entry in found[document] if entry.removed_at is None]
        other = standing(sources, document, now)
        if other is not None:
            if not other.newest:
                entries = as_of(sources, document, other.mark)
            entries = [msgspec.structs.replace(e, interpretive_note=ALTERNATES) for e in entries]
        found[document] = entries
    return found


# --- one platform -----------------------------------------------------------------------------


def of_platform(
    members: Sequence[Watched], found: dict[DocumentKey, list[ProvisionEntry]], topic: Topic
) -> list[CompareRow]:
    """Return how one platform's documents answer; `found` are their provisions that stand."""
    rows: list[CompareRow] = []
    for document in members:
        entries = [e for e in found[document.key] if e.topic == topic.id]
        rows.extend(of_document(document, entries, topic))
    rows += _silent(members, rows, found, topic)
    if any(row.stance not in (MENTIONS, SILENT) for row in rows):
        rows = [row for row in rows if row.stance != MENTIONS]
    rows = with_opt_outs(rows, members, found, topic)
    rows = [side_by_side(row, rows, topic) for row in rows]
    place = {document.key: number for number, document in enumerate(members)}
    return sorted(
        rows,
        key=lambda r: (
            _TIERS.index(r.tier),
            place.get(r.document or "", len(place)),
            r.start or 0,
        ),
    )


# --- what is not there ------------------------------------------------------------------------


def _silent(
    members: Sequence[Watched],
    rows: Sequence[CompareRow],
    found: dict[DocumentKey, list[ProvisionEntry]],
    topic: Topic,
) -> list[CompareRow]:
    """Return a row for each tier without an answer; "all" and unlisted tiers count for the rest."""
    answers = [row for row in rows if row.stance != MENTIONS]
    speaking = {row.tier for row in answers}
    speaking |= {m.tier for m in members if any(m.key == row.document for row in answers)}
    missing = []
    for tier in dict.fromkeys(member.tier for member in members):
        covers_all = speaking and tier in ("all", "unspecified")
        if tier in speaking or "all" in speaking or covers_all:
            continue
        of_tier = [member for member in members if member.tier == tier]
        unread = [member for member in of_tier if not member.readable]
        missing += [nothing(member, topic, UNREAD) for member in unread]
        other = _otherwise(of_tier, found, topic)
        if other is not None:
            missing.append(other)
        elif not unread and not any(r.tier == tier and r.stance == MENTIONS for r in rows):
            missing.append(nothing(of_tier[0], topic, SILENT))
    return missing


def _otherwise(
    members: Sequence[Watched], found: dict[DocumentKey, list[ProvisionEntry]], topic: Topic
) -> CompareRow | None:
    """Return the answer that another topic's provision stands for, where the data name one."""
    other = topic.otherwise
    if other is None:
        return None
    candidates = [
        (member, entry)
        for member in members
        for entry in found[member.key]
        if entry.topic == other.topic and entry.stance in other.stances
    ]
    if not candidates:
        return None
    member, entry = min(candidates, key=lambda item: weight(item[1], topic))
    row = row_of(member, other.answer, None, entry, (), topic=topic, subjects={})
    return msgspec.structs.replace(row, interpretive_note=None)
