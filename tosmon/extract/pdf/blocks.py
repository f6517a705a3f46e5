"""Lines in the order of reading to the blocks of a text: headings, paragraphs, items. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tosmon.extract.pdf.columns import Region
from tosmon.extract.pdf.hyphens import Hyphens
from tosmon.extract.pdf.lines import Segment
from tosmon.extract.pdf.tables import Table
from tosmon.model import Record
from tosmon.text import written

_LARGER = 1.1  # than the body's font: a heading's
_SMALLER = 0.93  # a footnote's
_MOST_HEADING_WORDS = 25
_MOST_TITLE_WORDS = 6  # that end in a full stop; more are a sentence in a larger font
_PARTED = 1.35  # of the usual distance of two lines
_INDENT = 0.7  # of the font's size
_BULLET = re.compile(r"(?:[•·●○▪■◦‣⁃∙\uf0b7\uf0a7\uf076\uf0d8]|[-–—*](?=\s)|o(?=\s+[A-Z]))\s*")
_NUMBERED = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_LABEL = re.compile(
    r"(?:\(?(?:[a-z]{1,2}|[ivxlc]{1,6}|\d{1,3})\)|[a-z]\.|\d{1,3}(?:\.\d{1,3})+\.?|(?:\d{1,3}|[A-Z])\.)"
    r"(?=\s+\S)"
)
_NOTE = re.compile(r"[\d*†‡§]")
_ENDED = re.compile(r"[.:;!?。][\"'”’»)\]]*$")
_LEADER = re.compile(r"(?:\s*[.…·]){4,}\s*(?:\d{1,4}|[ivxl]{1,6})?$")


class Line(Record):
    """A line of a region with what its place says of it."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    column: tuple[float, float]
    page: int
    first_width: float
    starts_region: bool


class Piece(Record):
    """A block before it is written: kind, level, and its lines."""

    kind: str
    lines: tuple[str, ...]
    size: float = 0.0
    bold: bool = False
    left: float = 0.0


def lines_of(regions: Sequence[Region]) -> Iterator[Line | Table]:
    """Yield the lines of regions; segments of one baseline in one region are one line."""
    for region in regions:
        row: list[Segment] = []
        is_first = True
        for part in (*region.parts, None):
            if isinstance(part, Segment) and row and abs(row[-1].y - part.y) < 0.4 * part.size:
                row.append(part)
                continue
            if row:
                yield _line(row, region, is_first)
                is_first = False
            row = [part] if isinstance(part, Segment) else []
            if isinstance(part, Table):
                yield part
                is_first = False


def _line(row: Sequence[Segment], region: Region, is_first: bool) -> Line:
    ordered = sorted(row, key=lambda segment: segment.left)
    main = max(ordered, key=lambda segment: len(segment.text))
    first = ordered[0].words[0]
    return Line(
        text=_LEADER.sub("", " ".join(segment.text for segment in ordered)),
        left=ordered[0].left,
        right=ordered[-1].right,
        y=main.y,
        size=main.size,
        bold=all(segment.bold for segment in ordered),
        column=(region.left, region.right),
        page=main.page,
        first_width=first.right - first.left,
        starts_region=is_first,
    )


def pieces_of(found: Sequence[Line | Table], body: float) -> list[Piece]:
    """Return the blocks in order; footnotes wait until the paragraph above them has ended."""
    leading = _leading(found)
    out: list[Piece] = []
    notes: list[Piece] = []
    open_lines: list[Line] = []

    def close() -> None:
        if open_lines:
            out.append(_piece(open_lines, body))
            open_lines.clear()

    for line in found:
        if isinstance(line, Table):
            close()
            out += notes + [Piece(kind="row", lines=row) for row in line.rows]
            notes.clear()
            continue
        last = open_lines[-1] if open_lines else None
        if last is not None and _is_note(line, body) and not _is_note(last, body):
            notes.append(Piece(kind="paragraph", lines=(line.text,)))
            continue
        if notes and line.size < _SMALLER * body and not line.starts_region:
            notes[-1] = Piece(kind="paragraph", lines=(*notes[-1].lines, line.text))
            continue
        if last is None or _begins(last, line, open_lines, leading, body):
            close()
            if notes:
                out += notes
                notes.clear()
        open_lines.append(line)
    close()
    return out + notes


def _is_note(line: Line, body: float) -> bool:
    """Return whether a line is a footnote's: a small one with a mark, or what follows one."""
    return line.size < _SMALLER * body and _NOTE.match(line.text) is not None


def _leading(found: Sequence[Line | Table]) -> float:
    """Return the usual distance of two lines, in sizes of their font."""
    distances: Counter[float] = Counter()
    for above, below in pairwise(found):
        if not (isinstance(above, Line) and isinstance(below, Line)) or below.starts_region:
            continue
        if abs(above.size - below.size) < 0.5 and below.y > above.y:
            distances[round((below.y - above.y) / below.size, 1)] += 1
    return distances.most_common(1)[0][0] if distances else 1.2


def _begins(last: Line, line: Line, block: Sequence[Line], leading: float, body: float) -> bool:
    """Return whether `line` begins a block after `last`: by its look, its place, its words."""
    is_heading, was_heading = (_is_heading([each], body) for each in (line, last))
    other_size = abs(last.size - line.size) > 0.08 * max(last.size, line.size)
    other_look = line.bold != last.bold and is_heading != was_heading
    if other_size or other_look or _BULLET.match(line.text):
        return True
    if line.starts_region:
        return is_heading or _begins_after_break(last, line)
    distance = (line.y - last.y) / line.size
    if distance < 0 or distance > _PARTED * leading:
        return True
    if is_heading and was_heading:
        return _LABEL.match(line.text) is not None
    return _begins_by_words(last, line) or _is_indented(last, line, block)


def _begins_by_words(last: Line, line: Line) -> bool:
    ended, short = _ENDED.search(last.text) is not None, _is_short(last, line)
    if _LABEL.match(line.text) and (ended or short):
        return True
    return short and (ended or not line.text[:1].islower())


def _is_indented(last: Line, line: Line, block: Sequence[Line]) -> bool:
    """Return whether a first line's indent begins a paragraph; the lines of an item hang."""
    indent = line.left - min(each.left for each in block)
    first_alone = len(block) == 1 and last.left - line.left > _INDENT * line.size
    hangs = first_alone or _BULLET.match(block[0].text) or _LABEL.match(block[0].text)
    return not hangs and indent > _INDENT * line.size and _ENDED.search(last.text) is not None


def _begins_after_break(last: Line, line: Line) -> bool:
    """Return whether a block begins at the top of a page or column."""
    if line.text[:1].islower():
        return False
    if _LABEL.match(line.text):
        return True
    return _ENDED.search(last.text) is not None or _is_short(last, line)


def _is_short(last: Line, line: Line) -> bool:
    """Return whether the first word of `line` would have had room behind `last`."""
    return last.right + 0.3 * line.size + line.first_width < last.column[1] - 0.5 * line.size


def _is_heading(lines: Sequence[Line], body: float) -> bool:
    words = sum(len(line.text.split()) for line in lines)
    if words > _MOST_HEADING_WORDS or not any(map(str.isalpha, lines[0].text)):
        return False
    if _BULLET.match(lines[0].text):
        return False
    if all(line.bold for line in lines):
        return True
    is_sentence = words > _MOST_TITLE_WORDS and lines[-1].text.endswith((".", ";", ","))
    return lines[0].size > _LARGER * body and not is_sentence


def _piece(lines: Sequence[Line], body: float) -> Piece:
    texts = tuple(line.text for line in lines)
    first = lines[0]
    if _is_heading(lines, body):
        return Piece(kind="heading", lines=texts, size=first.size, bold=first.bold)
    if match := _BULLET.match(texts[0]):
        rest = (texts[0][match.end() :], *texts[1:])
        return Piece(kind="item", lines=rest, left=first.left)
    if _NUMBERED.match(texts[0]):
        return Piece(kind="numbered", lines=texts, left=first.left)
    return Piece(kind="paragraph", lines=texts)


def text_of(pieces: Sequence[Piece], hyphens: Hyphens) -> str:
    """Return the text of the blocks in the text format."""
    levels = _levels(pieces)
    return written(_written_line(piece, hyphens, levels) for piece in pieces)


def _written_line(
    piece: Piece, hyphens: Hyphens, levels: Mapping[tuple[float, bool], int]
) -> tuple[str, str]:
    """Return the kind of a block and its line, with the mark that it carries."""
    if piece.kind == "row":
        cells = [hyphens.joined(cell.split("\n")).replace("|", "¦") for cell in piece.lines]
        return "row", "| " + " | ".join(cells) + " |"
    words = hyphens.joined(piece.lines)
    match piece.kind:
        case "heading":
            return "heading", f"{'#' * levels[round(piece.size, 0), piece.bold]} {words}"
        case "item":
            return "item", f"- {words}"
        case "numbered":
            return "item", _NUMBERED.sub(r"\1. ", words, count=1)
        case kind:
            return kind, words


def _levels(pieces: Sequence[Piece]) -> dict[tuple[float, bool], int]:
    """Rank the looks of headings: the larger the higher, and bold before plain."""
    looks = {(round(p.size, 0), p.bold) for p in pieces if p.kind == "heading"}
    return {look: min(6, rank) for rank, look in enumerate(sorted(looks, reverse=True), 1)}
