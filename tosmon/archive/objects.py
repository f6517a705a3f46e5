"""Content-addressed objects: named by the SHA-256 of what they hold.

Owns where an object lies and how chains of bases are followed. Knows nothing of versions.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence

from tosmon.archive.encoding import MAX_DEPTH, Base, Header, decode, encode, read_header, sha256
from tosmon.archive.files import Files
from tosmon.errors import DamagedError
from tosmon.model import Sha256

FOLDER = "objects"
_RECENT = 8 << 20  # bytes: the newest bodies of some documents, which are bases to come
_Stored = tuple[Header, bytes]
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
        self._recent = _Recent()

    def __contains__(self, name: Sha256) -> bool:
        return self._files.size(file_name(name)) is not None

    def names(self) -> Iterator[str]:
        """Yield the file names of everything below the objects' folder, sorted."""
        return self._files.names(FOLDER)

    def put(self, content: bytes, *, bases: Sequence[Sha256 | None] = ()) -> Sha256:
        """Store `content` durably, against one of `bases` where that saves space; return its name.

        The likeliest base comes first; from now on `content` is that. In the place of one that
        ends its chain stands the one that begins it.
        """
        name = sha256(content)
        if name not in self:
            self._files.write(file_name(name), encode(content, self._bases(bases)))
        self._recent.add(name, content)
        if bases and bases[0] != name and bases[0] not in bases[1:]:
            self._recent.forget(bases[0])
        return name

    def _bases(self, names: Sequence[Sha256 | None]) -> Iterator[Base]:
        tried: set[Sha256] = set()
        for candidate in names:
            if candidate is None or candidate not in self:
                continue
            name, (header, payload) = self._with_room(candidate)
            if name not in tried:
                tried.add(name)
                yield Base(
                    name=name, content=self._content(name, (header, payload)), depth=header.depth
                )

    def _with_room(self, name: Sha256) -> tuple[Sha256, _Stored]:
        """Return `name`, or where its chain is full the object that begins that, as stored."""
        stored = self._stored(name)
        if stored[0].depth >= MAX_DEPTH:
            for _ in range(MAX_DEPTH):
                if stored[0].base is None:
                    break
                name = stored[0].base
                stored = self._stored(name)
        return name, stored

    def get(self, name: Sha256) -> bytes:
        """Return what object `name` holds; raise `DamagedError` that names it.

        The seal of the object's own file is proved each time. What that decodes to is not, where
        the content was proved lately, and neither is a base.
        """
        return self._content(name, self._stored(name))

    def _content(self, name: Sha256, stored: _Stored) -> bytes:
        """Return what the object `name`, read as `stored`, holds."""
        content = self._recent.get(name)
        if content is not None:
            return content
        chain = [(name, *stored)]
        wanted = stored[0].base
        content = self._recent.get(wanted)
        while wanted is not None and content is None:
            header, payload = self._stored(wanted)
            if len(chain) > MAX_DEPTH:
                raise DamagedError(f"object {name}: its chain of bases is too long")
            chain.append((wanted, header, payload))
            wanted = header.base
            content = self._recent.get(wanted)
        for link, header, payload in reversed(chain):
            content = self._checked(link, header, payload, content)
        assert content is not None  # noqa: S101 - the chain has at least one link
        self._recent.add(name, content)
        return content

    def header(self, name: Sha256) -> Header:
        """Return how object `name` is stored; raise `DamagedError`."""
        return self._stored(name)[0]

    def _stored(self, name: Sha256) -> _Stored:
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


class _Recent:
    """The contents proved last, within `_RECENT` bytes."""

    def __init__(self) -> None:
        self._held: OrderedDict[Sha256, bytes] = OrderedDict()
        self._size = 0

    def get(self, name: Sha256 | None) -> bytes | None:
        if name is None or name not in self._held:
            return None
        self._held.move_to_end(name)
        return self._held[name]

    def forget(self, name: Sha256 | None) -> None:
        if name is not None and name in self._held:
            self._size -= len(self._held.pop(name))

    def add(self, name: Sha256, content: bytes) -> None:
        if name in self._held:
            self._held.move_to_end(name)
            return
        self._held[name] = content
        self._size += len(content)
        while self._size > _RECENT:
            self._size -= len(self._held.popitem(last=False)[1])
