"""Which provision speaks for a document in a comparison, and what its row says.

Owns the choice among a document's provisions: what says less gives way, what speaks of other things
stands aside. Knows nothing of other documents.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from tosmon.model import DocumentKey, Record, Tier
from tosmon.reports.provisions import OPEN, interpretive_note
from tosmon.statements import CompareRow, ProvisionEntry
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
_TELLING = re.compile(r"[^\W\d_]{5,}")
_GENERAL = frozenset({"service", "information", "content", "personal", "third", "party", "other"})


class Watched(Record):
    """A document as comparison sees it."""

    key: DocumentKey
    platform: str
    name: str
    tier: Tier
    region: str | None
    readable: bool


def of_document(
    document: Watched, entries: Sequence[ProvisionEntry], topic: Topic
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
    best = {key: min(groups[key], key=lambda e: weight(e, topic)) for key in kept}
    return [
        row_of(
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


def weight(entry: ProvisionEntry, topic: Topic) -> tuple[bool, bool, bool, bool, int, int]:
    """Clauses before summaries, then those whose answer stands in a sentence on the topic.

    Of equal ones those with a way out; of those that give no answer the main clause, which stands
    under a heading that names the topic; then those in which more rules fired.
    """
    cited = entry.answer
    on_topic = cited is None or any(
        signal.start < cited.end and cited.start < signal.end for signal in entry.signals
    )
    aside = cited is None and not _named_above(entry, topic)
    return entry.summary, not on_topic, not entry.opt_outs, aside, -len(entry.signals), entry.start


def _named_above(entry: ProvisionEntry, topic: Topic) -> bool:
    """Return whether the nearest heading has a telling word of the topic's title or headings."""
    names = _telling(topic.title, topic.headings)
    return any(word.startswith(names) for above in entry.section[-1:] for word in _words(above))


@functools.lru_cache(maxsize=256)  # asked for every clause of every document
def _telling(title: str, headings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple({word for text in (title, *headings) for word in _words(text)} - _GENERAL)


def _words(text: str) -> list[str]:
    return [word.rstrip("s") for word in _TELLING.findall(text.lower())]


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


def row_of(
    document: Watched,
    stance: str,
    subject: str | None,
    entry: ProvisionEntry,
    entries: Sequence[ProvisionEntry],
    *,
    topic: Topic,
    subjects: dict[str, Subject],
) -> CompareRow:
    """Return the row of `entry`, which answers `stance` for `document`, with its carve-outs."""
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


def nothing(member: Watched, topic: Topic, stance: str) -> CompareRow:
    """Return the row of a document, or a tier, that gives no answer and no words."""
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


def answers(row: CompareRow, topic: Topic) -> bool:
    """Return whether `row` answers the question, by a provision of its own."""
    if row.stance in (SILENT, MENTIONS, UNREAD):
        return False
    return topic.otherwise is None or row.stance != topic.otherwise.answer
