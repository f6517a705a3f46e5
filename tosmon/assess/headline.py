"""A change told in one line: the decisive words, quoted, under their section."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tosmon.assess.signals.provisions import weight_of
from tosmon.diff import Diff
from tosmon.diff.words import size
from tosmon.model import Change, Severity

_WIDTH = 100  # characters: one line of a listing
_QUOTE = 44
_SECTION = 32
_REPLACED = 0.85  # of the old words gone, where one text has taken the place of another
_MANY = 60  # words of a text below which "replaced" says nothing
_RANK: dict[Severity | None, int] = {"low": 1, "medium": 2, "high": 3}
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_CELLS = re.compile(r" \| ")  # of a table's row, which reads on without its lines
# Words and figures on which obligations turn; a change of these is told before longer ones.
_DECISIVE = re.compile(
    r"\d|%|[$€£¥]|\b(?:not|never|no|may|must|shall|will|cannot|only|unless|except|without|opt|train"
    r"\w*|consent|sell|share|retain|arbitrat\w*|liab\w*|waive\w*|terminat\w*)\b",
    re.IGNORECASE,
)


def headline(telling: Sequence[Change], diff: Diff, old: str, new: str) -> str:
    """Return at most a hundred characters that tell `diff`.

    `telling` are its weighty changes, with their severity and signals where these are known.
    """
    if not diff.changes:
        return "nothing but white space and markup"
    if _is_replaced(diff, old, new):
        return "the whole text is replaced by another"
    if not telling:
        return _small(diff.changes)
    best = max(telling, key=_weight)
    more = len(telling) - 1
    tail = f" (+{more} more)" if more else ""
    return _fit(_where(best), _told(best), tail)


def _is_replaced(diff: Diff, old: str, new: str) -> bool:
    before, after = size(old), size(new)
    return (
        min(before, after) >= _MANY
        and diff.stats.words_removed >= _REPLACED * before
        and diff.stats.words_added >= _REPLACED * after
    )


def _small(changes: Sequence[Change]) -> str:
    moved = sum(change.op == "moved" for change in changes)
    if moved == len(changes):
        return f"{moved} paragraph{'s' * (moved > 1)} moved, words unchanged"
    change = next(change for change in changes if change.op != "moved")
    return _fit("", "only wording, dates, numbering or marks: " + _told(change), "")


def _weight(change: Change) -> tuple[int, int, int]:
    altered = _ADDRESS.sub("", " ".join(text for op, text in change.words if op != "="))
    decisive = len(_DECISIVE.findall(altered))
    edited = 1 if change.op in ("modified", "moved") and decisive else 0
    return _RANK.get(change.severity, 0), min(decisive, 4) + 2 * edited, len(altered)


def _where(change: Change) -> str:
    if not change.section:
        return ""
    return _cut(change.section[-1], _SECTION) + ": "


def _told(change: Change) -> str:
    if change.op == "added":
        return f"adds “{_cut(_decisive_part(change, change.after or ''), _QUOTE + 16)}”"
    if change.op == "removed":
        return f"removes “{_cut(_decisive_part(change, change.before or ''), _QUOTE + 16)}”"
    best: tuple[tuple[int, int], str] = ((-1, 0), "reworded")
    for old, new, following in _edits(change):
        altered = _ADDRESS.sub("", f"{old} {new}")
        rank = (len(_DECISIVE.findall(altered)), min(len(altered), 200))
        if rank > best[0] and re.search(r"\w", old + new):
            best = (rank, _edit(old, new, following))
    return best[1]


def _decisive_part(change: Change, text: str) -> str:
    """Return a block from the sentence on which its weightiest signal fired."""
    for signal in sorted(change.signals, key=lambda s: (weight_of(s.rule) != "high", s.rule)):
        words = signal.after or signal.before or ""
        place = text.find(words) if signal.direction and words else -1
        if place >= 0:
            part = text if place <= _QUOTE else text[_beginning(text, place) :].lstrip()
            return _opened(part, text)
    return text


def _beginning(text: str, place: int) -> int:
    """Return where the sentence at `place` begins, or words before it, if that is far off."""
    start = max(text.rfind(mark, 0, place) for mark in (". ", ".\n", "\n")) + 1
    return start if place - start <= _QUOTE else text.rfind(" ", 0, place - _QUOTE // 3) + 1


def _opened(part: str, text: str) -> str:
    """Return `part` of `text`, with a mark where it begins within a sentence."""
    return part if len(part) == len(text) or not part[:1].islower() else f"…{part}"


def _edits(change: Change) -> list[tuple[str, str, str]]:
    """Return what was deleted, what stands instead, and the words that follow."""
    edits = []
    old = new = ""
    for op, text in (*change.words, ("=", "")):
        if op == "-":
            old += text
        elif op == "+":
            new += text
        else:
            if old or new:
                edits.append((old, new, text))
            old = new = ""
    return edits


def _edit(old: str, new: str, following: str) -> str:
    old, new = old.strip(), new.strip()
    if not old:
        return f"adds “{_cut(new, _QUOTE + 16)}”"
    if not new:
        return f"removes “{_cut(old, _QUOTE + 16)}”"
    if max(len(old.split()), len(new.split())) <= 2:  # "30" alone says little, "30 days" much
        next_word = re.match(r"\s+([^\W_][\w'’-]*)", following)
        if next_word:
            old, new = f"{old} {next_word[1]}", f"{new} {next_word[1]}"
    return f"“{_cut(old, _QUOTE - 12)}” → “{_cut(new, _QUOTE - 12)}”"


def _cut(words: str, width: int) -> str:
    """Return `words` in one line of at most `width` characters, cut at a word's end."""
    line = _CELLS.sub(" · ", " ".join(words.split()).strip("| ")).lstrip(",.;:) ")
    if len(line) <= width:
        return line
    head = line[: width - 1]
    whole, _, _ = head.rpartition(" ")
    return (whole if len(whole) > width // 2 else head).rstrip(" ,;:") + "…"


def _fit(where: str, told: str, tail: str) -> str:
    room = _WIDTH - len(tail)
    if len(where) + len(told) <= room:
        return where + told + tail
    if len(told) <= room - 12 and where:
        return _cut(where.rstrip(": "), room - len(told) - 2) + ": " + told + tail
    return _cut(where + told, room) + tail
