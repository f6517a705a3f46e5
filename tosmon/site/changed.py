"""The whole of a change for its page: every paragraph, judged.

Owns the short way: of a change that is one paragraph, the kept judgement has all there is.
"""

from __future__ import annotations

from functools import cached_property

import msgspec

from tosmon.archive import Archive
from tosmon.model import DiffReport, DocumentKey, Recorded, Sha256
from tosmon.reports.diffs import compared, side_of
from tosmon.reports.history import Histories, carries_all
from tosmon.results import Comparison, VersionChange


class Changed:
    """The changes of one document, read when the first of them is asked for."""

    def __init__(self, archive: Archive, histories: Histories, document: DocumentKey) -> None:
        self._archive = archive
        self._histories = histories
        self._document = document

    @cached_property
    def _history(self) -> tuple[dict[Sha256, Recorded], dict[Sha256, VersionChange]]:
        versions, changes = self._histories.whole(self._document)
        return {v.version: v for v in versions}, {change.version: change for change in changes}

    def comparison(self, change: VersionChange) -> Comparison:
        """Return the texts of `change` compared, named and rated as `change` is."""
        versions, changes = self._history
        before, after = versions[change.from_.version or ""], versions[change.version]
        kept = changes[change.version]
        if carries_all(kept):
            found = Comparison(
                diff=_as_diff(kept),
                older=side_of(before, self._document, ""),
                newer=side_of(after, self._document, ""),
            )
        else:
            found = compared(self._archive, before, after, change.kind)
        named = msgspec.structs.replace(
            found.diff,
            kind=change.kind,
            headline=change.headline,
            severity=change.severity,
            severity_rule=change.severity_rule,
            direction=change.direction,
            direction_rule=change.direction_rule,
            topics=change.topics,
        )
        return msgspec.structs.replace(found, diff=named)


def _as_diff(change: VersionChange) -> DiffReport:
    return DiffReport(
        document=change.document,
        from_=change.from_,
        to=change.to,
        kind=change.kind,
        severity=change.severity,
        direction=change.direction,
        topics=change.topics,
        headline=change.headline,
        effective_date=change.effective_date,
        stats=change.stats,
        changes=change.key_changes,
        tiers=change.tiers,
    )
