"""Readers of single values: a node becomes a checked value, or its faults are told.

Each takes a node and returns the value, or raises Wrong. Must not know which field it reads for.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from tosmon.config.faults import nearest, shown
from tosmon.config.nodes import Mapping, Node, Scalar, Sequence
from tosmon.model import DataPath, Range, Selector

T = TypeVar("T")
Reader = Callable[[Node], T]

MAX_ITEMS = 200  # of one list within an entry
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{n}" for port in ("com", "lpt") for n in range(10)]
)  # names of devices that Windows reserves in every folder (Microsoft, "Naming Files")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # the shape of RFC 5646, not its list
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s?(ms|s|m|h|d|w)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")


class Wrong(Exception):  # noqa: N818  (it says what the value is)
    """A value is not what its field takes: a line and a sentence for each fault in it."""

    def __init__(self, *faults: tuple[int, str]) -> None:
        super().__init__(*faults)
        self.faults = faults


def words(limit: int) -> Reader[str]:
    """Return a reader of one line of text of at most `limit` characters."""

    def read(node: Node) -> str:
        if not isinstance(node, Scalar):
            raise Wrong((node.line, f"is {_kind(node)}; write one value"))
        if not node.text.strip():
            raise Wrong((node.line, "is empty; give it a value"))
        if len(node.text) > limit:
            raise Wrong((node.line, f"is longer than {limit:,} characters; shorten it"))
        if not node.text.isprintable():
            raise Wrong((node.line, "holds a line break or an invisible character; remove it"))
        return node.text.strip()

    return read


_line = words(300)
_address = words(4_000)


def slug(node: Node) -> str:
    """Read an id: `[a-z0-9][a-z0-9-]{0,79}`, and no name that Windows keeps for a device."""
    value = _line(node)
    if value in _RESERVED:
        raise Wrong((node.line, f"{shown(value)} is a device on Windows; add a word to it"))
    if not _SLUG.fullmatch(value):
        proposal = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:80]
        rule = "use small letters, digits and hyphens, 80 at most"
        hint = f"{rule}, e.g. {proposal}" if proposal and proposal not in _RESERVED else rule
        raise Wrong((node.line, f"{shown(value)} is no id; {hint}"))
    return value


def key(node: Node) -> str:
    """Read the key of a document: two ids with a slash between them."""
    value = _line(node)
    ids = value.split("/")
    if len(ids) != 2 or not all(_SLUG.fullmatch(part) and part not in _RESERVED for part in ids):
        raise Wrong((node.line, f"{shown(value)} names no document; write platform/document"))
    return value


def url(node: Node) -> str:
    """Read an address: http or https, with a host, without user names; it is kept as written."""
    value = _address(node)
    if re.search(r"[\s\\<>\"]", value):
        raise Wrong((node.line, "holds a space, a backslash or a quote; encode it (%20)"))
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Wrong((node.line, f"{shown(value)} is no address; check host and port")) from None
    if parts.scheme not in ("http", "https"):
        raise Wrong((node.line, f"{shown(value)} is no web address; start it with https://"))
    if "@" in parts.netloc:
        raise Wrong((node.line, "carries a user name or password; remove it"))
    if not host or not (":" in host or all(map(_LABEL.fullmatch, host.rstrip(".").split(".")))):
        raise Wrong((node.line, f"{shown(value)} has no valid host; write https://host/path"))
    return value


def language(node: Node) -> str:
    """Read a language tag such as `en` or `pt-BR`."""
    value = _line(node)
    if _LANGUAGE.fullmatch(value):
        return value
    raise Wrong((node.line, f"{shown(value)} is no language tag; write one like en or pt-BR"))


def agent(node: Node) -> str:
    """Read a User-Agent: what a header can carry."""
    value = _line(node)
    if value.isascii():
        return value
    raise Wrong((node.line, "holds characters that a header cannot carry; use ASCII"))


def duration(least: float, most: float) -> Reader[float]:
    """Return a reader of seconds between `least` and `most`, written `30s`, `90m`, `12h`, `1d`."""

    def read(node: Node) -> float:
        value = _line(node)
        match = _DURATION.fullmatch(value)
        if match is None:
            bare = re.fullmatch(r"\d+(\.\d+)?", value)
            hint = f"write {value}s for seconds" if bare else "write e.g. 30s, 90m, 12h or 1d"
            raise Wrong((node.line, f"{shown(value)} is no duration; {hint}"))
        seconds = float(match[1]) * _SECONDS[match[2]]
        if not least <= seconds <= most:
            bounds = f"between {least:g} and {most:,.0f} seconds"
            raise Wrong((node.line, f"{shown(value)} is out of bounds; stay {bounds}"))
        return seconds

    return read


def choice(*allowed: str) -> Reader[str]:
    """Return a reader of one word out of a closed set."""

    def read(node: Node) -> str:
        value = _line(node)
        if value in allowed:
            return value
        near = nearest(value, allowed)
        hint = f"did you mean {near}?" if near else f"choose from {', '.join(allowed)}"
        raise Wrong((node.line, f"{shown(value)} is unknown; {hint}"))

    return read


def switch(node: Node) -> bool:
    """Read `true` or `false`."""
    if isinstance(node, Scalar) and node.plain and node.text in ("true", "false"):
        return node.text == "true"
    raise Wrong((node.line, "is neither true nor false; write one of them"))


def several(item: Reader[T]) -> Reader[tuple[T, ...]]:
    """Return a reader of a list of `item`; a single one stands for a list of one."""

    def read(node: Node) -> tuple[T, ...]:
        nodes = node.items if isinstance(node, Sequence) else (node,)
        if len(nodes) > MAX_ITEMS:
            raise Wrong((node.line, f"lists more than {MAX_ITEMS} values; shorten it"))
        values: list[T] = []
        faults: list[tuple[int, str]] = []
        for each in nodes:
            try:
                values.append(item(each))
            except Wrong as wrong:
                faults += wrong.faults
        if faults:
            raise Wrong(*faults)
        return tuple(values)

    return read


def selector(node: Node) -> str:
    """Read a CSS selector that can be turned into a search of a page."""
    value = _line(node)
    reason = _selector_fault(value)
    if reason is not None:
        raise Wrong((node.line, f"{shown(value)} is no selector: {reason}"))
    return value


def part(node: Node) -> Selector | DataPath:
    """Read a selector, `{from: …, until: …}` for a part of a page, or `{json: …}` for data."""
    if not isinstance(node, Mapping):
        return selector(node)
    ends: dict[str, str] = {}
    for name, value in node.pairs:
        if name.text not in ("from", "until", "json") or name.text in ends:
            sentence = f"{shown(name.text)} is unknown or twice here; write from and until"
            raise Wrong((name.line, sentence))
        ends[name.text] = _line(value)
    if "json" in ends:
        if len(ends) > 1 or not all(ends["json"].split(".")):
            raise Wrong((node.line, "is no path; write {json: keys.with.dots} and nothing beside"))
        return DataPath(json=ends["json"])
    if "from" not in ends:
        raise Wrong((node.line, "has no `from`; say at which element the part starts"))
    return Range(start=ends["from"], until=ends.get("until"))


@functools.lru_cache(maxsize=256)
def _selector_fault(value: str) -> str | None:
    import cssselect  # noqa: PLC0415  (most files hold no selector)

    try:
        cssselect.HTMLTranslator().css_to_xpath(value)
    except cssselect.SelectorError as error:
        return shown(str(error) or "it cannot be read").strip("'")
    except RecursionError:
        return "it is nested too deep"
    return None


def _kind(node: Node) -> str:
    return "a list" if isinstance(node, Sequence) else "a group of keys"
