"""The answer of `changes`: what versions changed, over all documents, most important first.

Owns the order of importance and which changes are wanted. Judges nothing itself.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from tosmon.archive import Archive
from tosmon.errors import UsageError
from tosmon.model import DocumentKey, Record, Severity, VersionKind
from tosmon.reports.dates import Period
from tosmon.reports.history import Histories, rank
from tosmon.results import ChangesReport, VersionChange

KINDS: tuple[VersionKind, ...] = ("substantive", "reverted", "editorial", "reextraction")
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


class Wanted(Record):
    """Which changes are asked for: `severity` or higher, any of `topics`, any of `kinds`."""

    period: Period = Period()
    severity: Severity | None = None
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def admits(self, change: VersionChange) -> bool:
        """Return whether `change` is wanted."""
        return (
            self.period.holds(change.captured_at)
            and (self.severity is None or rank(change.severity) <= rank(self.severity))
            and (not self.topics or not set(self.topics).isdisjoint(change.topics))
            and (not self.kinds or change.kind in self.kinds)
        )


def wanted(
    period: Period, *, severity: str | None, topics: Iterable[str], kinds: Iterable[str]
) -> Wanted:
    """Return what is asked for; raise `UsageError` for a name that there is none of."""
    level = next((name for name in SEVERITIES if name == severity), None)
    if severity is not None and level is None:
        raise UsageError(f"no severity '{severity}'; there are: {', '.join(SEVERITIES)}")
    only = Wanted(period=period, severity=level, topics=tuple(topics), kinds=tuple(kinds))
    for kind in only.kinds:
        if kind not in KINDS:
            raise UsageError(f"no kind '{kind}'; there are: {', '.join(KINDS)}")
    if only.topics:
        from tosmon.topics.loading import ORDER  # noqa: PLC0415 - lists need no rules' engine

        for topic in only.topics:
            if topic not in ORDER:
                near = difflib.get_close_matches(topic, ORDER, n=3, cutoff=0.4)
                hint = f"did you mean {', '.join(near)}?" if near else "`tosmon topics` lists them"
                raise UsageError(f"no topic '{topic}'; {hint}")
    return only


def changes(archive: Archive, documents: Iterable[DocumentKey], only: Wanted) -> ChangesReport:
    """Return the wanted changes of `documents`: by severity, then kind, then the newest first."""
    found = (c for c in Histories(archive).changes_in(documents, only.period) if only.admits(c))
    return ChangesReport(changes=ordered(found))


def ordered(changes: Iterable[VersionChange]) -> tuple[VersionChange, ...]:
    """Return `changes` by severity, then kind, then the newest first."""
    found = sorted(changes, key=lambda change: (change.document, change.version))
    found.sort(key=lambda change: change.captured_at, reverse=True)
    found.sort(key=importance)
    return tuple(found)


def importance(change: VersionChange) -> tuple[int, int]:
    """Return the place of `change` among all, the smallest first."""
    return rank(change.severity), KINDS.index(change.kind) if change.kind in KINDS else len(KINDS)
