"""The archive: immutable objects, version chains, commits and a journal.

The format is laid down in docs/archive-format.md.
"""

from tosmon.archive.archive import Archive
from tosmon.archive.events import (
    CaptureEvent,
    ContinuedEvent,
    DocumentState,
    Event,
    Held,
    Outcome,
    RulingEvent,
)
from tosmon.archive.files import DiskFiles, Files, MemoryFiles
from tosmon.archive.fold import advance, due_at
from tosmon.archive.verify import Finding, Verification, verify
from tosmon.archive.writer import NewVersion, Writer, writing

__all__ = [
    "Archive",
    "CaptureEvent",
    "ContinuedEvent",
    "DiskFiles",
    "DocumentState",
    "Event",
    "Files",
    "Finding",
    "Held",
    "MemoryFiles",
    "NewVersion",
    "Outcome",
    "RulingEvent",
    "Verification",
    "Writer",
    "advance",
    "due_at",
    "verify",
    "writing",
]
