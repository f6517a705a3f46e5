"""Where derived values are kept by SQLite: tables on disk, or in memory.

Owns making them, and making them anew where a file is damaged or of another make, and the copy in
memory for archives that cannot be written to. Knows nothing of what they hold.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);"
_WAIT = 120.0  # seconds for another reader that brings the index up to date


def connect(path: Path | None, tables: str) -> sqlite3.Connection:
    """Open the file with `tables` (SQL), made anew where it is damaged or holds others.

    Where it cannot be written or made, the tables stand in memory.
    """
    if path is None:
        return _fresh(":memory:", tables)
    for _ in range(3):
        try:
            if path.exists():
                connection = _open(path)
                if _usable(connection, tables):
                    return connection
                connection.close()
                path.unlink()
            path.parent.mkdir(parents=True, exist_ok=True)
            return _fresh(str(path), tables)
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
    return _fresh(":memory:", tables)


def _make(tables: str) -> str:
    """Return what names these tables: a file of any others is made anew."""
    return hashlib.sha256(tables.encode()).hexdigest()[:16]


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


def _usable(connection: sqlite3.Connection, tables: str) -> bool:
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    except sqlite3.OperationalError:
        return False
    return row is not None and row[0] == _make(tables)


def _fresh(name: str, tables: str) -> sqlite3.Connection:
    connection = sqlite3.connect(name, timeout=_WAIT, isolation_level=None)
    _prepare(connection)
    connection.executescript("BEGIN IMMEDIATE;" + _META + tables)
    connection.execute("INSERT INTO meta VALUES ('schema', ?)", (_make(tables),))
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
