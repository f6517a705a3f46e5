"""Sentences of a block, by the same words that rules are tried on, with verbatim offsets."""

from __future__ import annotations

import functools
from bisect import bisect_right
from operator import itemgetter

from tosmon.topics.words import Words

# A "sentence" of fewer words is a title ("Mandatory Arbitration."): the next one belongs to it.
_TITLE_WORDS = 5
_CLOSING = ".!?)]\"'”’»;:*_"
_OPENING = "([\"'“‘«*_"


@functools.lru_cache(maxsize=64)
def _words(text: str) -> Words:
    return Words(text)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of the sentence, or sentences, that hold `text[start:end]`.

    The marks that open and close it are part of it. A text without words is one sentence.
    """
    words = _words(text)
    spans = words.spans
    if not spans:
        return 0, len(text)
    first = max(bisect_right(spans, start, key=itemgetter(0)) - 1, 0)
    last = max(bisect_right(spans, max(end - 1, start), key=itemgetter(0)) - 1, first)
    begin, _ = words.sentence_span(words.sentence[first])
    _, stop = words.sentence_span(words.sentence[last])
    while stop - begin < _TITLE_WORDS and stop < len(words.words):
        _, stop = words.sentence_span(words.sentence[stop])
    left, right = words.quote_of(begin, stop)
    while left > 0 and text[left - 1] in _OPENING:
        left -= 1
    if words.sentence[first] == 0 and not text[:left].strip():
        left = 0
    while right < len(text) and text[right] in _CLOSING:
        right += 1
    return left, right
