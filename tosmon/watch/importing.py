"""Use case of `import`: history of others, through the same judgement as a live capture.

Owns the order: each document's imported captures are judged among what is recorded already, by time
of capture, whichever was recorded first. What was imported before is not imported again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from tosmon.archive import Archive, CaptureEvent, DocumentState, Event, Writer, advance
from tosmon.imports import ImportedSnapshot
from tosmon.model import ClockKind, Document, DocumentKey, Moment, Response
from tosmon.results import FetchedDocument
from tosmon.watch.recorder import Capture, Recorder

FLUSH_EVERY = 64


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
    at: Moment,
    clock: ClockKind,
) -> Iterator[FetchedDocument | None]:
    """Judge and record `snapshots`, in order of time; yield each outcome, None where known."""
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
        capture = Capture(
            document=Document(
                key=key,
                platform_name=key.partition("/")[0],
                title=snapshot.title,
                url=snapshot.url,
            ),
            at=at,
            captured_at=snapshot.captured_at,
            clock=clock,
            state=stream.move_to(snapshot.captured_at),
            origin="import",
            source=snapshot.source,
        )
        told = recorder.take(capture, _reply(snapshot))
        for event in told.events:
            stream.state = advance(stream.state, event)
        yield told.result
        if writer.pending >= FLUSH_EVERY:
            writer.flush()
    writer.flush()


def _reply(snapshot: ImportedSnapshot) -> Response:
    return Response(
        requested_url=snapshot.url,
        final_url=snapshot.url,
        status=200,
        headers=(("content-type", snapshot.content_type),),
        body=snapshot.body(),
    )
