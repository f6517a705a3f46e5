"""Which changes came to be believed in a period: what anyone is told of.

Owns the moment from which a change counts as news. That is not its capture: one that was set aside
may be released weeks later. Nor is it its recording: an import of ten years is no news.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from tosmon.archive import Archive
from tosmon.model import DocumentKey, Moment, Sha256
from tosmon.reports.changes import ordered
from tosmon.reports.dates import Period
from tosmon.reports.history import Histories
from tosmon.reports.targets import Known
from tosmon.results import VersionChange

_SET_BACK = dt.timedelta(days=1)  # a clock may have been, so that commits stand out of order


def believed(
    archive: Archive, among: Known, documents: Collection[DocumentKey], period: Period
) -> tuple[VersionChange, ...]:
    """Return the changes of `documents` believed in `period`, in the order of `changes`.

    Texts that were only read anew are not among them: their authors changed nothing.
    """
    wanted: dict[DocumentKey, set[Sha256]] = defaultdict(set)
    for document, version in _recorded(archive, period):
        wanted[among.today(document)].add(version)
    histories, chosen = Histories(archive), set(documents)
    return ordered(
        change
        for document in sorted(wanted)
        if document in chosen
        for change in histories.changes(document)
        if change.version in wanted[document] and change.kind != "reextraction"
    )


def _recorded(archive: Archive, period: Period) -> list[tuple[DocumentKey, Sha256]]:
    """Return what commits of `period` recorded and whoever recorded it believed in it."""
    found: list[tuple[DocumentKey, Sha256]] = []
    earliest: Moment | None = period.first - _SET_BACK if period.first else None
    for commit in archive.commits():
        if earliest is not None and commit.made_at < earliest:
            break
        found.extend(
            (item.document, item.version)
            for item in commit.recorded
            if period.holds(item.confirmed_at)
        )
    return found
