"""Judgements that were made, kept so that each is made once: by the fetch, or by the first to ask.

Owns their tables, by document and by time, and which documents of them stand as they are today.
What lists tell of a change lies apart from its paragraphs, which fill many times the room and are
read one change at a time.
Derived: rules that changed begin it anew, and it is as good as none where it cannot be written.
Knows nothing of how a judgement is made.
"""

from __future__ import annotations

import contextlib
import sqlite3
import weakref
import zlib
from collections.abc import Sequence

import msgspec

from tosmon.archive import DiskFiles, Files
from tosmon.archive.cache import CHANGES
from tosmon.assess import RULES
from tosmon.model import Change, DocumentKey, Record, Sha256, VersionKind
from tosmon.reports.dates import Period
from tosmon.reports.tables import connect
from tosmon.results import VersionChange

_SHAPE = 2  # of what is kept: another number where a field of it means something else
_TABLES = """
CREATE TABLE documents (document TEXT PRIMARY KEY, head TEXT);
CREATE TABLE changes (
    document TEXT, before TEXT, version TEXT, at INTEGER, kind TEXT, returns_to TEXT, payload BLOB,
    PRIMARY KEY (document, before, version)
);
CREATE INDEX changes_at ON changes (at);
CREATE TABLE paragraphs (
    document TEXT, before TEXT, version TEXT, payload BLOB,
    PRIMARY KEY (document, before, version)
);
"""
_KEEP = "INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?, ?, ?, ?)"
_KEEP_PARAGRAPHS = "INSERT OR REPLACE INTO paragraphs VALUES (?, ?, ?, ?)"
_DROP_PARAGRAPHS = """
DELETE FROM paragraphs WHERE document = ? AND NOT EXISTS (
    SELECT 1 FROM changes WHERE changes.document = paragraphs.document
    AND changes.before = paragraphs.before AND changes.version = paragraphs.version
)
"""
_DAMAGE = (sqlite3.DatabaseError, zlib.error, msgspec.MsgspecError)
_decoder = msgspec.json.Decoder(VersionChange)
_paragraphs = msgspec.json.Decoder(tuple[Change, ...])

Ends = tuple[Sha256 | None, Sha256]


class Whole(Record):
    """A judgement, and every paragraph that it is of, in the order of the text."""

    change: VersionChange
    paragraphs: tuple[Change, ...]


class Placed(Record):
    """A judgement, and what the version's place among the others says of it."""

    change: VersionChange
    kind: VersionKind
    returns_to: Sha256 | None


class Judged:
    """The kept judgements of one archive."""

    def __init__(self, files: Files) -> None:
        path = files.root / CHANGES if isinstance(files, DiskFiles) else None
        # The rules stand with the tables, so that a file made under others is made anew.
        self._connection = connect(path, f"-- {RULES}/{_SHAPE}\n{_TABLES}")
        weakref.finalize(self, self._connection.close)

    def of(self, document: DocumentKey) -> dict[Ends, VersionChange]:
        """Return what is kept of `document`, by the versions before and after."""
        sql = "SELECT payload FROM changes WHERE document = ?"
        with contextlib.suppress(*_DAMAGE):
            changes = [_unpacked(row[0]) for row in self._connection.execute(sql, (document,))]
            return {ends(change): change for change in changes}
        return {}

    def heads(self) -> dict[DocumentKey, Sha256]:
        """Return the newest recorded version that the history of each document was kept with."""
        with contextlib.suppress(sqlite3.DatabaseError):
            return dict(self._connection.execute("SELECT document, head FROM documents"))
        return {}

    def within(self, documents: set[DocumentKey], period: Period) -> list[Placed] | None:
        """Return the changes of `documents` captured in `period`, in no order; None: unreadable."""
        first = int(period.first.timestamp()) if period.first else 0
        last = int(period.last.timestamp()) if period.last else 1 << 62
        sql = "SELECT document, kind, returns_to, payload FROM changes WHERE at BETWEEN ? AND ?"
        with contextlib.suppress(*_DAMAGE):
            return [
                Placed(change=_unpacked(payload), kind=kind, returns_to=returns_to)
                for document, kind, returns_to, payload in self._connection.execute(
                    sql, (first, last)
                )
                if document in documents
            ]
        return None

    def paragraphs(self, change: VersionChange) -> tuple[Change, ...] | None:
        """Return every paragraph of a change that is kept, None where that is not."""
        sql = "SELECT payload FROM paragraphs WHERE document = ? AND before = ? AND version = ?"
        with contextlib.suppress(*_DAMAGE):
            row = self._connection.execute(sql, (change.document, *ends(change))).fetchone()
            return None if row is None else _paragraphs.decode(zlib.decompress(row[0]))
        return None

    def add(self, whole: Whole) -> None:
        """Keep a judgement whose place nobody has asked for yet."""
        change = whole.change
        row = _row(Placed(change=change, kind=change.kind, returns_to=None))
        with contextlib.suppress(sqlite3.DatabaseError):
            self._connection.execute(_KEEP, row)
            self._connection.execute(_KEEP_PARAGRAPHS, _row_of_paragraphs(whole))

    def keep(
        self,
        document: DocumentKey,
        head: Sha256,
        history: Sequence[Placed],
        fresh: Sequence[Whole],
    ) -> None:
        """Keep the whole history of `document`, as it stands with `head`, in the place of all.

        `fresh` are those of its changes whose paragraphs are not kept yet.
        """
        execute = self._connection.execute
        with contextlib.suppress(sqlite3.DatabaseError):
            execute("BEGIN IMMEDIATE")
            execute("DELETE FROM changes WHERE document = ?", (document,))
            self._connection.executemany(_KEEP, map(_row, history))
            execute(_DROP_PARAGRAPHS, (document,))
            self._connection.executemany(_KEEP_PARAGRAPHS, map(_row_of_paragraphs, fresh))
            execute("INSERT OR REPLACE INTO documents VALUES (?, ?)", (document, head))
            execute("COMMIT")


def ends(change: VersionChange) -> Ends:
    """Return the versions between which `change` lies."""
    return change.from_.version, change.version


def _row(placed: Placed) -> tuple[object, ...]:
    change = placed.change
    at = int(change.captured_at.timestamp())
    return (change.document, *ends(change), at, placed.kind, placed.returns_to, _packed(change))


def _row_of_paragraphs(whole: Whole) -> tuple[object, ...]:
    return (whole.change.document, *ends(whole.change), _packed(whole.paragraphs))


def _packed(value: object) -> bytes:
    return zlib.compress(msgspec.json.encode(value), 3)


def _unpacked(payload: bytes) -> VersionChange:
    return _decoder.decode(zlib.decompress(payload))
