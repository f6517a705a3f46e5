"""The last-state index: what a replay of the journal gives, kept so that nobody has to replay it.

Owns `index/state.json`: deterministic, rebuildable, named by the journal line it stands at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from tosmon.archive.events import DocumentState
from tosmon.archive.files import Files
from tosmon.archive.fold import advance
from tosmon.archive.journal import Entry, Journal, Position
from tosmon.errors import DamagedError
from tosmon.model import DocumentKey, Record

FILE = "index/state.json"
SCHEMA = 5  # a change of DocumentState or of the fold makes older files worthless, not wrong


class Index(Record):
    """The state of every document after the journal's line `position`."""

    schema: int = SCHEMA
    position: Position = Position()
    documents: tuple[DocumentState, ...] = ()

    def states(self) -> dict[DocumentKey, DocumentState]:
        """Return the states by document."""
        return {state.document: state for state in self.documents}


def replay(index: Index, entries: Iterable[Entry]) -> Index:
    """Return `index` moved on by `entries`."""
    states, position = index.states(), index.position
    for entry in entries:
        key = entry.event.document
        states[key] = advance(states.get(key, DocumentState(document=key)), entry.event)
        position = entry.position
    return build(states, position)


def build(states: Mapping[DocumentKey, DocumentState], position: Position) -> Index:
    """Return the index of `states` at `position`, documents sorted."""
    return Index(position=position, documents=tuple(states[key] for key in sorted(states)))


def to_bytes(index: Index) -> bytes:
    """Return the canonical bytes of `index`: one document a line, so that a person can look."""
    head = msgspec.json.encode(msgspec.structs.replace(index, documents=()))
    return b"\n".join([head, *map(msgspec.json.encode, index.documents), b""])


def from_bytes(data: bytes) -> Index | None:
    """Return the index that `data` holds, or None where it cannot be used."""
    lines = data.split(b"\n")
    if lines.pop() != b"":
        return None
    try:
        head = msgspec.json.decode(lines[0], type=Index)
        states = tuple(_state_decoder.decode(line) for line in lines[1:])
    except (msgspec.MsgspecError, UnicodeDecodeError, IndexError):
        return None
    return msgspec.structs.replace(head, documents=states) if head.schema == SCHEMA else None


class _Schema(msgspec.Struct):
    schema: int


def is_of_another_make(data: bytes) -> bool:
    """Return whether `data` is an index of another schema: worthless to this one, not damaged."""
    try:
        return msgspec.json.decode(data.partition(b"\n")[0], type=_Schema).schema != SCHEMA
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False


_state_decoder = msgspec.json.Decoder(DocumentState)


def load(files: Files, journal: Journal) -> Index:
    """Return the current index: the file's, moved on where the journal is ahead, or replayed."""
    data = files.read(FILE)
    index = from_bytes(data) if data is not None else None
    if index is not None and index.position == journal.tip():
        return index
    if index is not None:
        try:
            return replay(index, journal.entries(index.position))
        except DamagedError:
            pass  # the file stands at a line that is not there: it is derived, so begin anew
    return replay(Index(), journal.entries())


def save(files: Files, index: Index) -> None:
    """Write `index`; a crash may lose it, which costs a replay."""
    files.write(FILE, to_bytes(index), durable=False)
