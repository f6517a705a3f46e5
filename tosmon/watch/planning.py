"""What is due, and how a run is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from tosmon.archive import DocumentState, due_at
from tosmon.model import Document, DocumentKey, Moment
from tosmon.results import FetchedDocument, FetchTotals


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
