"""Content-addressed objects: named by the SHA-256 of what they hold.

Owns where an object lies and how chains of bases are followed. Knows nothing of versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tosmon.archive.encoding import MAX_DEPTH, Header, decode, encode, read_header, sha256
from tosmon.archive.files import Files
from tosmon.errors import DamagedError
from tosmon.model import Sha256

FOLDER = "objects"
_NAME = re.compile(r"objects/([0-9a-f]{2})/(\1[0-9a-f]{62})\.zst")


def file_name(name: Sha256) -> str:
    """Return the file that holds object `name`."""
    return f"{FOLDER}/{name[:2]}/{name}.zst"


def object_name(file: str) -> Sha256 | None:
    """Return the object that `file` should hold, or None where it is no object's file name."""
    match = _NAME.fullmatch(file)
    return match[2] if match else None


class Objects:
    """The objects of one archive."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def __contains__(self, name: Sha256) -> bool:
        return self._files.size(file_name(name)) is not None

    def names(self) -> Iterator[str]:
        """Yield the file names of everything below the objects' folder, sorted."""
        return self._files.names(FOLDER)

    def put(self, content: bytes, *, base: Sha256 | None = None) -> Sha256:
        """Store `content` durably, against `base` where that saves space; return its name."""
        name = sha256(content)
        if name in self:
            return name
        against = None
        if base is not None and base != name and base in self:
            header, _ = self._stored(base)
            against = (base, self.get(base), header.depth)
        self._files.write(file_name(name), encode(content, against))
        return name

    def get(self, name: Sha256) -> bytes:
        """Return what object `name` holds; raise `DamagedError` that names it."""
        chain: list[tuple[Sha256, Header, bytes]] = []
        wanted: Sha256 | None = name
        while wanted is not None:
            header, payload = self._stored(wanted)
            if len(chain) > MAX_DEPTH:
                raise DamagedError(f"object {name}: its chain of bases is too long")
            chain.append((wanted, header, payload))
            wanted = header.base
        content: bytes | None = None
        for link, header, payload in reversed(chain):
            content = self._checked(link, header, payload, content)
        assert content is not None  # noqa: S101 - the chain has at least one link
        return content

    def header(self, name: Sha256) -> Header:
        """Return how object `name` is stored; raise `DamagedError`."""
        return self._stored(name)[0]

    def _stored(self, name: Sha256) -> tuple[Header, bytes]:
        data = self._files.read(file_name(name))
        if data is None:
            raise DamagedError(f"object {name} is missing")
        try:
            return read_header(data)
        except DamagedError as error:
            raise DamagedError(f"object {name}: {error}") from error

    @staticmethod
    def _checked(name: Sha256, header: Header, payload: bytes, base: bytes | None) -> bytes:
        try:
            content = decode(header, payload, base)
        except DamagedError as error:
            raise DamagedError(f"object {name}: {error}") from error
        if sha256(content) != name:
            raise DamagedError(f"object {name}: what it holds has another hash")
        return content
