"""What the alignment compares: blocks or sentences, each with its normal form and its words.

Owns how like two of them are. Knows nothing of their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tosmon.model import Block
from tosmon.text import normalize

# Chinese and Japanese write no spaces: each of their characters counts as a word.
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# Neither do Thai, Lao, Burmese and Khmer: a letter with the signs written on it counts as one.
_LETTERS = "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e50-\u0e59" + (
    "\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0ed0-\u0edf\u1000-\u102a\u103f-\u1055\u1780-\u17b3"
)
_SIGNS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece" + (
    "\u102b-\u103e\u1056-\u109f\u17b4-\u17d3"
)
UNSPACED = f"{IDEOGRAPHS}{_LETTERS}{_SIGNS}"
SIGN = rf"[{IDEOGRAPHS}]|[{_LETTERS}][{_SIGNS}]*|[{_SIGNS}]+"
_WORD = re.compile(rf"{SIGN}|[^\W{UNSPACED}]+")
_SHORT = 3  # words below which likeness says nothing without equality of the rest
_WORD_LENGTH = 8  # characters; the words of a paragraph, each counted once, guessed by its size
_HEADING = 12  # words of a paragraph that rather moves than the heading it passes
SIMILAR = 0.5  # of the words in common, where one paragraph is another, edited


class Unit:
    """A thing to align. `key` decides equality, `words` likeness; `place` is its heading.

    Most units stand unchanged in both texts and are never asked for their words.
    """

    __slots__ = ("_words", "key", "kind", "place")

    def __init__(self, key: str, kind: str = "sentence", place: str = "") -> None:
        self.key = key
        self.kind = kind
        self.place = place
        self._words: frozenset[str] | None = None

    @property
    def words(self) -> frozenset[str]:
        """The different words, case aside."""
        if self._words is None:
            self._words = frozenset(_WORD.findall(self.key.lower()))
        return self._words

    @property
    def weight(self) -> int:
        """How much it counts to keep it in place: headings and long ones are landmarks."""
        return len(self.key) // _WORD_LENGTH + (_HEADING if self.kind == "heading" else 1)


def of_blocks(old: Sequence[Block], new: Sequence[Block]) -> tuple[list[Unit], list[Unit]]:
    """Return the units of two texts.

    A block that stands letter by letter in both is known as equal without its normal form, which
    is most of the work.
    """
    both = {block.text for block in old} & {block.text for block in new}
    places: dict[str, str] = {}

    def unit(block: Block) -> Unit:
        above = block.section[-1] if block.section else ""
        place = places.get(above)
        if place is None:
            place = places[above] = bare(above)
        key = block.text if block.text in both else normalize(block.text)
        return Unit(key, block.kind, place)

    return [unit(block) for block in old], [unit(block) for block in new]


def of_sentence(text: str) -> Unit:
    """Return the unit of a sentence. White space counts: a sentence is rebuilt as it was."""
    return Unit(text)


def overlap(old: frozenset[str], new: frozenset[str]) -> float:
    """Return the share of words in common (Dice), 0 to 1."""
    total = len(old) + len(new)
    return 2 * len(old & new) / total if total else 0.0


def likeness(old: Unit, new: Unit) -> float:
    """Return how like two units are, 0 to a little over 1: words, then kind and place."""
    share = overlap(old.words, new.words)
    if not share:
        return 0.0
    if old.kind != new.kind:
        share -= 0.25 if "heading" in (old.kind, new.kind) or "row" in (old.kind, new.kind) else 0
    elif old.kind == "row" and _first_cell(old) == _first_cell(new):
        share += 0.2
    if old.place == new.place:
        share += 0.05
    return share


def shared_part(part: Unit, whole: Iterable[str]) -> float:
    """Return the share of `part`'s words that `whole` has."""
    return len(part.words.intersection(whole)) / len(part.words) if part.words else 0.0


def telling(unit: Unit) -> bool:
    """Return whether a unit has words enough to be known again elsewhere."""
    return len(unit.words) >= _SHORT or (unit.kind == "heading" and len(bare(unit.key)) > 1)


def _first_cell(unit: Unit) -> str:
    return " ".join(unit.key.split()[:2])


def bare(heading: str) -> str:
    """Return a heading without its number, which changes whenever one before it comes or goes."""
    return re.sub(r"^[\W\d]*(?:[a-z]\)|[ivx]+\.)?\W*", "", heading.lower())
