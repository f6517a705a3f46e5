"""Commits, heads and HEAD: how everything recorded is tied together under one id.

Owns their canonical bytes. Knows nothing of what a version means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec

from tosmon.archive.files import Files
from tosmon.archive.journal import Position
from tosmon.archive.objects import Objects
from tosmon.errors import DamagedError
from tosmon.model import DocumentKey, Moment, Record, Sha256, VersionObject

HEAD = "HEAD"
_ID = re.compile(rb"[0-9a-f]{64}\n")
_T = TypeVar("_T", "Commit", VersionObject)


COMMIT_MARK = b'{"type":"tosmon/commit/1",'  # how every commit's bytes begin


class RecordedAs(Record):
    """A version that came with a commit, and when it was recorded and believed."""

    document: DocumentKey
    version: Sha256
    recorded_at: Moment
    confirmed_at: Moment


class Commit(Record, tag_field="type", tag="tosmon/commit/1"):
    """Everything as it stood at one moment."""

    parent: Sha256 | None
    heads: Sha256
    journal: Position
    made_at: Moment
    recorded: tuple[RecordedAs, ...]


def canonical(record: Commit | VersionObject) -> bytes:
    """Return the bytes that are hashed: fields in the order of their type, one line feed."""
    return msgspec.json.encode(record) + b"\n"


def parse(data: bytes, kind: type[_T], name: Sha256) -> _T:
    """Return the record that object `name` holds; raise `DamagedError` where it is no `kind`."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DamagedError(f"object {name} is no {kind.__name__.lower()} ({error})") from error


def heads_bytes(heads: Mapping[DocumentKey, Sha256]) -> bytes:
    """Return the canonical text of `heads`: one sorted line for each document."""
    return "".join(f"{key} {heads[key]}\n" for key in sorted(heads)).encode()


def parse_heads(data: bytes, name: Sha256) -> dict[DocumentKey, Sha256]:
    """Return the heads that object `name` holds; raise `DamagedError`."""
    try:
        heads = {}
        for line in data.decode().splitlines():
            key, version = line.split(" ")
            heads[key] = version
    except ValueError as error:
        raise DamagedError(f"object {name} is no list of heads") from error
    return heads


def read_head(files: Files) -> Sha256 | None:
    """Return the newest commit's id, None before the first; raise `DamagedError`."""
    data = files.read(HEAD)
    if data is None:
        return None
    if not _ID.fullmatch(data):
        raise DamagedError("HEAD does not hold a commit's id")
    return data[:64].decode()


def walk(objects: Objects, head: Sha256 | None) -> Iterator[tuple[Sha256, Commit]]:
    """Yield the commits from `head` back to the first; raise `DamagedError`."""
    while head is not None:
        commit = parse(objects.get(head), Commit, head)
        yield head, commit
        head = commit.parent
