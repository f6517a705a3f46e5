"""YAML as a tree of nodes that know their lines; bounded in depth, without tags or merge keys.

Built from the parser's events, not from its composer, because the composer recurses as deep as
the file says and forgets duplicate keys. Values stay the words of the file: `language: no` is
Norwegian here, not the boolean of YAML 1.1. Must not know the keys of platforms.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

MAX_DEPTH = 20  # platforms.yaml needs eight


class Scalar(msgspec.Struct, frozen=True):
    """A single value as it is written; `plain` if it stood without quotes."""

    line: int
    text: str
    plain: bool

    @property
    def is_null(self) -> bool:
        """Whether nothing, or a word for nothing, was written."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class Sequence(msgspec.Struct, frozen=True):
    """A list."""

    line: int
    items: tuple[Node, ...]


class Mapping(msgspec.Struct, frozen=True):
    """Keys and values in the order of the file, duplicates kept."""

    line: int
    pairs: tuple[tuple[Scalar, Node], ...]


Node = Scalar | Sequence | Mapping


class Unreadable(Exception):  # noqa: N818  (it says what the file is)
    """The text is no YAML of the kind that is read here. `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def compose(text: str) -> Node:
    """Return the tree of the only YAML document in `text`; an empty text is a null scalar.

    Raises Unreadable for faulty YAML, a nesting deeper than MAX_DEPTH, tags, keys that are no
    single words, aliases of what is not complete, and a second YAML document.
    """
    import yaml  # noqa: PLC0415  (commands that only read the archive never pay for it)

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _built(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        raise _explained(error, text) from error
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0) or 0) + 1
        reason = "holds a character that YAML does not allow; remove it"
        raise Unreadable(line, reason) from error


class _Open(msgspec.Struct):
    """A list or mapping whose end has not come yet."""

    line: int
    anchor: str | None
    is_mapping: bool
    children: list[Node]


def _built(events: Iterable[Any]) -> Node:
    stack: list[_Open] = []
    anchors: dict[str, Node] = {}
    root: Node | None = None
    for event in events:
        kind = type(event).__name__
        line = event.start_mark.line + 1
        if kind == "ScalarEvent":
            _refuse_tag(event.tag, line)
            node: Node = Scalar(line, event.value, event.implicit[0])
            anchor = event.anchor
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            _refuse_tag(event.tag, line)
            if len(stack) >= MAX_DEPTH:
                raise Unreadable(line, f"is nested deeper than {MAX_DEPTH} levels; flatten it")
            stack.append(_Open(line, event.anchor, kind == "MappingStartEvent", []))
            continue
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            opened = stack.pop()
            node = _closed(opened)
            anchor = opened.anchor
        elif kind == "AliasEvent":
            if event.anchor not in anchors:
                raise Unreadable(line, f"the alias *{event.anchor} names nothing before it")
            node, anchor = anchors[event.anchor], None
        elif kind == "DocumentStartEvent" and root is not None:
            raise Unreadable(line, "a second YAML document starts here; keep one, without `---`")
        else:
            continue
        if anchor is not None:
            anchors[anchor] = node
        if stack:
            stack[-1].children.append(node)
        else:
            root = node
    return root if root is not None else Scalar(1, "", plain=True)


def _closed(opened: _Open) -> Node:
    if not opened.is_mapping:
        return Sequence(opened.line, tuple(opened.children))
    pairs = []
    for key, value in zip(opened.children[::2], opened.children[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise Unreadable(key.line, "a key must be a single word")
        pairs.append((key, value))
    return Mapping(opened.line, tuple(pairs))


def _refuse_tag(tag: str | None, line: int) -> None:
    if tag is not None and tag not in ("!", "tag:yaml.org,2002:str"):
        raise Unreadable(line, "a YAML tag (`!…`) stands here; write the plain value")


def _explained(error: Any, text: str) -> Unreadable:
    """Turn the parser's complaint into a sentence for whoever wrote the line."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    indentation = written[: len(written) - len(written.lstrip())]
    problem = str(error.problem or error.context or "is no YAML")
    if "\t" in indentation or "'\\t'" in problem:
        return Unreadable(line, "is indented with a tab; YAML knows only spaces, use two a level")
    if "mapping values are not allowed" in problem:
        return Unreadable(line, "a colon stands inside a value; put the value in quotes")
    if "could not find expected ':'" in problem:
        return Unreadable(line, "a colon and a space are missing near here: `key: value`")
    if "did not find expected key" in problem or "block end" in problem:
        problem += "; compare the indentation of this line with the lines above"
    return Unreadable(line, f"is no YAML: {problem}")
