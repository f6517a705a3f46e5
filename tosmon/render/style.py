"""Small pieces that every terminal view shares: colour, columns, ages, dates.

Plain escape sequences rather than rich, whose import alone would double the start-up of the
commands that only list things.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from typing import Literal

from tosmon.model import Moment
from tosmon.safe import safe

Tone = Literal["bold", "dim", "red", "green", "yellow", "cyan", "plain"]
SEVERITY_TONES: dict[str | None, Tone] = {
    "high": "red",
    "medium": "yellow",
    "low": "dim",
    None: "dim",
}
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def tint(text: str, tone: Tone, *, colour: bool) -> str:
    """Return `text` in `tone`, or as it is without colour."""
    if not colour or tone == "plain" or not text:
        return text
    return f"\x1b[{_CODES[tone]}m{text}\x1b[0m"


def line(text: str) -> str:
    """Return fetched words fit for one line of a terminal: no control characters, no breaks."""
    return " ".join(safe(text).split())


# Characters that may take two columns or none; all others take one.
_UNEVEN = re.compile("[\u0300-\u036f\u1100-\u11ff\u231a-\u27bf\u2b00-\u2bff\u2e80-\U0010ffff]")

_WIDE = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
_CLOSING = "，。、；：！？）】》」』”’"
# What a line is broken between: spaces, wide characters with the marks that cling to them, words.
_PIECE = (
    rf"\s+|(?:\[-|\{{\+|[（【《「『“‘])*[{_WIDE}](?:-\]|\+\}}|[{_CLOSING}])*"
    rf"|[^\s{_WIDE}]+?(?:-\](?=\{{\+)|(?=[\s{_WIDE}])|$)"
)


@functools.cache
def _pieces() -> re.Pattern[str]:
    """Return `_PIECE` compiled: a tenth of the start of commands that wrap nothing."""
    return re.compile(_PIECE)


def cells(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    if text.isascii() or not _UNEVEN.search(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, width: int | None) -> str:
    """Return `text` in at most `width` columns, with an ellipsis where it had more."""
    if width is None or cells(text) <= width:
        return text
    if not _UNEVEN.search(text):
        return text[: max(width - 1, 0)] + "…"
    from rich.cells import get_character_cell_size

    room, kept = max(width - 1, 0), 0
    for character in text:
        room -= get_character_cell_size(character)
        if room < 0:
            break
        kept += 1
    return text[:kept] + "…"


def padded(text: str, width: int) -> str:
    """Return `text` with spaces after it up to `width` columns."""
    return text + " " * (width - cells(text))


def breaks(text: str, width: int) -> list[int]:
    """Return the offsets at which `text` is broken into lines of at most `width` columns.

    Between words, and between characters of scripts that write no spaces, but before no closing
    mark; spaces before a break may stand out. `text` is one paragraph.
    """
    width = max(width, 2)
    offsets: list[int] = []
    used = 0
    for match in _pieces().finditer(text):
        piece, start, room = match[0], match.start(), cells(match[0])
        if used and used + room > width and not piece.isspace():
            offsets.append(start)
            used = 0
        while room > width and not piece.isspace():  # an address, say
            head = len(cut(piece, width + 1)) - 1
            start += head
            piece = piece[head:]
            offsets.append(start)
            room = cells(piece)
        used += room
    return offsets


def wrapped(text: str, width: int | None) -> list[str]:
    """Return `text` in lines of at most `width` columns."""
    if width is None or cells(text) <= width:
        return [text]
    ends = [0, *breaks(text, width), len(text)]
    return [text[a:b].rstrip() for a, b in itertools.pairwise(ends)]


def fitting(words: Sequence[str], width: int) -> str:
    """Return as many of `words`, joined by commas, as `width` takes, and how many more there are.

    The first one is always there.
    """
    for kept in range(len(words), 0, -1):
        more = len(words) - kept
        text = ", ".join(words[:kept]) + (f" +{more}" if more else "")
        if kept == 1 or cells(text) <= width:
            return text
    return ""


def columns(rows: Sequence[Sequence[str]], tones: Sequence[Tone], *, colour: bool) -> list[str]:
    """Return `rows` with their cells padded to common widths, the last left as it is."""
    if not rows:
        return []
    widths = [max(cells(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        parts = [padded(part, width) for part, width in zip(row[:-1], widths, strict=False)]
        parts.append(row[-1])
        tinted = [tint(part, tone, colour=colour) for part, tone in zip(parts, tones, strict=True)]
        lines.append("  ".join(tinted).rstrip())
    return lines


def day(moment: Moment | None) -> str:
    """Return the day of `moment`, or a dash."""
    return moment.isoformat()[:10] if moment else "-"


def minute(moment: Moment) -> str:
    """Return `moment` to the minute, in UTC."""
    return moment.isoformat(" ", "minutes")[:16]


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
