"""What a page is made of, as a name: the page stands as long as the name is the same."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import msgspec

from tosmon import __version__, render
from tosmon.assess import RULES


@functools.cache
def look() -> str:
    """Return what changes whenever a page could look otherwise: the code that makes it."""
    digest = hashlib.sha256(f"{__version__} {RULES}\n".encode())
    for folder in (Path(render.__file__).parent, Path(__file__).parent):
        for path in sorted(folder.iterdir()):
            if path.suffix in (".py", ".css", ".js"):
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def made_of(*parts: object) -> str:
    """Return the name of what a page is made of."""
    return hashlib.sha256(look().encode() + msgspec.json.encode(parts)).hexdigest()[:24]
