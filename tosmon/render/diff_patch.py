"""`diff --unified`: the classical form, which `patch -p1` and `git apply` take.

Owns hunks, file names and the marks of a missing last line break. The lines are those of the
versions' texts, so that the patch makes the newer text of the older one, character by character.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from tosmon.render.style import Tone, line, minute, tint
from tosmon.results import ComparedText, Comparison
from tosmon.safe import safe

_CONTEXT = 3  # lines around a change, as everywhere
_HEADING = re.compile(r"#{1,6} +\S")
_FUNCTION = 60  # characters of the heading named behind a hunk's figures
_SPECIAL = re.compile('[\\x00-\\x1f\\x7f"\\\\]')


def unified(comparisons: Sequence[Comparison], *, colour: bool, exact: bool) -> str:
    """Return one patch, a file for each comparison, equal ones left out.

    `exact` leaves every character as it is in the texts, for a patch must fit; without it, for a
    terminal, those that it would obey are made visible.
    """
    return "".join(
        part
        for comparison in comparisons
        if comparison.older.text != comparison.newer.text
        for part in _file(comparison, colour=colour, exact=exact)
    )


def _file(comparison: Comparison, *, colour: bool, exact: bool) -> Iterator[str]:
    older, newer = comparison.older, comparison.newer
    yield tint(f"--- {_name(older, 'a')}", "bold", colour=colour) + "\n"
    yield tint(f"+++ {_name(newer, 'b')}", "bold", colour=colour) + "\n"
    old, new = _lines(older.text), _lines(newer.text)
    matcher = difflib.SequenceMatcher(None, old, new)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        yield tint(_hunk(group, old), "cyan", colour=colour) + "\n"
        for tag, a, b, c, d in group:
            parts: list[tuple[str, Tone, list[str]]] = (
                [(" ", "plain", old[a:b])]
                if tag == "equal"
                else [("-", "red", old[a:b]), ("+", "green", new[c:d])]
            )
            for sign, tone, lines in parts:
                for text in lines:
                    words = text.removesuffix("\n")
                    shown = sign + (words if exact else safe(words))
                    yield tint(shown, tone, colour=colour) + "\n"
                    if not text.endswith("\n"):
                        yield "\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Return `text` in lines that keep their ends; a line feed alone ends one."""
    lines = text.split("\n")
    return [part + "\n" for part in lines[:-1]] + lines[-1:] * bool(lines[-1])


def _hunk(group: Sequence[tuple[str, int, int, int, int]], old: Sequence[str]) -> str:
    first, last = group[0], group[-1]
    heading = next(
        (text for text in reversed(old[: first[1] + 1]) if _HEADING.match(text)), ""
    ).strip()
    where = f" {line(heading)[:_FUNCTION].rstrip()}" if heading else ""
    return f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@{where}"


def _range(start: int, stop: int) -> str:
    """Return lines `start` to `stop` as a hunk counts them (POSIX, diff -u)."""
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _name(side: ComparedText, prefix: str) -> str:
    """Return the file's name as `patch` and git read it, with the moment of an archived version."""
    path = side.path if side.path_given else f"{prefix}/{side.path}"
    if _SPECIAL.search(path):
        path = '"' + _SPECIAL.sub(lambda match: f"\\{ord(match[0]):03o}", path) + '"'
    if side.captured_at is not None:
        return f"{path}\t{minute(side.captured_at)}:{side.captured_at:%S} +0000"
    return path + "\t" * (" " in path)
