"""Plain text and Markdown to blocks: the author's words, lists and headings as they stand.

Knows no pages. What is only markup (front matter, comments, targets of links) is none of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tosmon.model import Link
from tosmon.text import clean, from_markdown

_ITEM = re.compile(r"( *)(?:[-*+•◦▪·‣]|\d{1,9}[.)])[ \t]+(?=\S)")
_BULLET = re.compile(r"( *)[*+•◦▪·‣][ \t]+(?=\S)")
_NUMBER = re.compile(r"( *)(\d{1,9})\)[ \t]+(?=\S)")
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(?:[^\n]*\n){0,200}?(?:---|\.\.\.)[ \t]*\n")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_DEFINITION = re.compile(r"^ {0,3}\[([^\]\n]{1,200})\]: *<?(\S{1,2000}?)>?(?: +[\"'(].*)?$", re.M)
_TAG = re.compile(r"</?[a-zA-Z][\w-]{0,30}(?:\s[^<>]{0,500})?/?>")
_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,}).*$", re.M)
_REFERENCE = re.compile(r"!?\[([^\[\]\n]{1,500})\]\[([^\[\]\n]{0,200})\]")
_INLINE = re.compile(r"(?<!!)\[([^\[\]\n]{1,500})\]\(<?([^()\s<>]{1,2000})>?(?: +\"[^\"\n]*\")?\)")
_SETEXT = re.compile(r"(?:=+|-{3,}) *$")
_STARTS = re.compile(r"#{1,6} |[>|]")


def from_plain(source: str) -> str:
    """Return plain text in the text format: its lines as they are, bullets as dashes."""
    out: list[str] = []
    for line in _levelled(_whole_items(_lines(source))):
        dashed = _NUMBER.sub(r"\1\2. ", _BULLET.sub(r"\1- ", line, count=1), count=1)
        out.append(_spaced(dashed) if _ITEM.match(line) else clean(line))
    return _joined(out)


def from_marked(source: str) -> tuple[str, tuple[Link, ...]]:
    """Return Markdown in the text format, and its links."""
    whole = _COMMENT.sub("", _FRONT.sub("", "\n".join(_lines(source)) + "\n", count=1))
    targets = {name.casefold(): target for name, target in _DEFINITION.findall(whole)}
    whole = _FENCE.sub("", _DEFINITION.sub("", whole))
    links = tuple(_links(whole, targets))
    whole = _TAG.sub(" ", re.sub(r"<br */?>", " ", _REFERENCE.sub(r"\1", whole)))
    text = from_markdown("\n".join(_levelled(_whole_items(whole.split("\n")))))
    return _joined([_spaced(line) for line in text.split("\n")]), links


def _links(source: str, targets: dict[str, str]) -> Iterator[Link]:
    for match in re.finditer(f"{_INLINE.pattern}|{_REFERENCE.pattern}", source):
        words, target = match[1], match[2]
        if words is None:
            words = match[3]
            target = targets.get((match[4] or words).casefold())
        if target:
            yield Link(words=clean(words.strip("*_`")), target=clean(target))


def _lines(source: str) -> list[str]:
    """Return the lines of `source`; a page's end (form feed) is a line's."""
    normal = source.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return normal.expandtabs(4).split("\n")


def _whole_items(lines: list[str]) -> Iterator[str]:
    """Yield `lines`, those with which an item of a list goes on as one with it."""
    held: str | None = None
    for line in lines:
        goes_on = (
            held is not None
            and line.strip()
            and not _ITEM.match(line)
            and not _STARTS.match(line.lstrip())
            and not _SETEXT.fullmatch(line.strip())
        )
        if goes_on:
            held = f"{held} {line.strip()}"
            continue
        if held is not None:
            yield held
        held = line if _ITEM.match(line) else None
        if held is None:
            yield line
    if held is not None:
        yield held


def _levelled(lines: Iterable[str]) -> Iterator[str]:
    """Yield `lines`, each item set in by two spaces for each item that it stands in."""
    indents: list[int] = []
    for line in lines:
        item = _ITEM.match(line)
        if item is None:
            if line.strip():
                indents.clear()
            yield line
            continue
        indent = len(item[1])
        while indents and indent <= indents[-1]:
            indents.pop()
        yield "  " * len(indents) + line[indent:]
        indents.append(indent)


def _spaced(line: str) -> str:
    """Return a line without what no reader sees; the space before a nested item's mark counts."""
    return line[: len(line) - len(line.lstrip(" "))] + clean(line)


def _joined(lines: list[str]) -> str:
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return text + "\n" if text else ""
