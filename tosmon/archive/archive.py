"""The archive as anyone reads it, without the lock: as it stood when it was opened.

Owns which folder is an archive of ours. Knows nothing of writing, of judgement or of the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from tosmon.archive import index as state_index
from tosmon.archive.commits import (
    HEAD,
    Commit,
    RecordedAs,
    parse,
    parse_heads,
    read_head,
    walk,
)
from tosmon.archive.events import DocumentState
from tosmon.archive.files import Files
from tosmon.archive.journal import Journal
from tosmon.archive.objects import Objects
from tosmon.errors import FormatError
from tosmon.model import (
    DocumentKey,
    Link,
    Recorded,
    Sha256,
    VersionObject,
)

FORMAT_FILE = "FORMAT"
FORMAT = b"tosmon archive 1\n"


def check_format(files: Files) -> bool:
    """Return whether there is an archive; raise `FormatError` where it is not one of ours."""
    data = files.read(FORMAT_FILE)
    if data == FORMAT:
        return True
    if data is None:
        if any(files.size(name) is not None for name in (HEAD, state_index.FILE)):
            raise FormatError("the file FORMAT of the archive is missing")
        return False
    number = re.fullmatch(rb"tosmon archive (\d{1,9})\n", data)
    if number:
        raise FormatError(
            f"the archive has format {number[1].decode()}; this tosmon reads format 1: "
            "update tosmon"
        )
    raise FormatError("the file FORMAT does not say 'tosmon archive 1': no archive, or damaged")


class Archive:
    """What is recorded, as it stood when this object was made. Readers take no lock."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.exists = check_format(files)
        self.objects = Objects(files)
        self.journal = Journal(files)

    @cached_property
    def head(self) -> Sha256 | None:
        """The newest commit's id, or None before the first."""
        return read_head(self.files)

    @cached_property
    def heads(self) -> Mapping[DocumentKey, Sha256]:
        """The newest recorded version of each document."""
        if self.head is None:
            return {}
        commit = parse(self.objects.get(self.head), Commit, self.head)
        return parse_heads(self.objects.get(commit.heads), commit.heads)

    def heads_object(self, commit: Sha256 | None) -> Sha256 | None:
        """Return the object that holds the heads of `commit`."""
        return None if commit is None else parse(self.objects.get(commit), Commit, commit).heads

    @cached_property
    def index(self) -> state_index.Index:
        """The last-state index, brought up to the journal."""
        return state_index.load(self.files, self.journal)

    @cached_property
    def states(self) -> Mapping[DocumentKey, DocumentState]:
        """The last state of each document that was ever looked at."""
        return self.index.states()

    def commits(self) -> Iterator[Commit]:
        """Yield the commits, newest first; raise `DamagedError`."""
        return (commit for _, commit in walk(self.objects, self.head))

    @cached_property
    def first_commit(self) -> tuple[Sha256, Commit] | None:
        """The commit that the archive began with, None before it."""
        found = None
        for found in walk(self.objects, self.head):  # noqa: B007 - the last one is wanted
            pass
        return found

    @cached_property
    def recorded_as(self) -> Mapping[Sha256, RecordedAs]:
        """When each version was recorded and believed."""
        return {item.version: item for commit in self.commits() for item in commit.recorded}

    def version(self, name: Sha256) -> VersionObject:
        """Return the archived version `name`; raise `DamagedError`."""
        return parse(self.objects.get(name), VersionObject, name)

    def versions(self, document: DocumentKey) -> tuple[Recorded, ...]:
        """Return the distinct versions of `document`, oldest capture first.

        Where imported history ends with the text that the live record begins with, that is one
        version, seen since the earlier capture.
        """
        every = self.every_version(document)
        return tuple(
            version
            for place, version in enumerate(every)
            if not place or version.content.normalized != every[place - 1].content.normalized
        )

    def every_version(self, document: DocumentKey) -> tuple[Recorded, ...]:
        """Return all recorded versions of `document`, oldest capture first."""
        found: list[Recorded] = []
        name = self.heads.get(document)
        while name is not None:
            content = self.version(name)
            times = self.recorded_as.get(name)
            captured = content.evidence.captured_at
            found.append(
                Recorded(
                    version=name,
                    content=content,
                    recorded_at=times.recorded_at if times else captured,
                    confirmed_at=times.confirmed_at if times else captured,
                )
            )
            name = content.parent
        found.reverse()
        return tuple(sorted(found, key=lambda item: item.captured_at))

    def text(self, version: VersionObject) -> str:
        """Return the text of `version`."""
        return self.objects.get(version.text).decode()

    def body(self, version: VersionObject) -> bytes:
        """Return the bytes that the server sent for `version`."""
        return self.objects.get(version.body)

    def links(self, version: VersionObject) -> tuple[Link, ...]:
        """Return the links of `version` in order of appearance."""
        if version.links is None:
            return ()
        return msgspec.json.decode(self.objects.get(version.links), type=tuple[Link, ...])
