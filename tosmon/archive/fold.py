"""How each document stands after an event: a pure fold of the journal's lines.

Owns what an event does to a state, and when a document is due by it.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from tosmon.archive.events import (
    CaptureEvent,
    ContinuedEvent,
    DocumentState,
    Event,
    Held,
    RulingEvent,
)
from tosmon.assess.variants import Variants, see
from tosmon.model import Moment, QuarantineReason, Sha256, Validators


def advance(state: DocumentState, event: Event) -> DocumentState:
    """Return the state after `event`. Pure; a replay of all events gives the index."""
    if isinstance(event, ContinuedEvent):
        return msgspec.structs.replace(event.state, document=event.document)
    if isinstance(event, RulingEvent):
        return _rule(state, event)
    if event.kept:
        state = msgspec.structs.replace(state, kept=event.body)
    if event.origin == "reextraction":
        return _reread(state, event)
    late = state.last_capture is not None and event.captured_at < state.last_capture
    if late and event.origin == "import":
        return _count(state, event.version)
    if event.outcome in ("failed", "quarantined"):
        return _trouble(state, event)
    return _believed(state, event)


def _reread(state: DocumentState, event: CaptureEvent) -> DocumentState:
    """Our reading changed, not the document: no look at it, no change of it."""
    return msgspec.structs.replace(
        state,
        version=event.version,
        head=event.version,
        versions=state.versions + 1,
        visible=None,
        content=None,
        normalized=event.normalized,
        variants=_standing(state.variants, event.normalized, event.captured_at),
        extractor=event.extractor,
    )


def _standing(variants: Variants | None, normalized: Sha256 | None, at: Moment) -> Variants | None:
    """Return the memory after a version that stands by more than its being served."""
    if normalized is None:
        return variants
    return msgspec.structs.replace(see(variants, normalized, at)[0], standing=normalized)


def _count(state: DocumentState, version: Sha256 | None) -> DocumentState:
    """History that arrives behind what is known: only the newest *recorded* version moves."""
    if version is None:
        return state
    return msgspec.structs.replace(state, head=version, versions=state.versions + 1)


def _believed(state: DocumentState, event: CaptureEvent) -> DocumentState:
    recorded = event.version is not None
    fresh = event.http_status != 304 and event.body is not None
    known = msgspec.structs.replace(
        state,
        last_capture=event.captured_at,
        last_outcome=event.outcome,
        last_success=event.captured_at,
        failing_since=None,
        absent_since=None,
        moved_to=event.moved_to,
        failures=0,
        reason=None,
        detail=None,
        http_status=event.http_status,
        retry_after=None,
        requested_url=event.requested_url or state.requested_url,
        final_url=event.final_url or state.final_url,
        robots_ignored=event.robots_ignored,
        held=tuple(h for h in state.held if not _is_settled(h, event)) if recorded else state.held,
    )
    if recorded:
        known = msgspec.structs.replace(
            known,
            last_change=event.first_seen or event.captured_at,
            version=event.version,
            head=event.version,
            versions=state.versions + 1,
        )
    if fresh and event.seen_as == "variant":  # the next look must be read, to tell which copy it is
        known = msgspec.structs.replace(known, body=None, visible=None, content=None)
    elif fresh:
        known = msgspec.structs.replace(
            known,
            body=event.body,
            shown=event.body if event.kept and event.content else state.shown,
            visible=event.visible,
            content=event.content or state.content,
            normalized=state.normalized if event.seen_as else event.normalized,
            extractor=event.extractor,
        )
    text = event.normalized or state.normalized
    if text is not None and event.seen_as != "furniture":
        variants = see(state.variants, text, event.captured_at)[0]
        known = msgspec.structs.replace(known, variants=variants)
    if event.validators is not None:
        known = msgspec.structs.replace(known, validators=event.validators)
    return known


def _trouble(state: DocumentState, event: CaptureEvent) -> DocumentState:
    held = state.held
    if event.outcome == "quarantined" and event.body is not None:
        held = _hold(held, event)
    return msgspec.structs.replace(
        state,
        last_capture=event.captured_at,
        last_outcome=event.outcome,
        failing_since=state.failing_since or event.captured_at,
        absent_since=_absent_since(state, event),
        unread_by=event.extractor if event.outcome == "failed" else None,
        failures=state.failures + 1,
        reason=event.reason,
        detail=event.detail,
        http_status=event.http_status,
        retry_after=event.retry_after,
        robots_ignored=event.robots_ignored,
        held=held,
    )


# Statuses by which a server says that there is no document (RFC 9110, 15.5.5 and 15.5.11).
_ABSENT = (404, 410)


def _absent_since(state: DocumentState, event: CaptureEvent) -> Moment | None:
    """Return since when there is no document; a server that fails otherwise says nothing of it."""
    if event.outcome == "quarantined":  # something came back, if not the document
        return None
    if event.http_status in _ABSENT:
        return state.absent_since or event.captured_at
    return state.absent_since


def _is(held: Held, event: CaptureEvent) -> bool:
    """Return whether `event` shows what is held: the same bytes, or the same text."""
    if held.body == event.body:
        return True
    return held.normalized is not None and held.normalized == event.normalized


def _is_settled(held: Held, event: CaptureEvent) -> bool:
    """Return whether the version that `event` recorded leaves nothing to ask of what is held."""
    led_up = event.doubted_since is not None and held.first_seen >= event.doubted_since
    return _is(held, event) or (
        led_up and not held.rejected and QuarantineReason(held.reason).released_by_repetition
    )


def _hold(held: tuple[Held, ...], event: CaptureEvent) -> tuple[Held, ...]:
    assert event.body is not None  # noqa: S101 - the caller looked
    for i, known in enumerate(held):
        if _is(known, event):
            again = msgspec.structs.replace(
                known,
                reason=event.reason or "",
                detail=event.detail or "",
                last_seen=event.captured_at,
                extractor=event.extractor,
                content=event.content or known.content,
                times=known.times + 1,
            )
            return (*held[:i], again, *held[i + 1 :])
    first = Held(
        body=event.body,
        reason=event.reason or "",
        detail=event.detail or "",
        first_seen=event.captured_at,
        last_seen=event.captured_at,
        extractor=event.extractor,
        content=event.content,
        normalized=event.normalized,
        evidence=event.evidence,
    )
    return (*held, first)


def _rule(state: DocumentState, event: RulingEvent) -> DocumentState:
    if event.ruling == "reject":
        held = tuple(
            msgspec.structs.replace(h, rejected=True) if h.body == event.body else h
            for h in state.held
        )
        return msgspec.structs.replace(state, held=held)
    held = tuple(h for h in state.held if h.body != event.body)
    current = not held
    return msgspec.structs.replace(
        state,
        held=held,
        version=event.version,
        head=event.version,
        versions=state.versions + 1,
        last_change=event.captured_at,
        last_success=max(state.last_success or event.captured_at, event.captured_at),
        last_outcome="changed" if current else state.last_outcome,
        body=event.body,
        shown=event.body,
        visible=None,
        content=None,
        normalized=event.normalized,
        variants=_standing(state.variants, event.normalized, event.captured_at),
        extractor=event.extractor,
        failing_since=None if current else state.failing_since,
        failures=0 if current else state.failures,
        reason=None if current else state.reason,
        detail=None if current else state.detail,
        validators=Validators(),
    )


# A daily cron that fires a few minutes early must not skip a day: a tenth, at most an hour.
SLACK_SHARE = 0.1
SLACK_MOST = 3600.0
# A failing document is tried again after an hour, then two, four …, never later than its own pace.
RETRY_FIRST = 3600.0


def due_at(state: DocumentState | None, every: float) -> Moment | None:
    """Return when a document watched each `every` seconds is due; None: at once."""
    if state is None or state.last_capture is None:
        return None
    if state.failures:
        wait = min(every, RETRY_FIRST * 2.0 ** min(state.failures - 1, 16))
        wait = max(wait - min(wait * SLACK_SHARE, SLACK_MOST), state.retry_after or 0.0)
        return state.last_capture + dt.timedelta(seconds=wait)
    if state.last_success is None:
        return None
    slack = min(every * SLACK_SHARE, SLACK_MOST)
    return state.last_success + dt.timedelta(seconds=every - slack)
