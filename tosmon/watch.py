"""Use case: look at what is due, judge each capture, record what is new.

Owns the way from a document to an outcome. Decides nothing about the text (assess does) and knows
neither how bytes travel (fetch) nor how they lie on disk (archive).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from tosmon import extract
from tosmon.archive import (
    CaptureEvent,
    DocumentState,
    Held,
    NewVersion,
    Outcome,
    Writer,
    due_at,
)
from tosmon.assess.capture import CONFIRM_HOURS, SetAside, assess
from tosmon.fetch import Fetcher, Job, fetch_all, redact_url
from tosmon.model import (
    Document,
    DocumentKey,
    Evidence,
    Failure,
    Moment,
    NotModified,
    Origin,
    QuarantineReason,
    Reading,
    Record,
    Redirect,
    Reply,
    Response,
    Sha256,
    Unreadable,
    Validators,
    VersionObject,
)
from tosmon.reports.history import summarize_texts
from tosmon.results import ChangeSummary, CheckedDocument, FetchedDocument, FetchTotals
from tosmon.text import NORMALIZER, normalized_sha256, parse

Clock = Callable[[], Moment]
ClockKind = Literal["system", "fixed"]

# What is told is durable after this many documents, or this many seconds, whichever comes first:
# a crash repeats at most that much of a run.
FLUSH_EVERY = 32
FLUSH_SECONDS = 2.0
_MAX_DETAIL = 500


def plan(
    documents: Iterable[Document],
    states: Callable[[DocumentKey], DocumentState | None],
    now: Moment,
    *,
    force: bool,
) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """Return the documents that are due at `now`, and those that are not."""
    due: list[Document] = []
    waiting: list[Document] = []
    for document in documents:
        moment = due_at(states(document.key), document.every)
        (due if force or moment is None or moment <= now else waiting).append(document)
    return tuple(due), tuple(waiting)


def reader_of(document: Document) -> str:
    """Return the extractor's id with the settings that shape its text, as evidence keeps it."""
    settings = msgspec.json.encode((document.select, document.remove))
    if not document.select and not document.remove:
        return extract.EXTRACTOR
    return f"{extract.EXTRACTOR} settings/{hashlib.sha256(settings).hexdigest()[:8]}"


class _Capture(Record):
    """A reply in its place: whose it is, when it was made, what was known."""

    document: Document
    at: Moment
    clock: ClockKind
    origin: Origin = "live"


class Watch:
    """One run: it is given replies, tells the writer what to record, returns what came of them."""

    def __init__(self, writer: Writer, clock: Clock, clock_kind: ClockKind) -> None:
        self._writer = writer
        self._clock = clock
        self._clock_kind = clock_kind

    def run(
        self,
        documents: Sequence[Document],
        fetcher: Fetcher,
        *,
        workers: int,
        monotonic: Callable[[], float],
    ) -> Iterator[FetchedDocument]:
        """Look at `documents`, yielding each as it is judged; flushes as it goes."""
        states = self._writer.states
        jobs = [self._job(document, states.get(document.key)) for document in documents]
        flushed = monotonic()
        replies = fetch_all(jobs, fetcher, workers=workers)
        for job, reply in replies:
            yield self.take(job.document, reply)
            if self._writer.pending >= FLUSH_EVERY or monotonic() - flushed > FLUSH_SECONDS:
                self._writer.flush()
                flushed = monotonic()

    def _job(self, document: Document, state: DocumentState | None) -> Job:
        """Return what to ask; validators are those of this very address, or none."""
        if state is None or state.version is None:
            return Job(document=document, validators=Validators())
        same_address = state.requested_url in (None, redact_url(document.url))
        return Job(document=document, validators=state.validators if same_address else Validators())

    def take(self, document: Document, reply: Reply) -> FetchedDocument:
        """Judge one reply and record what it brings."""
        capture = _Capture(document=document, at=self._clock(), clock=self._clock_kind)
        state = self._writer.states.get(document.key)
        match reply:
            case Failure():
                return self._failed(capture, state, reply)
            case NotModified():
                return self._unchanged(capture, state, reply)
            case Response():
                return self._answered(capture, state, reply)

    def _failed(
        self, capture: _Capture, state: DocumentState | None, failure: Failure
    ) -> FetchedDocument:
        return self._tell(
            capture,
            state,
            CaptureEvent(
                n=0,
                at=capture.at,
                document=capture.document.key,
                captured_at=capture.at,
                outcome="failed",
                reason=failure.reason.value,
                detail=failure.detail[:_MAX_DETAIL],
                http_status=failure.http_status,
                retry_after=failure.retry_after,
                elapsed_ms=failure.elapsed_ms,
                robots_ignored=not capture.document.robots,
                clock=capture.clock,
            ),
        )

    def _unchanged(
        self, capture: _Capture, state: DocumentState | None, reply: NotModified
    ) -> FetchedDocument:
        return self._tell(capture, state, self._event(capture, "unchanged", reply))

    def _answered(
        self, capture: _Capture, state: DocumentState | None, reply: Response
    ) -> FetchedDocument:
        """Go the shortest way that is sure: same bytes, same visible words, same text, new text."""
        reader = reader_of(capture.document)
        known = state if state is not None and state.version is not None else None
        body = hashlib.sha256(reply.body).hexdigest()
        same_reader = known is not None and known.extractor == reader
        if known is not None and same_reader and known.body == body:
            return self._tell(capture, state, self._seen(capture, reply, known, body, reader))
        held = _held(state, body, reader)
        if held is not None and confirmed(QuarantineReason(held.reason), held, capture.at) is None:
            return self._held_again(capture, state, reply, held)
        visible = extract.visible_sha256(reply.body, content_type=_content_type(reply))
        if known is not None and same_reader and visible is not None and known.visible == visible:
            return self._tell(capture, state, self._seen(capture, reply, known, body, reader))
        reading = extract.read(
            reply.body,
            content_type=_content_type(reply),
            url=reply.final_url,
            select=capture.document.select,
            remove=capture.document.remove,
        )
        if isinstance(reading, Unreadable):
            return self._unreadable(capture, state, reply, reading)
        if known is not None and not same_reader:
            self._reread(capture, reader)
        return self._judge(capture, reply, reading, visible)

    def _seen(
        self, capture: _Capture, reply: Response, known: DocumentState, body: Sha256, reader: str
    ) -> CaptureEvent:
        return msgspec.structs.replace(
            self._event(capture, "unchanged", reply),
            body=body,
            visible=known.visible,
            normalized=known.normalized,
            extractor=reader,
            validators=_validators(reply),
        )

    def _unreadable(
        self,
        capture: _Capture,
        state: DocumentState | None,
        reply: Response,
        unreadable: Unreadable,
    ) -> FetchedDocument:
        quarantined = isinstance(unreadable.reason, QuarantineReason)
        event = self._event(capture, "quarantined" if quarantined else "failed", reply)
        return self._tell(
            capture,
            state,
            msgspec.structs.replace(
                event,
                reason=unreadable.reason.value,
                detail=unreadable.detail[:_MAX_DETAIL],
                body=self._writer.keep_body(capture.document.key, reply.body),
                kept=True,
                extractor=reader_of(capture.document),
            ),
        )

    def _held_again(
        self, capture: _Capture, state: DocumentState | None, reply: Response, held: Held
    ) -> FetchedDocument:
        """Say of a body that was set aside before what was said then, without reading it again."""
        return self._tell(
            capture,
            state,
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
        self, capture: _Capture, reply: Response, reading: Reading, visible: Sha256 | None
    ) -> FetchedDocument:
        key = capture.document.key
        state = self._writer.states.get(key)
        newest = self._writer.newest(key)
        normalized = normalized_sha256(reading.text)
        event = msgspec.structs.replace(
            self._event(capture, "unchanged", reply),
            visible=visible,
            normalized=normalized,
            extractor=reader_of(capture.document),
            validators=_validators(reply),
        )
        if newest is not None and newest.normalized == normalized:
            kept = self._writer.keep_body(key, reply.body)
            return self._tell(capture, state, msgspec.structs.replace(event, body=kept, kept=True))
        before = self._writer.text(newest) if newest is not None else None
        doubt = assess(reading.text, before)
        first: Held | None = None
        if doubt is not None:
            first = confirmed(doubt.reason, _held_text(state, normalized), capture.at)
            if first is None:
                return self._set_aside(capture, state, reply, reading, event, doubt)
        return self._record(capture, state, reply, reading, event, before, first)

    def _set_aside(
        self,
        capture: _Capture,
        state: DocumentState | None,
        reply: Response,
        reading: Reading,
        event: CaptureEvent,
        doubt: SetAside,
    ) -> FetchedDocument:
        return self._tell(
            capture,
            state,
            msgspec.structs.replace(
                event,
                outcome="quarantined",
                reason=doubt.reason.value,
                detail=doubt.detail[:_MAX_DETAIL],
                validators=None,
                body=self._writer.keep_body(capture.document.key, reply.body),
                kept=True,
                evidence=self._evidence(capture, reply, reading),
            ),
        )

    def _record(
        self,
        capture: _Capture,
        state: DocumentState | None,
        reply: Response,
        reading: Reading,
        event: CaptureEvent,
        before: str | None,
        first: Held | None,
    ) -> FetchedDocument:
        """Record a version; one that was seen before carries the evidence of that first sight."""
        key = capture.document.key
        body, evidence = reply.body, self._evidence(capture, reply, reading)
        if first is not None and first.evidence is not None:
            body, evidence = self._writer.kept_body(first.body), first.evidence
            event = msgspec.structs.replace(event, first_seen=first.first_seen)
        change = summarize_texts(before, reading.text) if before is not None else None
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
            confirmed_at=capture.at,
        )
        event = msgspec.structs.replace(
            event,
            outcome="changed" if before is not None else "initial",
            version=version,
            body=hashlib.sha256(reply.body).hexdigest(),
            kept=True,
        )
        return self._tell(capture, state, event, change)

    def _reread(self, capture: _Capture, reader: str) -> None:
        """Read the newest archived body with today's reader.

        A difference that our own reading makes is recorded as such and alarms nobody.
        """
        key = capture.document.key
        newest = self._writer.newest(key)
        if newest is None:
            return
        reading = extract.read(
            self._writer.body(newest),
            content_type=dict(newest.evidence.headers).get("content-type"),
            url=newest.evidence.final_url,
            select=capture.document.select,
            remove=capture.document.remove,
        )
        if isinstance(reading, Unreadable):
            return
        if normalized_sha256(reading.text) == newest.normalized:
            return
        self._reextraction(capture, newest, reading, reader)

    def _reextraction(
        self, capture: _Capture, newest: VersionObject, reading: Reading, reader: str
    ) -> None:
        key, normalized = capture.document.key, normalized_sha256(reading.text)
        evidence = msgspec.structs.replace(
            newest.evidence, origin="reextraction", extractor=reader, measures=reading.measures
        )
        version = self._writer.add_version(
            NewVersion(
                document=key,
                text=reading.text,
                body=self._writer.body(newest),
                links=reading.links,
                normalized=normalized,
                normalizer=NORMALIZER,
                evidence=evidence,
            ),
            recorded_at=capture.at,
            confirmed_at=capture.at,
        )
        self._writer.add_event(
            CaptureEvent(
                n=0,
                at=capture.at,
                document=key,
                captured_at=newest.evidence.captured_at,
                outcome="changed",
                version=version,
                body=newest.body,
                kept=True,
                normalized=normalized,
                extractor=reader,
                origin="reextraction",
                clock=capture.clock,
            )
        )
        self._writer.flush()

    def _event(
        self, capture: _Capture, outcome: Outcome, reply: Response | NotModified
    ) -> CaptureEvent:
        return CaptureEvent(
            n=0,
            at=capture.at,
            document=capture.document.key,
            captured_at=capture.at,
            outcome=outcome,
            http_status=reply.status,
            requested_url=redact_url(capture.document.url),
            final_url=redact_url(reply.final_url),
            elapsed_ms=reply.elapsed_ms,
            robots_ignored=not capture.document.robots,
            clock=capture.clock,
        )

    def _evidence(self, capture: _Capture, reply: Response, reading: Reading) -> Evidence:
        return Evidence(
            requested_url=redact_url(reply.requested_url),
            final_url=redact_url(reply.final_url),
            captured_at=capture.at,
            status=reply.status,
            origin=capture.origin,
            redirects=tuple(
                Redirect(status=hop.status, url=redact_url(hop.url)) for hop in reply.redirects
            ),
            headers=reply.headers,
            extractor=reader_of(capture.document),
            measures=reading.measures,
            clock=capture.clock,
        )

    def _tell(
        self,
        capture: _Capture,
        before: DocumentState | None,
        event: CaptureEvent,
        change: ChangeSummary | None = None,
    ) -> FetchedDocument:
        self._writer.add_event(event)
        return FetchedDocument(
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


_TROUBLE = ("failed", "quarantined")


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


def _content_type(reply: Response) -> str | None:
    return dict(reply.headers).get("content-type")


def _validators(reply: Response) -> Validators:
    headers = dict(reply.headers)
    return Validators(etag=headers.get("etag"), last_modified=headers.get("last-modified"))


def skipped(documents: Iterable[Document]) -> tuple[FetchedDocument, ...]:
    """Return what a run says of documents that are not due yet."""
    return tuple(
        FetchedDocument(document=document.key, status="skipped", reason="not_due")
        for document in documents
    )


def planned(documents: Iterable[Document]) -> tuple[FetchedDocument, ...]:
    """Return what a dry run says of documents that are due."""
    return tuple(
        FetchedDocument(document=document.key, status="skipped", reason="dry_run")
        for document in documents
    )


def totals(documents: Iterable[FetchedDocument]) -> FetchTotals:
    """Count `documents` by status."""
    counts = Counter(document.status for document in documents)
    return FetchTotals(
        initial=counts["initial"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        quarantined=counts["quarantined"],
        failed=counts["failed"],
        skipped=counts["skipped"],
    )


_QUOTED_WORDS = 12


def look(documents: Sequence[Document], fetcher: Fetcher) -> Iterator[CheckedDocument]:
    """Fetch `documents` and tell what would be read of each; records nothing."""
    jobs = [Job(document=document, validators=Validators()) for document in documents]
    for job, reply in fetch_all(jobs, fetcher):
        yield _looked(job.document, reply)


def _looked(document: Document, reply: Reply) -> CheckedDocument:
    blank = CheckedDocument(document=document.key, url=redact_url(document.url), ok=False)
    if isinstance(reply, Failure):
        return msgspec.structs.replace(
            blank, reason=reply.reason.value, detail=reply.detail, http_status=reply.http_status
        )
    if isinstance(reply, NotModified):  # no validators were sent, so the server is mistaken
        return msgspec.structs.replace(blank, reason="not_modified", http_status=304)
    reading = extract.read(
        reply.body,
        content_type=_content_type(reply),
        url=reply.final_url,
        select=document.select,
        remove=document.remove,
    )
    if isinstance(reading, Unreadable):
        return msgspec.structs.replace(
            blank, reason=reading.reason.value, detail=reading.detail, http_status=reply.status
        )
    words = reading.text.split()
    headings = [block.text for block in parse(reading.text) if block.kind == "heading"]
    return msgspec.structs.replace(
        blank,
        ok=True,
        http_status=reply.status,
        characters=len(reading.text),
        words=len(words),
        sections=tuple(headings),
        first_words=" ".join(words[:_QUOTED_WORDS]),
        last_words=" ".join(words[-_QUOTED_WORDS:]),
    )
