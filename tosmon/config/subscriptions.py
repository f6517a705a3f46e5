"""The keys of subscriptions.yaml: who is told of what, and where.

Owns what an address may look like as it is written. It is never repeated in a sentence: an address
often is a password. Knows no service and resolves no reference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from typing import Any, get_args

from tosmon.config import mappings, values
from tosmon.config.faults import Faults, nearest, shown
from tosmon.config.nodes import Mapping, Node, Scalar
from tosmon.model import Direction, Record, Severity
from tosmon.telling import TOLD_KINDS, Subscription

_PROVISION = re.compile(r"[0-9a-f]{6,64}")
_REFERENCE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S")
_words = values.words(4_000)


class Subscriptions(Record):
    """What subscriptions.yaml says: the valid entries, and a sentence for each fault."""

    path: str
    entries: tuple[Subscription, ...] = ()
    problems: tuple[str, ...] = ()


def is_address(value: str) -> bool:
    """Return whether `value` can be where messages go, or a reference to it."""
    if _REFERENCE.search(value) or (value.startswith("file:") and len(value) > len("file:")):
        return True
    if value.startswith("webhook:"):
        return re.match(r"webhook:https?://[^\s/]", value) is not None
    return _SCHEME.match(value) is not None and not _is_web(value)


def address(node: Node) -> str:
    """Read where messages go: an Apprise address, `webhook:https://…`, `file:…` or `${NAME}`."""
    value = _words(node)
    if is_address(value):
        return value
    if value.startswith("webhook:"):
        sentence = "is no webhook; write webhook:https://host/path"
    elif _is_web(value):
        sentence = "is a web address; write webhook: before it, or the service's Apprise address"
    else:
        sentence = "is no address; write mailto://… or the like, webhook:https://…, file:…, ${NAME}"
    raise values.Wrong((node.line, sentence))


def _is_web(value: str) -> bool:
    return value.lower().startswith(("http://", "https://"))


def topic(node: Node) -> str:
    """Read the name of a topic, built-in or one's own."""
    from tosmon.topics.loading import ORDER  # noqa: PLC0415 - few files name a topic

    value = values.words(80)(node)
    if re.fullmatch(r"[a-z][a-z0-9_]*", value):
        near = None if value in ORDER else nearest(value, ORDER)
        if near is None:
            return value
        raise values.Wrong((node.line, f"{shown(value)} is no topic; did you mean {near}?"))
    raise values.Wrong((node.line, f"{shown(value)} is no topic; `tosmon topics` lists them"))


def provision(node: Node) -> str:
    """Read the id of a provision, or its beginning, as `provisions --json` has it."""
    value = values.words(64)(node)
    if _PROVISION.fullmatch(value):
        return value
    raise values.Wrong(
        (node.line, f"{shown(value)} names no provision; `tosmon provisions --json` has their ids")
    )


_KEYS: Table[str, values.Reader[Any]] = {
    "id": values.slug,
    "to": values.several(address),
    "platforms": values.several(values.slug),
    "documents": values.several(values.key),
    "tags": values.several(values.slug),
    "topics": values.several(topic),
    "provisions": values.several(provision),
    "severity": values.choice(*get_args(Severity)),
    "kinds": values.several(values.choice(*TOLD_KINDS)),
    "directions": values.several(values.choice(*get_args(Direction))),
    "trouble": values.switch,
    "lasting": values.duration(3_600, 366 * 86_400),
}


def read_subscriptions(root: Node, faults: Faults) -> tuple[Subscription, ...]:
    """Return the sound subscriptions of the tree in file order; tell `faults` of the others."""
    if not isinstance(root, Mapping):
        if not (isinstance(root, Scalar) and root.is_null):
            faults.add(root.line, "file", "starts with `subscriptions:`")
        return ()
    top = mappings.keys(root, ("subscriptions",), "file", faults)
    if "subscriptions" not in top:
        faults.add(root.line, "subscriptions", "is missing; list who is told of what under it")
        return ()
    found: dict[str, Subscription] = {}
    lines: dict[str, int] = {}
    for index, node in enumerate(mappings.items(top["subscriptions"], "subscriptions", faults)):
        entry = _entry(node, f"subscriptions[{index}]", faults)
        if entry is None:
            continue
        if entry.id in found:
            sentence = f"is also in line {lines[entry.id]}; give each subscription its own id"
            faults.add(node.line, f"{entry.id}.id", sentence)
            continue
        found[entry.id], lines[entry.id] = entry, node.line
    return tuple(found.values())


def _entry(node: Node, where: str, faults: Faults) -> Subscription | None:
    if not isinstance(node, Mapping):
        faults.add(node.line, where, "is no subscription; start it with `- id: …`")
        return None
    where = mappings.named(node) or where
    before = len(faults)
    found = mappings.settings(node, _KEYS, where, faults)
    for required in ("id", "to"):
        if required not in found:
            mappings.missing(node, required, where, faults)
    return None if len(faults) != before else Subscription(**found)
