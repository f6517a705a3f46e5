"""What documents are called: types told from names, by the words of words.yaml. Pure."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

_MOST = 500  # characters of a name; longer ones are texts
_ACCENTS = re.compile("[\u0300-\u036f]")
_LETTERS = re.compile(r"[^\W_]+")
_LETTERS_OF_TWO = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "ı": "i"})


class _Words(NamedTuple):
    kinds: tuple[tuple[str, int, re.Pattern[str]], ...]
    hubs: re.Pattern[str]
    switches: re.Pattern[str]
    nothing: re.Pattern[str]
    filler: frozenset[str]


@functools.cache
def _words() -> _Words:
    import yaml  # noqa: PLC0415  (only commands that look for documents pay for it)

    loaded = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return _Words(
        kinds=tuple((row["type"], row["sure"], _any(row["words"])) for row in loaded["kinds"]),
        hubs=_any(loaded["hubs"]),
        switches=_any(loaded["switches"]),
        nothing=_any(loaded["nothing"]),
        filler=frozenset(loaded["filler"].split()),
    )


def _any(words: list[str]) -> re.Pattern[str]:
    """Return what finds any of `words`; scripts without spaces have no borders between words."""
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(words)})(?![a-z0-9])")


def plain(text: str) -> str:
    """Return `text` for comparison: lower case, no accents, one space for whatever is no letter."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text[:_MOST]))
    whole = unicodedata.normalize("NFC", bare).lower()  # kana and hangul were taken apart, too
    return " ".join(_LETTERS.findall(whole.translate(_LETTERS_OF_TWO)))


def kind_of(text: str) -> tuple[str, int]:
    """Return the type that `text` names and how surely, ("other", 0) where it names none."""
    words = plain(text)
    for kind, sure, pattern in _words().kinds:
        if pattern.search(words):
            if kind == "cookies" and "privacy" in words:
                continue  # a policy about both is the privacy policy
            return kind, sure
    return "other", 0


def beside(text: str) -> int:
    """Return how many words of `text` say something else than what document it is."""
    words = plain(text)
    for _, _, pattern in _words().kinds:
        words = pattern.sub(" ", words)
    return sum(word not in _words().filler and not word.isdigit() for word in words.split())


def names_hub(text: str) -> bool:
    """Return whether `text` is the name of a page that lists documents, and nothing else."""
    return _words().hubs.fullmatch(plain(text)) is not None


def names_switch(text: str) -> bool:
    """Return whether `text` names a setting, a choice or a request rather than a document."""
    return _words().switches.search(plain(text)) is not None


def names_nothing(text: str) -> bool:
    """Return whether the words of a link leave open what it leads to, as "read more" does."""
    words = plain(text)
    return not words or _words().nothing.fullmatch(words) is not None
