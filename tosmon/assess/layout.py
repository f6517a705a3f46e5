"""The same words, parted into other lines: a site's markup, and no edit.

Owns how a text is laid out as another one is, to be compared with it. Decides nothing.
"""

from __future__ import annotations

from bisect import bisect_left

_MARKS = "#-| "  # of blocks, in the text format
_BETWEEN = "\n"  # in place of lines that are equal: no words run over them
_MOST_JOINED = 60  # lines that stand for one
# Lines that differ, times the letters in which each is looked for: of real texts a hundredth.
_MOST_WORK = 1_000_000_000


def laid_out_as(text: str, other: str) -> str:
    """Return `text`, where its words are those of `other`, in the lines of `other`.

    Words, figures and signs count, white space and marks of blocks do not. What the two have not in
    common stays as it is.
    """
    ours, theirs = text.split("\n"), other.split("\n")
    held = set(theirs)
    if held.issuperset(ours):
        return text
    known = _Lines(theirs, frozenset(ours))
    if len(set(ours) - held) * known.letters > _MOST_WORK:
        return text
    out: list[str] = []
    place = 0
    while place < len(ours):
        line = ours[place]
        if line in held:
            found, taken = [line], 1
        else:
            found, taken = known.parted(line), 1
            if not found:
                found, taken = known.joined(ours[place : place + _MOST_JOINED])
        out += found
        place += taken
    return "\n".join(out)


class _Lines:
    """The lines of a text that are none of `others`, known by their words alone."""

    def __init__(self, lines: list[str], others: frozenset[str]) -> None:
        self._lines = lines
        bare = [line and (_BETWEEN if line in others else _bare(line)) for line in lines]
        self._whole = {words: line for words, line in zip(bare, lines, strict=True) if words}
        self._sorted = sorted(self._whole)
        self._words = "".join(bare)
        self.letters = len(self._words)
        self._begins: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        at = 0
        for number, words in enumerate(bare):
            if words:
                self._begins[at] = number
                at += len(words)
                self._ends[at] = number

    def parted(self, line: str) -> list[str]:
        """Return the lines into which `line` is parted here, none where it is not."""
        words = _bare(line)
        at = self._words.find(words) if words else -1
        first, last = self._begins.get(at), self._ends.get(at + len(words))
        if first is None or last is None:
            return []
        return self._lines[first : last + 1]

    def joined(self, lines: list[str]) -> tuple[list[str], int]:
        """Return the line that the first of `lines` make here, and how many these are."""
        words = ""
        for number, line in enumerate(lines, 1):
            words += _bare(line)
            if number > 1 and words in self._whole:
                return [self._whole[words]], number
            if not self._begin_one(words):
                break
        return [lines[0]], 1

    def _begin_one(self, words: str) -> bool:
        """Return whether a line begins with `words`."""
        place = bisect_left(self._sorted, words)
        return place < len(self._sorted) and self._sorted[place].startswith(words)


def _bare(line: str) -> str:
    return "".join(line.lstrip(_MARKS).split())
