"""The pattern language of topic files: patterns read into places and their alternatives.

A pattern is a row of words; a match lies inside one sentence. `word` is that word, `word*` any
word that starts so, `(a|b c|d*)` one of several words or phrases, `x?` may be missing, `...` up to
six words between, `..3` up to three, `<name>` a named list of words, `<number>` any number.
Hyphens and white space are the same; case, quotes and possessive endings do not matter. There is
no other power, so that a rule of a user's own can neither be slow nor surprise. Knows no text;
`matching` finds patterns in one.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping

DEFAULT_GAP = 6
MAX_GAP = 40

_TOKEN = re.compile(r"\.\.\.|\.\.(\d{1,2})|\(([^()]*)\)(\??)|<([a-z_]+)>(\??)|([^\s()<>|]+)|(\S)")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*\*?|#")
_NUMBERS = itertools.count()

Phrase = tuple[str, ...]


class PatternError(ValueError):
    """A pattern that cannot be read; the message says where it goes wrong."""


@functools.cache
def bit_of(word: str) -> int:  # noqa: ARG001 - words are told apart by the cache
    """Return the bit that stands for a word of patterns: sets of words are compared by their bits.

    Bits are given out as words are first asked for, and mean nothing outside this process.
    """
    return 1 << next(_NUMBERS)


class Alternatives:
    """Words and phrases of which one stands at a place. Equal ones are one object.

    `first` holds the first words of all, `bits` the same as a set of bits (see `bit_of`).
    """

    __slots__ = ("bits", "first", "phrases", "singles")

    def __init__(self, phrases: tuple[Phrase, ...]) -> None:
        self.singles = frozenset(a[0] for a in phrases if len(a) == 1)
        self.phrases = tuple(a for a in phrases if len(a) > 1)
        self.first = frozenset(a[0] for a in phrases)
        self.bits = 0
        for word in self.first:
            self.bits |= bit_of(word)


_shared = functools.lru_cache(maxsize=8192)(Alternatives)


class Element:
    """One place of a pattern: alternatives, how many words may stand before, may it be missing."""

    __slots__ = ("alternatives", "gap", "optional")

    def __init__(self, phrases: tuple[Phrase, ...], gap: int, optional: bool) -> None:
        self.alternatives = _shared(phrases)
        self.gap = gap
        self.optional = optional


# Words that stand in most paragraphs, and so choose badly among patterns.
_COMMON = frozenset(
    [
        "not",
        "no",
        "any",
        "may",
        "will",
        "shall",
        "must",
        "can",
        "you",
        "your",
        "user*",
        "customer*",
        "we",
        "us",
        "our",
        "to",
        "for",
        "of",
        "in",
        "or",
        "and",
        "the",
        "is",
        "are",
        "be",
        "by",
        "with",
        "from",
        "data",
        "information",
        "content",
        "service*",
        "services",
        "service",
        "terms",
        "agreement*",
        "use",
        "use*",
        "using",
        "access*",
        "right",
        "rights",
        "provide*",
        "product*",
        "site*",
        "claim*",
        "third",
        "person*",
        "other",
    ]
)


class Pattern:
    """A compiled pattern. `places` are those that must match, the one with the rarest words first.

    `anchor` are that one's words: without one of them nothing can match.
    """

    __slots__ = ("anchor", "elements", "places", "source")

    def __init__(self, source: str, elements: tuple[Element, ...]) -> None:
        self.source = source
        self.elements = elements
        must = (e.alternatives for e in elements if not e.optional)
        self.places = tuple(sorted(must, key=_commonness))
        self.anchor = self.places[0].first

    def possible(self, present: int) -> bool:
        """Whether each place that must match finds a word among those of the bits `present`."""
        for place in self.places:  # noqa: SIM110 - a generator here costs a third of all time
            if not place.bits & present:
                return False
        return True


def _commonness(place: Alternatives) -> int:
    return sum(10 if word in _COMMON else 1 for word in place.first)


def compile_pattern(source: str, lists: Mapping[str, tuple[str, ...]]) -> Pattern:
    """Return the pattern that `source` describes; `PatternError` says what is wrong with it."""
    elements: list[Element] = []
    gap = 0
    for found in _TOKEN.finditer(source):
        if found.group(7):
            raise PatternError(f"unexpected '{found.group(7)}' in the pattern '{source}'")
        if found.group().startswith(".."):
            gap = int(found.group(1) or DEFAULT_GAP)
            if gap > MAX_GAP:
                raise PatternError(f"a gap is at most {MAX_GAP} words in the pattern '{source}'")
            continue
        elements.extend(_elements(found, gap, lists, source))
        gap = 0
    if gap or not elements or elements[0].optional or elements[0].gap:
        raise PatternError(f"the pattern '{source}' must start and end with words")
    return Pattern(source, tuple(elements))


def _elements(
    found: re.Match[str], gap: int, lists: Mapping[str, tuple[str, ...]], source: str
) -> Iterator[Element]:
    _, group, group_optional, name, name_optional, word, _ = found.groups()
    if word is not None:
        optional = word.endswith("?")
        for number, part in enumerate(_phrase(word, source)):
            yield Element(((part,),), gap if number == 0 else 0, optional)
        return
    texts = (f"<{name}>",) if name is not None else tuple((group or "").split("|"))
    alternatives = tuple(_phrase(word, source) for text in texts for word in _named(text, lists))
    yield Element(alternatives, gap, bool(group_optional or name_optional))


def _named(text: str, lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the words that an alternative stands for: itself, or those of a `<list>`."""
    name = text.strip()
    if not name.startswith("<"):
        return (name,)
    words = lists.get(name.strip("<>"))
    if words is None:
        raise PatternError(f"there is no list {name}")
    return words


def _phrase(text: str, source: str) -> Phrase:
    if ".." in text or "<" in text:
        raise PatternError(f"gaps and lists do not stand inside '{text}' (pattern '{source}')")
    phrase = _words(text)
    if not phrase:
        raise PatternError(f"an empty alternative in the pattern '{source}'")
    return phrase


@functools.lru_cache(maxsize=8192)
def _words(text: str) -> Phrase:
    return tuple(_WORD.findall(text.lower().replace("\u2019", "'")))
