"""A paragraph as words: folded for comparison, with offsets that lead back to the text.

Case, curly apostrophes, possessive endings, hyphens and marks of emphasis are folded; what is
compared is a sequence of lower-case words in sentences. Knows nothing of patterns or topics.
"""

from __future__ import annotations

import re

_FOLD = (
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u02bc", "'"),
    ("\u00a0", " "),
    ("\u202f", " "),
    ("\u201c", '"'),
    ("\u201d", '"'),
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
    """The words of one text.

    `sentence[i]` numbers the sentence that word i stands in, from 0; `begins` holds the number of
    each sentence's first word.
    """

    __slots__ = ("_folded", "_spans", "_tokens", "begins", "sentence", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.sentence: list[int] = []
        self.begins: list[int] = []
        folded = fold(text)
        if "://" in folded or "](" in folded:
            folded = _ADDRESS.sub(lambda address: " " * len(address.group()), folded)
        self._folded = folded
        self._spans: list[tuple[int, int]] = []
        self._tokens: list[str] = _WORD.findall(folded)
        self._read(self._tokens)

    def _read(self, tokens: list[str]) -> None:
        begun = at = 0
        words, sentence, begins = self.words, self.sentence, self.begins
        stops = [place for place, token in enumerate(tokens) if token in _STOPS]
        for stop in (*stops, len(tokens)):
            if stop > at and len(words) == begun:
                begins.append(begun)
            words += tokens[at:stop]
            sentence += [len(begins) - 1] * (stop - at)
            at = stop + 1
            if len(words) - begun > 1 and words[-1] not in _ABBREVIATIONS:
                begun = len(words)
        if "'s" in self._folded:
            self.words = [word[:-2] if word[-2:] == "'s" else word for word in words]

    def sentence_span(self, number: int) -> tuple[int, int]:
        """Return the word indexes, half-open, of sentence `number`."""
        begins = self.begins
        last = begins[number + 1] if number + 1 < len(begins) else len(self.words)
        return begins[number], last

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The offsets of each word in the text, half-open; found when they are asked for first.

        Most texts hold nothing that is quoted.
        """
        if not self._spans:
            find = self._folded.find
            end = 0
            for token in self._tokens:  # between two of them stands no letter that could mislead
                start = find(token, end)
                end = start + len(token)
                if token not in _STOPS:
                    self._spans.append((start, end))
        return self._spans

    def quote_of(self, first: int, last: int) -> tuple[int, int]:
        """Return the offsets in the text of words `first` up to, not including, `last`."""
        spans = self.spans
        return spans[first][0], spans[last - 1][1]


def fold(text: str) -> str:
    """Return `text` in lower case with quotes and spaces folded, its length unchanged."""
    if text.isascii():
        return text.lower()
    folded = text
    for sign, plain in _FOLD:
        folded = folded.replace(sign, plain)
    lowered = folded.lower()
    if len(lowered) == len(folded):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
