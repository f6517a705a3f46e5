"""The answer of `compare`: how platforms handle a topic, one row for each answer.

Owns which provision speaks for a document, who is silent, and what stands side by side because
documents of one platform answer differently; nothing is reconciled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from tosmon.errors import UsageError
from tosmon.model import Config, Document, DocumentKey, Moment, Record, Tier
from tosmon.reports.provisions import OPEN, interpretive_note
from tosmon.reports.standing import ALTERNATES, Sources, as_of, standing
from tosmon.reports.targets import Filter, choose, known, unknown
from tosmon.statements import Adoption, CompareReport, CompareRow, OptOutRoute, ProvisionEntry
from tosmon.topics import Subject, Topic

SILENT = "silent"
MENTIONS = "mentions_only"
STATED = "stated"
UNREAD = "unread"
_SAYS = {
    SILENT: "the document does not say",
    MENTIONS: "speaks of it without answering the question",
    STATED: "states something on it",
    UNREAD: "is in a language that the rules do not read",
}
_TIERS: tuple[Tier, ...] = ("consumer", "business", "api", "all", "unspecified")


class _Watched(Record):
    """A document as comparison sees it."""

    key: DocumentKey
    platform: str
    name: str
    tier: Tier
    region: str | None
    readable: bool


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
    listed = {document.key: document for document in config.documents} if config else {}
    unread = sources.index.unreadable()
    watched = [
        _watched(key, listed.get(key), readable=key not in unread)
        for key in documents
        if key in sources.archive.heads
    ]
    needed = (topic.id, topic.otherwise.topic) if topic.otherwise else (topic.id,)
    found = _standing_entries(sources, [w.key for w in watched], needed, now)
    by_platform: dict[str, list[_Watched]] = defaultdict(list)
    for document in watched:
        by_platform[document.platform].append(document)
    rows: list[CompareRow] = []
    answering = 0
    for members in by_platform.values():
        own = _of_platform(members, found, topic)
        answering += any(_answers(row, topic) for row in own)
        rows.extend(own)
    return CompareReport(
        topic=topic.id,
        title=topic.title,
        question=topic.question,
        adoption=Adoption(answering=answering, platforms=len(by_platform)),
        rows=tuple(rows),
    )


def unknown_topic(name: str, names: Sequence[str]) -> UsageError:
    """Return the error for a topic that is not there, with the nearest ones that are."""
    error = unknown(name, names)
    if "did you mean" in str(error):
        return error
    return UsageError(f"no topic is named '{name}'; `tosmon topics` lists them")


def _answers(row: CompareRow, topic: Topic) -> bool:
    if row.stance in (SILENT, MENTIONS, UNREAD):
        return False
    return topic.otherwise is None or row.stance != topic.otherwise.answer


def _watched(key: DocumentKey, entry: Document | None, *, readable: bool) -> _Watched:
    platform = key.partition("/")[0]
    return _Watched(
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


def _of_platform(
    members: Sequence[_Watched], found: dict[DocumentKey, list[ProvisionEntry]], topic: Topic
) -> list[CompareRow]:
    rows: list[CompareRow] = []
    for document in members:
        entries = [e for e in found[document.key] if e.topic == topic.id]
        rows.extend(_of_document(document, entries, topic))
    rows += _silent(members, rows, found, topic)
    if any(row.stance not in (MENTIONS, SILENT) for row in rows):
        rows = [row for row in rows if row.stance != MENTIONS]
    rows = _with_opt_outs(rows, members, found, topic)
    rows = [_side_by_side(row, rows, topic) for row in rows]
    place = {document.key: number for number, document in enumerate(members)}
    return sorted(
        rows,
        key=lambda r: (
            _TIERS.index(r.tier),
            place.get(r.document or "", len(place)),
            r.start or 0,
        ),
    )


def _of_document(
    document: _Watched, entries: Sequence[ProvisionEntry], topic: Topic
) -> list[CompareRow]:
    """Return a row for each answer that a document gives, by the provision that gives it best."""
    subjects = {subject.id: subject for subject in topic.subjects}
    usable = _whole_clauses([e for e in entries if not _aside(e, subjects)], topic)
    groups: dict[tuple[str, str | None], list[ProvisionEntry]] = defaultdict(list)
    for entry in usable:
        groups[entry.stance or (MENTIONS if topic.stances else STATED), entry.subject].append(entry)
    if topic.stances and any(stance != MENTIONS for stance, _ in groups):
        groups = {key: e for key, e in groups.items() if key[0] != MENTIONS}
    kept = [key for key in groups if not _yields(key, groups, topic, subjects)]
    best = {key: min(groups[key], key=_weight) for key in kept}
    return [
        _row(
            document,
            stance,
            subject,
            best[stance, subject],
            entries,
            topic=topic,
            subjects=subjects,
        )
        for stance, subject in kept
    ]


def _whole_clauses(entries: list[ProvisionEntry], topic: Topic) -> list[ProvisionEntry]:
    """Leave out what only makes an exception, where something else in the document answers."""
    weak = {answer.id for answer in topic.answers if answer.not_from_carve_outs}
    whole = [
        entry
        for entry in entries
        if entry.stance not in weak
        or entry.answer is None
        or all(part.start != entry.answer.start for part in entry.carve_outs)
    ]
    return whole if any(e.stance not in (None, *OPEN) for e in whole) else entries


def _aside(entry: ProvisionEntry, subjects: dict[str, Subject]) -> bool:
    return entry.subject in subjects and subjects[entry.subject].aside


def _weight(entry: ProvisionEntry) -> tuple[bool, bool, bool, int, int]:
    """Clauses before summaries, then those whose answer stands in a sentence on the topic.

    Of equal ones those with a way out, and those in which more rules fired.
    """
    cited = entry.answer
    on_topic = cited is None or any(
        signal.start < cited.end and cited.start < signal.end for signal in entry.signals
    )
    return entry.summary, not on_topic, not entry.opt_outs, -len(entry.signals), entry.start


def _yields(
    key: tuple[str, str | None],
    others: Iterable[tuple[str, str | None]],
    topic: Topic,
    subjects: dict[str, Subject],
) -> bool:
    stance, subject = key
    to = next((a.yields_to for a in topic.answers if a.id == stance), ())
    return any(
        other in to
        and (
            whom in (None, subject)
            or stance in OPEN
            or (subject is None and not subjects[whom].narrow)
        )
        for other, whom in others
    )


def _row(
    document: _Watched,
    stance: str,
    subject: str | None,
    entry: ProvisionEntry,
    entries: Sequence[ProvisionEntry],
    *,
    topic: Topic,
    subjects: dict[str, Subject],
) -> CompareRow:
    whom = subjects.get(subject) if subject else None
    cited = entry.answer
    start, end = (cited.start, cited.end) if cited else (entry.start, entry.end)
    tier = document.tier
    if whom and whom.tier and tier in ("unspecified", "all"):
        tier = whom.tier
    notes = [
        n for n in (entry.interpretive_note, interpretive_note(entry, topic, answers=False)) if n
    ]
    if tier != document.tier:
        notes.append("tier as the sentence says, the document's own is not listed")
    return CompareRow(
        platform=document.platform,
        platform_name=document.name,
        tier=tier,
        region=document.region or (whom.region if whom else None),
        document=document.key,
        subject=subject,
        stance=stance,
        says=_says(stance, topic),
        opt_out=None,
        carve_outs=tuple(
            {c.quote: c for e in entries if not _aside(e, subjects) for c in e.carve_outs}.values()
        ),
        quote=cited.quote if cited else entry.quote,
        section=entry.section,
        start=start,
        end=end,
        version=entry.version,
        captured_at=entry.captured_at,
        first_seen=entry.first_seen,
        stance_since=entry.stance_since or entry.first_seen,
        provision=entry.provision,
        interpretive_note="; ".join(notes) or None,
    )


def _says(stance: str, topic: Topic) -> str:
    known = next((answer.says for answer in topic.answers if answer.id == stance), None)
    return known or _SAYS.get(stance, stance.replace("_", " "))


# --- what is not there ------------------------------------------------------------------------


def _silent(
    members: Sequence[_Watched],
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
        missing += [_nothing(member, topic, UNREAD) for member in unread]
        other = _otherwise(of_tier, found, topic)
        if other is not None:
            missing.append(other)
        elif not unread and not any(r.tier == tier and r.stance == MENTIONS for r in rows):
            missing.append(_nothing(of_tier[0], topic, SILENT))
    return missing


def _otherwise(
    members: Sequence[_Watched], found: dict[DocumentKey, list[ProvisionEntry]], topic: Topic
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
    member, entry = min(candidates, key=lambda item: _weight(item[1]))
    row = _row(member, other.answer, None, entry, (), topic=topic, subjects={})
    return msgspec.structs.replace(row, interpretive_note=None)


def _nothing(member: _Watched, topic: Topic, stance: str) -> CompareRow:
    return CompareRow(
        platform=member.platform,
        platform_name=member.name,
        tier=member.tier,
        region=None,
        document=None if stance == SILENT else member.key,
        subject=None,
        stance=stance,
        says=_says(stance, topic),
        opt_out=None,
        carve_outs=(),
        quote=None,
        section=(),
        start=None,
        end=None,
        version=None,
        captured_at=None,
        first_seen=None,
        stance_since=None,
        provision=None,
        interpretive_note=None,
    )


# --- what stands beside it --------------------------------------------------------------------


def _with_opt_outs(
    rows: Sequence[CompareRow],
    members: Sequence[_Watched],
    found: dict[DocumentKey, list[ProvisionEntry]],
    topic: Topic,
) -> list[CompareRow]:
    """Put the route to opt out beside each answer: the document's own, else the platform's."""
    order = {rule.id: place for place, rule in enumerate(topic.opt_out)}
    routes: dict[DocumentKey, OptOutRoute] = {}
    for member in members:
        named = [
            (order.get(part.what, 0), _weight(entry), part.start, part, entry)
            for entry in found[member.key]
            if entry.topic == topic.id
            for part in entry.opt_outs
        ]
        if named:
            *_, part, entry = min(named, key=lambda item: item[:3])
            routes[member.key] = OptOutRoute(
                route=part.what.replace("-", " "),
                quote=part.quote,
                document=member.key,
                version=entry.version,
                start=part.start,
                end=part.end,
            )
    return [_with_opt_out(row, routes, topic) for row in rows]


def _with_opt_out(
    row: CompareRow, routes: dict[DocumentKey, OptOutRoute], topic: Topic
) -> CompareRow:
    calls_for_none = any(a.id == row.stance and a.severity == "low" for a in topic.answers)
    if row.document is None or not routes or not _answers(row, topic) or calls_for_none:
        return row
    route = routes.get(row.document)
    if route is None and row.stance.startswith("trains"):
        route = min(routes.values(), key=lambda known: known.document)
        row = _noted(row, f"the way to opt out stands in {route.document}")
    return msgspec.structs.replace(row, opt_out=route)


def _side_by_side(row: CompareRow, rows: Sequence[CompareRow], topic: Topic) -> CompareRow:
    """Note which documents of the platform answer otherwise for the same users, and how."""
    against = next((a.against for a in topic.answers if a.id == row.stance), ())
    others: dict[str, dict[str, None]] = defaultdict(dict)
    for other in rows:
        if other.stance in against and other.document and _same_users(row, other):
            others[other.stance][other.document] = None
    for stance, documents in others.items():
        if row.document in documents:
            row = _noted(row, f"elsewhere this document answers otherwise ({stance})")
        else:
            row = _noted(row, f"side by side with {', '.join(documents)} ({stance})")
    return row


def _same_users(row: CompareRow, other: CompareRow) -> bool:
    if row.document == other.document and row.subject != other.subject:
        return False  # one document that tells its users apart
    open_tiers = ("all", "unspecified")
    tiers = row.tier == other.tier or row.tier in open_tiers or other.tier in open_tiers
    regions = row.region == other.region or row.region is None or other.region is None
    return tiers and regions


def _noted(row: CompareRow, note: str) -> CompareRow:
    notes = [part for part in (row.interpretive_note, note) if part]
    return msgspec.structs.replace(row, interpretive_note="; ".join(notes))
