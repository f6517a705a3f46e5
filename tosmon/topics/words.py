"""A paragraph as words: folded for comparison, with offsets that lead back to the text.

Case, curly apostrophes, possessive endings, hyphens and marks of emphasis are folded; what is
compared is a sequence of lower-case words in sentences. Knows nothing of patterns or topics.
"""

from __future__ import annotations

import re

_FOLD = str.maketrans(
    {
        "\u2019": "'",
        "\u2018": "'",
        "\u02bc": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\u201c": '"',
        "\u201d": '"',
    }
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.!?](?=[\s\"'*_)\]]|$)")
# Addresses of links hold words that the document does not say.
_ADDRESS = re.compile(r"(?<=\])\([^()\s]*\)|\bhttps?://[^\s\])>]+")
_STOPS = frozenset(".!?")
# A point after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    [
        "inc",
        "ltd",
        "co",
        "corp",
        "llc",
        "etc",
        "vs",
        "no",
        "nos",
        "art",
        "sec",
        "seq",
        "e.g",
        "i.e",
        "eg",
        "ie",
        "mr",
        "ms",
        "dr",
        "st",
        "u.s",
    ]
)


class Words:
    """The words of one text. `starts[i]`, `ends[i]` are the offsets of `words[i]`.

    `sentence[i]` numbers the sentence that word i stands in, from 0.
    """

    __slots__ = ("ends", "sentence", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.sentence: list[int] = []
        self._read(fold(text))

    def _read(self, folded: str) -> None:
        words, starts, ends, sentence = self.words, self.starts, self.ends, self.sentence
        number, begun = 0, 0
        if "://" in folded or "](" in folded:
            folded = _ADDRESS.sub(lambda address: " " * len(address.group()), folded)
        for found in _WORD.finditer(folded):
            word = found[0]
            if word in _STOPS:
                if len(words) - begun > 1 and words[-1] not in _ABBREVIATIONS:
                    number += 1
                    begun = len(words)
                continue
            start, end = found.span()
            words.append(word[:-2] if word[-2:] == "'s" else word)
            starts.append(start)
            ends.append(end)
            sentence.append(number)

    def sentence_span(self, number: int) -> tuple[int, int]:
        """Return the word indexes, half-open, of sentence `number`."""
        first = self.sentence.index(number)
        last = first
        while last < len(self.sentence) and self.sentence[last] == number:
            last += 1
        return first, last

    def quote_of(self, first: int, last: int) -> tuple[int, int]:
        """Return the offsets in the text of words `first` up to, not including, `last`."""
        return self.starts[first], self.ends[last - 1]


def fold(text: str) -> str:
    """Return `text` in lower case with quotes and spaces folded, its length unchanged."""
    folded = text.translate(_FOLD)
    lowered = folded.lower()
    if len(lowered) == len(folded):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
