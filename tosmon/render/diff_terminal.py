"""`diff` for a terminal or a pipe: inline, side by side, counts.

Owns how differences look in lines of text. Every view returns a string; `width` None means that
lines are not wrapped, `colour` False that changed words stand in `[-old-]{+new+}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tosmon.model import Change, DiffReport, DiffSide, Signal
from tosmon.render import diff_order, diff_words
from tosmon.render.style import (
    SEVERITY_TONES,
    Tone,
    cells,
    columns,
    count,
    cut,
    fitting,
    line,
    minute,
    tint,
    wrapped,
)

if TYPE_CHECKING:
    from rich.console import Console

_NARROW = 80  # columns below which two columns of prose cannot be read
_BAR = 24
_WEIGHTIEST = 5  # changes named in the head of a long diff
_SIGNALS = 3  # rules named below one change; JSON has them all
_MARKS = {"added": "+", "removed": "-", "modified": "~", "moved": ">"}
_SIGN: dict[str, Tone] = {"added": "green", "removed": "red", "modified": "yellow", "moved": "cyan"}


def inline(reports: Sequence[DiffReport], *, colour: bool, width: int | None) -> str:
    """Return the default view: changed words marked inside their whole paragraph."""
    console = diff_words.console(width, colour=colour)
    parts = []
    for report in reports:
        lines = [*_head(report, colour=colour, width=width)]
        for section, group in diff_order.untold(diff_order.sections(report.changes)):
            lines += ["", *_title(section, colour=colour, width=width)]
            tall = False
            for n, changes in enumerate(group):
                block = _block(console, changes, colour=colour, width=width)
                tall, before = len(block) > 1 or len(block[0]) > diff_words.PIPE, tall
                lines += [""] * (n > 0 and (tall or before))
                lines += block
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def side_by_side(reports: Sequence[DiffReport], *, colour: bool, width: int | None) -> str:
    """Return two columns, older and newer; below 80 columns the inline view."""
    whole = width or diff_words.PIPE
    if whole < _NARROW:
        return inline(reports, colour=colour, width=width)
    half = (whole - 3) // 2
    console = diff_words.console(half, colour=colour)
    parts = []
    for report in reports:
        lines = [*_head(report, colour=colour, width=whole)]
        for section, group in diff_order.untold(diff_order.sections(report.changes)):
            lines += ["", *_title(section, colour=colour, width=whole)]
            for n, changes in enumerate(group):
                lines += [""] * (n > 0)
                lines += _two(console, changes, half, colour=colour)
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def stat(reports: Sequence[DiffReport], *, colour: bool, width: int | None) -> str:
    """Return a line for each document: counts and a bar of words gained and lost."""
    most = max((r.stats.words_added + r.stats.words_removed for r in reports), default=0)
    rows = []
    for report in reports:
        bar = _bar(report, most, colour=colour)
        rows.append(
            (
                line(report.document),
                report.kind,
                diff_order.counts(report),
                diff_order.word_counts(report),
                bar,
            )
        )
    del width  # a table of counts is not wrapped
    lines = columns(rows, ("bold", "plain", "plain", "plain", "plain"), colour=colour)
    return "".join(row + "\n" for row in lines)


# --- parts ------------------------------------------------------------------------------------


def _head(report: DiffReport, *, colour: bool, width: int | None) -> Iterator[str]:
    direction = diff_order.DIRECTIONS[report.direction]
    plain = ", ".join(filter(None, (report.kind, report.severity, direction)))
    severity = tint(report.severity or "", SEVERITY_TONES[report.severity], colour=colour)
    verdict = ", ".join(filter(None, (report.kind, severity, direction)))
    name = cut(line(report.document), None if width is None else width - len(plain) - 2)
    yield f"{tint(name, 'bold', colour=colour)}  {verdict}"
    sides = f"{_side(report.from_)} → {_side(report.to)}"
    counts = f"{diff_order.counts(report)}  {diff_order.word_counts(report)}"
    whole = f"{sides}  {counts}"
    for part in [whole] if width is None or cells(whole) <= width else [sides, counts]:
        yield tint(cut(part, width), "dim", colour=colour)
    if report.headline:
        yield from wrapped(line(report.headline), width)
    if report.topics:
        shown = ", ".join(report.topics) if width is None else fitting(report.topics, width - 8)
        yield f"topics: {shown}"
    facts = (
        f"{report.severity} by rule {report.severity_rule}" if report.severity_rule else "",
        diff_order.weights(report.changes),
        f"names {', '.join(report.tiers)}" if report.tiers else "",
        f"effective {report.effective_date}, as the text states" if report.effective_date else "",
    )
    if any(facts):
        for part in wrapped("; ".join(filter(None, facts)), width):
            yield tint(part, "dim", colour=colour)
    yield from _weightiest(report, colour=colour, width=width)


def _weightiest(report: DiffReport, *, colour: bool, width: int | None) -> Iterator[str]:
    """Yield a line for each of the changes to read first, where there are many."""
    for change in diff_order.weightiest(report.changes, _WEIGHTIEST):
        severity = (change.severity or "").ljust(6)
        level = tint(severity, SEVERITY_TONES[change.severity], colour=colour)
        yield f"  {level}  {_fired(change.signals[0], None if width is None else width - 10)}"


def _fired(signal: Signal, width: int | None) -> str:
    """Return a rule that fired and its words, in one line."""
    left = None if width is None else width - len(signal.rule) - 2
    return cut(f"{signal.rule}: {line(diff_order.evidence(signal, left))}", width)


def _side(side: DiffSide) -> str:
    if side.captured_at:
        return minute(side.captured_at) + (f" {side.version[:8]}" if side.version else "")
    return line(side.label or (side.version or "?")[:8])


def _bar(report: DiffReport, most: int, *, colour: bool) -> str:
    def length(words: int) -> int:
        return -(-words * _BAR // most) if most else 0

    plus, minus = length(report.stats.words_added), length(report.stats.words_removed)
    return tint("+" * plus, "green", colour=colour) + tint("-" * minus, "red", colour=colour)


def _title(section: Sequence[str] | None, *, colour: bool, width: int | None) -> Iterator[str]:
    if section is None:
        return
    path = line(diff_order.path(section))
    if width is not None and cells(path) > width:  # the innermost heading tells most
        path = "… › " + line(section[-1])
    yield tint(cut(path, width), "cyan", colour=colour)


def _block(
    console: Console, changes: Sequence[Change], *, colour: bool, width: int | None
) -> list[str]:
    change = changes[0]
    sign = tint(_MARKS[change.op], _SIGN[change.op], colour=colour)
    room = None if width is None else width - 2
    lines = []
    if change.op == "moved":
        what = count(len(changes), "paragraph") + " " if len(changes) > 1 else ""
        lines += [tint(cut(what + line(diff_order.moved_from(change)), room), "dim", colour=colour)]
    if diff_order.only_moved(change):
        lines += [cut(line(c.after or ""), room or diff_words.PIPE) for c in changes]
    elif diff_words.replaced(change):
        return [
            part
            for half in diff_words.halves(change)
            for part in _block(console, [half], colour=colour, width=width)
        ]
    else:
        text = diff_words.both(change, colour=colour)
        lines += diff_words.lines(console, text, room)
    told = [f"{sign if n == 0 else ' '} {part}".rstrip() for n, part in enumerate(lines)]
    return told + _why(change, colour=colour, width=width)


def _why(change: Change, *, colour: bool, width: int | None) -> list[str]:
    """Return how much a change weighs, and the rules that fired with their words."""
    if not change.signals or change.severity is None:
        return []
    level = tint(change.severity, SEVERITY_TONES[change.severity], colour=colour)
    room = None if width is None else width - 4 - len(change.severity)
    lines = []
    for place, signal in enumerate(change.signals[:_SIGNALS]):
        told = tint(_fired(signal, room), "dim", colour=colour)
        mark = level if place == 0 else " " * len(change.severity)
        lines.append(f"  {mark}  {told}")
    return lines


def _two(console: Console, changes: Sequence[Change], half: int, *, colour: bool) -> list[str]:
    change = changes[0]
    if diff_order.only_moved(change):
        return _block(console, changes, colour=colour, width=2 * half + 3)
    left = diff_words.lines(console, diff_words.older(change, colour=colour), half)
    right = diff_words.lines(console, diff_words.newer(change, colour=colour), half)
    if change.op == "moved":
        stood = line(diff_order.path(change.moved_from or ()))
        left.insert(0, tint(cut(stood, half), "dim", colour=colour))
        told = line(diff_order.moved_from(change))
        right.insert(0, tint(cut(told, half), "dim", colour=colour))
    rows = []
    for n in range(max(len(left), len(right))):
        old, new = (side[n] if n < len(side) else "" for side in (left, right))
        sign = tint(_MARKS[change.op] if n == 0 else "│", _SIGN[change.op], colour=colour)
        rows.append(f"{_padded(old, half)} {sign} {new}".rstrip())
    return rows + _why(change, colour=colour, width=2 * half + 3)


def _padded(text: str, width: int) -> str:
    from rich.text import Text

    return text + " " * max(width - Text.from_ansi(text).cell_len, 0)
