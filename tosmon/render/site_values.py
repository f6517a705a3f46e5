"""What the pages of a site show: values gathered from the answers of other commands."""

from __future__ import annotations

from collections.abc import Iterable

from tosmon.model import DocumentKey, Moment, Record, Sha256
from tosmon.results import DocumentCondition, PlatformAnswers, VersionChange
from tosmon.statements import ProvisionEntry


class State(Record):
    """How a document stands, as far as pages tell it: what a look that finds no news leaves as is.

    `reason` is that of a failure, or of what was set aside last.
    """

    condition: DocumentCondition
    url: str | None
    versions: int
    failing_since: Moment | None
    reason: str | None


class SiteDocument(Record):
    """A document of the site; `changes` stand without their words, the newest first.

    `facts` are what platforms.yaml says of it: type, tier, region.
    """

    key: DocumentKey
    title: str
    platform: str
    platform_name: str
    facts: tuple[str, ...]
    state: State
    newest: Sha256
    first_at: Moment
    newest_at: Moment
    changes: tuple[VersionChange, ...]


class SiteVersion(Record):
    """A version as its document's page lists it: what was recorded, and what it changed."""

    version: Sha256
    captured_at: Moment
    recorded_at: Moment
    text_sha256: Sha256
    body_sha256: Sha256
    source_url: str
    change: VersionChange | None


class Stated(Record):
    """What a document states on a topic as it stands: a provision that answers its question."""

    topic: str
    title: str
    says: str
    entry: ProvisionEntry


class SitePlatform(Record):
    """A platform with its documents and its answers to the first questions."""

    id: str
    name: str
    documents: tuple[SiteDocument, ...]
    answers: PlatformAnswers | None = None

    @property
    def changes(self) -> tuple[VersionChange, ...]:
        """All changes of its documents, newest first."""
        return newest_first(change for document in self.documents for change in document.changes)


class TopicEntry(Record):
    """A topic as the list of topics shows it; `answering` of `platforms` answer its question."""

    id: str
    title: str
    question: str
    answering: int
    platforms: int


class Names(Record):
    """What documents are called, and which version of each has a page of its text."""

    titles: dict[DocumentKey, str]
    platforms: dict[str, str]
    newest: dict[DocumentKey, Sha256]


def newest_first(changes: Iterable[VersionChange]) -> tuple[VersionChange, ...]:
    """Return `changes` in order of time, the newest first, in one order on every machine."""
    found = sorted(changes, key=lambda change: (change.document, change.version))
    return tuple(sorted(found, key=lambda change: change.captured_at, reverse=True))
