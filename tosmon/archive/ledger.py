"""Who was told what: an append-only file beside the record, so that each is told once.

Owns its lines and their order of writing. A line is written after the message was taken, so what a
crash leaves out is told again rather than never. It holds names, never addresses.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tosmon.archive.files import Files
from tosmon.model import Moment, Record

FOLDER = "told"  # of the archive; it has a lock of its own
FILE = "ledger.jsonl"


class Begun(Record, tag_field="line", tag="begun"):
    """A subscription was seen for the first time: what is older is no news to it."""

    at: Moment
    subscription: str


class Told(Record, tag_field="line", tag="told"):
    """A subscriber was told of `event` on `channel`."""

    at: Moment
    subscription: str
    channel: str
    event: str


_Line = Begun | Told
_decoder: msgspec.json.Decoder[_Line] = msgspec.json.Decoder(_Line)


class Ledger:
    """The lines of one folder, read when it is made. Its owner holds the folder's lock."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._begun: dict[str, Moment] = {}
        self._told: dict[tuple[str, str], set[str]] = {}
        data = files.read(FILE) or b""
        self._torn = bool(data) and not data.endswith(b"\n")
        self.unread = 0
        for text in data.splitlines():
            try:
                self._take(_decoder.decode(text))
            except msgspec.MsgspecError:  # torn by a crash: what it told of is told again
                self.unread += 1

    def begun(self, subscription: str) -> Moment | None:
        """Return when `subscription` was seen for the first time."""
        return self._begun.get(subscription)

    def told(self, subscription: str, channel: str) -> frozenset[str]:
        """Return the events of which `subscription` was told on `channel`."""
        return frozenset(self._told.get((subscription, channel), ()))

    def begin(self, subscriptions: Iterable[str], at: Moment) -> None:
        """Note those of `subscriptions` that were never seen before."""
        fresh = [name for name in dict.fromkeys(subscriptions) if name not in self._begun]
        self._append([Begun(at=at, subscription=name) for name in fresh])

    def add(self, subscription: str, channel: str, events: Iterable[str], at: Moment) -> None:
        """Note that `events` were told; on disk before returning."""
        self._append(
            [Told(at=at, subscription=subscription, channel=channel, event=e) for e in events]
        )

    def _append(self, lines: list[Begun] | list[Told]) -> None:
        if lines:
            data = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
            self._files.append(FILE, b"\n" + data if self._torn else data)
            self._torn = False
            for line in lines:
                self._take(line)

    def _take(self, line: _Line) -> None:
        if isinstance(line, Begun):
            self._begun.setdefault(line.subscription, line.at)
        else:
            self._told.setdefault((line.subscription, line.channel), set()).add(line.event)
