"""The index of a site's search: which words stand in which paragraph, as plain script files.

Owns how words are told apart, which `search.js` must do alike, and how the index is cut: into parts
of some documents each, so that a text that changed makes one of them anew, and each part into files
that a browser loads one by one. Knows nothing of pages.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tosmon.model import DocumentKey, Record
from tosmon.safe import safe

_PART = 48  # documents of one part, about: a word that is searched is one file of each part
_SHARD = 24_000  # characters of words and places in one file, more only for a single word
_ASCII = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"[^\W_]+")
# Scripts that write no spaces are found by their characters; the same as in `search.js`.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_PIECE = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_HAS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SMALL: list[str] = [*_DIGITS, *(high + low for high in _DIGITS[1:] for low in _DIGITS)]


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


def parts(documents: Iterable[DocumentKey]) -> list[list[DocumentKey]]:
    """Return `documents` cut into the parts of an index, which are named by their numbers.

    A document stays in its part whatever becomes of others, unless their number doubles.
    """
    keys = list(documents)
    number = 1
    while number * _PART < len(keys):
        number *= 2
    found: list[list[DocumentKey]] = [[] for _ in range(number)]
    for key in keys:
        found[int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % number].append(key)
    return found


def contents(number: int) -> str:
    """Return the file that says of how many parts the index is."""
    return _call("index", {"parts": number})


def index(part: int, documents: Iterable[Indexed]) -> Iterator[tuple[str, str]]:
    """Yield the files of one part, their names and their content, all below its own folder.

    Each calls `tosmonIndex` with data alone. Paragraphs are numbered through all documents of the
    part; the places of a word are the differences of their numbers, written to the base 36.
    """
    places: dict[str, array[int]] = defaultdict(lambda: array("I"))
    listed: list[tuple[str, str, str, str, int]] = []
    number = 0

    def file(name: str, data: object) -> tuple[str, str]:
        return f"{name}.js", _call(f"{part}/{name}", data)

    for document in documents:
        listed.append((document.name, document.path, document.title, document.version_of, number))
        for _, text in document.blocks:
            for word in words_of(text):
                places[word].append(number)
            number += 1
        blocks = [(start, safe(text)) for start, text in document.blocks]
        yield file(f"text/{document.name}", blocks)
    firsts: list[str] = []
    for shard in _shards(sorted(places), places):
        yield file(f"words/{len(firsts)}", shard)
        firsts.append(next(iter(shard)))
    yield file("index", {"documents": listed, "words": firsts})


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
    if number < len(_SMALL):
        return _SMALL[number]
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
