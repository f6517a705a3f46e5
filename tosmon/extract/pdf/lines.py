"""Words to segments and lines: what stands on one baseline without a wide gap. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tosmon.extract.pdf.drawn import Word
from tosmon.model import Record

# A justified line seldom stretches its spaces beyond 0.7 of the font size; cells of a table and
# columns stand further apart.
WIDE_GAP = 0.95
_SAME_LINE = 0.35  # of the font's size: how far an index stands off its baseline


class Segment(Record):
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]
    page: int = 0

    @property
    def left(self) -> float:
        """The left edge."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """The right edge."""
        return self.words[-1].right

    @property
    def y(self) -> float:
        """The baseline of most words."""
        return main_word(self.words).y

    @property
    def size(self) -> float:
        """The size of most characters."""
        return main_word(self.words).size

    @property
    def bold(self) -> bool:
        """Whether every word is bold."""
        return all(word.bold for word in self.words if not word.mark)

    @property
    def text(self) -> str:
        """The words, a space between them."""
        return " ".join(word.text for word in self.words)


def main_word(words: Sequence[Word]) -> Word:
    """Return the word whose size and baseline most characters have."""
    return max(words, key=lambda word: (not word.mark, len(word.text)))


def segments(words: Iterable[Word], page: int) -> list[Segment]:
    """Return what stands together, in order of baselines, then from the left."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.y, word.left)):
        home = next(
            (row for row in reversed(rows[-3:]) if _on_line(row, word)),
            None,
        )
        if home is None:
            rows.append([word])
        else:
            home.append(word)
    found = []
    for row in rows:
        run: list[Word] = []
        for word in sorted(row, key=lambda word: word.left):
            size = max(word.size, run[-1].size) if run else 0.0
            gap = word.left - run[-1].right if run else 0.0
            if run and (gap > WIDE_GAP * size and not run[-1].mark):
                found.append(Segment(words=tuple(run), page=page))
                run = []
            run.append(word)
        found.append(Segment(words=tuple(run), page=page))
    return sorted(found, key=lambda segment: (segment.y, segment.left))


def _on_line(row: list[Word], word: Word) -> bool:
    main = main_word(row)
    size = max(main.size, word.size)
    small = min(main.size, word.size) / size < 0.8
    within = _SAME_LINE * size if word.mark or small else 0.15 * size + 0.5
    if word.mark:
        within = 0.6 * main.size
    return abs(main.y - word.y) <= within


def body_size(found: Iterable[Segment]) -> float:
    """Return the font size of most characters."""
    sizes: Counter[float] = Counter()
    for segment in found:
        for word in segment.words:
            sizes[round(word.size * 2) / 2] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0
