"""`import` for a terminal: what came of the captures, counted."""

from __future__ import annotations

from tosmon.render.style import count, wrapped
from tosmon.results import ImportReport


def import_lines(report: ImportReport, *, width: int | None) -> str:
    """Return a sentence with what is not nothing."""
    versions = report.initial + report.changed
    parts = [f"{count(versions, 'version')} recorded"] if versions else []
    told = (
        (report.unchanged, "unchanged"),
        (report.quarantined, "set aside"),
        (report.failed, "failed"),
        (report.known, "known before"),
        (report.withheld, "not given"),
        (report.left, "not asked for yet: run it again"),
    )
    parts += [f"{number} {words}" for number, words in told if number]
    captures = f"{count(report.snapshots, 'capture')} of {count(report.documents, 'document')}"
    return "\n".join(wrapped(f"{captures}: {', '.join(parts) or 'nothing'}", width)) + "\n"
