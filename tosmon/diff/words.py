"""Words inside a pair of blocks: what was kept, deleted and inserted.

diff-match-patch compares characters, so each word is given a character of its own. Its timeout is
off; the work is bounded by the size of what it is given instead: long paragraphs are first aligned
sentence by sentence, and what is too long even then is replaced as a whole between its common ends,
and so is what comes after one diff has used up its `Effort`.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator

from tosmon.diff.align import align
from tosmon.diff.units import SIGN, UNSPACED, of_sentence
from tosmon.model import WordOp

Words = tuple[tuple[WordOp, str], ...]

_MARGIN = 60  # characters beside a difference that are compared with it
_LONG = 160  # tokens of a paragraph that is read by sentences
_MAX_PRODUCT = 250_000  # tokens times tokens: what diff-match-patch does in some 50 ms at worst
_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_LETTER = rf"[^\W{UNSPACED}]"
_TOKEN = re.compile(
    r"\s+"
    rf"|(?=[JFMASOND]){_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}\b"  # July 1, 2030
    rf"|(?=\d)\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}\.?,?\s\d{{4}}\b"  # 1 July 2030
    r"|(?=[$€£¥\d])[$€£¥]?\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th|%)?"  # 1,000.00, 2030-07-01, 4.2.1
    r"|(?=[hw])(?:https?://|www\.)[^\s|<>]+?(?=[.,;:)\]]*(?:\s|$))"
    rf"|{SIGN}"
    rf"|{_LETTER}+(?:['’.-]{_LETTER}+)*(?:@[\w-]+(?:\.[\w-]+)+)?|.",
    re.DOTALL,
)
_SENTENCE = re.compile(r".+?(?:(?<=[.!?;:])[\"”’)\]]*\s+(?=[^\s\da-z])|\n|$)", re.DOTALL)
_COUNTED = re.compile(r"\w")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_SIGN = re.compile(SIGN)


class Effort:
    """What is left of the work that one diff may take, in tokens times tokens."""

    def __init__(self, left: int = 4_000_000) -> None:
        self._left = left

    def allows(self, product: int) -> bool:
        """Take `product` off what is left; return whether it was still there."""
        self._left -= product
        return product <= _MAX_PRODUCT and self._left >= 0


def tokens(text: str) -> list[str]:
    """Return `text` cut into words, spaces and marks; dates, amounts and addresses stay whole."""
    return _TOKEN.findall(text)


def count(text: str) -> int:
    """Return how many words `text` has; of scripts without spaces each letter counts as one."""
    signs = 0
    if not text.isascii() and _UNSPACED.search(text):
        text, signs = _SIGN.subn(" ", text)
    return signs + sum(1 for chunk in text.split() if _COUNTED.search(chunk))


@functools.lru_cache(maxsize=8)  # asked for both texts by each rule that weighs what is left
def size(text: str) -> int:
    """Return about how many words a whole text has: as `count`, with marks that stand alone."""
    if text.isascii() or not _UNSPACED.search(text):
        return len(text.split())
    return count(text)


def compare(old: str, new: str, effort: Effort | None = None) -> Words:
    """Return the words of both: `=` and `-` rebuild `old`, `=` and `+` rebuild `new`."""
    if old == new:
        return (("=", old),) if old else ()
    effort = effort or Effort()
    head, tail = _equal_ends(old, new)
    first, last = old[:head], old[len(old) - tail :]
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    old_tokens, new_tokens = tokens(middle_old), tokens(middle_new)
    if max(len(old_tokens), len(new_tokens)) <= _LONG:
        middle = _by_words(old_tokens, new_tokens, effort)
    else:
        middle = _by_sentences(middle_old, middle_new, effort)
    return _joined([("=", first), *middle, ("=", last)])


def _equal_ends(old: str, new: str) -> tuple[int, int]:
    """Return how many characters at both ends need no comparison.

    Cut at spaces well away from the first difference, so that no date or phrase loses its head.
    """
    head = _shared(old, new)
    head = old.rfind(" ", 0, max(head - _MARGIN, 0)) + 1
    rest_old, rest_new = old[head:][::-1], new[head:][::-1]
    tail = _shared(rest_old, rest_new)
    return head, rest_old.rfind(" ", 0, max(tail - _MARGIN, 0)) + 1


def _shared(old: str, new: str) -> int:
    """Return the length of the common beginning, by halving: comparing slices is cheap."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _by_sentences(old: str, new: str, effort: Effort) -> Iterator[tuple[WordOp, str]]:
    olds, news = _SENTENCE.findall(old), _SENTENCE.findall(new)
    at_old = at_new = 0
    pairs = align([of_sentence(s) for s in olds], [of_sentence(s) for s in news])
    for i, j in [*pairs, (len(olds), len(news))]:
        yield from (("-", sentence) for sentence in olds[at_old:i])
        yield from (("+", sentence) for sentence in news[at_new:j])
        if i < len(olds):
            yield from _by_words(tokens(olds[i]), tokens(news[j]), effort)
        at_old, at_new = i + 1, j + 1


def _by_words(old: list[str], new: list[str], effort: Effort) -> Iterator[tuple[WordOp, str]]:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    yield "=", "".join(old[:head])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if middle_old and middle_new and effort.allows(len(middle_old) * len(middle_new)):
        yield from _matched(middle_old, middle_new)
    else:
        yield "-", "".join(middle_old)
        yield "+", "".join(middle_new)
    yield "=", "".join(old[len(old) - tail :])


def _common(old: list[str], new: list[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(old), len(new)))


def _matched(old: list[str], new: list[str]) -> Iterator[tuple[WordOp, str]]:
    from diff_match_patch import diff_match_patch  # noqa: PLC0415 - only diffs need it

    engine = diff_match_patch()
    engine.Diff_Timeout = 0  # no clock: the same answer on every machine
    names, meaning = _characters(old, new)
    found = engine.diff_main(
        "".join(names[t] for t in old), "".join(names[t] for t in new), checklines=False
    )
    engine.diff_cleanupSemantic(found)
    marks: dict[int, WordOp] = {-1: "-", 0: "=", 1: "+"}
    for op, characters in found:
        yield marks[op], "".join(meaning[c] for c in characters)


def _characters(old: list[str], new: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Give each token a character of its kind.

    Words get letters, spaces a space and marks themselves, for the semantic clean-up looks at
    kinds to shift the edges of a change to the edges of phrases.
    """
    names: dict[str, str] = {}
    letters = itertools.chain(range(0x4E00, 0xA000), range(0x20000, 0x2A6E0))
    spaces = iter("\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00a0")
    for word in itertools.chain(old, new):
        if word in names:
            continue
        if len(word) == 1 and word.isascii() and not word.isalnum():
            names[word] = word
        elif word.isspace():
            names[word] = next(spaces, None) or chr(next(letters))
        else:
            names[word] = chr(next(letters))
    return names, {character: token for token, character in names.items()}


def _joined(parts: Iterable[tuple[WordOp, str]]) -> Words:
    """Return `parts` with neighbours of one kind joined, deletions before insertions."""
    out: list[tuple[WordOp, str]] = []
    deleted = inserted = ""

    def flush() -> None:
        if deleted:
            out.append(("-", deleted))
        if inserted:
            out.append(("+", inserted))

    for op, words in parts:
        if not words:
            continue
        if op == "-":
            deleted += words
        elif op == "+":
            inserted += words
        else:
            if out and not deleted and not inserted and out[-1][0] == "=":
                out[-1] = ("=", out[-1][1] + words)
                continue
            flush()
            deleted = inserted = ""
            out.append(("=", words))
    flush()
    return tuple(out)
