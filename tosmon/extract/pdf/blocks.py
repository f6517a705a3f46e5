"""Lines to blocks: paragraphs, headings, lists and tables of a document, as the text format has it.

Pure. Owns where a block begins, what it is, and how words come together again.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tosmon.extract.pdf.order import Line, Piece
from tosmon.extract.pdf.tables import Table
from tosmon.model import Record
from tosmon.text import clean

_BULLET = re.compile(r"[•◦▪‣●○■□–—*·\uf0b7\uf0a7-]\s+(?=\S)|[•◦▪‣●○■□]")
_NUMBERED = re.compile(
    r"\(?(?:\d{1,3}|[a-z]{1,2}|[ivx]{1,5}|[A-Z])[.)]\s+(?=\S)|\d{1,3}(?:\.\d{1,3}){1,4}\.?\s+(?=\S)"
)
_ITEM = re.compile(r"\(?(?:\d{1,3}|[a-z]{1,2}|[ivx]{1,5}|[A-Z])[.)]\s+(?=\S)")
_ENDS = (".", "!", "?", ":", ";", "”", '"', ")", "。", "…")
_WORD = re.compile(r"[\w’'-]+")
_HYPHENS = ("\u00ad", "-")
_PREFIXES = frozenset(("non", "self", "third", "cross"))  # English joins these by a hyphen
_SENTENCE_ENDS = (".", "!", "?", ":", ";")
_SIZE_STEP = 0.6  # points by which letters of one block may differ
_RUN_IN = 1.5  # of the size, between bold words at a line's end and the line that goes on
_HEADING_SIZE = 1.08  # of the size that most of the text has
_HEADING_WORDS = 16
_APART = 1.35  # of the usual step between lines of a column
_INDENT = 0.8  # of the size
_SHORT = 0.86  # of the column's width: a line that ends before that ends its paragraph


class Made(Record):
    """A block: `kind` as in the text format, `level` of a heading or of an item."""

    kind: str
    text: str
    level: int = 0


def text_of(columns: Sequence[Sequence[Piece]]) -> str:
    """Return the text of a document, whose columns stand in the order of reading."""
    lines = [piece for column in columns for piece in column]
    whole = _Words([line.text for line in lines if isinstance(line, Line)])
    usual = _usual(lines)
    made: list[Made] = []
    for column in columns:
        part = list(_blocks(column, usual, whole))
        if made and part and _goes_on(made[-1], part[0]):
            made[-1] = Made(
                kind=made[-1].kind,
                text=whole.joined(made[-1].text, part[0].text),
                level=made[-1].level,
            )
            part = part[1:]
        made += part
    return _composed(_levelled(made))


class _Usual(Record):
    size: float
    bold: bool


def _usual(lines: Sequence[Piece]) -> _Usual:
    """Return the look that most letters of the document have."""
    looks: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        if isinstance(line, Line):
            looks[round(line.size, 1), line.bold] += len(line.text)
    size, bold = looks.most_common(1)[0][0] if looks else (10.0, False)
    return _Usual(size=size, bold=bold)


class _Words:
    """The words of the whole document, by which a hyphen at a line's end is judged."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._words: Counter[str] = Counter()
        broken = False
        for line in lines:
            words = _WORD.findall(line.lower())
            first, broken = int(broken), line.endswith(_HYPHENS)
            self._words.update(words[first : len(words) - broken])

    def joined(self, before: str, after: str) -> str:
        """Return two lines as one; a hyphen that only the line's end made is taken out."""
        head, tail = before.rstrip(), after.lstrip()
        if not head.endswith(_HYPHENS) or not tail[:1].isalpha():
            return f"{head} {tail}"
        bare = head.rstrip("\u00ad-")
        first = re.search(r"[\w’']+$", bare)
        rest = re.match(r"[\w’'-]+", tail)
        if first is None or rest is None:
            return f"{head.replace(chr(0xAD), '-')} {tail}"
        if self._is_compound(first[0].lower(), rest[0].lower()) or tail[0].isupper():
            return f"{bare}-{tail}"
        return bare + tail

    def _is_compound(self, first: str, rest: str) -> bool:
        """Return whether the author wrote the hyphen: as elsewhere, or between whole words."""
        apart, whole = self._words[f"{first}-{rest}"], self._words[first + rest]
        if apart or whole:
            return apart > whole
        return first in _PREFIXES or bool(self._words[first] and self._words[rest])


def _blocks(column: Sequence[Piece], usual: _Usual, whole: _Words) -> Iterator[Made]:
    lines: list[Line] = []
    step = _step([piece for piece in column if isinstance(piece, Line)])
    for piece in column:
        if isinstance(piece, Table):
            if lines:
                yield _made(lines, usual, whole)
            lines = []
            yield from (Made(kind="row", text=_row(row, whole)) for row in piece.rows)
        elif lines and _begins(lines, piece, step):
            yield _made(lines, usual, whole)
            lines = [piece]
        else:
            lines.append(piece)
    if lines:
        yield _made(lines, usual, whole)


def _row(cells: Sequence[Sequence[str]], whole: _Words) -> str:
    words = [functools.reduce(whole.joined, cell, "") for cell in cells]
    return "| " + " | ".join(clean(cell).replace("|", "/") for cell in words) + " |"


def _step(lines: Sequence[Line]) -> float:
    """Return the usual distance between the lines of a column, in their size."""
    steps = Counter(
        round((b.base - a.base) / max(a.size, 1.0), 1)
        for a, b in itertools.pairwise(lines)
        if 0 < b.base - a.base < 3 * a.size
    )
    # Of the steps that are frequent the narrowest: between the lines of one paragraph.
    often = [step for step, times in steps.items() if times >= 0.2 * max(steps.values())]
    return min(often, default=1.2)


def _begins(lines: Sequence[Line], line: Line, step: float) -> bool:
    """Return whether `line` begins another block than `lines` are."""
    last = lines[-1]
    if abs(line.size - last.size) > _SIZE_STEP or line.bold != last.bold:
        return not _is_run_in(lines, line)
    distance = (line.base - last.base) / max(last.size, 1.0)
    if distance > _APART * step or distance < 0:
        return True
    if _BULLET.match(line.text) and not _BULLET.fullmatch(line.text.strip()):
        return True
    if _NUMBERED.match(line.text) and (_ends_short(last) or last.text.rstrip().endswith(_ENDS)):
        return True
    return _begins_by_place(lines, line)


def _begins_by_place(lines: Sequence[Line], line: Line) -> bool:
    """Return whether `line` begins another block by its indent, or by the end of the one before."""
    last, first = lines[-1], lines[0]
    indent = _INDENT * line.size
    if _is_item(first.text):
        inside = lines[1].left if len(lines) > 1 else first.left + indent
        return line.left < inside - indent and _ends_short(last)
    if len(lines) == 1 and line.left < first.left - indent:  # the first line alone was indented
        return _ends_short(last) and last.text.rstrip().endswith(_ENDS)
    if line.left > last.left + indent:
        return True
    return _ends_short(last) and last.text.rstrip().endswith(_SENTENCE_ENDS)


def _ends_short(line: Line) -> bool:
    return line.right < line.column_left + _SHORT * (line.column_right - line.column_left)


def _is_run_in(lines: Sequence[Line], line: Line) -> bool:
    """Return whether bold words begin or stand within the paragraph that goes on with `line`."""
    last = lines[-1]
    if abs(line.size - last.size) > _SIZE_STEP or _ends_short(last):
        return False
    return (line.base - last.base) < _RUN_IN * last.size


def _is_item(text: str) -> bool:
    return bool(_BULLET.match(text) or _NUMBERED.match(text))


def _made(lines: Sequence[Line], usual: _Usual, whole: _Words) -> Made:
    text = lines[0].text
    for line in lines[1:]:
        text = whole.joined(text, line.text)
    text = clean(text.replace("\u00ad", ""))
    size = max(line.size for line in lines)
    words = len(text.split())
    looks = size > _HEADING_SIZE * usual.size or (
        all(line.bold for line in lines) and not usual.bold
    )
    if looks and words <= _HEADING_WORDS and len(lines) <= 3 and not _BULLET.match(text):
        return Made(kind="heading", text=text, level=round(size * 10) + (size <= usual.size))
    bullet = _BULLET.match(text)
    if bullet:
        depth = (lines[0].left - lines[0].column_left) / max(lines[0].size, 1.0)
        return Made(kind="item", text=text[bullet.end() :].lstrip(), level=int(depth > 2.5))
    if _ITEM.match(text) and lines[0].left > lines[0].column_left + _INDENT * lines[0].size:
        return Made(kind="item", text=text, level=0)
    return Made(kind="paragraph", text=text)


def _goes_on(before: Made, after: Made) -> bool:
    """Return whether a block goes on over the end of its column or page."""
    if after.kind != "paragraph" or before.kind not in ("paragraph", "item"):
        return False
    return not before.text.endswith(_ENDS) and (
        after.text[:1].islower() or before.text.endswith("-")
    )


def _levelled(made: Sequence[Made]) -> Iterator[Made]:
    """Yield the blocks, headings by the rank of their size."""
    sizes = sorted({block.level for block in made if block.kind == "heading"}, reverse=True)
    ranks: dict[int, int] = {}
    rank, last = 0, 0
    for size in sizes:
        if not rank or last - size > 4:  # four tenths of a point are the printer's rounding
            rank, last = rank + 1, size
        ranks[size] = min(rank, 6)
    for block in made:
        if block.kind == "heading":
            yield Made(kind="heading", text=block.text, level=ranks[block.level])
        else:
            yield block


def _composed(made: Iterator[Made]) -> str:
    out: list[str] = []
    before = ""
    for block in made:
        if not block.text.strip("| "):
            continue
        if out:
            out.append("\n" if block.kind == before and before in ("item", "row") else "\n\n")
        marks = {"heading": "#" * block.level + " ", "item": "  " * block.level + "- "}
        out.append(marks.get(block.kind, "") + block.text)
        if block.kind == "row" and before != "row":
            out.append("\n|" + " --- |" * (block.text.count(" | ") + 1))
        before = block.kind
    return "".join(out) + "\n" if out else ""
