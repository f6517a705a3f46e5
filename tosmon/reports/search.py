"""The answer of `search`: blocks that hold words or phrases, with where they stand.

Owns how a person's words become a query: all words must be there, "a phrase" as it is, `word*` by
its beginning, `-word` must not be there. Nothing else has a meaning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tosmon.errors import UsageError
from tosmon.model import DocumentKey
from tosmon.reports.standing import Sources
from tosmon.reports.statement_index import MARKS, BlockFound, Piece
from tosmon.statements import SearchHit, SearchReport

_PART = re.compile(r'(-?)"([^"]*)"(\*?)|(\S+)')
_WORD = re.compile(r"[^\W_]")
# Thai, Lao, Burmese, Khmer, and the scripts of Chinese and Japanese.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
MAX_QUERY = 1_000  # characters
# A block longer than this is quoted around what was found.
LONGEST = 700
_AROUND = 250


def search(
    sources: Sources,
    words: str,
    documents: Sequence[DocumentKey],
    *,
    all_versions: bool,
    limit: int,
) -> SearchReport:
    """Return the blocks of `documents` that hold `words`; raise `UsageError` for none."""
    wanted = pieces_of(words)
    find = sources.index.find_letters if _unspaced(wanted) else sources.index.find_words
    total, found = find(wanted, documents, standing=not all_versions, limit=limit)
    return SearchReport(
        query=words,
        all_versions=all_versions,
        total=total,
        hits=tuple(_hit(block) for block in found),
    )


def pieces_of(words: str) -> tuple[Piece, ...]:
    """Return the pieces of what was typed; raise `UsageError` where none says what to find."""
    if len(words) > MAX_QUERY:
        raise UsageError(f"the search is longer than {MAX_QUERY} characters")
    pieces = []
    straight = words.replace("“", '"').replace("”", '"').replace("\0", " ")
    for minus, phrase, star, word in _PART.findall(straight):
        text = phrase or word.removeprefix("-")
        begins = bool(star) or (bool(word) and text.endswith("*"))
        bare = text.removesuffix("*").replace('"', " ")
        if _WORD.search(bare):
            without = bool(minus) or (len(word) > 1 and word.startswith("-"))
            pieces.append(Piece(text=bare.strip(), begins=begins, without=without))
    if all(piece.without for piece in pieces):
        raise UsageError('nothing to search for; write words, "a phrase", or a beginning*')
    return tuple(pieces)


def _unspaced(pieces: Sequence[Piece]) -> bool:
    """Return whether a piece is of a script that writes no spaces, whose words no index knows."""
    return any(_UNSPACED.search(piece.text) for piece in pieces)


def _hit(block: BlockFound) -> SearchHit:
    spans = _spans(block.marked)
    start, end = _window(block.text, spans)
    return SearchHit(
        document=block.document,
        version=block.version,
        captured_at=block.captured_at,
        first_seen=block.first_seen,
        standing=block.standing,
        section=block.section,
        quote=block.text[start:end],
        start=block.start + start,
        end=block.start + end,
        matches=tuple(
            (block.start + a, block.start + b) for a, b in spans if start <= a and b <= end
        ),
    )


def _spans(marked: str) -> list[tuple[int, int]]:
    """Return where the marks stand, as offsets in the text without them.

    A text that holds the marks' characters itself is left without spans.
    """
    spans, at, begin = [], 0, None
    for piece in re.split(f"([{MARKS[0]}{MARKS[1]}])", marked):
        if piece == MARKS[0]:
            if begin is not None:
                return []
            begin = at
        elif piece == MARKS[1]:
            if begin is None:
                return []
            spans.append((begin, at))
            begin = None
        else:
            at += len(piece)
    return spans


def _window(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the whole block, or of a long one the words around the first find."""
    if len(text) <= LONGEST or not spans:
        return (0, len(text)) if len(text) <= LONGEST else (0, _cut(text, LONGEST))
    first = spans[0]
    start = max(0, first[0] - _AROUND)
    end = min(len(text), max(first[1], start + LONGEST))
    if start:
        start = text.find(" ", start, first[0]) + 1 or start
    return start, end if end == len(text) else _cut(text, end, least=first[1])


def _cut(text: str, end: int, least: int = 1) -> int:
    space = text.rfind(" ", least, end)
    return space if space > 0 else end
