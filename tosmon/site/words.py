"""The index of a site's search: which words stand in which paragraph, as plain script files.

Owns how words are told apart, which `search.js` must do alike, and how the index is cut into files
that a browser loads one by one. Knows nothing of pages.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tosmon.model import Record
from tosmon.safe import safe

_SHARD = 120_000  # characters of words and places in one file, more only for a single word
_ASCII = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"[^\W_]+")
# Scripts that write no spaces are found by their characters; the same as in `search.js`.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_PIECE = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_HAS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Indexed(Record):
    """A document of the index: what it is called, where its text's page is, its paragraphs.

    `blocks` are the offsets at which they begin and their words.
    """

    name: str
    path: str
    title: str
    version_of: str
    blocks: tuple[tuple[int, str], ...]


def words_of(text: str) -> set[str]:
    """Return the words of `text` as they are looked up: without case and accents."""
    lower = text.lower()
    if lower.isascii():
        return set(_ASCII.findall(lower))
    folded = unicodedata.normalize("NFKD", lower)
    accents = {c for c in set(folded) if unicodedata.category(c) == "Mn"}
    plain = "".join(c for c in folded if c not in accents) if accents else folded
    return set((_PIECE if _HAS_UNSPACED.search(plain) else _WORD).findall(plain))


def index(documents: Iterable[Indexed]) -> Iterator[tuple[str, str]]:
    """Yield the files of the index, their names and their content, all below one folder.

    Each calls `tosmonIndex` with data alone. Paragraphs are numbered through all documents; the
    places of a word are the differences of their numbers, written to the base 36.
    """
    places: dict[str, array[int]] = defaultdict(lambda: array("I"))
    listed: list[tuple[str, str, str, str, int]] = []
    number = 0
    for document in documents:
        listed.append((document.name, document.path, document.title, document.version_of, number))
        for _, text in document.blocks:
            for word in words_of(text):
                places[word].append(number)
            number += 1
        yield (
            f"text/{document.name}.js",
            _call(
                f"text/{document.name}", [(start, safe(text)) for start, text in document.blocks]
            ),
        )
    firsts: list[str] = []
    for shard in _shards(sorted(places), places):
        yield f"words/{len(firsts)}.js", _call(f"words/{len(firsts)}", shard)
        firsts.append(next(iter(shard)))
    yield "index.js", _call("index", {"documents": listed, "blocks": number, "words": firsts})


def _shards(words: Sequence[str], places: dict[str, array[int]]) -> Iterator[dict[str, str]]:
    shard: dict[str, str] = {}
    size = 0
    for word in words:
        coded = _coded(places.pop(word))
        if shard and size + len(coded) > _SHARD:
            yield shard
            shard, size = {}, 0
        shard[word] = coded
        size += len(word) + len(coded)
    if shard:
        yield shard


def _coded(numbers: Sequence[int]) -> str:
    last, out = 0, []
    for number in numbers:
        out.append(_base36(number - last))
        last = number
    return " ".join(out)


def _base36(number: int) -> str:
    if number < 36:
        return _DIGITS[number]
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits


def _call(name: str, data: object) -> str:
    """Return a script that hands over `data`; JSON is an expression of the language."""
    return (
        f"tosmonIndex({msgspec.json.encode(name).decode()},{msgspec.json.encode(data).decode()});\n"
    )
