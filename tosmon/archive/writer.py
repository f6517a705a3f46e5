"""The one writer of an archive: what it is told is durable and visible after `flush`.

Owns the order of writing (objects, journal, commit, HEAD, index) that makes a crash harmless, and
making up for a commit that a crash prevented. Knows nothing of judgement or of the network.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from tosmon.archive import index as state_index
from tosmon.archive.archive import FORMAT, FORMAT_FILE, Archive, check_format
from tosmon.archive.commits import HEAD, Commit, RecordedAs, canonical, heads_bytes, parse
from tosmon.archive.events import CaptureEvent, ContinuedEvent, DocumentState, Event
from tosmon.archive.files import Files
from tosmon.archive.fold import advance
from tosmon.archive.journal import Entry, Journal, Position
from tosmon.model import DocumentKey, Evidence, Link, Moment, Record, Sha256, VersionObject


class NewVersion(Record):
    """A text that is to be recorded as the next version of a document."""

    document: DocumentKey
    text: str
    body: bytes
    links: tuple[Link, ...]
    normalized: Sha256
    normalizer: int
    evidence: Evidence


class Writer:
    """The one writer. Nothing that it is told is visible to readers before `flush`."""

    def __init__(self, archive: Archive, tip: Position) -> None:
        self._archive = archive
        self._objects = archive.objects
        self._tip = tip
        self._head = archive.head
        self._heads = dict(archive.heads)
        self._states = dict(archive.states)
        self._events: list[Event] = []
        self._recorded: list[RecordedAs] = []
        self._last: dict[DocumentKey, VersionObject] = {}
        self._moved = False
        self._told_at: Moment | None = None
        self._saved = True

    @property
    def files(self) -> Files:
        """Where the archive lies; what is derived from it may be kept beside it."""
        return self._archive.files

    @property
    def states(self) -> Mapping[DocumentKey, DocumentState]:
        """The last state of each document, what is not flushed yet included."""
        return self._states

    @property
    def head(self) -> Sha256 | None:
        """The newest commit's id."""
        return self._head

    @property
    def pending(self) -> int:
        """How many events wait for `flush`."""
        return len(self._events)

    def keep_body(self, document: DocumentKey, body: bytes) -> Sha256:
        """Store `body`, against an earlier one of `document` where that saves space."""
        return self._objects.put(body, bases=self._earlier_bodies(document))

    def keep_response(self, document: DocumentKey, sent: bytes) -> Sha256:
        """Store what the server sent where a browser made the body of it."""
        newest = self.newest(document)
        return self._objects.put(sent, bases=(newest.sent,) if newest else ())

    def _earlier_bodies(self, document: DocumentKey) -> tuple[Sha256 | None, ...]:
        """Return the body kept last, which is the likest, and the newest version's."""
        state, newest = self._states.get(document), self.newest(document)
        return (state.kept if state else None, newest.body if newest else None)

    def newest(self, document: DocumentKey) -> VersionObject | None:
        """Return the newest recorded version of `document`."""
        if document not in self._last and document in self._heads:
            self._last[document] = self._archive.version(self._heads[document])
        return self._last.get(document)

    def version(self, name: Sha256) -> VersionObject:
        """Return version `name`, flushed or not."""
        return self._archive.version(name)

    def text(self, version: VersionObject) -> str:
        """Return the text of `version`, flushed or not."""
        return self._archive.text(version)

    def links(self, version: VersionObject) -> tuple[Link, ...]:
        """Return the links of `version`, flushed or not."""
        return self._archive.links(version)

    def body(self, version: VersionObject) -> bytes:
        """Return the bytes that the server sent for `version`, flushed or not."""
        return self._archive.body(version)

    def kept_body(self, name: Sha256) -> bytes:
        """Return a body that was kept, flushed or not."""
        return self._objects.get(name)

    def add_version(self, new: NewVersion, *, recorded_at: Moment, confirmed_at: Moment) -> Sha256:
        """Store a version and all that it names; return its id. An event must tell of it."""
        newest = self.newest(new.document)
        put = self._objects.put
        links = msgspec.json.encode(new.links) if new.links else None
        content = VersionObject(
            document=new.document,
            parent=self._heads.get(new.document),
            text=put(new.text.encode(), bases=(newest.text,) if newest else ()),
            body=put(new.body, bases=self._earlier_bodies(new.document)),
            links=put(links, bases=(newest.links,) if newest else ()) if links else None,
            normalized=new.normalized,
            normalizer=new.normalizer,
            evidence=new.evidence,
        )
        name = put(canonical(content))
        self._heads[new.document] = name
        self._last[new.document] = content
        self._recorded.append(
            RecordedAs(
                document=new.document,
                version=name,
                recorded_at=recorded_at,
                confirmed_at=confirmed_at,
            )
        )
        return name

    def continue_as(
        self,
        document: DocumentKey,
        formerly: DocumentKey,
        *,
        at: Moment,
        clock: Literal["system", "fixed"],
    ) -> None:
        """Let `document` take over what is recorded of `formerly`, which keeps it too."""
        state = self._states[formerly]
        if formerly in self._heads:
            self._heads[document] = self._heads[formerly]
            self._moved = True
        self.add_event(
            ContinuedEvent(
                n=0, at=at, document=document, formerly=formerly, state=state, clock=clock
            )
        )

    def add_event(self, event: Event) -> None:
        """Queue a line for the journal."""
        self._events.append(event)
        key = event.document
        self._states[key] = advance(self._states.get(key, DocumentState(document=key)), event)

    def flush(self) -> None:
        """Make everything told so far durable and visible, in the order of the format."""
        if self._events:
            self._tip = self._archive.journal.append(self._events, self._tip)
            self._told_at = self._events[-1].at
            self._events.clear()
            self._saved = False
        if self._saved or self._told_at is None:
            return
        if self._recorded or self._moved:  # also those of a flush that the keyboard interrupted
            self._commit(self._told_at)
        state_index.save(self._archive.files, state_index.build(self._states, self._tip))
        self._saved = True

    def _commit(self, at: Moment) -> None:
        old = self._archive.heads_object(self._head)
        heads = self._objects.put(heads_bytes(self._heads), bases=(old,))
        commit = Commit(
            parent=self._head,
            heads=heads,
            journal=self._tip,
            made_at=at,
            recorded=tuple(self._recorded),
        )
        name = self._objects.put(canonical(commit))
        self._archive.files.write(HEAD, name.encode() + b"\n")
        self._head = name
        self._recorded.clear()
        self._moved = False

    def redo(self, entries: tuple[Entry, ...]) -> bool:
        """Commit the versions that `entries` tell of and no commit has; return whether any."""
        for entry in entries:
            event = entry.event
            if event.version is not None:
                self._heads[event.document] = event.version
                self._moved = True
            if event.version is not None and not isinstance(event, ContinuedEvent):
                self._recorded.append(
                    RecordedAs(
                        document=event.document,
                        version=event.version,
                        recorded_at=event.at,
                        confirmed_at=confirmed_at(event),
                    )
                )
        if self._recorded or self._moved:
            self._commit(entries[-1].event.at)
            return True
        return False


@contextlib.contextmanager
def writing(files: Files, *, wait: bool) -> Iterator[tuple[Writer, tuple[str, ...]]]:
    """Hold the lock and yield the writer, with a warning for each thing that it had to mend.

    Raises `LockedError` where another run holds the archive and not `wait`. What was told is
    flushed when the block ends, also where it is interrupted from the keyboard.
    """
    with files.lock(wait=wait):
        if not check_format(files):
            files.write(FORMAT_FILE, FORMAT)
        for name in tuple(files.names("tmp")):
            files.remove(name)
        torn = Journal(files).recover()
        archive = Archive(files)
        writer = Writer(archive, archive.index.position)
        warnings = [torn] if torn else []
        if _redo(archive, writer):
            warnings.append("a commit that a crash had prevented was made; nothing was lost")
        try:
            yield writer, tuple(warnings)
            writer.flush()
        except KeyboardInterrupt:
            writer.flush()
            raise


def confirmed_at(event: Event) -> Moment:
    """Return when what `event` tells was believed: at its capture, or by a person's word."""
    return event.captured_at if isinstance(event, CaptureEvent) else event.at


def _redo(archive: Archive, writer: Writer) -> bool:
    journaled = {key: s.head for key, s in archive.states.items() if s.head is not None}
    if journaled == dict(archive.heads):
        return False
    after = None
    if archive.head is not None:
        after = parse(archive.objects.get(archive.head), Commit, archive.head).journal
    return writer.redo(tuple(archive.journal.entries(after)))
