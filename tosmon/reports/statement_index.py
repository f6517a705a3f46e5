"""The index of what documents state: derived, kept by SQLite in the archive's cache, deletable.

Owns what the tables hold, and when a document's part is out of date: its newest recorded version or
the rules are others. Where nothing can be written, the same tables stand in memory. Knows nothing
of platforms.yaml or of answers.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from tosmon.archive import Archive, DiskFiles
from tosmon.archive.cache import STATEMENTS
from tosmon.model import DocumentKey, Moment, Record, Sha256
from tosmon.provisions import Lineage, Mark
from tosmon.reports.rulebook import Rulebook
from tosmon.reports.stated import Stated, derive, entries
from tosmon.reports.tables import connect, in_memory
from tosmon.statements import ProvisionEntry
from tosmon.topics import Topic

_TABLES = """
CREATE TABLE topics (id TEXT PRIMARY KEY, place INTEGER, payload BLOB);
CREATE TABLE documents (
    document TEXT PRIMARY KEY, head TEXT, readable INTEGER, marks BLOB, history BLOB
);
CREATE TABLE statements (document TEXT, topic TEXT, payload BLOB, PRIMARY KEY (topic, document));
CREATE INDEX statements_of ON statements (document);
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY, document TEXT, text TEXT, section TEXT, start INTEGER,
    version TEXT, captured_at TEXT, first_seen TEXT, standing INTEGER
);
CREATE INDEX blocks_of ON blocks (document);
CREATE VIRTUAL TABLE words USING fts5 (
    text, content='blocks', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
"""
_COLUMNS = (
    "SELECT document, blocks.text, MARKED, section, start, version, captured_at, first_seen, "
    "standing"
)
_BY_WORDS = (
    " FROM words JOIN blocks ON blocks.id = words.rowid WHERE words MATCH ? "
    "AND document IN (SELECT document FROM chosen)"
)
_BY_LETTERS = " FROM blocks WHERE document IN (SELECT document FROM chosen)"
_BATCH = 40  # documents in one transaction: what a kill costs at most
_VARIABLES = 500  # of one query; SQLite's own limit is higher


class Piece(Record):
    """A word or phrase to find; `begins`: its last word may go on; `without`: not to be there."""

    text: str
    begins: bool = False
    without: bool = False


class BlockFound(Record):
    """A row of a search: the block, and its text with `MARKS` around what was found."""

    document: DocumentKey
    text: str
    marked: str
    section: tuple[str, ...]
    start: int
    version: Sha256
    captured_at: Moment
    first_seen: Moment
    standing: bool


MARKS = ("\ue000", "\ue001")
_entries = msgspec.json.Decoder(tuple[ProvisionEntry, ...])
_marks = msgspec.json.Decoder(tuple[Mark, ...])
_lineages = msgspec.json.Decoder(tuple[Lineage, ...])


class StatementIndex:
    """What the documents of one archive state, brought up to date as far as it is asked."""

    def __init__(self, archive: Archive, rules: Rulebook) -> None:
        self._archive = archive
        self._rules = rules
        files = archive.files
        path = files.root / STATEMENTS if isinstance(files, DiskFiles) else None
        self._connection = connect(path, _TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def stale(self, documents: Iterable[DocumentKey]) -> tuple[DocumentKey, ...]:
        """Return which of `documents` the index does not know as they stand, under these rules."""
        rows = self._connection.execute("SELECT document, head FROM documents")
        known = dict(rows) if self._current() else {}
        heads = self._archive.heads
        return tuple(d for d in documents if d in heads and known.get(d) != heads[d])

    def refresh(self, documents: Iterable[DocumentKey]) -> Iterator[DocumentKey]:
        """Bring `documents` up to date, yielding each that had to be derived."""
        waiting = self.stale(documents)
        if not waiting:
            return
        try:
            self._begin()
        except sqlite3.OperationalError:  # read-only, or another reader that takes too long
            self._connection = in_memory(self._connection)
            self._begin()
        try:
            for number, document in enumerate(self.stale(waiting)):
                if number and number % _BATCH == 0:
                    self._connection.execute("COMMIT")
                    self._begin()
                self._put(derive(self._archive, document, self._rules.topics))
                yield document
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        name = self._rules.name
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'rules'").fetchone()
        if row is None or row[0] != name:
            for table in ("topics", "documents", "statements", "blocks"):
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a fixed name
            self._connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
            self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('rules', ?)", (name,))
            self._connection.executemany(
                "INSERT INTO topics VALUES (?, ?, ?)",
                [
                    (topic.id, place, msgspec.json.encode(topic))
                    for place, topic in enumerate(self._rules.topics.topics)
                ],
            )

    def _put(self, stated: Stated) -> None:
        execute, document = self._connection.execute, stated.document
        execute(
            "INSERT INTO words (words, rowid, text) "
            "SELECT 'delete', id, text FROM blocks WHERE document = ?",
            (document,),
        )
        for table in ("blocks", "statements", "documents"):
            execute(f"DELETE FROM {table} WHERE document = ?", (document,))  # noqa: S608
        execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?)",
            (
                document,
                self._archive.heads[document],
                int(stated.readable),
                msgspec.json.encode(stated.marks),
                _packed(stated.lineages),
            ),
        )
        by_topic: dict[str, list[ProvisionEntry]] = defaultdict(list)
        for entry in entries(stated):
            by_topic[entry.topic].append(entry)
        self._connection.executemany(
            "INSERT INTO statements VALUES (?, ?, ?)",
            [(document, topic, _packed(found)) for topic, found in by_topic.items()],
        )
        last = len(stated.marks) - 1
        (number,) = execute("SELECT coalesce(max(id), 0) FROM blocks").fetchone()
        rows = [
            (
                number + place,
                document,
                block.text,
                msgspec.json.encode(block.section).decode(),
                block.start,
                block.version,
                stated.marks[block.newest].at.isoformat(),
                stated.marks[block.first].at.isoformat(),
                int(block.newest == last),
            )
            for place, block in enumerate(stated.blocks, 1)
        ]
        self._connection.executemany("INSERT INTO blocks VALUES (?,?,?,?,?,?,?,?,?)", rows)
        self._connection.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)", [(row[0], row[2]) for row in rows]
        )

    # --- what answers ask ---------------------------------------------------------------------

    def topics(self) -> tuple[Topic, ...]:
        """Return the topics in force, in their order."""
        if not self._current():
            return self._rules.topics.topics
        rows = self._connection.execute("SELECT payload FROM topics ORDER BY place")
        return tuple(msgspec.json.decode(payload, type=Topic) for (payload,) in rows)

    def topic(self, name: str) -> Topic | None:
        """Return one topic, None where there is none of that name."""
        if not self._current():
            return next((t for t in self._rules.topics.topics if t.id == name), None)
        row = self._connection.execute(
            "SELECT payload FROM topics WHERE id = ?", (name,)
        ).fetchone()
        return None if row is None else msgspec.json.decode(row[0], type=Topic)

    def topic_names(self) -> tuple[str, ...]:
        """Return the ids of all topics."""
        return tuple(topic.id for topic in self.topics())

    def _current(self) -> bool:
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'rules'").fetchone()
        return row is not None and row[0] == self._rules.name

    def entries(
        self, documents: Sequence[DocumentKey], topics: Sequence[str] | None = None
    ) -> dict[DocumentKey, list[ProvisionEntry]]:
        """Return the provisions of `documents`, of all topics or of some, as they stood last."""
        found: dict[DocumentKey, list[ProvisionEntry]] = {document: [] for document in documents}
        condition, chosen = "", tuple(topics or ())
        if topics is not None:
            condition = f" AND topic IN ({_marks_for(chosen)})"
        for some in _portions(documents):
            rows = self._connection.execute(
                "SELECT document, payload FROM statements "  # noqa: S608 - placeholders alone
                f"WHERE document IN ({_marks_for(some)}){condition}",
                (*some, *chosen),
            )
            for document, payload in rows:
                found[document].extend(_entries.decode(zlib.decompress(payload)))
        for provisions in found.values():
            provisions.sort(key=lambda p: (p.removed_at is not None, p.start, p.topic, p.end))
        return found

    def unreadable(self) -> frozenset[DocumentKey]:
        """Return the documents whose language the rules do not read."""
        rows = self._connection.execute("SELECT document FROM documents WHERE NOT readable")
        return frozenset(document for (document,) in rows)

    def marks(self, document: DocumentKey) -> tuple[Mark, ...]:
        """Return the versions of `document`, oldest first."""
        row = self._connection.execute(
            "SELECT marks FROM documents WHERE document = ?", (document,)
        ).fetchone()
        return () if row is None else _marks.decode(row[0])

    def lineages(self, document: DocumentKey) -> tuple[Lineage, ...]:
        """Return the provisions of `document` with all their wordings."""
        row = self._connection.execute(
            "SELECT history FROM documents WHERE document = ?", (document,)
        ).fetchone()
        return () if row is None else _lineages.decode(zlib.decompress(row[0]))

    def standing_blocks(self, document: DocumentKey) -> tuple[tuple[int, str], ...]:
        """Return the blocks of the newest version of `document`: where each begins, its words."""
        rows = self._connection.execute(
            "SELECT start, text FROM blocks WHERE document = ? AND standing ORDER BY start",
            (document,),
        )
        return tuple((start, text) for start, text in rows)

    def find_words(
        self,
        pieces: Sequence[Piece],
        documents: Sequence[DocumentKey],
        *,
        standing: bool,
        limit: int,
    ) -> tuple[int, tuple[BlockFound, ...]]:
        """Return how many blocks have all `pieces` as words or phrases, and the nearest of them."""
        self._choose(documents)
        source = _BY_WORDS + (" AND standing" if standing else "")
        query = _query_of(pieces)
        (total,) = self._connection.execute("SELECT count(*)" + source, (query,)).fetchone()
        rows = self._connection.execute(
            _COLUMNS.replace("MARKED", "highlight(words, 0, ?, ?)")
            + source
            + " ORDER BY standing DESC, bm25(words), document, start LIMIT ?",
            (*MARKS, query, limit),
        )
        return total, tuple(_found(row) for row in rows)

    def find_letters(
        self,
        pieces: Sequence[Piece],
        documents: Sequence[DocumentKey],
        *,
        standing: bool,
        limit: int,
    ) -> tuple[int, tuple[BlockFound, ...]]:
        """Return the same for pieces that stand in the text letter by letter, in one case."""
        self._choose(documents)
        source, letters = _BY_LETTERS, [piece.text.lower() for piece in pieces]
        for piece in pieces:
            source += f" AND {'NOT ' if piece.without else ''}instr(lower(blocks.text), ?)"
        source += " AND standing" if standing else ""
        (total,) = self._connection.execute("SELECT count(*)" + source, letters).fetchone()
        rows = self._connection.execute(
            _COLUMNS.replace("MARKED", "blocks.text")
            + source
            + " ORDER BY standing DESC, document, start LIMIT ?",
            (*letters, limit),
        )
        shown = [piece.text for piece in pieces if not piece.without]
        return total, tuple(_found(row, shown) for row in rows)

    def _choose(self, documents: Sequence[DocumentKey]) -> None:
        self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (document PRIMARY KEY)")
        self._connection.execute("DELETE FROM chosen")
        self._connection.executemany(
            "INSERT OR IGNORE INTO chosen VALUES (?)", [(document,) for document in documents]
        )


def _query_of(pieces: Sequence[Piece]) -> str:
    """Return `pieces` in the language of FTS5, every one quoted, so that none has a meaning."""
    quoted = [(piece.without, f'"{piece.text}"{"*" if piece.begins else ""}') for piece in pieces]
    query = " AND ".join(text for without, text in quoted if not without)
    unwanted = " OR ".join(text for without, text in quoted if without)
    return f"({query}) NOT ({unwanted})" if unwanted else query


def _found(row: tuple[Any, ...], letters: Sequence[str] = ()) -> BlockFound:
    marked = row[2]
    if letters:
        either = "|".join(re.escape(text) for text in letters)
        marked = re.sub(f"({either})", MARKS[0] + r"\1" + MARKS[1], marked, flags=re.IGNORECASE)
    return BlockFound(
        document=row[0],
        text=row[1],
        marked=marked,
        section=msgspec.json.decode(row[3], type=tuple[str, ...]),
        start=row[4],
        version=row[5],
        captured_at=Moment.fromisoformat(row[6]),
        first_seen=Moment.fromisoformat(row[7]),
        standing=bool(row[8]),
    )


def _packed(value: object) -> bytes:
    return zlib.compress(msgspec.json.encode(value), 6)


def _marks_for(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _portions(documents: Sequence[DocumentKey]) -> Iterator[Sequence[DocumentKey]]:
    for start in range(0, len(documents), _VARIABLES):
        yield documents[start : start + _VARIABLES]
