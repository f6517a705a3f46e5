"""Finds patterns in a text, all places of the text at once.

Owns a text as sets of places: an integer with a bit for each word's number. A pattern is matched
from its last element to its first, with a few operations on such sets for each element, so that
hundreds of patterns cost little and none takes longer on hostile words. Knows no rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tosmon.topics.patterns import Alternatives, Element, Pattern, Phrase, bit_of
from tosmon.topics.words import Words

Places = int


class Vocabulary(dict[str, frozenset[str]]):
    """Which words of patterns (plain, or starts such as `terminat*`) a word of a text satisfies.

    A word's are found when it is asked for first.
    """

    def __init__(self, atoms: frozenset[str]) -> None:
        super().__init__()
        self._atoms = atoms
        self._lengths = sorted({len(a) - 1 for a in atoms if a.endswith("*")})

    def __missing__(self, word: str) -> frozenset[str]:
        starts = (word[:n] + "*" for n in self._lengths if n <= len(word))
        number = ("#",) if word[0].isdigit() else ()
        found = frozenset(a for a in (word, *number, *starts) if a in self._atoms)
        if len(self) < 200_000:  # bounds memory where texts are hostile
            self[word] = found
        return found


class Indexed:
    """The words of a text, and where each place of a pattern is found in them."""

    __slots__ = (
        "_at",
        "_bits",
        "_continuing",
        "_ends",
        "_masks",
        "_starts",
        "present",
        "words",
    )

    def __init__(self, words: Words, vocabulary: Vocabulary) -> None:
        self.words = words
        self._at = list(map(vocabulary.__getitem__, words.words))
        masks: dict[str, Places] = {}
        place = 1
        for atoms in self._at:
            for atom in atoms:
                masks[atom] = masks.get(atom, 0) | place
            place <<= 1
        self._masks = masks
        self.present = frozenset(masks)
        self._bits = 0
        for atom in masks:
            self._bits |= bit_of(atom)
        self._continuing = place - 1
        for begin in words.begins:
            self._continuing ^= 1 << begin
        self._ends: dict[Alternatives, tuple[tuple[int, Places], ...]] = {}
        self._starts: dict[Pattern, Places] = {}

    def starts(self, pattern: Pattern) -> Places:
        """Return the words at which matches of `pattern` begin."""
        known = self._starts.get(pattern)
        if known is None:
            possible = pattern.possible(self._bits)
            known = self._starts[pattern] = self._matched(pattern.elements) if possible else 0
        return known

    def has(self, pattern: Pattern) -> bool:
        """Whether `pattern` matches anywhere."""
        return self.starts(pattern) != 0

    def has_any(self, patterns: Iterable[Pattern]) -> bool:
        """Whether one of `patterns` matches anywhere."""
        return any(map(self.starts, patterns))

    def has_in(self, sentence: int, patterns: Iterable[Pattern]) -> bool:
        """Whether one of `patterns` matches in the sentence with that number."""
        first, last = self.words.sentence_span(sentence)
        within = (1 << last) - (1 << first)
        return any(self.starts(pattern) & within for pattern in patterns)

    def _matched(self, elements: tuple[Element, ...]) -> Places:
        """Return where all of `elements` match in a row, the first of them at the place itself."""
        continuing = self._continuing
        rest = (2 << len(self.words.words)) - 1
        found = 0
        for element in reversed(elements):
            found = 0
            for length, places in self._found(element.alternatives):
                found |= places & (rest >> length)
            # From here `found` says where the element begins, `rest` from where it can be reached:
            # across its gap, never across the end of a sentence.
            reached = step = found & continuing
            for _ in range(element.gap):
                step = (step >> 1) & continuing
                reached |= step
            rest = reached | rest if element.optional else reached
            if not rest:
                return found if element is elements[0] else 0
        return found

    def _found(self, alternatives: Alternatives) -> tuple[tuple[int, Places], ...]:
        """Return where `alternatives` stand, by how many words they have."""
        known = self._ends.get(alternatives)
        if known is None:
            known = self._ends[alternatives] = tuple(self._standing(alternatives))
        return known

    def _standing(self, alternatives: Alternatives) -> Iterator[tuple[int, Places]]:
        masks = self._masks
        singles = 0
        for word in alternatives.singles & self.present:
            singles |= masks[word]
        if singles:
            yield 1, singles
        for phrase in alternatives.phrases:
            places = masks.get(phrase[0], 0)
            for offset, word in enumerate(phrase):
                if not places:
                    break
                places &= masks.get(word, 0) >> offset
            if places:
                yield len(phrase), places

    def end(self, pattern: Pattern, start: int) -> int:
        """Return the number of the word after the match that begins at `start`, one of `starts`.

        Of several it is that of the first alternative nearest to the words before.
        """
        end = self._end(pattern.elements, 0, start, set())
        assert end is not None  # noqa: S101 - asked for places of `starts` alone
        return end

    def _end(
        self,
        elements: tuple[Element, ...],
        number: int,
        position: int,
        dead: set[tuple[int, int]],
    ) -> int | None:
        """Return where a match of `elements[number:]` from `position` on ends.

        `dead` remembers where none does, so that the work is bounded by words times places.
        """
        if number == len(elements):
            return position
        if (number, position) in dead:
            return None
        element = elements[number]
        alternatives, gap = element.alternatives, element.gap if number else 0
        for index in range(position, min(position + gap + 1, len(self._at))):
            if number and not self._continuing >> index & 1:
                break
            for length in self._lengths_at(alternatives, index):
                done = self._end(elements, number + 1, index + length, dead)
                if done is not None:
                    return done
        if element.optional:
            done = self._end(elements, number + 1, position, dead)
            if done is not None:
                return done
        dead.add((number, position))
        return None

    def _lengths_at(self, alternatives: Alternatives, index: int) -> Iterator[int]:
        """Yield how many words the alternatives at a place have: phrases first, as written."""
        at = self._at
        if alternatives.first.isdisjoint(at[index]):
            return
        for phrase in alternatives.phrases:
            if phrase[0] in at[index] and _is_at(phrase, index, at):
                yield len(phrase)
        if not alternatives.singles.isdisjoint(at[index]):
            yield 1


def find(pattern: Pattern, text: Indexed) -> Iterator[tuple[int, int]]:
    """Yield the word spans, half-open, at which `pattern` matches, by where they start."""
    starts = text.starts(pattern)
    while starts:
        lowest = starts & -starts
        start = lowest.bit_length() - 1
        yield start, text.end(pattern, start)
        starts ^= lowest


def _is_at(phrase: Phrase, index: int, at: list[frozenset[str]]) -> bool:
    if index + len(phrase) > len(at):
        return False
    return all(word in at[index + offset] for offset, word in enumerate(phrase))
