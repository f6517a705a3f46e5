"""Searches that are spared: the letters without which a pattern cannot match.

Owns how they are read off a pattern, and the search that looks for them first. Knows no pattern.
Most patterns match in few sentences, and to look for some letters costs a tenth of trying one.
"""

from __future__ import annotations

import re

_ATOM = re.compile(
    r"\\(?P<escaped>[^\w])|(?P<special>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[.^$])"
    r"|(?P<open>\((?:\?(?::|P<\w+>|(?P<around><?[=!])))?)|(?P<plain>[^|)])",
    re.DOTALL,
)
_TIMES = re.compile(r"(?P<none>[?*]|\{0?,\d*\}|\{0\})\??|(?P<some>\+|\{\d+(?:,\d*)?\})\??")
Needles = frozenset[str]
_NOTHING: Needles = frozenset()


class Search:
    """A pattern, with the letters of which each of its matches holds some."""

    __slots__ = ("_needles", "_pattern")

    def __init__(self, pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self._pattern = re.compile(pattern, flags)
        self._needles = tuple(sorted(needles(pattern)))

    def possible(self, lowered: str) -> bool:
        """Return whether a text, given in small letters, may hold a match."""
        for needle in self._needles:
            if needle in lowered:
                return True
        return not self._needles

    def __call__(self, text: str, lowered: str | None = None) -> re.Match[str] | None:
        """Return the first match in `text`; `lowered` is the text in small letters, if known."""
        if self.possible(text.lower() if lowered is None else lowered):
            return self._pattern.search(text)
        return None


def needles(pattern: str) -> Needles:
    """Return small letters of which each match of `pattern` holds some; none where none need be.

    Understands what the rules of `assess` are made of: groups, classes, repetitions, looking
    around. Other syntax is taken for letters that must be there, so use none.
    """
    found, end = _alternatives(pattern, 0)
    if end != len(pattern):
        raise ValueError(f"an unopened bracket at {end} in {pattern!r}")
    return found


def _alternatives(pattern: str, at: int) -> tuple[Needles, int]:
    """Return the letters of the alternatives from `at` on, and where they end."""
    each: list[Needles] = []
    while True:
        found, at = _row(pattern, at)
        each.append(found)
        if at >= len(pattern) or pattern[at] == ")":
            return (frozenset[str]().union(*each) if all(each) else _NOTHING), at
        at += 1


def _row(pattern: str, at: int) -> tuple[Needles, int]:
    """Return the most telling letters of one alternative, and where it ends."""
    best = _NOTHING
    run = ""
    while at < len(pattern) and pattern[at] not in "|)":
        atom = _ATOM.match(pattern, at)
        if atom is None:
            raise ValueError(f"unknown syntax at {at} in {pattern!r}")
        at = atom.end()
        within = _NOTHING
        if atom["open"]:
            within, at = _alternatives(pattern, at)
            at += 1
        times = _TIMES.match(pattern, at)
        at = times.end() if times else at
        letter = (atom["escaped"] or atom["plain"] or "").lower()
        if times and times["none"]:
            letter, within = "", _NOTHING
        if letter:
            run += letter
        if not letter or times:
            best, run = _better(best, frozenset({run}) if run else _NOTHING), ""
        if within and not atom["around"]:
            best = _better(best, within)
    return _better(best, frozenset({run}) if run else _NOTHING), at


def _better(one: Needles, other: Needles) -> Needles:
    """Return the set whose letters are rarer: its shortest is longer, or there are fewer."""
    return max((one, other), key=lambda found: (min(map(len, found), default=0), -len(found)))
