"""Judged changes of all documents by time, so that a question about last week reads last week's.

Owns which documents are judged anew: those whose newest recorded version, or the rules, are others
than when they were kept. Derived, and as good as none where it cannot be written.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tosmon.archive import Archive, DiskFiles
from tosmon.archive.cache import CHANGES
from tosmon.model import DocumentKey
from tosmon.reports.dates import Period
from tosmon.reports.history import Histories, judged_under
from tosmon.reports.tables import connect
from tosmon.results import VersionChange

_TABLES = """
CREATE TABLE documents (document TEXT PRIMARY KEY, head TEXT, rules TEXT);
CREATE TABLE changes (document TEXT, at INTEGER, payload BLOB);
CREATE INDEX changes_at ON changes (at);
CREATE INDEX changes_of ON changes (document);
"""
_BATCH = 50  # documents in one transaction
_decoder = msgspec.json.Decoder(VersionChange)


def changes_in(
    archive: Archive, documents: Iterable[DocumentKey], period: Period
) -> Iterator[VersionChange]:
    """Yield the changes of `documents` that were captured in `period`, in no order."""
    if not isinstance(archive.files, DiskFiles):
        yield from _judged(archive, documents, period)
        return
    connection = connect(archive.files.root / CHANGES, _TABLES)
    try:
        yield from _kept_or_judged(connection, archive, documents, period)
    finally:
        connection.close()


def _judged(
    archive: Archive, documents: Iterable[DocumentKey], period: Period
) -> Iterator[VersionChange]:
    histories = Histories(archive)
    for document in documents:
        yield from (c for c in histories.changes(document) if period.holds(c.captured_at))


def _kept_or_judged(
    connection: sqlite3.Connection,
    archive: Archive,
    documents: Iterable[DocumentKey],
    period: Period,
) -> Iterator[VersionChange]:
    rules, histories = judged_under(), Histories(archive)
    rows = connection.execute("SELECT document, head FROM documents WHERE rules = ?", (rules,))
    known = dict(rows)
    kept: set[DocumentKey] = set()
    waiting: list[tuple[DocumentKey, Sequence[VersionChange]]] = []
    for document in documents:
        head = archive.heads.get(document)
        if head is None:
            continue
        if known.get(document) == head:
            kept.add(document)
            continue
        found = histories.changes(document)
        yield from (change for change in found if period.holds(change.captured_at))
        waiting.append((document, found))
        if len(waiting) >= _BATCH:
            _keep(connection, archive, rules, waiting)
    _keep(connection, archive, rules, waiting)
    first = int(period.first.timestamp()) if period.first else 0
    last = int(period.last.timestamp()) if period.last else 1 << 62
    found_rows = connection.execute(
        "SELECT document, payload FROM changes WHERE at BETWEEN ? AND ?", (first, last)
    )
    for document, payload in found_rows:
        if document in kept:
            yield _decoder.decode(zlib.decompress(payload))


def _keep(
    connection: sqlite3.Connection,
    archive: Archive,
    rules: str,
    waiting: list[tuple[DocumentKey, Sequence[VersionChange]]],
) -> None:
    """Write what was judged; an archive that cannot be written to is judged anew next time."""
    if not waiting:
        return
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("BEGIN IMMEDIATE")
        for document, found in waiting:
            connection.execute("DELETE FROM changes WHERE document = ?", (document,))
            connection.executemany(
                "INSERT INTO changes VALUES (?, ?, ?)",
                [
                    (
                        document,
                        int(change.captured_at.timestamp()),
                        zlib.compress(msgspec.json.encode(change), 3),
                    )
                    for change in found
                ],
            )
            connection.execute(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)",
                (document, archive.heads[document], rules),
            )
        connection.execute("COMMIT")
    waiting.clear()
