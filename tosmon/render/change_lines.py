"""`changes` for a terminal: documents in the order of their weightiest change, folded.

Owns what is opened (every change called high, and the first of each document) and what is told in
a line. Decides no order: that is the report's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tosmon.model import Change
from tosmon.render import diff_order, diff_words
from tosmon.render.style import (
    SEVERITY_TONES,
    count,
    cut,
    day,
    fitting,
    line,
    tint,
    wrapped,
)
from tosmon.results import ChangesReport, VersionChange

if TYPE_CHECKING:
    from rich.console import Console

_INDENT = "    "
_SIGNS = {"added": "+", "removed": "-", "modified": "~", "moved": ">"}
_OPENED = 3  # key changes shown of an opened version
_SIGNALS = 4  # rules named below one key change
_FOLDED = 5  # versions of a document told in a line each; `log` has them all


def change_lines(
    report: ChangesReport, *, colour: bool, width: int | None, verbose: bool = False
) -> str:
    """Return the changes by document; with `verbose` every one is opened."""
    if not report.changes:
        return "no change is recorded there\n"
    view = _View(colour=colour, width=width, verbose=verbose)
    parts = [_sum(report)]
    for group in _by_document(report.changes):
        parts.append("\n".join(view.document(group)) + "\n")
    return "\n".join(parts)


def _sum(report: ChangesReport) -> str:
    documents = len({change.document for change in report.changes})
    levels = Counter(change.severity for change in report.changes)
    rated = ", ".join(f"{levels[name]} {name}" for name in diff_order.LEVELS if levels[name])
    several = f" of {count(documents, 'document')}"
    return f"{count(len(report.changes), 'change')}{several}{': ' if rated else ''}{rated}\n"


def _by_document(changes: Sequence[VersionChange]) -> list[list[VersionChange]]:
    groups: dict[str, list[VersionChange]] = {}
    for change in changes:
        groups.setdefault(change.document, []).append(change)
    return list(groups.values())


class _View:
    """How wide and in which colours; what is common to all lines."""

    def __init__(self, *, colour: bool, width: int | None, verbose: bool) -> None:
        self._colour = colour
        self._width = width
        self._verbose = verbose
        self._console: Console = diff_words.console(width, colour=colour)

    def document(self, changes: Sequence[VersionChange]) -> Iterator[str]:
        """Yield the lines of one document."""
        name = cut(line(changes[0].document), self._width)
        yield tint(name, "bold", colour=self._colour)
        folded = 0
        opened = False
        for place, change in enumerate(changes):
            if opened:
                yield ""
            opened = self._verbose or place == 0 or change.severity == "high"
            if opened:
                yield from self._open(change)
                continue
            folded += 1
            if folded <= _FOLDED:
                yield from self._head(change)
        if folded > _FOLDED:
            more = f"and {folded - _FOLDED} more; `tosmon log {line(changes[0].document)}` has all"
            yield tint(cut("  " + more, self._width), "dim", colour=self._colour)

    def _head(self, change: VersionChange) -> Iterator[str]:
        severity = (change.severity or "-").ljust(6)
        kind = "" if change.kind == "substantive" else change.kind
        direction = diff_order.DIRECTIONS[change.direction]
        facts = ", ".join(fact for fact in (kind, direction) if fact)
        tone = SEVERITY_TONES[change.severity]
        yield (
            f"  {tint(severity, tone, colour=self._colour)}  {day(change.captured_at)}  "
            f"{tint(change.version[:8], 'cyan', colour=self._colour)}{'  ' * bool(facts)}{facts}"
        )
        yield from (_INDENT + text for text in wrapped(line(change.headline), self._room()))

    def _open(self, change: VersionChange) -> Iterator[str]:
        yield from self._head(change)
        for fact in self._facts(change):
            for text in wrapped(fact, self._room()):
                yield _INDENT + tint(text, "dim", colour=self._colour)
        told: tuple[str, ...] = ()
        for key in change.key_changes[:_OPENED]:
            if key.section != told:
                path = (
                    " › ".join(line(part) for part in key.section[-2:])
                    or "(before the first heading)"
                )
                yield _INDENT + tint(cut(path, self._room()), "cyan", colour=self._colour)
            told = key.section
            yield from self._key(key)

    def _facts(self, change: VersionChange) -> Iterator[str]:
        room = self._room()
        if change.topics:
            whole = ", ".join(change.topics)
            yield f"topics: {whole if room is None else fitting(change.topics, room - 8)}"
        facts = (
            f"{change.severity} by rule {change.severity_rule}" if change.severity_rule else "",
            f"names {', '.join(change.tiers)}" if change.tiers else "",
            f"effective {change.effective_date}, as the text states"
            if change.effective_date
            else "",
        )
        told = "; ".join(fact for fact in facts if fact)
        if told:
            yield told

    def _key(self, change: Change) -> Iterator[str]:
        room = self._room(2)
        lines = diff_words.brief(change, self._console, room, colour=self._colour)
        for place, part in enumerate(lines):
            yield f"{_INDENT}{_SIGNS[change.op] if place == 0 else ' '} {part}".rstrip()
        for signal in change.signals[:_SIGNALS]:
            left = None if room is None else room - len(signal.rule) - 2
            told = f"{signal.rule}: {line(diff_order.evidence(signal, left))}"
            yield _INDENT + "  " + tint(cut(told, room), "dim", colour=self._colour)

    def _room(self, less: int = 0) -> int | None:
        return None if self._width is None else max(self._width - len(_INDENT) - less, 20)
