"""What a report rests on: the statements of documents and the numbered quotes behind them.

Owns which provisions are cited and under which number. Knows no law and no wording of a report.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from tosmon.compliance import CarveOut, EvidenceItem, Route, Statement
from tosmon.model import Document, DocumentKey, Severity, Sha256
from tosmon.reports.compare import of_platform, watched_as
from tosmon.reports.compare_rows import MENTIONS, weight
from tosmon.reports.standing import Sources
from tosmon.statements import CompareRow, Exempt, OptOutRoute, ProvisionEntry
from tosmon.topics import Topic

RANK: dict[Severity | None, int] = {"high": 0, "medium": 1, "low": 2, None: 3}
_MORE = 2  # high provisions of a topic beside those that answer best: a report is no full listing
_BESIDES = "also states something on it"


class Gathered:
    """The statements of the documents, topic by topic, and the numbered quotes behind them."""

    def __init__(
        self,
        sources: Sources,
        documents: Sequence[DocumentKey],
        names: dict[DocumentKey, Document],
        stated: Sequence[ProvisionEntry],
    ) -> None:
        self._archive = sources.archive
        unread = sources.index.unreadable()
        self.found: dict[DocumentKey, list[ProvisionEntry]] = {key: [] for key in documents}
        for entry in stated:
            self.found[entry.document].append(entry)
        self.versions: dict[DocumentKey, Sha256] = {
            key: entries[0].version if entries else sources.archive.heads[key]
            for key, entries in self.found.items()
        }
        self.entries = {(entry.topic, entry.provision): entry for entry in stated}
        self.platforms = defaultdict(list)
        for key in documents:
            member = watched_as(key, names.get(key), readable=key not in unread)
            self.platforms[member.platform].append(member)
        self.topics: list[Topic] = []
        self.untouched: list[Topic] = []
        self.statements: list[Statement] = []
        self.silent: list[Statement] = []
        self.routes: list[Route] = []
        self.exceptions: list[CarveOut] = []
        self.evidence: list[EvidenceItem] = []
        self._numbers: dict[tuple[Sha256, int, int], int] = {}

    def take(self, topic: Topic) -> None:
        """Add what the documents state on `topic`, or that they are silent on it."""
        rows = [
            row
            for members in self.platforms.values()
            for row in of_platform(members, self.found, topic)
        ]
        spoken = [row for row in rows if row.quote is not None]
        said = [self._statement(row, topic) for row in spoken] + self._more(topic, spoken)
        (self.topics if said else self.untouched).append(topic)
        self.statements += said
        self.silent += [self._statement(row, topic) for row in rows if row.quote is None]
        for row in spoken:
            self._besides(row, topic)

    def by_weight(self) -> list[Topic]:
        """Return the topics of which something is stated, those with the weightiest first."""
        weights: dict[str, int] = {}
        for known in self.statements:
            weight = RANK[known.severity]
            weights[known.topic] = min(weight, weights.get(known.topic, weight))
        return sorted(self.topics, key=lambda topic: weights[topic.id])

    def evidence_of(self, topic: str) -> tuple[int, ...]:
        """Return the numbers of what is stated on `topic`."""
        numbers = (number for s in self.statements if s.topic == topic for number in s.evidence)
        return tuple(sorted(set(numbers)))

    def _statement(self, row: CompareRow, topic: Topic) -> Statement:
        entry = self.entries.get((topic.id, row.provision or ""))
        said = next((a.severity for a in topic.answers if a.id == row.stance), None)
        return Statement(
            topic=topic.id,
            title=topic.title,
            stance=row.stance,
            says=row.says,
            tier=row.tier,
            region=row.region,
            subject=row.subject,
            document=row.document,
            severity=entry.severity if entry else said,
            severity_rule=entry.severity_rule if entry else said and f"answer:{row.stance}",
            evidence=self._of_row(row, topic),
            note=row.interpretive_note,
        )

    def _more(self, topic: Topic, rows: Sequence[CompareRow]) -> list[Statement]:
        """Return the weightiest provisions on the topic that no row quotes."""
        shown = {row.provision for row in rows}
        return [
            Statement(
                topic=topic.id,
                title=topic.title,
                stance=entry.stance or ("stated" if not topic.stances else MENTIONS),
                says=_BESIDES,
                tier="unspecified",
                region=None,
                subject=entry.subject,
                document=entry.document,
                severity=entry.severity,
                severity_rule=entry.severity_rule,
                evidence=self._of_entry(entry, topic),
                note=entry.interpretive_note,
                besides=True,
            )
            for entries in self.found.values()
            for entry in sorted(
                (
                    e
                    for e in entries
                    if e.topic == topic.id and e.severity == "high" and e.provision not in shown
                ),
                key=lambda e: weight(e, topic),
            )[:_MORE]
        ]

    def _besides(self, row: CompareRow, topic: Topic) -> None:
        if row.document is None or row.version is None:
            return
        way = row.opt_out
        if way is not None:
            number = self._number(self._item(topic, way.document, way.version, way))
            if all(known.evidence != number for known in self.routes):
                self.routes.append(
                    Route(topic=topic.id, title=topic.title, route=way.route, evidence=number)
                )
        for part in row.carve_outs:
            number = self._number(self._item(topic, row.document, row.version, part))
            known = CarveOut(topic=topic.id, title=topic.title, what=part.what, evidence=number)
            if known not in self.exceptions:
                self.exceptions.append(known)

    def _of_row(self, row: CompareRow, topic: Topic) -> tuple[int, ...]:
        if row.document is None or row.version is None or row.quote is None:
            return ()
        words = Exempt(what="", quote=row.quote, start=row.start or 0, end=row.end or 0)
        return self._placed(row, self._item(topic, row.document, row.version, words))

    def _of_entry(self, entry: ProvisionEntry, topic: Topic) -> tuple[int, ...]:
        return self._placed(entry, self._item(topic, entry.document, entry.version, entry))

    def _placed(self, source: CompareRow | ProvisionEntry, item: EvidenceItem) -> tuple[int, ...]:
        placed = msgspec.structs.replace(
            item,
            section=source.section,
            stated_since=source.first_seen,
            provision=source.provision,
        )
        return (self._number(placed),)

    def _item(
        self,
        topic: Topic,
        document: DocumentKey,
        version: Sha256,
        words: OptOutRoute | Exempt | ProvisionEntry,
    ) -> EvidenceItem:
        return EvidenceItem(
            number=0,
            topic=topic.id,
            provision=None,
            document=document,
            version=version,
            captured_at=self._archive.version(version).evidence.captured_at,
            section=(),
            start=words.start,
            end=words.end,
            quote=words.quote,
            quote_sha256=hashlib.sha256(words.quote.encode()).hexdigest(),
            stated_since=None,
        )

    def _number(self, item: EvidenceItem) -> int:
        """Return the number of a quote; the same words at the same place have one number."""
        key = (item.version, item.start, item.end)
        if key not in self._numbers:
            self._numbers[key] = len(self.evidence) + 1
            self.evidence.append(msgspec.structs.replace(item, number=self._numbers[key]))
        return self._numbers[key]
