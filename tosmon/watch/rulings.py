"""Use cases of `accept` and `reject`: a person's word on a capture that was set aside."""

from __future__ import annotations

from tosmon.archive import DocumentState, Held, NewVersion, RulingEvent, Writer
from tosmon.errors import UsageError
from tosmon.model import ClockKind, Document, Evidence, Moment, Unreadable
from tosmon.results import RulingReport
from tosmon.text import NORMALIZER, normalized_sha256
from tosmon.watch.rereading import read_evidence, reader_again


def accept(document: Document, writer: Writer, *, at: Moment, clock: ClockKind) -> RulingReport:
    """Record the newest capture of `document` that was set aside as a version.

    The version carries the time, body and evidence of its first sighting. Raises `UsageError` where
    nothing is set aside, or where it has no text that could be a version.
    """
    state, held = _newest_held(document, writer)
    body = writer.kept_body(held.body)
    evidence = held.evidence or Evidence(
        requested_url=state.requested_url or "",
        final_url=state.final_url or "",
        captured_at=held.first_seen,
        status=200,
    )
    reading = read_evidence(document, evidence, body)
    if isinstance(reading, Unreadable):
        raise UsageError(
            f"the capture of {document.key} that was set aside has no text ({reading.detail}); "
            f"it can only be rejected: `tosmon reject {document.key}`"
        )
    normalized = normalized_sha256(reading.text)
    version = writer.add_version(
        NewVersion(
            document=document.key,
            text=reading.text,
            body=body,
            links=reading.links,
            normalized=normalized,
            normalizer=NORMALIZER,
            evidence=evidence,
        ),
        recorded_at=at,
        confirmed_at=at,
    )
    writer.add_event(
        RulingEvent(
            n=0,
            at=at,
            document=document.key,
            ruling="accept",
            body=held.body,
            captured_at=held.first_seen,
            version=version,
            normalized=normalized,
            extractor=reader_again(document, evidence, body),
            clock=clock,
        )
    )
    return _report(document, held, "accept", version)


def reject(document: Document, writer: Writer, *, at: Moment, clock: ClockKind) -> RulingReport:
    """Dismiss the newest capture of `document` that was set aside; its body stays archived."""
    _, held = _newest_held(document, writer)
    writer.add_event(
        RulingEvent(
            n=0,
            at=at,
            document=document.key,
            ruling="reject",
            body=held.body,
            captured_at=held.first_seen,
            clock=clock,
        )
    )
    return _report(document, held, "reject", None)


def _newest_held(document: Document, writer: Writer) -> tuple[DocumentState, Held]:
    state = writer.states.get(document.key)
    held = [h for h in state.held if not h.rejected] if state is not None else []
    if state is None or not held:
        raise UsageError(f"no capture of {document.key} is set aside")
    return state, max(held, key=lambda item: item.last_seen)


def _report(document: Document, held: Held, ruling: str, version: str | None) -> RulingReport:
    return RulingReport(
        document=document.key,
        ruling="accept" if ruling == "accept" else "reject",
        reason=held.reason,
        detail=held.detail,
        captured_at=held.first_seen,
        version=version,
    )
