"""Groups of keys as they are written: known ones read, unknown, repeated and missing ones told of.

Owns what all files of settings have in common. Knows no key of any.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Any

from tosmon.config import values
from tosmon.config.faults import Faults, nearest, shown
from tosmon.config.nodes import Mapping, Node, Scalar, Sequence

MAX_ENTRIES = 10_000  # aliases let a small file list millions


def settings(
    node: Node,
    readers: Table[str, values.Reader[Any]],
    where: str,
    faults: Faults,
    also: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Read the keys of one mapping; a key without a value is as good as absent."""
    if not isinstance(node, Mapping):
        if not (isinstance(node, Scalar) and node.is_null):
            faults.add(node.line, where, "is no group of keys; write `key: value` lines below it")
        return {}
    found: dict[str, Any] = {}
    for key, value in keys(node, (*readers, *also), where, faults).items():
        if key in also or (isinstance(value, Scalar) and value.is_null):
            continue
        try:
            found[key] = readers[key](value)
        except values.Wrong as wrong:
            for line, sentence in wrong.faults:
                faults.add(line, f"{where}.{key}", sentence)
    return found


def keys(node: Mapping, known: tuple[str, ...], where: str, faults: Faults) -> dict[str, Node]:
    """Return the known keys of a mapping; tell of unknown and repeated ones."""
    found: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key, value in node.pairs:
        word = key.text
        if word in lines:
            sentence = f"stands here twice (first in line {lines[word]}); remove one"
            faults.add(key.line, f"{where}.{shown(word)[1:-1]}", sentence)
            continue
        lines[word] = key.line
        if word in known:
            found[word] = value
        elif word == "<<":
            faults.add(key.line, where, "`<<` is not read; put common settings under `defaults:`")
        elif faults.full:
            faults.add(key.line, where, "unknown key")
        else:
            near = nearest(word, known)
            hint = f"did you mean {near}?" if near else f"known are {', '.join(known)}"
            faults.add(key.line, where, f"{shown(word)} is no key here; {hint}")
    return found


def items(node: Node, where: str, faults: Faults) -> tuple[Node, ...]:
    """Return the entries of a list; tell of what is none."""
    if isinstance(node, Sequence):
        if len(node.items) <= MAX_ENTRIES:
            return node.items
        faults.add(node.line, where, f"lists more than {MAX_ENTRIES:,} entries; split the file")
    else:
        empty = isinstance(node, Scalar) and node.is_null
        what = "is empty" if empty else "is no list"
        faults.add(node.line, where, f"{what}; start each entry below it with `- id: …`")
    return ()


def named(node: Mapping) -> str | None:
    """Return the id as written, if it can name the entry in a sentence."""
    for key, value in node.pairs:
        if key.text == "id" and isinstance(value, Scalar) and value.text:
            return shown(value.text)[1:-1]
    return None


def missing(node: Mapping, name: str, where: str, faults: Faults) -> None:
    """Tell that a required key is absent or empty; a faulty value was told of when it was read."""
    value = next((value for key, value in node.pairs if key.text == name), None)
    if value is None:
        faults.add(node.line, f"{where}.{name}", "is missing; it is required")
    elif isinstance(value, Scalar) and value.is_null:
        faults.add(value.line, f"{where}.{name}", "is empty; it is required")
