"""The answer of `status`: how each document stands, from the last-state index alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tosmon.archive import Archive, DocumentState, Held, due_at
from tosmon.assess.variants import Variants
from tosmon.model import Document, DocumentKey, FailureReason, Moment, QuarantineReason
from tosmon.results import (
    Copies,
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
    twins = _twins(archive, entries)
    return StatusReport(
        head=archive.head,
        documents=tuple(
            _document(key, archive.states.get(key), entries.get(key), twins.get(key, ()), now)
            for key in documents
        ),
        warnings=warnings,
    )


def _twins(
    archive: Archive, entries: dict[DocumentKey, Document]
) -> dict[DocumentKey, tuple[DocumentKey, ...]]:
    """Return, for each listed document whose text stands under other names too, those names."""
    same: dict[str, list[DocumentKey]] = defaultdict(list)
    for key in entries:
        state = archive.states.get(key)
        if state is not None and state.normalized is not None:
            same[state.normalized].append(key)
    return {
        key: tuple(other for other in keys if other != key)
        for keys in same.values()
        if len(keys) > 1
        for key in keys
    }


def _document(
    key: DocumentKey,
    state: DocumentState | None,
    entry: Document | None,
    twins: tuple[DocumentKey, ...],
    now: Moment,
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
        moved_to=known.moved_to if entry is not None else None,
        variants=_copies(known.variants, now),
        same_text_as=twins,
    )


def _copies(variants: Variants | None, now: Moment) -> Copies | None:
    if variants is None or not variants.alternates(now):
        return None
    return Copies(
        seen=len(variants.texts),
        served_since=variants.served_since,
        served_is_newest_version=variants.served == variants.standing,
    )


def _condition(state: DocumentState | None, entry: Document | None) -> DocumentCondition:
    if entry is None:
        return "unlisted"
    if state is None or state.last_capture is None:
        return "never_captured"
    if state.failures and state.reason == FailureReason.WITHDRAWN.value:
        return "withdrawn"
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
