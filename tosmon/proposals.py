"""Entries that could stand in platforms.yaml: what is found or taken over, before it is written.

The types with a `schema` field are the JSON shapes of the commands that propose entries. Knows
neither YAML nor the network.
"""

from __future__ import annotations

from typing import Literal

from tosmon.model import DocumentKey, Record, RenderMode, Selector, Tier


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
