"""The value of `report`: what documents state, laid out for counsel, and its JSON.

As in `statements`: every `quote` stands letter by letter in the text of the version named beside
it. A statement of the report is either tied to numbered evidence or says that nothing is stated.
"""

from __future__ import annotations

from typing import Literal

from tosmon.model import DocumentKey, Moment, Record, Severity, Sha256, Tier

PartName = Literal[
    "regulatory_landscape",
    "governance_exposure",
    "jurisdiction_flags",
    "contract_implications",
    "compliance_considerations",
]


class EvidenceItem(Record):
    """A quote that statements rest on, under the number by which they cite it (from 1).

    `quote_sha256` is the hash of the quote's UTF-8 bytes.
    """

    number: int
    topic: str
    provision: str | None
    document: DocumentKey
    version: Sha256
    captured_at: Moment
    section: tuple[str, ...]
    start: int
    end: int
    quote: str
    quote_sha256: Sha256
    stated_since: Moment | None


class Statement(Record):
    """What documents state on a topic, for whom, in plain words.

    `besides`: a weighty provision beside those that answer the topic's question best.
    `evidence` holds numbers of evidence items; it is empty only where the documents are silent, or
    are not read. `note` is what a reader must know before relying on the quote alone.
    """

    topic: str
    title: str
    stance: str
    says: str
    tier: Tier
    region: str | None
    subject: str | None
    document: DocumentKey | None
    severity: Severity | None
    severity_rule: str | None
    evidence: tuple[int, ...]
    note: str | None
    besides: bool = False


class Route(Record):
    """A way to opt out that a document names, with its evidence."""

    topic: str
    title: str
    route: str
    evidence: int


class CarveOut(Record):
    """What a document excepts from an answer, with its evidence."""

    topic: str
    title: str
    what: str
    evidence: int


class LawEngaged(Record):
    """A provision of law that what is stated engages, and by which topics."""

    law: str
    article: str
    title: str
    jurisdiction: str
    source: str
    reasons: tuple[str, ...]
    topics: tuple[str, ...]
    evidence: tuple[int, ...]


class Remark(Record):
    """A sentence of tosmon's own on a topic; `evidence` is what it is said of."""

    topic: str
    title: str
    text: str
    evidence: tuple[int, ...]


class JurisdictionFlag(Record):
    """A jurisdiction with the laws engaged there, or with what the documents say of it."""

    jurisdiction: str
    laws: tuple[str, ...]
    evidence: tuple[int, ...]


class ReportParts(Record):
    """The five parts; `terms` and questions are for the vendor, `actions` for the reader.

    `open_questions` are those on which the documents are silent.
    """

    regulatory_landscape: tuple[LawEngaged, ...]
    agencies: tuple[str, ...]
    governance_exposure: tuple[Remark, ...]
    jurisdiction_flags: tuple[JurisdictionFlag, ...]
    terms: tuple[Remark, ...]
    questions: tuple[Remark, ...]
    open_questions: tuple[Remark, ...]
    considerations: tuple[Remark, ...]
    actions: tuple[Remark, ...]


class SourceText(Record):
    """A version that the report rests on, with what proves it."""

    document: DocumentKey
    name: str
    platform: str
    version: Sha256
    text_sha256: Sha256
    body_sha256: Sha256
    source_url: str
    captured_at: Moment
    extractor: str
    citation: str


class ComplianceReport(Record):
    """The answer of `report`: the documents, what they state, what that engages, and the proof."""

    title: str
    made_at: Moment
    rules: int
    head: Sha256 | None
    sources: tuple[SourceText, ...]
    statements: tuple[Statement, ...]
    silent: tuple[Statement, ...]
    parts: ReportParts
    routes: tuple[Route, ...]
    exceptions: tuple[CarveOut, ...]
    notes: tuple[Remark, ...]
    evidence: tuple[EvidenceItem, ...]
    schema: Literal["tosmon/report/1"] = "tosmon/report/1"
