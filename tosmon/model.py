"""The vocabulary: frozen types that travel between layers, and no logic.

Times are `datetime` in UTC, whole seconds; durations are seconds; hashes are 64 lower-case hex
digits of SHA-256; offsets are half-open and count code points. A document is named by its key,
`platform/document`. The words are those of docs/glossary.md.
"""

from __future__ import annotations

import datetime as dt
import enum
from typing import Literal, dataclass_transform
from urllib.parse import unquote, urldefrag

import msgspec

Moment = dt.datetime
Sha256 = str
DocumentKey = str


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the types that cross a module border: immutable, named fields."""


# --- what is watched -------------------------------------------------------------------------

Tier = Literal["consumer", "business", "api", "all", "unspecified"]
RenderMode = Literal["auto", "static", "browser"]


class Range(Record):
    """A part of a page: from the element that matches `start` up to, not including, `until`.

    Each is a CSS selector or the words of a heading.
    """

    start: str
    until: str | None = None


Selector = str | Range


class DataPath(Record):
    """Where a page carries a text as data (JSON): keys and places with dots between them."""

    json: str


class Document(Record):
    """One entry of platforms.yaml, defaults filled in. `every`, `timeout`, `delay` are seconds.

    `urls` are further pages that go on where the one at `url` ends. `wait` selects what scripts
    bring last: before it is there, the page is not read.
    """

    key: DocumentKey
    platform_name: str
    title: str
    url: str
    urls: tuple[str, ...] = ()
    type: str = "other"
    formerly: tuple[DocumentKey, ...] = ()
    tags: tuple[str, ...] = ()
    tier: Tier = "unspecified"
    region: str | None = None
    language: str | None = None
    select: tuple[Selector, ...] = ()
    remove: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    render: RenderMode = "auto"
    wait: str | None = None
    every: float = 86_400.0
    timeout: float = 30.0
    delay: float = 1.0
    user_agent: str | None = None
    robots: bool = True
    private: bool = False

    @property
    def platform(self) -> str:
        """The platform's id, the part of the key before the slash."""
        return self.key.partition("/")[0]

    @property
    def fragment(self) -> str:
        """What the address names of the page, after its `#`."""
        return unquote(urldefrag(self.url).fragment)


class Config(Record):
    """What platforms.yaml says: the valid entries, and a sentence for each fault in the others."""

    path: str
    documents: tuple[Document, ...] = ()
    problems: tuple[str, ...] = ()


# --- what came back ---------------------------------------------------------------------------


class Redirect(Record):
    """One hop: the status that sent us on, and where to."""

    status: int
    url: str


class Validators(Record):
    """What a server gave us to ask "has this changed?" (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


class Rendered(Record):
    """How a browser made a body: of which answer, and how its scripts' requests fared.

    `response` is the hash of what the server sent; `served` and `refused` count requests.
    """

    response: Sha256
    browser: str
    served: int = 0
    refused: int = 0


class Response(Record):
    """A complete answer with a body. `body` is decoded from its transfer and content codings.

    Where a browser rendered the page, `body` is its DOM and `sent` what the server sent.
    """

    requested_url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    redirects: tuple[Redirect, ...] = ()
    elapsed_ms: int = 0
    rendered: Rendered | None = None
    sent: bytes | None = None

    @property
    def content_type(self) -> str | None:
        """What the server says that the body is."""
        return dict(self.headers).get("content-type")


class NotModified(Record):
    """The server says that the text we know is current (304)."""

    requested_url: str
    final_url: str
    status: int = 304
    headers: tuple[tuple[str, str], ...] = ()
    redirects: tuple[Redirect, ...] = ()
    elapsed_ms: int = 0


class FailureReason(enum.StrEnum):
    """Why nothing could be captured. The value is what JSON and the journal carry."""

    NOT_FOUND = "not_found"
    GONE = "gone"
    WITHDRAWN = "withdrawn"
    FORBIDDEN = "forbidden"
    BOT_CHALLENGE = "bot_challenge"
    RATE_LIMITED = "rate_limited"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    DNS = "dns"
    TLS = "tls"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    REDIRECT_LOOP = "redirect_loop"
    BLOCKED_ADDRESS = "blocked_address"
    ROBOTS = "robots"
    NEEDS_BROWSER = "needs_browser"
    UNSUPPORTED_TYPE = "unsupported_type"
    EXTRACTION = "extraction"
    INTERNAL = "internal"


class Failure(Record):
    """Nothing was captured. `retry_after` is seconds that the server asked us to wait."""

    reason: FailureReason
    detail: str
    http_status: int | None = None
    final_url: str | None = None
    retry_after: float | None = None
    elapsed_ms: int = 0


Reply = Response | NotModified | Failure


# --- text -------------------------------------------------------------------------------------

BlockKind = Literal["heading", "paragraph", "item", "row", "code"]


class Block(Record):
    """One paragraph, heading, list item or table row of a version's text.

    `text` is `whole[start:end]` without its Markdown mark (`## `, `- `, the pipes of a row are
    kept); `section` is the path of the headings above it; `level` is the depth of a heading (1 to
    6) or of a list item (0 is outermost).
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    section: tuple[str, ...] = ()
    level: int = 0


class Link(Record):
    """Words of a link and where it leads, kept beside the text, never in it."""

    words: str
    target: str


class Reading(Record):
    """One reading of one body: the text and who made it."""

    text: str
    extractor: str
    links: tuple[Link, ...] = ()
    title: str | None = None
    language: str | None = None
    measures: tuple[tuple[str, float], ...] = ()


# --- what is archived -------------------------------------------------------------------------

Origin = Literal["live", "import", "reextraction"]
ClockKind = Literal["system", "fixed"]


class Evidence(Record):
    """How a capture came about. Secrets in addresses are redacted before they get here."""

    requested_url: str
    final_url: str
    captured_at: Moment
    status: int
    origin: Origin = "live"
    redirects: tuple[Redirect, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    extractor: str = ""
    measures: tuple[tuple[str, float], ...] = ()
    clock: ClockKind = "system"
    source: str | None = None
    rendered: Rendered | msgspec.UnsetType = msgspec.UNSET  # unset leaves older ids as they were

    @property
    def content_type(self) -> str | None:
        """What the server said that the body is."""
        return dict(self.headers).get("content-type")


class VersionObject(Record, tag_field="type", tag="tosmon/version/1"):
    """A version as it is archived: what was seen, no judgement. Its id is the hash of its bytes.

    `normalized` is the hash of the text's normal form made by normaliser number `normalizer`.
    """

    document: DocumentKey
    parent: Sha256 | None
    text: Sha256
    body: Sha256
    links: Sha256 | None
    normalized: Sha256
    normalizer: int
    evidence: Evidence

    @property
    def sent(self) -> Sha256:
        """What the server sent: the body, or the answer of which a browser made that."""
        return self.evidence.rendered.response if self.evidence.rendered else self.body


class Recorded(Record):
    """A version with its id and the moments at which it was recorded and believed."""

    version: Sha256
    content: VersionObject
    recorded_at: Moment
    confirmed_at: Moment

    @property
    def captured_at(self) -> Moment:
        """When the body was fetched."""
        return self.content.evidence.captured_at


# --- judgement --------------------------------------------------------------------------------

VersionKind = Literal["initial", "substantive", "editorial", "reverted", "reextraction"]
ChangeKind = Literal[
    "initial", "substantive", "editorial", "reverted", "reextraction", "artifact", "none"
]
Severity = Literal["high", "medium", "low"]
Direction = Literal["towards_user", "towards_vendor"]
Op = Literal["added", "removed", "modified", "moved"]
WordOp = Literal["=", "-", "+"]


class QuarantineReason(enum.StrEnum):
    """The closed list of reasons to set a capture aside; see `released_by_repetition`."""

    SHRUNK = "shrunk"
    RESTRUCTURED = "restructured"
    OTHER_DOCUMENT = "other_document"
    EMPTY = "empty"
    ERROR_PAGE = "error_page"
    BOT_CHALLENGE = "bot_challenge"
    CONSENT_WALL = "consent_wall"
    LOGIN_WALL = "login_wall"
    START_PAGE = "start_page"
    OTHER_LANGUAGE = "other_language"
    OTHER_REGION = "other_region"

    @property
    def released_by_repetition(self) -> bool:
        """Whether seeing it again, some hours later, is enough to believe it."""
        return self in (
            QuarantineReason.SHRUNK,
            QuarantineReason.RESTRUCTURED,
            QuarantineReason.OTHER_DOCUMENT,
        )


class Signal(Record):
    """A rule that fired, with the words that it fired on."""

    rule: str
    before: str | None = None
    after: str | None = None
    direction: Direction | None = None


class Change(Record):
    """One difference between two versions. `words` rebuilds `before` (= and -) and `after`.

    `section` is where it stands in the newer version, or stood where it was removed; `moved_from`
    is where a moved one stood. `severity_rule` names the rule that gave `severity`; both are unset
    where a change leaves the meaning or is none of the author's.
    """

    op: Op
    section: tuple[str, ...]
    before: str | None
    after: str | None
    words: tuple[tuple[WordOp, str], ...] = ()
    topics: tuple[str, ...] = ()
    severity: Severity | None = None
    severity_rule: str | None = None
    direction: Direction | None = None
    signals: tuple[Signal, ...] = ()
    moved_from: tuple[str, ...] | None = None


class DiffStats(Record):
    """Counts of changes by operation, and of words gained and lost."""

    added: int = 0
    removed: int = 0
    modified: int = 0
    moved: int = 0
    words_added: int = 0
    words_removed: int = 0


class Unreadable(Record):
    """A body of which no text can be trusted, and why."""

    reason: FailureReason | QuarantineReason
    detail: str


class DiffSide(Record):
    """One side of a diff: a version, or with `--files` a label."""

    version: Sha256 | None
    captured_at: Moment | None
    label: str | None


class DiffReport(Record):
    """What changed between two versions of a document, or between two files.

    `severity_rule` and `direction_rule` name the rules that gave them. `tiers` are the kinds of
    users that the changed sentences name.
    """

    document: DocumentKey
    from_: DiffSide = msgspec.field(name="from")
    to: DiffSide
    kind: ChangeKind
    severity: Severity | None
    direction: Direction | None
    topics: tuple[str, ...]
    headline: str
    effective_date: str | None
    stats: DiffStats
    changes: tuple[Change, ...]
    severity_rule: str | None = None
    direction_rule: str | None = None
    tiers: tuple[str, ...] = ()
    schema: Literal["tosmon/diff/1"] = "tosmon/diff/1"
