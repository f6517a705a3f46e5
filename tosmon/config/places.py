"""Where things stand in platforms.yaml: lines and columns, so that entries can be put in by hand.

Counts lines and columns from 0. Must not know what an entry holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tosmon.config.nodes import compose


class Place(msgspec.Struct):
    """A node of the file: where it begins, and the last line that holds a piece of it."""

    line: int
    column: int
    last: int
    kind: str
    text: str = ""
    flow: bool = False
    children: list[Place] = []

    def get(self, key: str) -> Place | None:
        """Return what stands under `key` of this mapping, None where nothing does."""
        if self.kind != "mapping":
            return None
        pairs = zip(self.children[::2], self.children[1::2], strict=True)
        return next((value for name, value in pairs if name.text == key), None)

    @property
    def is_null(self) -> bool:
        """Whether nothing was written here."""
        return self.kind == "scalar" and not self.text


def locate(text: str) -> Place | None:
    """Return the place of the whole tree, None for a file without any.

    Raises `Unreadable` for what `compose` refuses.
    """
    import yaml  # noqa: PLC0415  (only commands that write the file pay for it)

    compose(text)  # bounds the depth, and refuses what is no YAML
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    stack: list[Place] = []
    root: Place | None = None
    events: Iterator[Any] = yaml.parse(text, Loader=loader)
    for event in events:
        kind = type(event).__name__
        start, end = event.start_mark, event.end_mark
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            name = "mapping" if kind.startswith("Mapping") else "sequence"
            stack.append(Place(start.line, start.column, start.line, name, flow=event.flow_style))
            continue
        if kind in ("ScalarEvent", "AliasEvent"):
            last = end.line - (end.column == 0 and end.line > start.line)
            alias = kind == "AliasEvent"
            node = Place(
                start.line,
                start.column,
                last,
                "alias" if alias else "scalar",
                text="" if alias else event.value,
            )
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            node = stack.pop()
            inner = max((child.last for child in node.children), default=node.line)
            node.last = end.line if node.flow else inner
        else:
            continue
        if stack:
            stack[-1].children.append(node)
        else:
            root = node
    return root
