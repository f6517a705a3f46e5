"""`reextract` for a terminal: what would be read differently, document by document."""

from __future__ import annotations

from tosmon.render import diff_terminal
from tosmon.render.style import count, line, tint, wrapped
from tosmon.results import ReextractReport, RereadDocument


def reextract_lines(report: ReextractReport, *, colour: bool, width: int | None, stat: bool) -> str:
    """Return the differences, whole or counted, what cannot be read today, and a sum."""
    differing = [document.diff for document in report.documents if document.diff is not None]
    view = diff_terminal.stat if stat else diff_terminal.inline
    parts = [view(differing, colour=colour, width=width)] if differing else []
    unreadable = [d for d in report.documents if d.status == "unreadable"]
    parts.append("".join(_unreadable(d, colour=colour, width=width) for d in unreadable))
    parts.append("\n".join(wrapped(_sum(report), width)) + "\n")
    return "\n".join(part for part in parts if part)


def _unreadable(document: RereadDocument, *, colour: bool, width: int | None) -> str:
    reason = (document.reason or "").replace("_", " ")
    first = f"{tint('unreadable', 'red', colour=colour)}  {document.document}\n"
    told = wrapped(f"{reason}: {line(document.detail or '')}", width - 4 if width else None)
    return first + "".join(f"    {text}\n" for text in told)


def _sum(report: ReextractReport) -> str:
    would = "would be read differently" if report.dry_run else "read differently, and recorded"
    told = (
        (report.differing, would),
        (report.same, "as before"),
        (report.unreadable, "cannot be read and stand as they are"),
    )
    parts = [f"{number} {words}" for number, words in told if number]
    return f"{count(len(report.documents), 'document')}: {', '.join(parts) or 'none has a version'}"
