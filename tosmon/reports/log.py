"""The answer of `log` and `show`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tosmon.archive import Archive
from tosmon.model import DocumentKey
from tosmon.reports.dates import Period
from tosmon.reports.history import Histories
from tosmon.reports.targets import Revision
from tosmon.results import LogReport, ShowReport


def log(archive: Archive, documents: Iterable[DocumentKey], period: Period) -> LogReport:
    """Return the versions of `documents` captured within `period`, newest first."""
    histories = Histories(archive)
    entries = [
        entry
        for document in documents
        for entry in histories.entries(document)
        if period.holds(entry.captured_at)
    ]
    entries.sort(key=lambda entry: entry.captured_at)
    return LogReport(versions=tuple(reversed(entries)))


def show(archive: Archive, revision: Revision) -> ShowReport:
    """Return a version with its text and the evidence of its capture."""
    content = revision.entry.content
    entries = Histories(archive).entries(content.document)
    entry = next(e for e in entries if e.version == revision.entry.version)
    return ShowReport(
        version=entry,
        evidence=content.evidence,
        text=archive.text(content),
        links=archive.links(content),
    )


def shown(archive: Archive, documents: Iterable[DocumentKey]) -> Iterator[ShowReport]:
    """Yield each version of `documents` with its text and evidence, oldest capture first."""
    histories = Histories(archive)
    for document in documents:
        entries = {entry.version: entry for entry in histories.entries(document)}
        for version in archive.versions(document):
            yield ShowReport(
                version=entries[version.version],
                evidence=version.content.evidence,
                text=archive.text(version.content),
                links=archive.links(version.content),
            )
