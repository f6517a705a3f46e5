"""`log` for a terminal: versions, newest first."""

from __future__ import annotations

from tosmon.render.style import Tone, cut, line, minute, tint
from tosmon.results import LogReport, VersionEntry

_TONES: dict[str | None, Tone] = {"high": "red", "medium": "yellow", "low": "dim", None: "plain"}


def log_lines(report: LogReport, *, colour: bool, width: int | None) -> str:
    """Return one or two lines for each version."""
    if not report.versions:
        return "no version is recorded there\n"
    names = max(len(entry.document) for entry in report.versions)
    return "".join(_entry(entry, names, colour=colour, width=width) for entry in report.versions)


def _entry(entry: VersionEntry, names: int, *, colour: bool, width: int | None) -> str:
    kind = entry.kind + (f", {entry.severity}" if entry.severity else "")
    head = (
        f"{minute(entry.captured_at)}  {entry.version[:8]}  {entry.document.ljust(names)}  {kind}"
    )
    first = cut(head, width)
    marked = first.replace(kind, tint(kind, _TONES[entry.severity], colour=colour), 1)
    marked = marked.replace(entry.version[:8], tint(entry.version[:8], "cyan", colour=colour), 1)
    if entry.kind == "initial":
        return marked + "\n"
    topics = f"  [{', '.join(entry.topics)}]" if entry.topics else ""
    return f"{marked}\n{cut('    ' + line(entry.headline) + topics, width)}\n"
