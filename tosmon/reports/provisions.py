"""The answer of `provisions`: what documents state, with quotes, since when, how severe."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tosmon.model import Config, DocumentKey, Moment, Recorded
from tosmon.reports.standing import ALTERNATES, Sources, as_of, standing
from tosmon.reports.stated import mark_of
from tosmon.reports.targets import Filter, choose, known, resolve
from tosmon.statements import ProvisionEntry, ProvisionsReport
from tosmon.topics import Topic

SUMMARY = "sums up another clause, which is to be read beside it"


def chosen_documents(
    sources: Sources, config: Config | None, targets: Sequence[str], only: Filter
) -> tuple[tuple[DocumentKey, ...], dict[DocumentKey, Recorded]]:
    """Return the documents that `targets` choose, and those of them meant at an older version."""
    among = known(config, sources.archive)
    plain: list[str] = []
    older: dict[DocumentKey, Recorded] = {}
    for target in targets:
        name = among.today(target)
        if any(name in (key, key.partition("/")[0]) for key in among.keys):
            plain.append(target)
            continue
        for revision in resolve(target, sources.archive, among):
            key = among.today(revision.entry.content.document)
            older[key] = revision.entry
    keys = choose(plain, among, only) if plain or not targets else ()
    keys = tuple(key for key in keys if key not in older)
    return (*keys, *older), older


def provisions(
    sources: Sources,
    documents: Sequence[DocumentKey],
    older: dict[DocumentKey, Recorded],
    *,
    topic: str | None,
    stance: str | None,
    removed: bool,
    now: Moment,
) -> ProvisionsReport:
    """Return the provisions of `documents`, those of `older` as they stood in that version.

    `removed` adds those that a document no longer states.
    """
    held = [document for document in documents if document in sources.archive.heads]
    found = sources.index.entries(held, None if topic is None else (topic,))
    topics = {entry.id: entry for entry in sources.index.topics()}
    out: list[ProvisionEntry] = []
    for document in held:
        entries, note = _of_document(sources, document, older.get(document), found[document], now)
        out.extend(
            _dated(sources, entry, topics[entry.topic], note)
            for entry in entries
            if (removed or entry.removed_at is None or document in older)
            and (topic is None or entry.topic == topic)
            and (stance is None or entry.stance == stance)
        )
    return ProvisionsReport(provisions=tuple(out), documents=len(held))


def _of_document(
    sources: Sources,
    document: DocumentKey,
    version: Recorded | None,
    entries: list[ProvisionEntry],
    now: Moment,
) -> tuple[list[ProvisionEntry], str | None]:
    if version is not None:
        return as_of(sources, document, mark_of(version)), None
    other = standing(sources, document, now)
    if other is None:
        return entries, None
    if other.newest:
        return entries, ALTERNATES
    return as_of(sources, document, other.mark), ALTERNATES


def _dated(
    sources: Sources, entry: ProvisionEntry, topic: Topic, note: str | None
) -> ProvisionEntry:
    """Return `entry` with its last sighting, which a look without a change moves, and its notes."""
    state = sources.archive.states.get(entry.document)
    seen = state.last_success if state and state.version == entry.version else None
    notes = [part for part in (note, interpretive_note(entry, topic)) if part]
    return msgspec.structs.replace(
        entry,
        last_seen=max(entry.last_seen, seen) if seen else entry.last_seen,
        interpretive_note="; ".join(notes) or None,
    )


def interpretive_note(entry: ProvisionEntry, topic: Topic, *, answers: bool = True) -> str | None:
    """Return what a reader must know before relying on the quote alone, None where nothing.

    Without `answers` it leaves out what the stance says itself.
    """
    notes = []
    if entry.summary:
        notes.append(SUMMARY)
    if any(s.id == entry.subject and s.aside for s in topic.subjects):
        notes.append(f"speaks of {entry.subject}, which leaves the question open")
    elif answers and topic.stances and (entry.stance is None or entry.stance in OPEN):
        notes.append("speaks of the topic and leaves its question open")
    if entry.lead_in is not None:
        notes.append(f"an item under “{' '.join(entry.lead_in.quote.split())[:200]}”")
    return "; ".join(notes) or None


OPEN = frozenset(["unclear", "mentions_only"])
"""Stances of provisions that speak of a topic and leave its question open."""
