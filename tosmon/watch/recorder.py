"""One capture judged and recorded: the way from a reply to an outcome.

Owns which evidence is kept and what the journal is told. Decides nothing about the text (assess
does) and knows neither how bytes travel (fetch) nor how they lie on disk (archive). Live runs and
imports go the same way.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec

from tosmon import extract
from tosmon.archive import (
    CaptureEvent,
    DocumentState,
    Held,
    NewVersion,
    Outcome,
    Writer,
    advance,
)
from tosmon.assess.capture import CONFIRM_HOURS, SetAside
from tosmon.assess.verdict import Known, Sighting, believe, persists, weigh
from tosmon.fetch import redact_url
from tosmon.model import (
    ClockKind,
    Document,
    Evidence,
    Failure,
    FailureReason,
    Moment,
    NotModified,
    Origin,
    QuarantineReason,
    Reading,
    Record,
    Recorded,
    Redirect,
    Reply,
    Response,
    Sha256,
    Unreadable,
    Validators,
    VersionObject,
)
from tosmon.results import ChangeSummary, FetchedDocument
from tosmon.text import NORMALIZER, normalized_sha256
from tosmon.watch.rereading import (
    differs,
    read_again,
    read_as,
    read_evidence,
    reader_of,
    record_again,
)

_MAX_DETAIL = 500
# A broken deployment answers 404 for hours, at times over a weekend; a withdrawn page for good.
WITHDRAWN_DAYS = 3
_ABSENT = frozenset((FailureReason.NOT_FOUND, FailureReason.GONE))
_PERMANENT = frozenset((301, 308))


class Capture(Record):
    """A reply in its place: whose it is, when it was made and told, what was known before.

    `state` is what is known of the document as of `captured_at`: for a live look its last state,
    for imported history what is recorded of the time before. `told` are lines that judging it
    needed first.
    """

    document: Document
    at: Moment
    captured_at: Moment
    clock: ClockKind
    state: DocumentState | None
    origin: Origin = "live"
    source: str | None = None
    told: tuple[CaptureEvent, ...] = ()


class Told(Record):
    """What a capture came to: the lines that the journal will have, and the answer of the run."""

    events: tuple[CaptureEvent, ...]
    result: FetchedDocument


class Recorder:
    """Judges captures and tells the writer what to record."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def take(self, capture: Capture, reply: Reply) -> Told:
        """Judge one reply and record what it brings."""
        match reply:
            case Failure():
                return self._failed(capture, reply)
            case NotModified():
                return self._tell(capture, self._event(capture, "unchanged", reply))
            case Response():
                return self._answered(capture, reply)

    def _newest(self, state: DocumentState | None) -> VersionObject | None:
        """Return the version that stands at this point of time."""
        if state is None or state.version is None:
            return None
        return self._writer.version(state.version)

    def _failed(self, capture: Capture, failure: Failure) -> Told:
        failure = _as_withdrawn(capture, failure)
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
                detail=failure.detail[:_MAX_DETAIL],
                http_status=failure.http_status,
                retry_after=failure.retry_after,
                elapsed_ms=failure.elapsed_ms,
                robots_ignored=not capture.document.robots,
                clock=capture.clock,
            ),
        )

    def _answered(self, capture: Capture, reply: Response) -> Told:
        """Go the shortest way that is sure: same bytes, same visible words, same text, new text."""
        reader, state = _reader(capture, reply), capture.state
        known = state if state is not None and state.version is not None else None
        body = hashlib.sha256(reply.body).hexdigest()
        same_reader = known is not None and known.extractor == reader
        if known is not None and same_reader and known.body == body:
            return self._tell(capture, self._seen(capture, reply, known, body, reader))
        again = self._in_trouble_again(capture, reply, body, reader)
        if again is not None:
            return again
        visible = extract.visible_sha256(reply.body) if not capture.document.data else None
        if known is not None and same_reader and visible is not None and known.visible == visible:
            return self._tell(capture, self._seen(capture, reply, known, body, reader))
        content = (
            extract.content_sha256(reply.body, content_type=content_type(reply))
            if not capture.document.data  # which is in scripts, where these hashes do not look
            else None
        )
        if known is not None and same_reader and content is not None and known.content == content:
            return self._tell(capture, self._same_content(capture, reply, known, visible, reader))
        reading = _read(capture, reply)
        if isinstance(reading, Unreadable):
            return self._unreadable(capture, reply, reading)
        if known is not None and not same_reader:
            capture = self._reread(capture)
        return self._judge(capture, reply, reading, visible, content)

    def _seen(
        self, capture: Capture, reply: Response, known: DocumentState, body: Sha256, reader: str
    ) -> CaptureEvent:
        return msgspec.structs.replace(
            self._event(capture, "unchanged", reply),
            body=body,
            visible=known.visible,
            content=known.content,
            normalized=known.normalized,
            extractor=reader,
            validators=_validators(reply),
        )

    def _same_content(
        self,
        capture: Capture,
        reply: Response,
        known: DocumentState,
        visible: Sha256 | None,
        reader: str,
    ) -> CaptureEvent:
        """Tell of a page whose furniture alone is new: its body is kept, its text is not read."""
        event = self._kept(capture, reply, self._seen(capture, reply, known, "", reader))
        return msgspec.structs.replace(event, visible=visible)

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
        event = self._event(capture, "quarantined" if quarantined else "failed", reply)
        return self._tell(
            capture,
            msgspec.structs.replace(
                self._kept(capture, reply, event),
                reason=unreadable.reason.value,
                detail=unreadable.detail[:_MAX_DETAIL],
                extractor=_reader(capture, reply),
                evidence=self._evidence(capture, reply) if reply.rendered else None,
            ),
        )

    def _in_trouble_again(
        self, capture: Capture, reply: Response, body: Sha256, reader: str
    ) -> Told | None:
        """Say of a body that was set aside, or could not be read, what was said then, if it was."""
        state = capture.state
        held = _held(state, body, reader)
        if (
            held is not None
            and confirmed(QuarantineReason(held.reason), held, capture.captured_at) is None
        ):
            return self._held_again(capture, reply, held)
        if state is not None and state.kept == body and state.unread_by == reader:
            return self._unread_again(capture, reply, state)
        return None

    def _unread_again(self, capture: Capture, reply: Response, state: DocumentState) -> Told:
        """Say of the body that could not be read last time what was said then."""
        event = self._event(capture, "failed", reply)
        return self._tell(
            capture,
            msgspec.structs.replace(
                event,
                reason=state.reason,
                detail=state.detail,
                body=state.kept,
                kept=True,
                extractor=state.unread_by,
            ),
        )

    def _held_again(self, capture: Capture, reply: Response, held: Held) -> Told:
        """Say of a body that was set aside before what was said then, without reading it again."""
        return self._tell(
            capture,
            msgspec.structs.replace(
                self._event(capture, "quarantined", reply),
                reason=held.reason,
                detail=held.detail,
                body=held.body,
                kept=True,
                extractor=held.extractor,
            ),
        )

    def _judge(
        self,
        capture: Capture,
        reply: Response,
        reading: Reading,
        visible: Sha256 | None,
        content: Sha256 | None,
    ) -> Told:
        newest = self._newest(capture.state)
        normalized = normalized_sha256(reading.text)
        event = msgspec.structs.replace(
            self._event(capture, "unchanged", reply),
            visible=visible,
            content=content,
            normalized=normalized,
            extractor=_reader(capture, reply),
            validators=_validators(reply),
        )
        before = self._writer.text(newest) if newest is not None else None
        known = _known(capture.state, newest, before)
        verdict = weigh(reading.text, normalized, capture.captured_at, known)
        if verdict.doubt is not None:
            since = self._doubted_since(capture, reading.text, verdict.doubt.reason)
            if since is None:
                return self._set_aside(capture, reply, reading, event, verdict.doubt)
            event = msgspec.structs.replace(event, doubted_since=since)
            verdict = believe(reading.text, normalized, capture.captured_at, known)
        if verdict.is_version:
            first = _held_text(capture.state, normalized) if verdict.first_seen else None
            return self._record(capture, reply, reading, event, before, first)
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
                detail=doubt.detail[:_MAX_DETAIL],
                validators=None,
                evidence=self._evidence(capture, reply, reading),
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
    ) -> Told:
        """Record a version; one that was seen before carries the evidence of that first sight."""
        key = capture.document.key
        body, evidence = reply.body, self._evidence(capture, reply, reading)
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
        change = None
        if before is not None and stood is not None and capture.origin == "live":
            change = self._judged(capture, stood, version, before, reading.text)
        return self._tell(capture, event, change)

    def _judged(
        self, capture: Capture, stood: Sha256, version: Sha256, before: str, text: str
    ) -> ChangeSummary:
        """Judge a live change for the line that is printed; who asks later finds it judged."""
        # The rules of judgement take a quarter of the start of a run that changes nothing.
        from tosmon.reports.history import judge_version, summary  # noqa: PLC0415
        from tosmon.reports.judged import Judged  # noqa: PLC0415

        old, new = (
            Recorded(
                version=name,
                content=self._writer.version(name),
                recorded_at=capture.at,
                confirmed_at=capture.captured_at,
            )
            for name in (stood, version)
        )
        change = judge_version(old, new, before, text)
        Judged(self._writer.files).add(change)
        return summary(change)

    def _reread(self, capture: Capture) -> Capture:
        """Read the newest archived body with today's reader; return what is known then.

        A difference that our own reading makes is recorded as such and alarms nobody.
        """
        newest = self._newest(capture.state)
        if newest is None:
            return capture
        reading = read_again(capture.document, newest, self._writer.body(newest))
        if isinstance(reading, Unreadable) or not differs(reading, newest):
            return capture
        event = record_again(
            capture.document, newest, reading, self._writer, at=capture.at, clock=capture.clock
        )
        known = capture.state or DocumentState(document=capture.document.key)
        return msgspec.structs.replace(capture, state=advance(known, event), told=(event,))

    def _event(
        self, capture: Capture, outcome: Outcome, reply: Response | NotModified
    ) -> CaptureEvent:
        return CaptureEvent(
            n=0,
            at=capture.at,
            document=capture.document.key,
            captured_at=capture.captured_at,
            outcome=outcome,
            origin=capture.origin,
            http_status=reply.status,
            requested_url=redact_url(capture.document.url),
            final_url=redact_url(reply.final_url),
            moved_to=_moved_to(reply),
            elapsed_ms=reply.elapsed_ms,
            robots_ignored=not capture.document.robots,
            clock=capture.clock,
        )

    def _evidence(
        self, capture: Capture, reply: Response, reading: Reading | None = None
    ) -> Evidence:
        return Evidence(
            requested_url=redact_url(reply.requested_url),
            final_url=redact_url(reply.final_url),
            captured_at=capture.captured_at,
            status=reply.status,
            origin=capture.origin,
            redirects=tuple(
                Redirect(status=hop.status, url=redact_url(hop.url)) for hop in reply.redirects
            ),
            headers=reply.headers,
            extractor=_reader(capture, reply),
            measures=reading.measures if reading is not None else (),
            clock=capture.clock,
            source=capture.source,
            rendered=reply.rendered or msgspec.UNSET,
        )

    def _tell(
        self,
        capture: Capture,
        event: CaptureEvent,
        change: ChangeSummary | None = None,
    ) -> Told:
        self._writer.add_event(event)
        before = capture.state
        result = FetchedDocument(
            document=capture.document.key,
            status=event.outcome,
            reason=event.reason,
            detail=event.detail,
            version=event.version,
            change=change,
            http_status=event.http_status,
            elapsed_ms=event.elapsed_ms,
            news=_is_news(before, event),
            recovered=bool(before and before.failures) and event.outcome not in _TROUBLE,
        )
        return Told(events=(*capture.told, event), result=result)


_TROUBLE = ("failed", "quarantined")


def _as_withdrawn(capture: Capture, failure: Failure) -> Failure:
    """Return `failure`, called a withdrawal where there has been no document for some days."""
    since = capture.state.absent_since if capture.state is not None else None
    if failure.reason not in _ABSENT or since is None:
        return failure
    if capture.captured_at - since < dt.timedelta(days=WITHDRAWN_DAYS):
        return failure
    detail = f"no document there since {since:%Y-%m-%d} (HTTP {failure.http_status})"
    return msgspec.structs.replace(failure, reason=FailureReason.WITHDRAWN, detail=detail)


def _moved_to(reply: Response | NotModified) -> str | None:
    """Return where the document has moved for good, None where any redirect is a temporary one."""
    if not reply.redirects or any(hop.status not in _PERMANENT for hop in reply.redirects):
        return None
    return redact_url(reply.final_url)


def _is_news(before: DocumentState | None, event: CaptureEvent) -> bool:
    """Return whether to tell: a failure once, and again when its cause changes or it ends."""
    if event.outcome in ("initial", "changed"):
        return True
    if before is None:
        return event.outcome != "unchanged"
    if event.outcome in _TROUBLE:
        return (before.last_outcome, before.reason) != (event.outcome, event.reason)
    return before.failures > 0


def _held(state: DocumentState | None, body: Sha256, reader: str) -> Held | None:
    """Return the quarantined capture of these very bytes, read by this very reader."""
    held = state.held if state is not None else ()
    return next((h for h in held if h.body == body and h.extractor == reader), None)


def _known(state: DocumentState | None, newest: VersionObject | None, text: str | None) -> Known:
    """Return what is known of a document as the verdict wants it."""
    if state is None:
        return Known()
    return Known(
        text=text,
        normalized=newest.normalized if newest is not None else None,
        variants=state.variants,
        set_aside=tuple(
            Sighting(
                normalized=held.normalized,
                reason=QuarantineReason(held.reason),
                first_seen=held.first_seen,
                rejected=held.rejected,
            )
            for held in state.held
            if held.normalized is not None
        ),
    )


def _held_text(state: DocumentState | None, normalized: Sha256) -> Held | None:
    """Return the quarantined capture of this very text."""
    held = state.held if state is not None else ()
    return next((h for h in held if h.normalized == normalized and not h.rejected), None)


def confirmed(reason: QuarantineReason, held: Held | None, now: Moment) -> Held | None:
    """Return the first sighting that a second one, some hours later, releases; else None."""
    if held is None or not reason.released_by_repetition:
        return None
    hours = (now - held.first_seen).total_seconds() / 3600.0
    return held if hours >= CONFIRM_HOURS else None


def _read(capture: Capture, reply: Response) -> Reading | Unreadable:
    """Read a body as its document's settings say.

    A selector is made for the page of today: where it misses an imported one of another time, that
    page is read whole.
    """
    kind, url = content_type(reply), reply.final_url
    reading = read_as(capture.document, reply.body, kind, url)
    missed = isinstance(reading, Unreadable) and reading.reason == QuarantineReason.RESTRUCTURED
    if missed and capture.origin == "import":
        return extract.read(reply.body, content_type=kind, url=url)
    return reading


def _reader(capture: Capture, reply: Response) -> str:
    return reader_of(capture.document, reply.body, content_type(reply), reply.final_url)


def content_type(reply: Response) -> str | None:
    """Return what the server says that the body is."""
    return dict(reply.headers).get("content-type")


def _validators(reply: Response) -> Validators:
    """Return what to ask the next time; nothing where the words came from elsewhere than the body.

    A page that scripts fill can be as it was while its words are not.
    """
    if reply.rendered is not None:
        return Validators()
    headers = dict(reply.headers)
    return Validators(etag=headers.get("etag"), last_modified=headers.get("last-modified"))
