"""Which provisions a change touches: what `timeline` says happened at its version."""

from __future__ import annotations

from tosmon.reports.standing import Sources
from tosmon.reports.timeline import timeline
from tosmon.results import VersionChange


def touched(sources: Sources, change: VersionChange) -> frozenset[str]:
    """Return the ids of the provisions that came, went, came back or were reworded."""
    for _ in sources.index.refresh((change.document,)):
        pass
    events = timeline(sources, (change.document,), topic_name=None).events
    return frozenset(event.provision for event in events if event.version == change.version)
