"""Where the index of what documents state is kept: SQLite's tables, on disk or in memory.

Owns the tables, their making and re-making where a file is damaged or of another make, and the copy
in memory for archives that cannot be written to. Knows nothing of documents.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

_SCHEMA = "3"
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
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
_WAIT = 120.0  # seconds for another reader that brings the index up to date


def connect(path: Path | None) -> sqlite3.Connection:
    """Open the file, made anew where it is damaged or of another make; else tables in memory."""
    if path is None:
        return _fresh(":memory:")
    for _ in range(3):
        try:
            if path.exists():
                connection = _open(path)
                if _usable(connection):
                    return connection
                connection.close()
                path.unlink()
            path.parent.mkdir(parents=True, exist_ok=True)
            return _fresh(str(path))
        except sqlite3.OperationalError:  # cannot be written, or another run makes it just now
            if not path.exists():
                break
        except sqlite3.DatabaseError:
            try:
                path.unlink()
            except OSError:
                break
        except OSError:
            break
    return _fresh(":memory:")


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT, isolation_level=None
    )
    _prepare(connection)
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    # What is lost with the power is derived again; a process that dies leaves a whole file.
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    # Others read on while this one writes: a transaction stays in memory until it is committed.
    connection.execute("PRAGMA cache_spill = OFF")


def _usable(connection: sqlite3.Connection) -> bool:
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    except sqlite3.OperationalError:
        return False
    return row is not None and row[0] == _SCHEMA


def _fresh(name: str) -> sqlite3.Connection:
    connection = sqlite3.connect(name, timeout=_WAIT, isolation_level=None)
    _prepare(connection)
    connection.executescript("BEGIN IMMEDIATE;" + _TABLES)
    connection.execute("INSERT INTO meta VALUES ('schema', ?)", (_SCHEMA,))
    connection.execute("COMMIT")
    return connection


def in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return a copy of what is open, which can be written to."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    _prepare(copy)
    connection.backup(copy)
    with contextlib.suppress(sqlite3.Error):
        connection.close()
    return copy
