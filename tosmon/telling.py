"""The shapes of what is told to people who are not at a terminal.

Digests, feeds, sites, alerts, and the log of a service that nobody watches. They hold changes as
`results` has them, so that every way of telling says the same. Fields may be added, never renamed
or dropped without a new number in `schema`.
"""

from __future__ import annotations

from typing import Literal

from tosmon.model import Direction, DocumentKey, Moment, Record, Severity, Sha256
from tosmon.results import FetchedDocument, FetchTotals, VersionChange


class NamedDocument(Record):
    """A document that a digest speaks of, with what platforms.yaml calls it and where it is."""

    document: DocumentKey
    title: str | None
    url: str | None


class Coming(Record):
    """A date ahead from which the newest change that states one is effective.

    `effective_date` is a day as the text states it, `version` the one that states it.
    """

    document: DocumentKey
    effective_date: str
    version: Sha256
    captured_at: Moment
    severity: Severity | None
    headline: str


class Unreachable(Record):
    """A document that cannot be looked at: since when, and why. `new`: since within the period."""

    document: DocumentKey
    condition: Literal["failing", "withdrawn"]
    since: Moment
    reason: str
    detail: str | None
    http_status: int | None
    new: bool


class SetAside(Record):
    """A quarantined capture that waits for a ruling. `new`: first seen within the period."""

    document: DocumentKey
    reason: str
    detail: str
    first_seen: Moment
    last_seen: Moment
    times: int
    way_out: str
    new: bool


class DigestReport(Record):
    """The answer of `digest`: a period summed up.

    `changes` were believed in it, as `changes` orders them: one that was set aside counts from its
    release, one that was imported from the day of its capture. `watched` counts the documents
    asked about, `named` tells more of those that are spoken of.
    """

    since: Moment
    until: Moment
    head: Sha256 | None
    watched: int
    changes: tuple[VersionChange, ...]
    coming: tuple[Coming, ...]
    unreachable: tuple[Unreachable, ...]
    quarantined: tuple[SetAside, ...]
    named: tuple[NamedDocument, ...]
    schema: Literal["tosmon/digest/1"] = "tosmon/digest/1"


class FeedEntry(Record):
    """A change in a feed, without its words.

    `believed_at` is when it became news, `url` where the text was read.
    """

    change: VersionChange
    believed_at: Moment
    url: str


class Feed(Record):
    """Entries under one heading, the newest first. `name` is its file's, without the ending.

    `origin` is the archive's first commit: with the name it makes an id that stays. `updated` is
    when the newest entry became news, or when the archive began.
    """

    name: str
    title: str
    origin: Sha256
    updated: Moment
    entries: tuple[FeedEntry, ...]


class FeedsReport(Record):
    """The answer of `feeds`: the files of a folder, and how many had to be written."""

    folder: str
    written: int
    files: tuple[str, ...]
    schema: Literal["tosmon/feeds/1"] = "tosmon/feeds/1"


# --- alerts -----------------------------------------------------------------------------------

ToldKind = Literal["substantive", "reverted", "editorial"]
TOLD_KINDS: tuple[ToldKind, ...] = ("substantive", "reverted", "editorial")


class Subscription(Record):
    """Who is told of what. Empty tuples choose all; what is set must all be met.

    `to` is as it was written: addresses, or references to them. `severity` is the least that is
    told. `trouble`: documents out of reach are told of too, again after `lasting` seconds.
    """

    id: str
    to: tuple[str, ...]
    platforms: tuple[str, ...] = ()
    documents: tuple[DocumentKey, ...] = ()
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()
    severity: Severity | None = None
    kinds: tuple[ToldKind, ...] = ("substantive", "reverted")
    directions: tuple[Direction, ...] = ()
    trouble: bool = True
    lasting: float = 3 * 86_400.0


class Trouble(Record):
    """A document out of reach: it began, or has another cause; it lasts; it ended.

    `id` is the same for the same thing, whenever it is asked. `since` is when the outage began,
    `reason` why it cannot be looked at (of what ended: why it could not be).
    """

    id: str
    kind: Literal["began", "lasts", "ended"]
    document: DocumentKey
    since: Moment
    reason: str
    detail: str | None


class Notification(Record):
    """What a webhook is sent: everything one subscriber has not been told yet.

    `changes` have the shape of `changes`. `test` marks a message that `notify --test` sends.
    """

    subscription: str
    at: Moment
    changes: tuple[VersionChange, ...]
    trouble: tuple[Trouble, ...]
    named: tuple[NamedDocument, ...] = ()
    test: bool = False
    schema: Literal["tosmon/notification/1"] = "tosmon/notification/1"


class Message(Record):
    """A notification in words, for any service. `key` is the same whenever it is sent again."""

    key: Sha256
    at: Moment
    subject: str
    text: str
    html: str
    json: bytes


DeliveryStatus = Literal["sent", "failed", "planned"]


class Delivery(Record):
    """What came of telling one subscriber on one channel, which is named without its secrets."""

    subscription: str
    channel: str
    status: DeliveryStatus
    changes: tuple[Sha256, ...]
    trouble: tuple[str, ...]
    subject: str
    reason: str | None = None


class NotifyReport(Record):
    """The answer of `notify`."""

    at: Moment
    deliveries: tuple[Delivery, ...]
    problems: tuple[str, ...]
    dry_run: bool = False
    schema: Literal["tosmon/notify/1"] = "tosmon/notify/1"


class SiteReport(Record):
    """The answer of `site`: what the site has, and what of it had to be written or removed.

    `pages` counts its pages by sort; `files` are all files of the site, its index of words and its
    feeds included.
    """

    folder: str
    head: Sha256 | None
    pages: dict[str, int]
    files: int
    written: int
    unchanged: int
    removed: int
    schema: Literal["tosmon/site/1"] = "tosmon/site/1"


# --- lines of a service's log -----------------------------------------------------------------

Level = Literal["info", "warning", "error"]


class DocumentLine(Record, tag_field="event", tag="document"):
    """What came of a document, as `fetch` has it."""

    at: Moment
    level: Level
    result: FetchedDocument
    schema: Literal["tosmon/log-line/1"] = "tosmon/log-line/1"


class DeliveryLine(Record, tag_field="event", tag="delivery"):
    """What came of telling a subscriber, as `notify` has it."""

    at: Moment
    level: Level
    result: Delivery
    schema: Literal["tosmon/log-line/1"] = "tosmon/log-line/1"


class MessageLine(Record, tag_field="event", tag="message"):
    """A sentence for a person: a fault of the configuration, what stopped the run."""

    at: Moment
    level: Level
    message: str
    schema: Literal["tosmon/log-line/1"] = "tosmon/log-line/1"


class RunLine(Record, tag_field="event", tag="run"):
    """A run that ended: the last line of each, also where nothing was new."""

    at: Moment
    level: Level
    started_at: Moment
    finished_at: Moment
    head: Sha256 | None
    totals: FetchTotals
    schema: Literal["tosmon/log-line/1"] = "tosmon/log-line/1"


LogLine = DocumentLine | DeliveryLine | MessageLine | RunLine
