"""Quotes and long sentences for a terminal: wrapped, indented, cut after some lines."""

from __future__ import annotations

import textwrap

from tosmon.render.style import line

UNWRAPPED = 100_000  # columns of an output that is no terminal: one line for one thing


def wrapped(text: str, width: int | None, indent: str, most: int | None = None) -> list[str]:
    """Return fetched words in lines of `width` columns, at most `most`, the last with an ellipsis.

    Without a width they stay on one line.
    """
    columns = UNWRAPPED if width is None else max(width, len(indent) + 20)
    lines = textwrap.wrap(
        line(text),
        columns,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=width is not None,
        break_on_hyphens=False,
    )
    if most is not None and len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][: columns - 1] + "…"
    return lines


def quoted(text: str, width: int | None, indent: str, most: int | None = None) -> list[str]:
    """Return `text` wrapped, in quotation marks."""
    lines = wrapped("“" + text + "”", width, indent, most)
    if lines and lines[-1].endswith("…"):
        lines[-1] = (lines[-1][:-1][: (width or UNWRAPPED) - 2]) + "…”"
    return lines
