"""Derived values kept beside the record, so that they are computed once. Deletable at any time.

Owns small checksummed files below `cache/`. A file that is damaged, or made under other rules, is
as good as none.
"""

from __future__ import annotations

from tosmon.archive.encoding import sha256
from tosmon.archive.files import Files

FOLDER = "cache"
STATEMENTS = "cache/statements.sqlite3"
CHANGES = "cache/changes.sqlite3"
DATABASES = (STATEMENTS, CHANGES)
"""Files of SQLite's, which checks them itself; beside them stand their journals."""


def is_sound(data: bytes) -> bool:
    """Return whether `data` is a cache file that holds what was written."""
    stated, _, content = data.partition(b"\n")
    return sha256(content).encode() == stated


def read(files: Files, name: str) -> bytes | None:
    """Return the content of cache file `name`, None where there is none that is sound."""
    data = files.read(f"{FOLDER}/{name}")
    return data.partition(b"\n")[2] if data is not None and is_sound(data) else None


def write(files: Files, name: str, content: bytes) -> None:
    """Keep `content` under `name`."""
    files.write(f"{FOLDER}/{name}", sha256(content).encode() + b"\n" + content, durable=False)
