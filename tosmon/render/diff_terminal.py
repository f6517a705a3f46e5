"""`diff` for a terminal or a pipe: inline, side by side, counts.

Owns how differences look in lines of text. Every view returns a string; `width` None means that
lines are not wrapped, `colour` False that changed words stand in `[-old-]{+new+}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tosmon.model import Change, DiffReport, DiffSide
from tosmon.render import diff_words
from tosmon.render.style import (
    SEVERITY_TONES,
    Tone,
    columns,
    count,
    cut,
    line,
    minute,
    tint,
    wrapped,
)

if TYPE_CHECKING:
    from rich.console import Console

_NARROW = 80  # columns below which two columns of prose cannot be read
_BAR = 24
_MARKS = {"added": "+", "removed": "-", "modified": "~", "moved": ">"}
_SIGN: dict[str, Tone] = {"added": "green", "removed": "red", "modified": "yellow", "moved": "cyan"}


def inline(reports: Sequence[DiffReport], *, colour: bool, width: int | None) -> str:
    """Return the default view: changed words marked inside their whole paragraph."""
    console = diff_words.console(width, colour=colour)
    parts = []
    for report in reports:
        lines = [*_head(report, colour=colour, width=width)]
        for section, group in _untold(_sections(report.changes)):
            lines += ["", *_title(section, colour=colour, width=width)]
            for changes in group:
                lines += _block(console, changes, colour=colour, width=width)
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
        for section, group in _untold(_sections(report.changes)):
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
        rows.append((line(report.document), report.kind, _counts(report), _words(report), bar))
    del width  # a table of counts is not wrapped
    lines = columns(rows, ("bold", "plain", "plain", "plain", "plain"), colour=colour)
    return "".join(row + "\n" for row in lines)


# --- parts ------------------------------------------------------------------------------------


def _head(report: DiffReport, *, colour: bool, width: int | None) -> Iterator[str]:
    kind = report.kind + (f", {report.severity}" if report.severity else "")
    sides = f"{_side(report.from_)} → {_side(report.to)}"
    first = f"{line(report.document)}  {kind}"
    tone = SEVERITY_TONES[report.severity] if report.severity else "bold"
    yield tint(cut(first, width), tone, colour=colour)
    yield tint(cut(f"{sides}  {_counts(report)}  {_words(report)}", width), "dim", colour=colour)
    if report.headline:
        yield from wrapped(line(report.headline), width)
    facts = []
    if report.topics:
        facts.append("topics: " + ", ".join(report.topics))
    if report.effective_date:
        facts.append(f"effective: {report.effective_date}")
    if facts:
        yield cut("  ".join(facts), width)


def _side(side: DiffSide) -> str:
    if side.captured_at:
        return minute(side.captured_at) + (f" {side.version[:8]}" if side.version else "")
    return line(side.label or (side.version or "?")[:8])


def _counts(report: DiffReport) -> str:
    stats = report.stats
    numbers = ((getattr(stats, op), op) for op in ("modified", "added", "removed", "moved"))
    return ", ".join(f"{number} {op}" for number, op in numbers if number) or "no difference"


def _words(report: DiffReport) -> str:
    return f"+{report.stats.words_added} -{report.stats.words_removed} words"


def _bar(report: DiffReport, most: int, *, colour: bool) -> str:
    def length(words: int) -> int:
        return -(-words * _BAR // most) if most else 0

    plus, minus = length(report.stats.words_added), length(report.stats.words_removed)
    return tint("+" * plus, "green", colour=colour) + tint("-" * minus, "red", colour=colour)


def _sections(
    changes: Sequence[Change],
) -> Iterator[tuple[tuple[str, ...], list[list[Change]]]]:
    """Yield runs of changes of one section, with blocks that moved together as one group."""
    section: tuple[str, ...] | None = None
    groups: list[list[Change]] = []
    renamed = {
        (*change.section, change.before): change.after
        for change in changes
        if change.before is not None and change.after is not None
    }
    for change in changes:
        now = _renamed(change.section, renamed) if change.op == "removed" else change.section
        if now != section:
            if groups and section is not None:
                yield section, groups
            section, groups = now, []
        if (
            groups
            and diff_words.only_moved(change)
            and diff_words.same_move(groups[-1][-1], change)
        ):
            groups[-1].append(change)
        else:
            groups.append([change])
    if groups and section is not None:
        yield section, groups


def _renamed(section: Sequence[str], renamed: Mapping[tuple[str, ...], str]) -> tuple[str, ...]:
    """Return a path of the older text with its headings as the newer one has them."""
    path: tuple[str, ...] = ()
    for part in section:
        path = (*path, renamed.get((*path, part), part))
    return path


def _untold(
    sections: Iterable[tuple[tuple[str, ...], list[list[Change]]]],
) -> Iterator[tuple[tuple[str, ...] | None, list[list[Change]]]]:
    """Yield `sections`, None for the path of one that follows its own heading's change at once."""
    told: tuple[str, ...] | None = None
    for section, group in sections:
        yield None if section == told else section, group
        last = group[-1][-1]
        heading = last.after if last.after is not None else last.before
        told = (*section, heading or "")


def _path(section: Sequence[str]) -> str:
    return " › ".join(line(part) for part in section) or "(before the first heading)"


def _title(section: Sequence[str] | None, *, colour: bool, width: int | None) -> Iterator[str]:
    if section is None:
        return
    path = _path(section)
    if width is not None and len(path) > width:  # the innermost heading tells most
        path = "… › " + line(section[-1])
    yield tint(cut(path, width), "cyan", colour=colour)


def _moved_from(change: Change) -> str:
    if change.moved_from == change.section:
        return "moved within this section"
    return f"moved here from {_path(change.moved_from or ())}"


def _block(
    console: Console, changes: Sequence[Change], *, colour: bool, width: int | None
) -> list[str]:
    change = changes[0]
    sign = tint(_MARKS[change.op], _SIGN[change.op], colour=colour)
    room = None if width is None else width - 2
    lines = []
    if change.op == "moved":
        what = count(len(changes), "paragraph") + " " if len(changes) > 1 else ""
        lines += [tint(cut(what + _moved_from(change), room), "dim", colour=colour)]
    if diff_words.only_moved(change):
        lines += [cut(line(c.after or ""), room or diff_words.PIPE) for c in changes]
    else:
        text = diff_words.both(change, colour=colour)
        lines += diff_words.lines(console, text, room)
    return [f"{sign if n == 0 else ' '} {part}".rstrip() for n, part in enumerate(lines)]


def _two(console: Console, changes: Sequence[Change], half: int, *, colour: bool) -> list[str]:
    change = changes[0]
    if diff_words.only_moved(change):
        return _block(console, changes, colour=colour, width=2 * half + 3)
    left = diff_words.lines(console, diff_words.older(change, colour=colour), half)
    right = diff_words.lines(console, diff_words.newer(change, colour=colour), half)
    if change.op == "moved":
        left.insert(0, tint(cut(_path(change.moved_from or ()), half), "dim", colour=colour))
        right.insert(0, tint(cut(_moved_from(change), half), "dim", colour=colour))
    rows = []
    for n in range(max(len(left), len(right))):
        old, new = (side[n] if n < len(side) else "" for side in (left, right))
        sign = tint(_MARKS[change.op] if n == 0 else "│", _SIGN[change.op], colour=colour)
        rows.append(f"{_padded(old, half)} {sign} {new}".rstrip())
    return rows


def _padded(text: str, width: int) -> str:
    from rich.text import Text

    return text + " " * max(width - Text.from_ansi(text).cell_len, 0)
