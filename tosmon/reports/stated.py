"""What is derived from one document for the index: its provisions, their history, its blocks.

Owns the fold from an archived history to the values that answers are made of. Writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tosmon.archive import Archive
from tosmon.model import DocumentKey, Moment, Record, Recorded, Sha256
from tosmon.provisions import Lineage, Mark, Part, Provision, readable, trace
from tosmon.statements import Cited, Exempt, ProvisionEntry, Sighting, SignalFound
from tosmon.text import parse
from tosmon.topics import TopicSet


class StatedBlock(Record):
    """A block in one wording: where it stands in the newest version that has it."""

    text: str
    section: tuple[str, ...]
    start: int
    version: Sha256
    newest: int
    first: int


class Stated(Record):
    """All that answers need of one document. `marks` are its versions, oldest first.

    `readable`: the newest is in a language that the rules read.
    """

    document: DocumentKey
    marks: tuple[Mark, ...]
    readable: bool
    lineages: tuple[Lineage, ...]
    blocks: tuple[StatedBlock, ...]


def derive(archive: Archive, document: DocumentKey, topics: TopicSet) -> Stated:
    """Return what `document` stated through all its versions."""
    versions = archive.versions(document)
    marks = tuple(mark_of(version) for version in versions)
    texts = [archive.text(version.content) for version in versions]
    return Stated(
        document=document,
        marks=marks,
        readable=not texts or readable(texts[-1]),
        lineages=trace(document, zip(marks, texts, strict=True), topics),
        blocks=tuple(_blocks(marks, texts)),
    )


def mark_of(version: Recorded) -> Mark:
    """Return a version's place in its document's history."""
    return Mark(
        version=version.version,
        text=version.content.text,
        at=version.captured_at,
        normalized=version.content.normalized,
        reread=version.content.evidence.origin == "reextraction",
    )


def _blocks(marks: Sequence[Mark], texts: Sequence[str]) -> Iterator[StatedBlock]:
    first: dict[str, int] = {}
    seen: dict[str, StatedBlock] = {}
    for number, text in enumerate(texts):
        fresh: set[str] = set()
        for block in parse(text):
            if block.text in fresh:  # a document that repeats itself is found once
                continue
            fresh.add(block.text)
            first.setdefault(block.text, number)
            seen[block.text] = StatedBlock(
                text=block.text,
                section=block.section,
                start=block.start,
                version=marks[number].version,
                newest=number,
                first=first[block.text],
            )
    yield from seen.values()


class Answered:
    """Since when a document gives an answer without a break, in whatever words."""

    def __init__(self, marks: Sequence[Mark], lineages: Iterable[Lineage]) -> None:
        self._marks = marks
        self._place = {mark.version: place for place, mark in enumerate(marks)}
        self._given: dict[tuple[str, str], set[int]] = defaultdict(set)
        for lineage in lineages:
            for wording in lineage.wordings:
                if wording.last.stance:
                    span = range(
                        self._place[wording.since.version], self._place[wording.until.version] + 1
                    )
                    gone = {
                        place
                        for gap in lineage.gaps
                        for place in range(
                            self._place[gap.removed.version],
                            self._place[gap.back.version] if gap.back else len(marks),
                        )
                    }
                    self._given[lineage.topic, wording.last.stance].update(set(span) - gone)

    def since(self, found: Provision, mark: Mark) -> Moment | None:
        """Return since when the answer of `found` stood in every version up to `mark`."""
        if found.stance is None:
            return None
        given = self._given[found.topic, found.stance]
        place = self._place[mark.version]
        while place and place - 1 in given:
            place -= 1
        return self._marks[place].at


def entries(stated: Stated) -> Iterator[ProvisionEntry]:
    """Yield every provision as it stood last, in the order of the text, removed ones behind."""
    answered = Answered(stated.marks, stated.lineages)
    newest = stated.marks[-1].version if stated.marks else None
    starts: dict[tuple[str, int], str] = {}
    for lineage in stated.lineages:
        if lineage.wordings[-1].until.version == newest:
            starts[lineage.topic, lineage.latest.start] = lineage.id
    ordered = sorted(
        stated.lineages,
        key=lambda item: (item.removed is not None, item.latest.start, item.latest.end),
    )
    for lineage in ordered:
        last = lineage.wordings[-1]
        sums_up = last.last.sums_up
        yield entry_of(
            lineage,
            last.last,
            last.until,
            answered,
            sums_up=starts.get((lineage.topic, sums_up)) if sums_up is not None else None,
        )


def entry_of(
    lineage: Lineage, found: Provision, mark: Mark, answered: Answered, *, sums_up: str | None
) -> ProvisionEntry:
    """Return `found`, which is `lineage` as it stands in the version `mark`."""
    removed = lineage.removed
    return ProvisionEntry(
        provision=lineage.id,
        document=lineage.document,
        version=mark.version,
        captured_at=mark.at,
        section=found.section,
        start=found.start,
        end=found.end,
        quote=found.quote,
        topic=found.topic,
        stance=found.stance,
        subject=found.subject,
        answer=_cited(found.answer),
        severity=found.severity,
        severity_rule=found.severity_rule,
        signals=tuple(
            SignalFound(rule=s.rule, quote=s.quote, start=s.start, end=s.end) for s in found.signals
        ),
        lead_in=_cited(found.lead_in),
        opt_outs=_exempt(found.opt_outs),
        carve_outs=_exempt(found.carve_outs),
        summary=found.summary,
        sums_up=sums_up,
        first_seen=lineage.wordings[0].since.at,
        stance_since=answered.since(found, mark),
        last_seen=lineage.wordings[-1].until.at,
        reworded=tuple(
            Sighting(version=w.since.version, at=w.since.at)
            for w in lineage.wordings[1:]
            if not w.since.reread
        ),
        removed_at=removed.at if removed else None,
        back=tuple(
            Sighting(version=gap.back.version, at=gap.back.at) for gap in lineage.gaps if gap.back
        ),
    )


def _cited(part: Part | None) -> Cited | None:
    return None if part is None else Cited(quote=part.quote, start=part.start, end=part.end)


def _exempt(parts: Sequence[Part]) -> tuple[Exempt, ...]:
    return tuple(Exempt(what=p.what or "", quote=p.quote, start=p.start, end=p.end) for p in parts)
