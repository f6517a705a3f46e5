"""Entries that could stand in platforms.yaml: what is found or taken over, before it is written.

The types with a `schema` field are the JSON shapes of the commands that propose entries. Knows
neither YAML nor the network.
"""

from __future__ import annotations

from typing import Literal

from tosmon.model import DocumentKey, Record, RenderMode, Selector, Tier
from tosmon.results import CheckedDocument


class Entry(Record):
    """A document as it would stand in platforms.yaml; what is unset is not written.

    `notes` become comments above it.
    """

    platform: str
    id: str
    url: str
    platform_name: str | None = None
    title: str | None = None
    type: str | None = None
    tier: Tier | None = None
    region: str | None = None
    language: str | None = None
    select: tuple[Selector, ...] = ()
    remove: tuple[str, ...] = ()
    render: RenderMode | None = None
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> DocumentKey:
        """The document's key."""
        return f"{self.platform}/{self.id}"


class Refused(Record):
    """An entry that was not written, and why."""

    document: DocumentKey
    reason: str


class Added(Record):
    """What writing entries into platforms.yaml came to."""

    written: tuple[DocumentKey, ...] = ()
    refused: tuple[Refused, ...] = ()


class NotTakenOver(Record):
    """A setting of a declaration that has no counterpart here. `lost`: its document is left out."""

    service: str
    terms: str
    setting: str
    detail: str
    lost: bool = False


class DeclarationsReport(Record):
    """The answer of `import declarations`."""

    files: int
    entries: tuple[Entry, ...]
    not_taken_over: tuple[NotTakenOver, ...]
    added: Added | None = None
    schema: Literal["tosmon/declarations/1"] = "tosmon/declarations/1"


class Alternate(Record):
    """The same document in another language, or for another region."""

    language: str
    url: str


class FoundDocument(Record):
    """A document that was found: the entry for it, where it was seen, and what would be read."""

    entry: Entry
    found_by: tuple[str, ...]
    checked: CheckedDocument
    alternates: tuple[Alternate, ...] = ()
    listed: DocumentKey | None = None


LeftOutReason = Literal[
    "failed", "no_document", "same_text", "other_language", "not_asked", "other_site"
]


class LeftOut(Record):
    """An address that was seen and is not proposed. `words` are those of its link."""

    url: str
    words: str
    reason: LeftOutReason
    detail: str


class DiscoverReport(Record):
    """The answer of `discover`. `requests` counts the pages that were asked for."""

    start: str
    platform: str
    platform_name: str
    requests: int
    found: tuple[FoundDocument, ...]
    left_out: tuple[LeftOut, ...]
    added: Added | None = None
    schema: Literal["tosmon/discover/1"] = "tosmon/discover/1"


class AddReport(Record):
    """The answer of `add`. `found` is unset where the page could not be read at all."""

    url: str
    found: FoundDocument | None
    checked: CheckedDocument
    added: Added | None = None
    schema: Literal["tosmon/add/1"] = "tosmon/add/1"
