"""What a page is made of, as a name: the page stands as long as the name is the same."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import msgspec

import tosmon

_MAKING = (".py", ".css", ".js")


@functools.cache
def code() -> str:
    """Return what changes whenever a page could: all code, from the rules to the looks."""
    digest = hashlib.sha256()
    root = Path(tosmon.__file__).parent
    for path in sorted(path for path in root.rglob("*") if path.suffix in _MAKING):
        digest.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def made_of(*parts: object) -> str:
    """Return the name of what a page is made of."""
    return hashlib.sha256(code().encode() + msgspec.json.encode(parts)).hexdigest()[:24]
