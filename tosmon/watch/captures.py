"""A reply in its place: what is known before it, and what it tells of itself.

Pure but for reading a body. Owns the journal's line and the evidence of a look; decides and records
nothing.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from tosmon import extract
from tosmon.archive import CaptureEvent, DocumentState, Held, Outcome
from tosmon.assess.known import CONFIRM_HOURS, Known, Sighting
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
    Redirect,
    Response,
    Sha256,
    Unreadable,
    Validators,
    VersionObject,
)
from tosmon.results import FetchedDocument
from tosmon.watch.rereading import read_as, reader_of

MAX_DETAIL = 500
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


def event_of(capture: Capture, outcome: Outcome, reply: Response | NotModified) -> CaptureEvent:
    """Return the line of a look, with what the reply itself tells."""
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


def evidence_of(capture: Capture, reply: Response, reading: Reading | None = None) -> Evidence:
    """Return how a capture came about, secrets in addresses redacted."""
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
        extractor=reader_for(capture, reply),
        measures=reading.measures if reading is not None else (),
        clock=capture.clock,
        source=capture.source,
        rendered=reply.rendered or msgspec.UNSET,
    )


TROUBLE = ("failed", "quarantined")


def as_withdrawn(capture: Capture, failure: Failure) -> Failure:
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


def is_news(before: DocumentState | None, event: CaptureEvent) -> bool:
    """Return whether to tell: a failure once, and again when its cause changes or it ends."""
    if event.outcome in ("initial", "changed"):
        return True
    if before is None:
        return event.outcome != "unchanged"
    if event.outcome in TROUBLE:
        return (before.last_outcome, before.reason) != (event.outcome, event.reason)
    return before.failures > 0


def held_body(state: DocumentState | None, body: Sha256, reader: str) -> Held | None:
    """Return the quarantined capture of these very bytes, read by this very reader."""
    held = state.held if state is not None else ()
    return next((h for h in held if h.body == body and h.extractor == reader), None)


def held_again(capture: Capture, reply: Response, held: Held) -> CaptureEvent:
    """Return the line of what was set aside before: it says what was said then."""
    return msgspec.structs.replace(
        event_of(capture, "quarantined", reply),
        reason=held.reason,
        detail=held.detail,
        body=held.body,
        kept=True,
        content=held.content,
        normalized=held.normalized,
        extractor=held.extractor,
    )


def unread_again(capture: Capture, reply: Response, state: DocumentState) -> CaptureEvent:
    """Return the line of the body that could not be read last time: it says what was said then."""
    return msgspec.structs.replace(
        event_of(capture, "failed", reply),
        reason=state.reason,
        detail=state.detail,
        body=state.kept,
        kept=True,
        extractor=state.unread_by,
    )


def held_content(state: DocumentState | None, content: Sha256 | None, reader: str) -> Held | None:
    """Return the quarantined capture of this content that is judged by the version that stands.

    None as well where another sight of it, some hours later, is enough to believe it.
    """
    if state is None or content is None:
        return None
    since = state.last_change
    for held in state.held:
        if held.content != content or held.extractor != reader:
            continue
        stands = since is None or held.last_seen >= since
        if stands and not QuarantineReason(held.reason).released_by_repetition:
            return held
    return None


def known_of(state: DocumentState | None, newest: VersionObject | None, text: str | None) -> Known:
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


def held_text(state: DocumentState | None, normalized: Sha256) -> Held | None:
    """Return the quarantined capture of this very text."""
    held = state.held if state is not None else ()
    return next((h for h in held if h.normalized == normalized and not h.rejected), None)


def confirmed(reason: QuarantineReason, held: Held | None, now: Moment) -> Held | None:
    """Return the first sighting that a second one, some hours later, releases; else None."""
    if held is None or not reason.released_by_repetition:
        return None
    hours = (now - held.first_seen).total_seconds() / 3600.0
    return held if hours >= CONFIRM_HOURS else None


def read_reply(capture: Capture, reply: Response) -> Reading | Unreadable:
    """Read a body as its document's settings say.

    A selector is made for the page of today: where it misses an imported one of another time, that
    page is read whole.
    """
    kind, url = reply.content_type, reply.final_url
    reading = read_as(capture.document, reply.body, kind, url)
    missed = isinstance(reading, Unreadable) and reading.reason == QuarantineReason.RESTRUCTURED
    if missed and capture.origin == "import":
        return extract.read(reply.body, content_type=kind, url=url)
    return reading


def reader_for(capture: Capture, reply: Response) -> str:
    """Return the id of the reader of a reply, as evidence keeps it."""
    return reader_of(capture.document, reply.body, reply.content_type, reply.final_url)


def validators_of(reply: Response) -> Validators:
    """Return what to ask the next time; nothing where the words came from elsewhere than the body.

    A page that scripts fill can be as it was while its words are not.
    """
    if reply.rendered is not None:
        return Validators()
    headers = dict(reply.headers)
    return Validators(etag=headers.get("etag"), last_modified=headers.get("last-modified"))
