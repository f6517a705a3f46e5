"""The answer of `digest`: what happened in a period, what is ahead, what is out of sight.

Owns which of the values of `changes` and `status` belong to a digest. Judges nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from tosmon.archive import Archive
from tosmon.model import DocumentKey
from tosmon.reports.believed import believed
from tosmon.reports.dates import Period
from tosmon.reports.history import Histories
from tosmon.reports.status import status
from tosmon.reports.targets import Known
from tosmon.results import DocumentStatus, VersionChange
from tosmon.telling import Coming, DigestReport, NamedDocument, SetAside, Unreachable

# How far back a text may have announced what is still ahead: longer than any notice period.
_ANNOUNCED = dt.timedelta(days=400)


def digest(
    archive: Archive, among: Known, documents: Sequence[DocumentKey], period: Period
) -> DigestReport:
    """Return what `period`, both ends of which are set, came to for `documents`."""
    assert period.first is not None  # noqa: S101 - the promise above
    assert period.last is not None  # noqa: S101
    changes = believed(archive, among, documents, period)
    standing = status(archive, documents, among.listed, period.last).documents
    coming = tuple(ahead(archive, documents, period))
    unreachable = tuple(_unreachable(standing, period))
    quarantined = tuple(_set_aside(standing, period))
    spoken_of = {
        *(item.document for item in changes),
        *(item.document for item in coming),
        *(item.document for item in unreachable),
        *(item.document for item in quarantined),
    }
    return DigestReport(
        since=period.first,
        until=period.last,
        head=archive.head,
        watched=len(documents),
        changes=changes,
        coming=coming,
        unreachable=unreachable,
        quarantined=quarantined,
        named=tuple(
            NamedDocument(document=item.document, title=item.title, url=item.url)
            for item in standing
            if item.document in spoken_of
        ),
    )


def ahead(archive: Archive, documents: Sequence[DocumentKey], period: Period) -> list[Coming]:
    """Return what is effective after the end of `period`, the next first.

    Of each document the newest change that states a date: it stands, earlier dates do not.
    """
    assert period.last is not None  # noqa: S101 - as of `digest`
    today = period.last.date().isoformat()
    recent = Period(first=period.last - _ANNOUNCED, last=period.last)
    newest: dict[DocumentKey, VersionChange] = {}
    for change in Histories(archive).changes_in(documents, recent):
        known = newest.get(change.document)
        if change.effective_date is not None and (
            known is None or change.captured_at > known.captured_at
        ):
            newest[change.document] = change
    found = [
        Coming(
            document=change.document,
            effective_date=change.effective_date,
            version=change.version,
            captured_at=change.captured_at,
            severity=change.severity,
            headline=change.headline,
        )
        for change in newest.values()
        if change.effective_date is not None and change.effective_date > today
    ]
    return sorted(found, key=lambda item: (item.effective_date, item.document))


def _unreachable(standing: Sequence[DocumentStatus], period: Period) -> Iterator[Unreachable]:
    for item in standing:
        if item.condition in ("failing", "withdrawn") and item.failing_since is not None:
            yield Unreachable(
                document=item.document,
                condition="withdrawn" if item.condition == "withdrawn" else "failing",
                since=item.failing_since,
                reason=item.reason or "",
                detail=item.detail,
                http_status=item.http_status,
                new=period.holds(item.failing_since),
            )


def _set_aside(standing: Sequence[DocumentStatus], period: Period) -> Iterator[SetAside]:
    """Yield what was seen in the period; `status` keeps what waits from before."""
    for item in standing:
        for held in item.quarantined:
            if not period.holds(held.last_seen):
                continue
            yield SetAside(
                document=item.document,
                reason=held.reason,
                detail=held.detail,
                first_seen=held.first_seen,
                last_seen=held.last_seen,
                times=held.times,
                way_out=held.way_out,
                new=period.holds(held.first_seen),
            )
