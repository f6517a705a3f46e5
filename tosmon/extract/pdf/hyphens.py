"""Words that a line's end divides, put together as the rest of the document writes them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tosmon.text import clean

_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_DIVIDED = re.compile(r"([^\W\d_]{2,})[-‐]$")
_CARRIED = re.compile(r"[^\W\d_]+")
# Of the lines end in a hyphen where a program divides words; compounds alone come to one percent.
_DIVIDES = 0.025
_LEAST_JOINED = 2  # divided words that the document has whole elsewhere say the same
# Parts of compounds that legal English writes with a hyphen.
_FIRST = re.compile(
    "non|self|third|opt|cross|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|one|two|three|first|"
    "second|real|long|short|high|low|end|well|so|day|year|month|peer|multi|e"
)
_SECOND = re.compile(
    "readable|based|related|specific|wide|party|term|time|level|free|making|sharing|binding|"
    "rata|appointed|conforming|house|in|exclusive|transferable"
)


class Hyphens:
    """What the words of a document say of a hyphen at the end of a line."""

    def __init__(self, lines: Iterable[str]) -> None:
        known: set[str] = set()
        pairs: list[tuple[str, str]] = []
        before, count = "", 0
        for line in lines:
            count += 1
            ends, starts = _DIVIDED.search(before), _CARRIED.match(line)
            if ends and starts:
                pairs.append((ends[1].lower(), starts[0].lower()))
            inner = line[starts.end() :] if ends and starts else line
            inner = _DIVIDED.sub("", inner)
            known.update(word.lower().replace("‐", "-") for word in _WORD.findall(inner))
            before = line
        self._known = known
        joined = sum(first + second in known for first, second in pairs)
        self._divides = joined >= _LEAST_JOINED or len(pairs) > max(2, _DIVIDES * count)

    def joined(self, lines: Sequence[str]) -> str:
        """Return the words of `lines` as one line."""
        out = ""
        for line in lines:
            out = self._with(out, line) if out else line
        return clean(out)

    def _with(self, before: str, line: str) -> str:
        if before.endswith("\u00ad"):
            return before[:-1] + line
        ends, starts = _DIVIDED.search(before), _CARRIED.match(line)
        if not ends or not starts:
            touching = before.endswith(("-", "‐", "/", "—")) and not before.endswith((" -", " —"))
            return before + line if touching and line[:1].isalnum() else f"{before} {line}"
        if self._is_compound(ends[1], starts[0]):
            return before + line
        return before[:-1] + line

    def _is_compound(self, first: str, second: str) -> bool:
        if second[:1].isupper() and not first.isupper():
            return True
        one, two = first.lower(), second.lower()
        if f"{one}-{two}" in self._known:
            return True
        if one + two in self._known:
            return False
        known = _FIRST.fullmatch(one) or _SECOND.fullmatch(two)
        return known is not None or not self._divides
