"""The answer of `timeline`: what happened to a document's provisions, in order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tosmon.diff.words import compare
from tosmon.model import DocumentKey
from tosmon.provisions import Lineage, Mark, Provision, Wording
from tosmon.reports.compare import unknown_topic
from tosmon.reports.standing import Sources
from tosmon.statements import TimelineEvent, TimelineKind, TimelineReport


def timeline(
    sources: Sources, documents: Sequence[DocumentKey], *, topic_name: str | None
) -> TimelineReport:
    """Return each provision's first sighting, rewordings, removal and return.

    Raises `UsageError` for a topic that is not there.
    """
    topic = None
    if topic_name is not None:
        topic = sources.index.topic(topic_name)
        if topic is None:
            raise unknown_topic(topic_name, sources.index.topic_names())
    held = tuple(document for document in documents if document in sources.archive.heads)
    events: list[TimelineEvent] = []
    versions = 0
    for document in held:
        versions += len(sources.index.marks(document))
        for lineage in sources.index.lineages(document):
            if topic is None or lineage.topic == topic.id:
                events.extend(_events(lineage))
    events.sort(key=lambda e: (e.at, e.document, e.start, e.topic, e.provision))
    return TimelineReport(
        documents=held,
        topic=topic.id if topic else None,
        question=topic.question if topic else None,
        versions=versions,
        events=tuple(events),
    )


def _events(lineage: Lineage) -> Iterator[TimelineEvent]:
    first, *later = lineage.wordings
    yield _event(lineage, "first_seen", first.since, first)
    before = first
    for wording in later:
        yield _event(lineage, "reworded", wording.since, wording, before)
        before = wording
    for gap in lineage.gaps:
        gone = [w for w in lineage.wordings if w.until.at <= gap.removed.at]
        yield _event(lineage, "removed", gap.removed, gone[-1] if gone else first, last=True)
        if gap.back is not None:
            back = [w for w in lineage.wordings if w.since.at <= gap.back.at]
            yield _back(lineage, gap.back, back[-1])


def _event(
    lineage: Lineage,
    kind: TimelineKind,
    at: Mark,
    wording: Wording,
    before: Wording | None = None,
    *,
    last: bool = False,
) -> TimelineEvent:
    """Return an event that is quoted from the beginning of `wording`, or from its end."""
    found, mark = (wording.last, wording.until) if last else (wording.first, wording.since)
    return TimelineEvent(
        event=kind,
        at=at.at,
        version=at.version,
        document=lineage.document,
        provision=lineage.id,
        topic=lineage.topic,
        section=found.section,
        quote=found.quote,
        quoted_version=mark.version,
        start=found.start,
        end=found.end,
        stance=found.stance,
        stance_before=before.last.stance if before else None,
        severity=found.severity,
        words=compare(before.last.quote, found.quote) if before else (),
        reread=at.reread,
    )


def _back(lineage: Lineage, at: Mark, wording: Wording) -> TimelineEvent:
    """Return the event of a return, quoted where that wording was first or last seen."""
    whole: Provision = wording.last
    return TimelineEvent(
        event="back",
        at=at.at,
        version=at.version,
        document=lineage.document,
        provision=lineage.id,
        topic=lineage.topic,
        section=whole.section,
        quote=whole.quote,
        quoted_version=wording.until.version,
        start=whole.start,
        end=whole.end,
        stance=whole.stance,
        stance_before=None,
        severity=whole.severity,
        words=(),
        reread=at.reread,
    )
