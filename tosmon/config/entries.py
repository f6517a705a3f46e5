"""The keys of platforms.yaml, and how defaults, platforms and documents come together.

Knows every key, its reader and the field that it fills; must not know YAML's syntax or files.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Any, get_args

import msgspec

from tosmon.config import mappings, values
from tosmon.config.faults import Faults
from tosmon.config.nodes import Mapping, Node
from tosmon.model import DataPath, Document, RenderMode, Tier

# What can be set for all, for a platform and for a document; the narrower wins.
_SHARED: Table[str, values.Reader[Any]] = {
    "every": values.duration(1, 366 * 86_400),
    "timeout": values.duration(1, 600),
    "delay": values.duration(0, 3_600),
    "user_agent": values.agent,
    "tier": values.choice(*get_args(Tier)),
    "language": values.language,
}
_PLATFORM: Table[str, values.Reader[Any]] = {
    **_SHARED,
    "id": values.slug,
    "name": values.words(200),
    "tags": values.several(values.slug),
    "region": values.words(80),
    "robots": values.choice("obey", "ignore"),
    "private": values.switch,
}
_DOCUMENT: Table[str, values.Reader[Any]] = {
    **{name: reader for name, reader in _PLATFORM.items() if name != "name"},
    "title": values.words(300),
    "type": values.slug,
    "url": values.url,
    "urls": values.several(values.url),
    "formerly": values.several(values.key),
    "select": values.several(values.part),
    "remove": values.several(values.selector),
    "render": values.choice(*get_args(RenderMode)),
    "wait": values.selector,
}
_INHERITED = (*_SHARED, "region", "robots", "private")


class _Entry(msgspec.Struct):
    """A document that was read, and the lines where it and its former names stand."""

    document: Document
    line: int
    formerly_line: int


class _Pass(msgspec.Struct):
    """One pass over the tree: what it found so far."""

    faults: Faults
    defaults: dict[str, Any]
    entries: dict[str, _Entry] = {}
    platform_lines: dict[str, int] = {}
    visited: int = 0


def read(root: Node, faults: Faults) -> tuple[Document, ...]:
    """Return the sound documents of the tree in file order; tell `faults` of everything else."""
    if not isinstance(root, Mapping):
        faults.add(root.line, "platforms", "is missing; the file starts with `platforms:`")
        return ()
    top = mappings.keys(root, ("platforms", "defaults"), "file", faults)
    defaults: dict[str, Any] = {}
    if "defaults" in top:
        defaults = mappings.settings(top["defaults"], _SHARED, "defaults", faults)
    if "platforms" not in top:
        faults.add(root.line, "platforms", "is missing; list what to watch under `platforms:`")
        return ()
    reading = _Pass(faults, defaults)
    for index, node in enumerate(mappings.items(top["platforms"], "platforms", faults)):
        _platform(node, f"platforms[{index}]", reading)
    return _without_contested(reading.entries, faults)


def _platform(node: Node, where: str, reading: _Pass) -> None:
    faults = reading.faults
    if not isinstance(node, Mapping):
        faults.add(node.line, where, "is no platform; start it with `- id: …`")
        return
    where = mappings.named(node) or where
    platform = mappings.settings(node, _PLATFORM, where, faults, also=("documents",))
    identity = platform.get("id")
    if identity is None:
        mappings.missing(node, "id", where, faults)
    elif identity in reading.platform_lines:
        first = reading.platform_lines[identity]
        faults.add(node.line, f"{where}.id", f"is also in line {first}; list a platform once")
        return
    else:
        reading.platform_lines[identity] = node.line
    documents = next((value for key, value in node.pairs if key.text == "documents"), None)
    if documents is None:
        faults.add(node.line, f"{where}.documents", "is missing; list at least one document")
        return
    for index, child in enumerate(mappings.items(documents, f"{where}.documents", faults)):
        reading.visited += 1
        if reading.visited > mappings.MAX_ENTRIES:
            most = f"more than {mappings.MAX_ENTRIES:,} documents; split the file"
            faults.add(child.line, where, most)
            return
        entry = _document(child, f"{where}.documents[{index}]", platform, reading)
        if entry is None:
            continue
        kept = reading.entries.setdefault(entry.document.key, entry)
        if kept is not entry:
            sentence = f"is also in line {kept.line}; give each document an id of its own"
            faults.add(entry.line, f"{entry.document.key}.id", sentence)


def _document(node: Node, where: str, platform: dict[str, Any], reading: _Pass) -> _Entry | None:
    faults = reading.faults
    if not isinstance(node, Mapping):
        faults.add(node.line, where, "is no document; start it with `- id: …`")
        return None
    name = mappings.named(node)
    where = f"{where.partition('.documents[')[0]}/{name}" if name else where
    before = len(faults)
    found = mappings.settings(node, _DOCUMENT, where, faults)
    for required in ("id", "url"):
        if required not in found:
            mappings.missing(node, required, where, faults)
    if len(faults) != before or faults.full or "id" not in platform:
        return None
    inherited = {key: platform[key] for key in _INHERITED if key in platform}
    merged = {**reading.defaults, **inherited, **found}
    identity = merged.pop("id")
    merged["key"] = f"{platform['id']}/{identity}"
    merged["platform_name"] = platform.get("name", platform["id"])
    merged.setdefault("title", identity.replace("-", " ").capitalize())
    merged["tags"] = tuple(dict.fromkeys((*platform.get("tags", ()), *found.get("tags", ()))))
    merged["robots"] = merged.get("robots") != "ignore"
    chosen = merged.pop("select", ())
    merged["select"] = tuple(part for part in chosen if not isinstance(part, DataPath))
    merged["data"] = tuple(part.json for part in chosen if isinstance(part, DataPath))
    return _Entry(Document(**merged), node.line, _line_of(node, "formerly"))


def _without_contested(entries: dict[str, _Entry], faults: Faults) -> tuple[Document, ...]:
    """Leave out documents whose former name is in use: a history has one heir."""
    heirs: dict[str, str] = {}
    contested: set[str] = set()
    for key, entry in entries.items():
        for former in entry.document.formerly:
            if former in entries:
                sentence = f"{former} is listed as a document itself; remove one of the two"
            elif former in heirs:
                sentence = f"{former} was already given to {heirs[former]}; remove one of the two"
            else:
                heirs[former] = key
                continue
            faults.add(entry.formerly_line, f"{key}.formerly", sentence)
            contested.add(key)
    return tuple(entry.document for key, entry in entries.items() if key not in contested)


def _line_of(node: Mapping, name: str) -> int:
    return next((key.line for key, _ in node.pairs if key.text == name), node.line)
