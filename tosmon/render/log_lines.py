"""`log` for a terminal: versions, newest first."""

from __future__ import annotations

from tosmon.render.style import (
    SEVERITY_TONES,
    cells,
    cut,
    day,
    fitting,
    line,
    minute,
    tint,
    wrapped,
)
from tosmon.results import LogReport, VersionEntry

_INDENT = "    "
_WIDE = 100  # columns from which the minute has a place beside the day
_ROOM = 30  # columns beside a headline in which topics are worth showing
_KIND = len("reextraction")


def log_lines(report: LogReport, *, colour: bool, width: int | None) -> str:
    """Return a line for each version, and below it what changed and what it is about."""
    if not report.versions:
        return "no version is recorded there\n"
    rated = any(entry.severity for entry in report.versions)
    return "".join(
        _entry(entry, rated=rated, colour=colour, width=width) for entry in report.versions
    )


def _entry(entry: VersionEntry, *, rated: bool, colour: bool, width: int | None) -> str:
    moment = minute if width is None or width >= _WIDE else day
    severity = (entry.severity or "-").ljust(6) + "  " if rated else ""
    kind = entry.kind.ljust(_KIND) + "  "
    before = f"{moment(entry.captured_at)}  "
    room = None if width is None else width - len(before + severity + kind) - 10
    head = (
        before
        + tint(entry.version[:8], "cyan", colour=colour)
        + "  "
        + tint(severity, SEVERITY_TONES[entry.severity], colour=colour)
        + tint(kind, "plain" if entry.kind == "substantive" else "dim", colour=colour)
        + tint(cut(entry.document, room), "bold", colour=colour)
    )
    return "\n".join([head, *_told(entry, colour=colour, width=width), ""])


def _told(entry: VersionEntry, *, colour: bool, width: int | None) -> list[str]:
    """Return the headline and, beside or below it, as many topics as have a place."""
    if entry.kind == "initial":
        return []
    lines = wrapped(line(entry.headline), None if width is None else width - len(_INDENT))
    lines = [_INDENT + text for text in lines]
    if not entry.topics:
        return lines
    if width is None:
        return [*lines[:-1], f"{lines[-1]}  [{', '.join(entry.topics)}]"]
    beside = width - cells(lines[-1]) - 2
    if beside >= _ROOM:
        topics = fitting(entry.topics, beside - 2)
        lines[-1] += "  " + tint(f"[{topics}]", "dim", colour=colour)
    else:
        topics = fitting(entry.topics, width - len(_INDENT) - 2)
        lines.append(_INDENT + tint(f"[{topics}]", "dim", colour=colour))
    return lines
