"""The numbers that Word shows before clauses and items but does not write into the text."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

Element: TypeAlias = Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)


class Numbering:
    """Counts the paragraphs of each list, level by level."""

    def __init__(self, root: Element | None) -> None:
        lists = {
            each.get(f"{W}abstractNumId"): _levels(each)
            for each in (root.findall(f"{W}abstractNum") if root is not None else ())
        }
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        for number in root.findall(f"{W}num") if root is not None else ():
            of = number.find(f"{W}abstractNumId")
            name = of.get(f"{W}val") if of is not None else ""
            self._lists[number.get(f"{W}numId")] = name
            self._levels[name] = lists.get(name, {})
        self._counts: dict[str, dict[int, int]] = {}

    def next(self, number: str, depth: int) -> str:
        """Return what stands before the next paragraph of list `number` at `depth`."""
        name = self._lists.get(number, "")
        levels = self._levels.get(name, {})
        form, shown, start = levels.get(depth, ("bullet", "", 1))
        if form in ("bullet", "none"):
            return "-" if form == "bullet" else ""
        counts = self._counts.setdefault(name, {})
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]

        def figure(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            form, _, start = levels.get(level, ("decimal", "", 1))
            return _figure(counts.get(level, start), form)

        return re.sub(r"%([1-9])", figure, shown).strip()


def _levels(abstract: Element) -> dict[int, tuple[str, str, int]]:
    """Return form, pattern and first number of the levels of a list."""
    found = {}
    for level in abstract.findall(f"{W}lvl"):
        depth = level.get(f"{W}ilvl") or "0"
        if depth not in tuple("012345678"):
            continue
        start = _value(level, "start", "1")
        found[int(depth)] = (
            _value(level, "numFmt", "decimal"),
            _value(level, "lvlText", ""),
            int(start) if start.isdecimal() and len(start) < 6 else 1,
        )
    return found


def _value(level: Element, name: str, default: str) -> str:
    found = level.find(f"{W}{name}")
    return str(found.get(f"{W}val") or default) if found is not None else default


def _figure(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * (1 + (count - 1) // 26 % 10)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        text = ""
        for value, sign in _ROMAN:
            while count >= value:
                text, count = text + sign, count - value
        return text if form == "lowerRoman" else text.upper()
    return f"{count:02}" if form == "decimalZero" else str(count)
