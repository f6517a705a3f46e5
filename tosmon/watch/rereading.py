"""Archived bodies read again with today's extractor and settings: a reading of ours, no change.

Owns what counts as the same reader and how a difference that our own reading makes is recorded.
Asks no server and judges no change: nobody is alarmed by what only we read differently.
"""

from __future__ import annotations

import hashlib

import msgspec

from tosmon import extract
from tosmon.archive import CaptureEvent, NewVersion, Writer
from tosmon.model import ClockKind, Document, Moment, Reading, Sha256, Unreadable, VersionObject
from tosmon.text import NORMALIZER, normalized_sha256


def reader_of(document: Document) -> str:
    """Return the extractor's id with the settings that shape its text, as evidence keeps it."""
    settings = msgspec.json.encode((document.select, document.remove))
    if not document.select and not document.remove:
        return extract.EXTRACTOR
    return f"{extract.EXTRACTOR} settings/{hashlib.sha256(settings).hexdigest()[:8]}"


def read_again(document: Document, version: VersionObject, body: bytes) -> Reading | Unreadable:
    """Return what today's reader makes of the `body` of `version`."""
    return extract.read(
        body,
        content_type=dict(version.evidence.headers).get("content-type"),
        url=version.evidence.final_url,
        select=document.select,
        remove=document.remove,
    )


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
    reader, normalized = reader_of(document), normalized_sha256(reading.text)
    evidence = msgspec.structs.replace(
        newest.evidence, origin="reextraction", extractor=reader, measures=reading.measures
    )
    version: Sha256 = writer.add_version(
        NewVersion(
            document=document.key,
            text=reading.text,
            body=writer.body(newest),
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
