"""Quotes and long sentences for a terminal: wrapped, indented, cut after some lines."""

from __future__ import annotations

from tosmon.render.style import cells, cut, line
from tosmon.render.style import wrapped as broken


def wrapped(text: str, width: int | None, indent: str, most: int | None = None) -> list[str]:
    """Return fetched words in lines of `width` columns, at most `most`, the last with an ellipsis.

    Without a width they stay on one line.
    """
    if not text.strip():
        return []
    room = None if width is None else max(width - len(indent), 20)
    parts = broken(line(text), room)
    if most is not None and len(parts) > most:
        parts = parts[:most]
        parts[-1] = _open(parts[-1], room, "…")
    return [indent + part for part in parts]


def quoted(text: str, width: int | None, indent: str, most: int | None = None) -> list[str]:
    """Return `text` wrapped, in quotation marks."""
    lines = wrapped("“" + text + "”", width, indent, most)
    if lines and lines[-1].endswith("…"):
        lines[-1] = _open(lines[-1][:-1], width, "…”")
    return lines


def _open(part: str, room: int | None, end: str) -> str:
    """Return a line that goes on, with `end` after as much of it as there is room for."""
    if room is not None and cells(part) > room - len(end):
        part = cut(part, room - len(end) + 1)[:-1]
    return part + end
