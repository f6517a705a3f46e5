"""One capture judged and recorded: the way from a reply to an outcome.

Owns which evidence is kept and what the journal is told. Decides nothing about the text (assess
does) and knows neither how bytes travel (fetch) nor how they lie on disk (archive). Live runs and
imports go the same way.
"""

from __future__ import annotations

import msgspec

from tosmon.archive import (
    CaptureEvent,
    DocumentState,
    Held,
    NewVersion,
    Writer,
    advance,
)
from tosmon.assess.known import SetAside
from tosmon.model import (
    Document,
    DocumentKey,
    Failure,
    Moment,
    NotModified,
    QuarantineReason,
    Reading,
    Reply,
    Response,
    Sha256,
    Unreadable,
    VersionObject,
)
from tosmon.results import ChangeSummary
from tosmon.text import NORMALIZER, normalized_sha256
from tosmon.watch.captures import (
    MAX_DETAIL,
    Capture,
    Told,
    as_withdrawn,
    confirmed,
    event_of,
    evidence_of,
    held_text,
    known_of,
    read_reply,
    reader_for,
    validators_of,
)
from tosmon.watch.outcomes import judged, result_of
from tosmon.watch.rereading import (
    differs,
    read_again,
    read_evidence,
    record_again,
)
from tosmon.watch.sight import Sight, Sights


class Recorder:
    """Judges captures and tells the writer what to record."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._sights = Sights(writer)
        self._looked_back: dict[DocumentKey, tuple[Sha256 | None, Document]] = {}

    def take(self, capture: Capture, reply: Reply) -> Told:
        """Judge one reply and record what it brings."""
        match reply:
            case Failure():
                return self._failed(capture, reply)
            case NotModified():
                return self._tell(capture, event_of(capture, "unchanged", reply))
            case Response():
                return self._answered(capture, reply)

    def _newest(self, state: DocumentState | None) -> VersionObject | None:
        """Return the version that stands at this point of time."""
        if state is None or state.version is None:
            return None
        return self._writer.version(state.version)

    def _failed(self, capture: Capture, failure: Failure) -> Told:
        failure = as_withdrawn(capture, failure)
        return self._tell(
            capture,
            CaptureEvent(
                n=0,
                at=capture.at,
                document=capture.document.key,
                captured_at=capture.captured_at,
                outcome="failed",
                origin=capture.origin,
                reason=failure.reason.value,
                detail=failure.detail[:MAX_DETAIL],
                http_status=failure.http_status,
                retry_after=failure.retry_after,
                elapsed_ms=failure.elapsed_ms,
                robots_ignored=not capture.document.robots,
                clock=capture.clock,
            ),
        )

    def _answered(self, capture: Capture, reply: Response) -> Told:
        sight = self._sights.look(capture, reply)
        if sight.event is not None:
            new = sight.is_new
            event = self._kept(capture, reply, sight.event) if new else sight.event
            return self._tell(capture, event)
        reading = self._reading(capture, reply, sight)
        if isinstance(reading, Unreadable):
            return self._unreadable(capture, reply, reading)
        state = capture.state
        if state is not None and state.version and state.extractor != reader_for(capture, reply):
            capture = self._reread(capture)
        return self._judge(capture, reply, reading, sight)

    def _reading(self, capture: Capture, reply: Response, sight: Sight) -> Reading | Unreadable:
        """Read a page, or take over what was read of these very bytes for another document."""
        if sight.read is None:
            return read_reply(capture, reply)
        read = self._writer.version(sight.read)
        return Reading(
            text=self._writer.text(read),
            extractor=read.evidence.extractor,
            links=self._writer.links(read),
            measures=read.evidence.measures,
        )

    def _kept(self, capture: Capture, reply: Response, event: CaptureEvent) -> CaptureEvent:
        """Keep what came; return `event` with its name."""
        key = capture.document.key
        response = self._writer.keep_response(key, reply.sent) if reply.sent is not None else None
        body = self._writer.keep_body(key, reply.body)
        return msgspec.structs.replace(event, body=body, response=response, kept=True)

    def _unreadable(
        self,
        capture: Capture,
        reply: Response,
        unreadable: Unreadable,
    ) -> Told:
        quarantined = isinstance(unreadable.reason, QuarantineReason)
        event = event_of(capture, "quarantined" if quarantined else "failed", reply)
        return self._tell(
            capture,
            msgspec.structs.replace(
                self._kept(capture, reply, event),
                reason=unreadable.reason.value,
                detail=unreadable.detail[:MAX_DETAIL],
                extractor=reader_for(capture, reply),
                evidence=evidence_of(capture, reply) if reply.rendered else None,
            ),
        )

    def _judge(
        self,
        capture: Capture,
        reply: Response,
        reading: Reading,
        sight: Sight,
    ) -> Told:
        # The rules of judgement take a quarter of the start of a run that changes nothing.
        from tosmon.assess.verdict import believe, weigh  # noqa: PLC0415

        newest = self._newest(capture.state)
        normalized = normalized_sha256(reading.text)
        event = msgspec.structs.replace(
            event_of(capture, "unchanged", reply),
            visible=sight.visible,
            content=sight.content,
            normalized=normalized,
            extractor=reader_for(capture, reply),
            validators=validators_of(reply),
        )
        before = self._writer.text(newest) if newest is not None else None
        known = known_of(capture.state, newest, before)
        verdict = weigh(reading.text, normalized, capture.captured_at, known)
        if verdict.doubt is not None:
            since = self._doubted_since(capture, reading.text, verdict.doubt.reason)
            if since is None:
                return self._set_aside(capture, reply, reading, event, verdict.doubt)
            event = msgspec.structs.replace(event, doubted_since=since)
            verdict = believe(reading.text, normalized, capture.captured_at, known)
        if verdict.is_version:
            first = held_text(capture.state, normalized) if verdict.first_seen else None
            return self._record(capture, reply, reading, event, before, first, sight)
        event = self._kept(capture, reply, event)
        if verdict.word == "furniture":
            event = msgspec.structs.replace(event, seen_as="furniture")
        elif verdict.word == "variant":
            event = msgspec.structs.replace(event, seen_as="variant", validators=None)
        return self._tell(capture, event)

    def _doubted_since(
        self, capture: Capture, text: str, reason: QuarantineReason
    ) -> Moment | None:
        """Return since when the page has shown what `text` is but for edits, and nothing else.

        None where that is for less than the hours that confirm, or where a person rejected it.
        """
        from tosmon.assess.verdict import persists  # noqa: PLC0415 - as in `_judge`

        state = capture.state
        since = state.failing_since if state is not None else None
        if state is None or since is None:
            return None
        spell = [h for h in state.held if h.reason == reason.value and h.first_seen >= since]
        first = confirmed(reason, spell[0], capture.captured_at) if spell else None
        if first is None or first.evidence is None or any(held.rejected for held in spell):
            return None
        earlier = read_evidence(
            capture.document, first.evidence, self._writer.kept_body(first.body)
        )
        if isinstance(earlier, Unreadable) or not persists(text, earlier.text):
            return None
        return first.first_seen

    def _set_aside(
        self,
        capture: Capture,
        reply: Response,
        reading: Reading,
        event: CaptureEvent,
        doubt: SetAside,
    ) -> Told:
        return self._tell(
            capture,
            msgspec.structs.replace(
                self._kept(capture, reply, event),
                outcome="quarantined",
                reason=doubt.reason.value,
                detail=doubt.detail[:MAX_DETAIL],
                validators=None,
                evidence=evidence_of(capture, reply, reading),
            ),
        )

    def _record(
        self,
        capture: Capture,
        reply: Response,
        reading: Reading,
        event: CaptureEvent,
        before: str | None,
        first: Held | None,
        sight: Sight,
    ) -> Told:
        """Record a version; one that was seen before carries the evidence of that first sight."""
        key = capture.document.key
        body, evidence = reply.body, evidence_of(capture, reply, reading)
        if first is not None and first.evidence is not None:
            body, evidence = self._writer.kept_body(first.body), first.evidence
            event = msgspec.structs.replace(event, first_seen=first.first_seen)
        stood = capture.state.version if capture.state is not None else None
        version = self._writer.add_version(
            NewVersion(
                document=key,
                text=reading.text,
                body=body,
                links=reading.links,
                normalized=event.normalized or normalized_sha256(reading.text),
                normalizer=NORMALIZER,
                evidence=evidence,
            ),
            recorded_at=capture.at,
            confirmed_at=capture.captured_at,
        )
        event = msgspec.structs.replace(
            self._kept(capture, reply, event),
            outcome="changed" if before is not None else "initial",
            version=version,
        )
        if body is reply.body and event.body is not None:
            self._sights.was_read(capture, reply, sight, body=event.body, version=version)
        change = None
        if before is not None and stood is not None and capture.origin == "live":
            change = judged(self._writer, capture, (stood, version), (before, reading.text))
        return self._tell(capture, event, change)

    def _reread(self, capture: Capture) -> Capture:
        """Read the newest archived body with today's reader; return what is known then.

        A difference that our own reading makes is recorded as such and alarms nobody.
        """
        newest = self._newest(capture.state)
        if newest is None:
            return capture
        asked = (capture.state.version if capture.state else None, capture.document)
        if self._looked_back.get(capture.document.key) == asked:
            return capture  # doubtful pages come again and again behind one version
        self._looked_back[capture.document.key] = asked
        reading = read_again(capture.document, newest, self._writer.body(newest))
        if isinstance(reading, Unreadable) or not differs(reading, newest):
            return capture
        event = record_again(
            capture.document, newest, reading, self._writer, at=capture.at, clock=capture.clock
        )
        known = capture.state or DocumentState(document=capture.document.key)
        return msgspec.structs.replace(capture, state=advance(known, event), told=(event,))

    def _tell(
        self,
        capture: Capture,
        event: CaptureEvent,
        change: ChangeSummary | None = None,
    ) -> Told:
        self._writer.add_event(event)
        return Told(events=(*capture.told, event), result=result_of(capture, event, change))
