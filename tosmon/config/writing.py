"""Entries as lines of platforms.yaml, and their way into a file of which nothing else changes.

Owns the layout of what is written. New lines are put between the old ones, so that comments and
order stay; that the result reads as the old entries and the new ones is proved before it is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from tosmon.config.nodes import Unreadable
from tosmon.config.places import Place, locate
from tosmon.errors import ConfigError
from tosmon.model import Range, Selector
from tosmon.proposals import Entry

_WIDTH = 100
_PLAIN = re.compile(r"[^\W_][^\n]*", re.DOTALL)
_NULLS = frozenset(("null", "Null", "NULL", "~"))
_FIELDS = ("title", "type", "url", "tier", "region", "language", "render")


def entries_text(entries: Sequence[Entry]) -> str:
    """Return `entries` as a file of their own, platforms in the order in which they come first."""
    if not entries:
        return "platforms: []\n"
    blocks = ["\n".join(_platform(group, 2, 2, 2)) for group in _by_platform(entries)]
    return "platforms:\n" + "\n\n".join(blocks) + "\n"


def inserted(text: str, entries: Sequence[Entry], path: str) -> str:
    """Return `text` with `entries` put in: at the end of their platform, or of all platforms.

    Raises `ConfigError` where the file is no YAML, or is written in a way that has no place for
    new lines (in braces, as an alias).
    """
    for group in _by_platform(entries):
        try:
            text = _with_platform(text, group)
        except Unreadable as error:
            raise ConfigError((f"{path}:{error.line}: {error.reason}",)) from error
    return text


def _by_platform(entries: Iterable[Entry]) -> list[list[Entry]]:
    order: dict[str, int] = {}
    for entry in entries:
        order.setdefault(entry.platform, len(order))
    ranked = sorted(entries, key=lambda entry: order[entry.platform])
    return [list(group) for _, group in groupby(ranked, key=lambda entry: entry.platform)]


def _with_platform(text: str, group: list[Entry]) -> str:
    root = locate(text)
    lines = text.splitlines(keepends=True)
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    platforms = root.get("platforms") if root is not None else None
    if root is None or root.is_null or (root.kind == "mapping" and platforms is None):
        return _joined(lines, len(lines), ["platforms:", *_platform(group, 2, 2, 2)], ending)
    if platforms is None:
        raise Unreadable(root.line + 1, "is no list of platforms; start it with `platforms:`")
    if platforms.is_null:
        return _joined(lines, platforms.last + 1, _platform(group, 2, 2, 2), ending)
    _demand_block(platforms, "platforms")
    known = next((p for p in platforms.children if _id(p) == group[0].platform), None)
    if known is None:
        first = platforms.children[0]
        documents = first.get("documents")
        nested = documents.column - first.column if documents and _is_block(documents) else 2
        step = first.column - platforms.column
        block = _platform(group, platforms.column, step, nested)
        at = _after(lines, platforms.last, platforms.column)
        return _joined(lines, at, ["", *block], ending)
    documents = known.get("documents")
    if documents is None or documents.is_null:
        where = documents.line if documents is not None else known.line
        raise Unreadable(where + 1, "this platform lists no document yet; give it one by hand")
    _demand_block(documents, f"the documents of {group[0].platform}")
    step = documents.children[0].column - documents.column
    block = [line for entry in group for line in _document(entry, documents.column, step)]
    return _joined(lines, _after(lines, documents.last, documents.column), block, ending)


def _is_block(place: Place) -> bool:
    return place.kind == "sequence" and not place.flow


def _demand_block(place: Place, what: str) -> None:
    if not _is_block(place):
        sentence = f"{what}: written in one piece; put each on lines of its own, with a dash"
        raise Unreadable(place.line + 1, sentence)


def _id(platform: Place) -> str | None:
    found = platform.get("id")
    return found.text if found is not None else None


def _after(lines: Sequence[str], last: int, column: int) -> int:
    """Return the line that follows a list: comments that stand under its last item are of it."""
    at = last + 1
    while at < len(lines):
        bare = lines[at].strip()
        indent = len(lines[at]) - len(lines[at].lstrip())
        if not bare.startswith("#") or indent < max(column, 1):
            break
        at += 1
    return at


def _joined(lines: Sequence[str], at: int, block: Iterable[str], ending: str) -> str:
    before = "".join(lines[:at])
    if before and not before.endswith("\n"):
        before += ending
    return before + "".join(line + ending for line in block) + "".join(lines[at:])


def _platform(group: Sequence[Entry], column: int, step: int, nested: int) -> list[str]:
    """Return the lines of a platform: its dash at `column`, its keys `step` further right."""
    first = group[0]
    pad = " " * (column + step)
    lines = [f"{' ' * column}-{' ' * (step - 1)}id: {_scalar(first.platform)}"]
    name = next((entry.platform_name for entry in group if entry.platform_name), None)
    if name is not None:
        lines.append(f"{pad}name: {_scalar(name)}")
    lines.append(f"{pad}documents:")
    for entry in group:
        lines += _document(entry, column + step + nested, 2)
    return lines


def _document(entry: Entry, column: int, step: int) -> list[str]:
    pad = " " * (column + step)
    notes = [f"{' ' * column}# {_one_line(note)}" for note in entry.notes]
    lines = [f"{' ' * column}-{' ' * (step - 1)}id: {_scalar(entry.id)}"]
    for name in _FIELDS:
        value = getattr(entry, name)
        if value is not None:
            lines.append(f"{pad}{name}: {_scalar(value)}")
    for name, values in (("select", entry.select), ("remove", entry.remove)):
        lines += _list(name, values, pad)
    return notes + lines


def _list(name: str, values: Sequence[Selector], pad: str) -> list[str]:
    if not values:
        return []
    if len(values) == 1:
        return [f"{pad}{name}: {_selector(values[0])}"]
    inline = f"{pad}{name}: [{', '.join(_selector(value, flow=True) for value in values)}]"
    if len(inline) <= _WIDTH:
        return [inline]
    return [f"{pad}{name}:", *(f"{pad}  - {_selector(value)}" for value in values)]


def _selector(value: Selector, *, flow: bool = False) -> str:
    if not isinstance(value, Range):
        return _quoted(value) if flow else _scalar(value)
    until = f", until: {_quoted(value.until)}" if value.until is not None else ""
    return f"{{from: {_quoted(value.start)}{until}}}"


def _scalar(text: str) -> str:
    """Return one line of text as YAML: bare where that means the same, in quotes elsewhere."""
    plain = (
        _PLAIN.fullmatch(text)
        and text not in _NULLS
        and ": " not in text
        and " #" not in text
        and not text.endswith((":", " "))
        and text.isprintable()
    )
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    """Return `text` in double quotes; YAML knows every escape of JSON (YAML 1.2, section 1.3)."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
