"""Use case of `reextract`: archived bodies read again with today's extractor and settings.

Owns what counts as the same reader and how a difference that our own reading makes is recorded.
Asks no server and judges no change: nobody is alarmed by what only we read differently.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import msgspec

from tosmon import extract
from tosmon.archive import CaptureEvent, DocumentState, NewVersion, Writer
from tosmon.model import (
    ClockKind,
    DiffReport,
    DiffSide,
    Document,
    DocumentKey,
    Evidence,
    Moment,
    Reading,
    Sha256,
    Unreadable,
    VersionObject,
)
from tosmon.results import RereadDocument
from tosmon.text import NORMALIZER, normalized_sha256

FLUSH_EVERY = 32


class Readable(Protocol):
    """What is asked of an archive, or of its writer, to read a body again."""

    @property
    def states(self) -> Mapping[DocumentKey, DocumentState]:
        """The last state of each document."""

    def version(self, name: Sha256) -> VersionObject:
        """Return a version."""

    def text(self, version: VersionObject) -> str:
        """Return the text of a version."""

    def body(self, version: VersionObject) -> bytes:
        """Return the body of a version."""


def preview(documents: Iterable[Document], record: Readable) -> Iterator[RereadDocument]:
    """Yield what today's reader would make of each document that has a version; record nothing."""
    for document, name, version in _newest(documents, record):
        body = record.body(version)
        reading = read_again(document, version, body)
        reader = reader_again(document, version.evidence, body)
        yield _reread(document, name, version, reader, record.text(version), reading, None)


def reextract(
    documents: Iterable[Document], writer: Writer, *, at: Moment, clock: ClockKind
) -> Iterator[RereadDocument]:
    """Read the newest body of each document again; record the text where it is another one."""
    for document, name, version in _newest(documents, writer):
        before, body = writer.text(version), writer.body(version)
        reading = read_again(document, version, body)
        reader = reader_again(document, version.evidence, body)
        recorded = None
        if isinstance(reading, Reading) and differs(reading, version):
            recorded = record_again(document, version, reading, writer, at=at, clock=clock).version
        yield _reread(document, name, version, reader, before, reading, recorded)
        if writer.pending >= FLUSH_EVERY:
            writer.flush()
    writer.flush()


def _newest(
    documents: Iterable[Document], record: Readable
) -> Iterator[tuple[Document, Sha256, VersionObject]]:
    for document in documents:
        state = record.states.get(document.key)
        if state is not None and state.version is not None:
            yield document, state.version, record.version(state.version)


def _reread(
    document: Document,
    name: Sha256,
    version: VersionObject,
    reader: str,
    before: str,
    reading: Reading | Unreadable,
    recorded: Sha256 | None,
) -> RereadDocument:
    told = RereadDocument(
        document=document.key,
        status="same",
        version=name,
        recorded=recorded,
        extractor_before=version.evidence.extractor,
        extractor=reader,
    )
    if isinstance(reading, Unreadable):
        return msgspec.structs.replace(
            told, status="unreadable", reason=reading.reason.value, detail=reading.detail
        )
    if not differs(reading, version):
        return told
    moment = version.evidence.captured_at
    today = DiffSide(version=None, captured_at=None, label="as it would be read today")
    if recorded is not None:
        today = DiffSide(version=recorded, captured_at=moment, label=None)
    from tosmon.assess.change import judge  # noqa: PLC0415 - as in the recorder
    from tosmon.diff import diff  # noqa: PLC0415
    from tosmon.reports.rules import topics  # noqa: PLC0415

    difference = diff(before, reading.text)
    report = DiffReport(
        document=document.key,
        from_=DiffSide(version=name, captured_at=moment, label=None),
        to=today,
        kind="reextraction",
        severity=None,
        direction=None,
        topics=(),
        headline=judge(difference, before, reading.text, topics()).headline,
        effective_date=None,
        stats=difference.stats,
        changes=difference.changes,
    )
    return msgspec.structs.replace(told, status="differs", diff=report)


def reader_of(document: Document, body: bytes, content_type: str | None, url: str) -> str:
    """Return the id of the extractor of `body`, with the settings that shape its text.

    So it is kept as evidence.
    """
    extractor = extract.extractor_of(body, content_type, url, data=bool(document.data))
    settings: tuple[object, ...] = (document.select, document.remove)
    if document.data or (document.fragment and not document.select):
        settings = (*settings, document.data, document.fragment)
    if not any(settings):
        return extractor
    digest = hashlib.sha256(msgspec.json.encode(settings)).hexdigest()
    return f"{extractor} parts/2 settings/{digest[:8]}"


def read_as(
    document: Document, body: bytes, content_type: str | None, url: str
) -> Reading | Unreadable:
    """Read `body` as the settings of its document say."""
    return extract.read(
        body,
        content_type=content_type,
        url=url,
        select=document.select,
        remove=document.remove,
        data=document.data,
        fragment="" if document.select else document.fragment,
    )


def read_again(document: Document, version: VersionObject, body: bytes) -> Reading | Unreadable:
    """Return what today's reader makes of the `body` of `version`."""
    return read_evidence(document, version.evidence, body)


def read_evidence(document: Document, evidence: Evidence, body: bytes) -> Reading | Unreadable:
    """Return what today's reader makes of a `body` that was captured as `evidence` says."""
    kind = evidence.content_type
    return read_as(document, body, kind, evidence.final_url)


def reader_again(document: Document, evidence: Evidence, body: bytes) -> str:
    """Return the id of today's extractor of a `body` that was captured as `evidence` says."""
    kind = evidence.content_type
    return reader_of(document, body, kind, evidence.final_url)


def differs(reading: Reading, version: VersionObject) -> bool:
    """Return whether `reading` is another text than that of `version`."""
    return normalized_sha256(reading.text) != version.normalized


def record_again(
    document: Document,
    newest: VersionObject,
    reading: Reading,
    writer: Writer,
    *,
    at: Moment,
    clock: ClockKind,
) -> CaptureEvent:
    """Record `reading`, made of the body of `newest`, as a version; return what was told of it."""
    body, normalized = writer.body(newest), normalized_sha256(reading.text)
    reader = reader_again(document, newest.evidence, body)
    evidence = msgspec.structs.replace(
        newest.evidence, origin="reextraction", extractor=reader, measures=reading.measures
    )
    version: Sha256 = writer.add_version(
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
    event = CaptureEvent(
        n=0,
        at=at,
        document=document.key,
        captured_at=newest.evidence.captured_at,
        outcome="changed",
        version=version,
        body=newest.body,
        kept=True,
        normalized=normalized,
        extractor=reader,
        origin="reextraction",
        clock=clock,
    )
    writer.add_event(event)
    return event
