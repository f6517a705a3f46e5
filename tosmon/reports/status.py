"""The answer of `status`: how each document stands, from the last-state index alone."""

from __future__ import annotations

from collections.abc import Iterable

from tosmon.archive import Archive, DocumentState, Held, due_at
from tosmon.model import Document, DocumentKey, Moment, QuarantineReason
from tosmon.results import (
    DocumentCondition,
    DocumentStatus,
    HeldCapture,
    StatusReport,
)


def status(
    archive: Archive,
    documents: Iterable[DocumentKey],
    listed: Iterable[Document],
    now: Moment,
    warnings: tuple[str, ...] = (),
) -> StatusReport:
    """Return how `documents` stand at `now`."""
    entries = {document.key: document for document in listed}
    return StatusReport(
        head=archive.head,
        documents=tuple(
            _document(key, archive.states.get(key), entries.get(key), now) for key in documents
        ),
        warnings=warnings,
    )


def _document(
    key: DocumentKey, state: DocumentState | None, entry: Document | None, now: Moment
) -> DocumentStatus:
    known = state or DocumentState(document=key)
    age = None if known.last_success is None else int((now - known.last_success).total_seconds())
    due = due_at(state, entry.every) if entry else None
    return DocumentStatus(
        document=key,
        condition=_condition(state, entry),
        title=entry.title if entry else None,
        url=entry.url if entry else known.final_url,
        last_capture=known.last_capture,
        last_success=known.last_success,
        success_age_s=age,
        last_change=known.last_change,
        versions=known.versions,
        version=known.version,
        failing_since=known.failing_since,
        failures=known.failures,
        reason=known.reason,
        detail=known.detail,
        http_status=known.http_status,
        due=entry is not None and (due is None or due <= now),
        robots_ignored=known.robots_ignored or (entry is not None and not entry.robots),
        quarantined=tuple(_held(held) for held in known.held if not held.rejected),
    )


def _condition(state: DocumentState | None, entry: Document | None) -> DocumentCondition:
    if entry is None:
        return "unlisted"
    if state is None or state.last_capture is None:
        return "never_captured"
    if state.last_outcome == "quarantined":
        return "quarantined"
    return "failing" if state.failures else "ok"


def _held(held: Held) -> HeldCapture:
    return HeldCapture(
        reason=held.reason,
        detail=held.detail,
        first_seen=held.first_seen,
        last_seen=held.last_seen,
        times=held.times,
        body_sha256=held.body,
        way_out=way_out(held.reason),
    )


def way_out(reason: str) -> str:
    """Return how a capture that was set aside for `reason` becomes a version."""
    if reason in set(QuarantineReason) and QuarantineReason(reason).released_by_repetition:
        return "released when seen again some hours later, or by `tosmon accept`"
    return "only by `tosmon accept`"
