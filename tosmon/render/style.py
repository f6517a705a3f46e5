"""Small pieces that every terminal view shares: colour, columns, ages, dates.

Plain escape sequences rather than rich, whose import alone would double the start-up of the
commands that only list things.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tosmon.model import Moment
from tosmon.safe import safe

Tone = Literal["bold", "dim", "red", "green", "yellow", "cyan", "plain"]
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def tint(text: str, tone: Tone, *, colour: bool) -> str:
    """Return `text` in `tone`, or as it is without colour."""
    if not colour or tone == "plain" or not text:
        return text
    return f"\x1b[{_CODES[tone]}m{text}\x1b[0m"


def line(text: str) -> str:
    """Return fetched words fit for one line of a terminal: no control characters, no breaks."""
    return " ".join(safe(text).split())


def cut(text: str, width: int | None) -> str:
    """Return `text` in at most `width` columns, with an ellipsis where it had more."""
    if width is None or len(text) <= width:
        return text
    return text[: max(width - 1, 0)] + "…"


def columns(rows: Sequence[Sequence[str]], tones: Sequence[Tone], *, colour: bool) -> list[str]:
    """Return `rows` with their cells padded to common widths, the last left as it is."""
    if not rows:
        return []
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        cells.append(row[-1])
        tinted = [tint(c, t, colour=colour) for c, t in zip(cells, tones, strict=True)]
        lines.append("  ".join(tinted).rstrip())
    return lines


def day(moment: Moment | None) -> str:
    """Return the day of `moment`, or a dash."""
    return moment.strftime("%Y-%m-%d") if moment else "-"


def minute(moment: Moment) -> str:
    """Return `moment` to the minute, in UTC."""
    return moment.strftime("%Y-%m-%d %H:%M")


def age(seconds: int | None) -> str:
    """Return an age in its largest fitting unit: `5 min`, `6 h`, `12 d`."""
    if seconds is None:
        return "never"
    for size, unit in ((86_400 * 2, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // {'d': 86_400, 'h': 3600, 'min': 60}[unit]} {unit}"
    return "now"


def count(number: int, noun: str) -> str:
    """Return `1 document`, `2 documents`."""
    if number == 1:
        return f"1 {noun}"
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {plural}"
