"""What every import gives: a body with when and where it was captured."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from tosmon.model import DocumentKey, Moment, Record

_LONGEST = 80
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(10)}
)


class ImportedSnapshot(Record):
    """A capture that somebody else made. `body` is read when it is called, and only then."""

    document: DocumentKey
    title: str
    captured_at: Moment
    url: str
    content_type: str
    source: str
    body: Callable[[], bytes]


def slug(text: str) -> str:
    """Return `text` as an id: lower case, every run of other characters one `-`.

    Too long a name, or one that Windows reserves, ends in digits of its hash.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if plain and len(plain) <= _LONGEST and plain not in _RESERVED:
        return plain
    digits = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{plain[: _LONGEST - 9]}-{digits}".strip("-")
