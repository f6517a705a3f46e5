"""Use case of `import`: history of others, through the same judgement as a live capture.

Owns the order: each document's imported captures are judged among what is recorded already, by time
of capture, whichever was recorded first. What was imported before is not imported again.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import msgspec

from tosmon.archive import Archive, CaptureEvent, DocumentState, Event, Writer, advance
from tosmon.fetch import evidence, failure_of, redact_url
from tosmon.imports import MAX_BODY, ImportedSnapshot, Withheld
from tosmon.model import (
    ClockKind,
    Document,
    DocumentKey,
    Failure,
    FailureReason,
    Moment,
    Response,
)
from tosmon.results import FetchedDocument
from tosmon.watch.captures import Capture
from tosmon.watch.recorder import Recorder

FLUSH_EVERY = 64
# A capture later than this is a forgery or a broken clock; believed, it would stay the newest one.
AHEAD = dt.timedelta(days=1)

Imported = FetchedDocument | Withheld | None


class _Stream:
    """One document's captures in order of time: those recorded, and those that now come between."""

    def __init__(self, document: DocumentKey, recorded: Iterable[Event]) -> None:
        self.state = DocumentState(document=document)
        self._recorded = sorted(recorded, key=lambda event: event.captured_at)
        self._place = 0
        self._imported = {
            event.captured_at
            for event in self._recorded
            if isinstance(event, CaptureEvent) and event.origin == "import"
        }

    def knows(self, moment: Moment) -> bool:
        """Return whether the capture of `moment` was imported before."""
        return moment in self._imported

    def take(self, moment: Moment, events: Iterable[Event]) -> None:
        """Take note of what the capture of `moment` came to."""
        for event in events:
            self.state = advance(self.state, event)
        self._imported.add(moment)

    def move_to(self, moment: Moment) -> DocumentState | None:
        """Return what is known of the document at `moment`."""
        while self._place < len(self._recorded):
            event = self._recorded[self._place]
            if event.captured_at > moment:
                break
            self.state = advance(self.state, event)
            self._place += 1
        return self.state if self.state.last_capture is not None else None


def import_snapshots(
    snapshots: Iterable[ImportedSnapshot],
    archive: Archive,
    writer: Writer,
    *,
    settings: Callable[[DocumentKey], Document | None],
    at: Moment,
    clock: ClockKind,
    flush_every: int = FLUSH_EVERY,
) -> Iterator[Imported]:
    """Judge and record `snapshots`, in order of time; yield what came of each, None where known.

    `settings` returns a document as platforms.yaml lists it. What is told is durable after
    `flush_every` captures; a kill repeats at most so many. Ends early where the source says that it
    gives nothing more for now.
    """
    recorded: dict[DocumentKey, list[Event]] = defaultdict(list)
    for entry in archive.journal.entries():
        recorded[entry.event.document].append(entry.event)
    streams: dict[DocumentKey, _Stream] = {}
    recorder = Recorder(writer)
    for snapshot in snapshots:
        key = snapshot.document
        if key not in streams:
            streams[key] = _Stream(key, recorded.pop(key, []))
        stream = streams[key]
        if stream.knows(snapshot.captured_at):
            yield None
            continue
        looked = _looked(snapshot, at, clock)
        if isinstance(looked, Withheld):
            yield looked
            if looked.stops:
                break
            continue
        capture = Capture(
            document=_document(snapshot, settings(key)),
            at=at,
            captured_at=snapshot.captured_at,
            clock=clock,
            state=stream.move_to(snapshot.captured_at),
            origin="import",
            source=snapshot.source,
        )
        told = recorder.take(capture, looked)
        stream.take(snapshot.captured_at, told.events)
        yield told.result
        if writer.pending >= flush_every:
            writer.flush()
    writer.flush()


def _document(snapshot: ImportedSnapshot, listed: Document | None) -> Document:
    """Return the document with today's settings, at the address that it had then."""
    if listed is not None:
        return msgspec.structs.replace(listed, url=snapshot.url, robots=True)
    platform = snapshot.document.partition("/")[0]
    return Document(
        key=snapshot.document, platform_name=platform, title=snapshot.title, url=snapshot.url
    )


def _looked(
    snapshot: ImportedSnapshot, at: Moment, clock: ClockKind
) -> Response | Failure | Withheld:
    """Return what a live capture would have had: a body, or why there was none."""
    if clock == "system" and snapshot.captured_at > at + AHEAD:
        return Withheld(detail=f"claims to be captured on {snapshot.captured_at:%Y-%m-%d}")
    reply = snapshot.look()
    if isinstance(reply, Withheld):
        return reply
    if reply.status not in (200, 203):
        failure = failure_of(reply.status, dict(reply.headers), reply.body)
        return msgspec.structs.replace(failure, final_url=redact_url(reply.final_url))
    if len(reply.body) > MAX_BODY:
        return Failure(
            reason=FailureReason.TOO_LARGE,
            detail=f"larger than {MAX_BODY // 1024 // 1024} MiB, and not kept",
            http_status=reply.status,
        )
    return msgspec.structs.replace(reply, headers=evidence(dict(reply.headers)))
