"""What commands answer: the values that reports return, renderers show and JSON carries.

Each type with a `schema` field *is* the JSON shape of a command; no renderer writes a key by hand.
Fields may be added, never renamed or dropped without a new number in `schema`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from tosmon.model import (
    Change,
    DiffReport,
    DiffSide,
    DiffStats,
    Direction,
    DocumentKey,
    Evidence,
    Link,
    Moment,
    Record,
    Severity,
    Sha256,
    VersionKind,
)

FetchStatus = Literal["initial", "changed", "unchanged", "quarantined", "failed", "skipped"]


class ChangeSummary(Record):
    """A recorded change in a line."""

    kind: VersionKind
    severity: Severity | None
    direction: Direction | None
    topics: tuple[str, ...]
    headline: str
    stats: DiffStats


class FetchedDocument(Record):
    """What came of one document in a run. `news` tells whether it is worth a line."""

    document: DocumentKey
    status: FetchStatus
    reason: str | None = None
    detail: str | None = None
    version: Sha256 | None = None
    change: ChangeSummary | None = None
    http_status: int | None = None
    elapsed_ms: int = 0
    news: bool = False
    recovered: bool = False


class FetchTotals(Record):
    """How many documents came to what."""

    initial: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    failed: int = 0
    skipped: int = 0


class FetchReport(Record):
    """The answer of `fetch`."""

    started_at: Moment
    finished_at: Moment
    head: Sha256 | None
    documents: tuple[FetchedDocument, ...]
    totals: FetchTotals
    warnings: tuple[str, ...] = ()
    dry_run: bool = False
    schema: Literal["tosmon/fetch/1"] = "tosmon/fetch/1"


class VersionEntry(Record):
    """One version and what the rules say of its change."""

    version: Sha256
    document: DocumentKey
    parent: Sha256 | None
    captured_at: Moment
    recorded_at: Moment
    confirmed_at: Moment
    kind: VersionKind
    severity: Severity | None
    topics: tuple[str, ...]
    headline: str
    reverts_to: Sha256 | None
    text_sha256: Sha256
    body_sha256: Sha256
    source_url: str


class LogReport(Record):
    """The answer of `log`, newest version first."""

    versions: tuple[VersionEntry, ...]
    schema: Literal["tosmon/log/1"] = "tosmon/log/1"


class ShowReport(Record):
    """The answer of `show`: a version, its text and the evidence of its capture."""

    version: VersionEntry
    evidence: Evidence
    text: str
    links: tuple[Link, ...]
    schema: Literal["tosmon/show/1"] = "tosmon/show/1"


class HeldCapture(Record):
    """A quarantined capture as `status` shows it."""

    reason: str
    detail: str
    first_seen: Moment
    last_seen: Moment
    times: int
    body_sha256: Sha256
    way_out: str


DocumentCondition = Literal[
    "ok", "failing", "withdrawn", "quarantined", "never_captured", "unlisted"
]


class Copies(Record):
    """The copies between which a document alternates; `served_since` is of the one served last."""

    seen: int
    served_since: Moment
    served_is_newest_version: bool


class DocumentStatus(Record):
    """How a document stands. Ages are seconds at the moment of asking."""

    document: DocumentKey
    condition: DocumentCondition
    title: str | None
    url: str | None
    last_capture: Moment | None
    last_success: Moment | None
    success_age_s: int | None
    last_change: Moment | None
    versions: int
    version: Sha256 | None
    failing_since: Moment | None
    failures: int
    reason: str | None
    detail: str | None
    http_status: int | None
    due: bool
    robots_ignored: bool
    quarantined: tuple[HeldCapture, ...]
    moved_to: str | None = None
    variants: Copies | None = None
    same_text_as: tuple[DocumentKey, ...] = ()


class FirstQuestion(Record):
    """A question that is asked first of a platform, and the topic whose answers it takes."""

    id: str
    asks: str
    topic: str


class FirstAnswer(Record):
    """An answer to a first question: in a few words, in plain ones, and as the document says it.

    `users` are those whom it is for, empty for all. The quote stands in `document`; `documents` say
    the same. Without a quote nothing is said, or nothing that the rules read.
    """

    question: str
    stance: str
    few: str
    says: str
    users: str = ""
    documents: tuple[DocumentKey, ...] = ()
    document: DocumentKey | None = None
    quote: str | None = None
    version: Sha256 | None = None
    section: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    since: Moment | None = None


class PlatformAnswers(Record):
    """What a platform answers to the first questions, in their order; a question may have none."""

    platform: str
    platform_name: str
    answers: tuple[FirstAnswer, ...]

    def to(self, question: str) -> tuple[FirstAnswer, ...]:
        """Return the answers to one question."""
        return tuple(answer for answer in self.answers if answer.question == question)


class QuestionsReport(Record):
    """The first questions and what each platform answers, a part of the answer of `status`."""

    questions: tuple[FirstQuestion, ...]
    platforms: tuple[PlatformAnswers, ...]


class StatusReport(Record):
    """The answer of `status`; `questions` are answered where they were asked for."""

    head: Sha256 | None
    documents: tuple[DocumentStatus, ...]
    warnings: tuple[str, ...] = ()
    questions: QuestionsReport | None = None
    schema: Literal["tosmon/status/1"] = "tosmon/status/1"


class VersionName(Record):
    """A version named in a finding."""

    document: DocumentKey
    version: Sha256


class VerifyFinding(Record):
    """Something that `verify` found; see docs/archive-format.md."""

    kind: str
    what: str
    object: Sha256 | None
    needed_by: tuple[VersionName, ...]
    warning: bool


class VerifyReport(Record):
    """The answer of `verify`."""

    ok: bool
    head: Sha256 | None
    objects: int
    unreferenced: int
    commits: int
    versions: int
    journal_lines: int
    findings: tuple[VerifyFinding, ...]
    schema: Literal["tosmon/verify/1"] = "tosmon/verify/1"


CheckWarningKind = Literal[
    "little_text",
    "hidden_text",
    "needs_browser",
    "several_documents",
    "same_text",
    "other_language",
    "moved",
    "elsewhere",
]


class CheckWarning(Record):
    """What will make trouble with a document, though it can be read; `line` is one to change."""

    kind: CheckWarningKind
    detail: str
    line: str | None = None


class CheckedDocument(Record):
    """What `check --live` saw of a document, recording nothing. `bytes` is the body's size."""

    document: DocumentKey
    url: str
    ok: bool
    reason: str | None = None
    detail: str | None = None
    http_status: int | None = None
    characters: int = 0
    words: int = 0
    sections: tuple[str, ...] = ()
    first_words: str = ""
    last_words: str = ""
    bytes: int = 0
    content_type: str | None = None
    final_url: str | None = None
    language: str | None = None
    text_sha256: Sha256 | None = None
    warnings: tuple[CheckWarning, ...] = ()


class CheckReport(Record):
    """The answer of `check`."""

    ok: bool
    config: str
    documents: int
    problems: tuple[str, ...]
    live: tuple[CheckedDocument, ...] = ()
    schema: Literal["tosmon/check/1"] = "tosmon/check/1"


class DiffsReport(Record):
    """The answer of `diff`: one element for each document."""

    diffs: tuple[DiffReport, ...]
    schema: Literal["tosmon/diffs/1"] = "tosmon/diffs/1"


class ComparedText(Record):
    """One side of a comparison with its evidence; what is unset is not known, as of a file.

    `path` names it in a patch: the file as it was given, or one named after the document.
    """

    side: DiffSide
    text: str
    path: str
    path_given: bool = False
    text_sha256: Sha256 | None = None
    body_sha256: Sha256 | None = None
    source_url: str | None = None

    @property
    def captured_at(self) -> Moment | None:
        """When it was captured."""
        return self.side.captured_at


class Comparison(Record):
    """A diff with the two texts that it is of: what views show that JSON leaves out."""

    diff: DiffReport
    older: ComparedText
    newer: ComparedText


class VersionChange(Record):
    """What a version changed: a diff without its list of changes.

    `key_changes` are the few of them that carry it, the weightiest first; `rules` names the signals
    that fired in any of them, the most frequent first. Where `kind` is `reverted`, `reverts_to` is
    the version with the same text.
    """

    document: DocumentKey
    version: Sha256
    captured_at: Moment
    from_: DiffSide = msgspec.field(name="from")
    to: DiffSide
    kind: VersionKind
    severity: Severity | None
    direction: Direction | None
    topics: tuple[str, ...]
    headline: str
    effective_date: str | None
    stats: DiffStats
    key_changes: tuple[Change, ...]
    severity_rule: str | None = None
    direction_rule: str | None = None
    tiers: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    reverts_to: Sha256 | None = None


class ChangesReport(Record):
    """The answer of `changes`, the most important first: by severity, kind, then the newest."""

    changes: tuple[VersionChange, ...]
    schema: Literal["tosmon/changes/1"] = "tosmon/changes/1"


class ImportReport(Record):
    """The answer of `import`: what came of the captures, counted.

    `withheld` counts those that the source lists but did not give, `left` those that it was not
    asked for any more; another run takes them over. `warnings` say why.
    """

    head: Sha256 | None
    snapshots: int
    documents: int
    initial: int
    changed: int
    unchanged: int
    quarantined: int
    failed: int
    known: int
    withheld: int = 0
    left: int = 0
    warnings: tuple[str, ...] = ()
    schema: Literal["tosmon/import/1"] = "tosmon/import/1"


class RereadDocument(Record):
    """What today's reader makes of the newest archived body of a document.

    `version` is the one that stands, `recorded` the one that this run recorded beside it. `reason`
    and `detail` say why a body cannot be read today; the recorded text stands then.
    """

    document: DocumentKey
    status: Literal["same", "differs", "unreadable"]
    version: Sha256
    recorded: Sha256 | None
    extractor_before: str
    extractor: str
    reason: str | None = None
    detail: str | None = None
    diff: DiffReport | None = None


class ReextractReport(Record):
    """The answer of `reextract`."""

    head: Sha256 | None
    dry_run: bool
    same: int
    differing: int
    unreadable: int
    documents: tuple[RereadDocument, ...]
    schema: Literal["tosmon/reextract/1"] = "tosmon/reextract/1"


class RulingReport(Record):
    """The answer of `accept` and `reject`: which capture was meant, and what it is now."""

    document: DocumentKey
    ruling: Literal["accept", "reject"]
    reason: str
    detail: str
    captured_at: Moment
    version: Sha256 | None
    schema: Literal["tosmon/ruling/1"] = "tosmon/ruling/1"


class RuleEvidence(Record):
    """The words on which a rule fired, verbatim."""

    topic: str
    rule: str
    quote: str


class StanceFound(Record):
    """The answer that a paragraph gives to a topic's question, with the words that carry it.

    `rule` is the stance rule that found it.
    """

    topic: str
    default: str
    subject: str | None
    quote: str
    rule: str


class ClassifiedParagraph(Record):
    """One line of the answer of `classify`. `stance` repeats the one on training.

    `carve_outs` survive an answer, `opt_outs` are the ways to opt out.
    """

    n: int
    topics: tuple[str, ...]
    stances: tuple[StanceFound, ...]
    stance: StanceFound | None
    evidence: tuple[RuleEvidence, ...]
    carve_outs: tuple[RuleEvidence, ...] = ()
    opt_outs: tuple[RuleEvidence, ...] = ()
    schema: Literal["tosmon/classify/1"] = "tosmon/classify/1"


class EngagedLaw(Record):
    """A provision of law that a topic engages, why, and where it stands."""

    law: str
    article: str
    title: str
    reason: str
    source: str
    jurisdiction: str


class TopicEntry(Record):
    """A topic as `topics` lists it."""

    topic: str
    title: str
    question: str
    rules: int
    answers: tuple[str, ...]
    laws: tuple[EngagedLaw, ...]


class TopicsReport(Record):
    """The answer of `topics`."""

    topics: tuple[TopicEntry, ...]
    schema: Literal["tosmon/topics/1"] = "tosmon/topics/1"


class BundledVersion(Record):
    """A version in an evidence bundle. `file` is where its text stands for reading."""

    document: DocumentKey
    version: Sha256
    captured_at: Moment
    recorded_at: Moment
    confirmed_at: Moment
    source_url: str
    text: Sha256
    body: Sha256
    file: str


class BundleManifest(Record):
    """What an evidence bundle holds, and the commit that its versions are a part of."""

    head: Sha256
    made_at: Moment
    software: str
    versions: tuple[BundledVersion, ...]
    schema: Literal["tosmon/bundle/1"] = "tosmon/bundle/1"


class ExportReport(Record):
    """The answer of `export`: what was written, from how many versions; `tip` is git's commit."""

    format: Literal["git", "warc", "bundle"]
    path: str
    documents: tuple[DocumentKey, ...]
    versions: int
    sha256: Sha256 | None = None
    tip: str | None = None
    schema: Literal["tosmon/export/1"] = "tosmon/export/1"
