"""The append-only journal: monthly segments, long months in parts, whose lines chain by hash.

Owns lines, segments, sealing and the recovery of a torn last line. What lines mean is in `events`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

import msgspec

from tosmon.archive.encoding import decode, encode, read_header
from tosmon.archive.events import Event
from tosmon.archive.files import Files
from tosmon.errors import DamagedError
from tosmon.model import Record, Sha256

FOLDER = "journal"
ORIGIN = "0" * 64
SEALED_AT = 512 << 10  # bytes: a week of a hundred documents; sealed, a line takes a fourth
_SEGMENT = re.compile(r"journal/(\d{4}-\d{2}(?:-\d{4})?)\.jsonl(\.zst)?")
_TAIL = 1 << 16  # more than the longest line, whose fields are all bounded


class Position(Record):
    """A place in the journal: after line number `line`, whose hash is `hash`."""

    line: int = 0
    hash: Sha256 = ORIGIN


class Entry(Record):
    """One line: its position and what it tells."""

    position: Position
    event: Event


def chain(previous: Sha256, payload: bytes) -> Sha256:
    """Return the hash of a line with `payload` that follows the line hashed `previous`."""
    return hashlib.sha256(previous.encode() + b" " + payload).hexdigest()


_decoder = msgspec.json.Decoder(Event)


def parse_line(line: bytes, previous: Position, segment: str) -> Entry:
    """Return what `line` (without its line feed) tells; raise `DamagedError` that names it."""
    where = f"{segment}: line {previous.line + 1} of the journal"
    stated, _, payload = line.partition(b" ")
    if chain(previous.hash, payload).encode() != stated:
        raise DamagedError(f"{where} does not follow from the line before it")
    try:
        event = _decoder.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DamagedError(f"{where} cannot be read ({error})") from error
    if event.n != previous.line + 1:
        raise DamagedError(f"{where} says that it is line {event.n}")
    return Entry(position=Position(line=event.n, hash=stated.decode()), event=event)


class Journal:
    """The journal of one archive."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def segments(self) -> tuple[str, ...]:
        """Return the segments' file names in order; a sealed one stands for its plain twin."""
        found: dict[str, str] = {}
        for name in self._files.names(FOLDER):
            match = _SEGMENT.fullmatch(name)
            if match and (match[2] or match[1] not in found):
                found[match[1]] = name
        return tuple(found[month] for month in sorted(found))

    def entries(self, after: Position | None = None) -> Iterator[Entry]:
        """Yield the lines after `after` (all without it), checked; raise `DamagedError`.

        A torn last line is left out. Lines up to `after` are read but not decoded.
        """
        position, started = Position(), after is None or after.line == 0
        for segment, torn_allowed in self._in_order():
            lines = self._lines(segment, torn_allowed=torn_allowed)
            for line in lines:
                if started:
                    entry = parse_line(line, position, segment)
                    position = entry.position
                    yield entry
                elif after is not None and line.startswith(after.hash.encode() + b" "):
                    position, started = after, True
        if not started and after is not None:
            raise DamagedError(f"{FOLDER}: line {after.line}, named elsewhere, is not there")

    def tip(self) -> Position:
        """Return the position of the last whole line, reading no more than the end."""
        for segment, torn_allowed in reversed(tuple(self._in_order())):
            if segment.endswith(".zst"):
                lines = self._lines(segment, torn_allowed=False)
            else:
                tail = self._files.tail(segment, _TAIL)
                if tail is None:  # sealed since the folder was listed
                    lines = self._lines(segment, torn_allowed=False)
                else:
                    lines = _split(tail, torn_allowed=torn_allowed)
            if lines:
                stated, _, payload = lines[-1].partition(b" ")
                try:
                    event = _decoder.decode(payload)
                except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                    raise DamagedError(f"{segment}: its last line cannot be read") from error
                return Position(line=event.n, hash=stated.decode("ascii", "replace"))
        return Position()

    def append(self, events: Sequence[Event], tip: Position) -> Position:
        """Add lines for `events`, numbered on from `tip`; return the new tip. All on disk."""
        position, pending = tip, bytearray()
        segment = self._open_segment()
        for event in events:
            theirs = event.at.strftime("%Y-%m")
            if segment is None or theirs > _month(segment):
                self._flush(segment, pending)
                self._seal(segment)
                segment = theirs
            numbered = msgspec.structs.replace(event, n=position.line + 1)
            payload = msgspec.json.encode(numbered)
            line_hash = chain(position.hash, payload)
            pending += line_hash.encode() + b" " + payload + b"\n"
            position = Position(line=numbered.n, hash=line_hash)
        self._flush(segment, pending)
        return position

    def recover(self) -> str | None:
        """Mend what a crash left: a torn last line, a segment both open and sealed.

        Returns a sentence for a torn line, else None.
        """
        segments = self.segments()
        for name in segments:
            if name.endswith(".zst"):
                self._files.remove(name.removesuffix(".zst"))
        if not segments or segments[-1].endswith(".zst"):
            return None
        name = segments[-1]
        tail = self._files.tail(name, _TAIL) or b""
        if not tail or tail.endswith(b"\n"):
            return None
        size = self._files.size(name) or 0
        kept, _, torn = tail.rpartition(b"\n")
        if self._is_whole(kept.rpartition(b"\n")[2], torn):
            self._files.append(name, b"\n")
            return f"{name}: the last line lacked its end after a crash; it was whole and is kept"
        self._files.truncate(name, size - len(torn))
        return f"{name}: a last line that a crash had cut short ({len(torn)} bytes) was removed"

    def _is_whole(self, before: bytes, line: bytes) -> bool:
        stated, _, payload = line.partition(b" ")
        previous = before.partition(b" ")[0].decode("ascii", "replace") if before else None
        if previous is None:  # the first line of its segment: the one before is elsewhere
            sealed = [s for s in self.segments() if s.endswith(".zst")]
            lines = self._lines(sealed[-1], torn_allowed=False) if sealed else ()
            previous = lines[-1].partition(b" ")[0].decode() if lines else ORIGIN
        return chain(previous, payload).encode() == stated

    def torn(self) -> str | None:
        """Return a sentence where the last line is torn, without mending it."""
        segments = self.segments()
        if not segments or segments[-1].endswith(".zst"):
            return None
        tail = self._files.tail(segments[-1], 1)
        if tail in (None, b"", b"\n"):
            return None
        return f"{segments[-1]}: the last line was cut short by a crash; the next run removes it"

    def _in_order(self) -> Iterator[tuple[str, bool]]:
        segments = self.segments()
        for i, name in enumerate(segments):
            yield name, i == len(segments) - 1

    def _lines(self, segment: str, *, torn_allowed: bool) -> Sequence[bytes]:
        data = self._files.read(segment)
        if data is None and not segment.endswith(".zst"):  # sealed since the folder was listed
            segment += ".zst"
            data = self._files.read(segment)
        data = data or b""
        if segment.endswith(".zst"):
            try:
                data = decode(*read_header(data), None)
            except DamagedError as error:
                raise DamagedError(f"{segment}: {error}") from error
        return _split(data, torn_allowed=torn_allowed)

    def _open_segment(self) -> str | None:
        """Return the segment that the next line of its month goes to, or None before the first.

        A full one is sealed, and the month goes on in a part with the next number. A month that is
        over is not opened again: where the clock went back, its lines go to the newest segment.
        """
        segments = self.segments()
        if not segments:
            return None
        last = segments[-1]
        segment = last.removeprefix(f"{FOLDER}/").partition(".")[0]
        if not last.endswith(".zst"):
            if (self._files.size(last) or 0) < SEALED_AT:
                return segment
            self._seal(segment)
        month, part = _month(segment), segment[8:]
        return f"{month}-{int(part or 1) + 1:04}"

    def _flush(self, segment: str | None, pending: bytearray) -> None:
        if segment is not None and pending:
            self._files.append(f"{FOLDER}/{segment}.jsonl", bytes(pending))
            pending.clear()

    def _seal(self, segment: str | None) -> None:
        name = f"{FOLDER}/{segment}.jsonl"
        data = self._files.read(name)
        if data is not None:
            self._files.write(name + ".zst", encode(data))
            self._files.remove(name)


def _month(segment: str) -> str:
    return segment[:7]


def _split(data: bytes, *, torn_allowed: bool) -> list[bytes]:
    lines = data.split(b"\n")
    last = lines.pop()
    if last and not torn_allowed:
        raise DamagedError(f"{FOLDER}: a line before the last segment's end was cut short")
    return lines
