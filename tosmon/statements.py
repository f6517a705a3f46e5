"""What documents state: the values of provisions, compare, timeline and search, and their JSON.

As in `results`, each type with a `schema` field is the shape of a command's answer. Every `quote`
stands letter by letter in the text of the version named beside it, from `start` up to `end`, in
code points.
"""

from __future__ import annotations

from typing import Literal

from tosmon.model import DocumentKey, Moment, Record, Severity, Sha256, Tier, WordOp


class Cited(Record):
    """A verbatim piece of the version of the record that it stands in."""

    quote: str
    start: int
    end: int


class SignalFound(Record):
    """A rule that fired, with the words that it fired on."""

    rule: str
    quote: str
    start: int
    end: int


class Exempt(Record):
    """What survives an answer, or how one opts out; `what` names the rule that found it."""

    what: str
    quote: str
    start: int
    end: int


class Sighting(Record):
    """A version at which something about a provision was first seen."""

    version: Sha256
    at: Moment


class ProvisionEntry(Record):
    """A provision as it stands in `version`, and how it came there.

    `provision` is its id, the same on every machine and through rewordings. `answer` is the
    sentence that carries `stance`, `subject` whom it speaks of; `stance_since` is the version since
    which the document answers so without a break, in whatever words. `removed_at` is set where it
    states the provision no more; the quote is then of the last version that did.
    """

    provision: str
    document: DocumentKey
    version: Sha256
    captured_at: Moment
    section: tuple[str, ...]
    start: int
    end: int
    quote: str
    topic: str
    stance: str | None
    subject: str | None
    answer: Cited | None
    severity: Severity
    severity_rule: str
    signals: tuple[SignalFound, ...]
    lead_in: Cited | None
    opt_outs: tuple[Exempt, ...]
    carve_outs: tuple[Exempt, ...]
    summary: bool
    sums_up: str | None
    first_seen: Moment
    stance_since: Moment | None
    last_seen: Moment
    reworded: tuple[Sighting, ...]
    removed_at: Moment | None
    back: tuple[Sighting, ...]
    interpretive_note: str | None = None


class ProvisionsReport(Record):
    """The answer of `provisions`, document by document in the text's order."""

    provisions: tuple[ProvisionEntry, ...]
    documents: int
    schema: Literal["tosmon/provisions/1"] = "tosmon/provisions/1"


class OptOutRoute(Record):
    """How one opts out, with the sentence that says so and where it stands."""

    route: str
    quote: str
    document: DocumentKey
    version: Sha256
    start: int
    end: int


class CompareRow(Record):
    """One answer to a topic's question: of a document, for a tier or a part of its users.

    A platform, or a tier of it, that does not answer has a row without a document whose stance
    is `silent`; `says` is the stance in plain words.
    """

    platform: str
    platform_name: str
    tier: Tier
    region: str | None
    document: DocumentKey | None
    subject: str | None
    stance: str
    says: str
    opt_out: OptOutRoute | None
    carve_outs: tuple[Exempt, ...]
    quote: str | None
    section: tuple[str, ...]
    start: int | None
    end: int | None
    version: Sha256 | None
    captured_at: Moment | None
    first_seen: Moment | None
    stance_since: Moment | None
    provision: str | None
    interpretive_note: str | None


class Adoption(Record):
    """How many of the watched platforms have a provision that answers the question."""

    answering: int
    platforms: int


class CompareReport(Record):
    """The answer of `compare`."""

    topic: str
    title: str
    question: str
    adoption: Adoption
    rows: tuple[CompareRow, ...]
    schema: Literal["tosmon/compare/1"] = "tosmon/compare/1"


TimelineKind = Literal["first_seen", "reworded", "removed", "back"]


class TimelineEvent(Record):
    """What happened to a provision at `version`.

    The quote stands in `quoted_version`: of what was removed, the last version that had it. `words`
    rebuild the wording before (= and -) and after (= and +); `reread` says that the page was read
    anew, so that the author may have changed nothing.
    """

    event: TimelineKind
    at: Moment
    version: Sha256
    document: DocumentKey
    provision: str
    topic: str
    section: tuple[str, ...]
    quote: str
    quoted_version: Sha256
    start: int
    end: int
    stance: str | None
    stance_before: str | None
    severity: Severity
    words: tuple[tuple[WordOp, str], ...]
    reread: bool = False


class TimelineReport(Record):
    """The answer of `timeline`, oldest event first. `versions` are all of the documents."""

    documents: tuple[DocumentKey, ...]
    topic: str | None
    question: str | None
    versions: int
    events: tuple[TimelineEvent, ...]
    schema: Literal["tosmon/timeline/1"] = "tosmon/timeline/1"


class SearchHit(Record):
    """A block that holds what was searched. `matches` are offsets in the version's text.

    `version` is the newest that has the block in these words; `standing`, whether it is the
    document's newest.
    """

    document: DocumentKey
    version: Sha256
    captured_at: Moment
    first_seen: Moment
    standing: bool
    section: tuple[str, ...]
    quote: str
    start: int
    end: int
    matches: tuple[tuple[int, int], ...]


class SearchReport(Record):
    """The answer of `search`, the nearest hits first. `total` counts all, shown or not."""

    query: str
    all_versions: bool
    total: int
    hits: tuple[SearchHit, ...]
    schema: Literal["tosmon/search/1"] = "tosmon/search/1"
