"""Figures in sentences: periods, amounts, percentages, other numbers.

Owns how they are read and compared, and whom a longer or a higher one favours, as far as the words
around it show what it is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from tosmon.assess.dates import DATE
from tosmon.assess.edits import Passage
from tosmon.assess.signals.polarity import direction
from tosmon.model import Direction, Record, Signal

Kind = Literal["period", "amount", "percentage", "number"]

_WORDS = {
    **dict(zip(("one", "two", "three", "four", "five", "six"), range(1, 7), strict=True)),
    **dict(zip(("seven", "eight", "nine", "ten", "twelve"), (7, 8, 9, 10, 12), strict=True)),
    "fourteen": 14,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty-five": 45,
    "forty": 40,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
}
_NUMBER = rf"(?:\d+(?:[.,]\d+)*|\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b)"
_UNITS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.4,
    "year": 365.25,
}
_HINT = re.compile(rf"\d|\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_FIGURE = re.compile(
    rf"(?P<date>{DATE})"
    r"|(?P<reference>\b(?:sections?|articles?|clauses?|parts?|paragraphs?|annex|exhibit|§+)"
    r"\s*\d[\d.()a-z]*)"
    rf"|(?P<period>(?P<count>{_NUMBER})(?:\s*\(\d+\))?[\s-]+(?:(?:calendar|business|working"
    rf"|full|consecutive)\s+)?"
    r"(?P<unit>minute|hour|day|week|month|year)s?\b)"
    rf"|(?P<amount>(?:[$€£¥]|\b(?:USD|EUR|GBP|US\$)\s?)\s?(?P<money>\d+(?:[.,]\d+)*)"
    rf"|(?P<money2>\d+(?:[.,]\d+)*)\s?(?:USD|EUR|GBP|dollars|euros?|pounds)\b)"
    rf"|(?P<percentage>(?P<share>{_NUMBER})\s?(?:%|per\s?cent\b))"
    r"|(?P<other>(?<![\w.,/:#@-])\d+(?:[.,]\d+)*(?![\w/@-]|\.\d))",
    re.IGNORECASE,
)
# What a figure is for, in the order of trial; the sign is that of more of it, for the user.
_PURPOSES: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"\b(?:liab\w*|damages|exceed\w* the (?:greater|lesser))\b", re.I), 1),
    (re.compile(r"\b(?:uptime|availability|service credits?|discount)\b", re.I), 1),
    (re.compile(r"\b(?:respond|repl(?:y|ies)|answer|process\w* (?:your )?requests?)\b", re.I), -1),
    (re.compile(r"\b(?:notice|notif\w+|advance|prior to|announc\w*)\b", re.I), 1),
    (
        re.compile(
            r"\b(?:refund\w*|withdraw\w*|opt[- ]?out|object|cure|remed\w+|cancel\w*|appeal"
            r"|trial|return)\b",
            re.I,
        ),
        1,
    ),
    (
        re.compile(
            r"\b(?:retain\w*|retention|keep|kept|stor(?:e|ed|age)|delet\w+|eras\w+|remov\w+)\b",
            re.I,
        ),
        -1,
    ),
    (re.compile(r"\b(?:payable|due|pay(?:ment)? (?:within|is due)|invoice)\b.*\bdays\b", re.I), 1),
    (
        re.compile(r"\b(?:fees?|price|charg\w+|rate|interest|penalt\w+|costs?|surcharge)\b", re.I),
        -1,
    ),
)


class Figure(Record):
    """A figure as it is written, its kind and its value: days, or the number itself."""

    kind: Kind
    text: str
    value: float


def figures(sentence: str) -> list[Figure]:
    """Return the figures of `sentence`, without dates and references to sections."""
    found = []
    for match in _FIGURE.finditer(sentence):
        if match["period"]:
            days = _value(match["count"]) * _UNITS[match["unit"].lower()]
            found.append(Figure(kind="period", text=match[0], value=days))
        elif match["amount"]:
            value = _value(match["money"] or match["money2"])
            found.append(Figure(kind="amount", text=match[0], value=value))
        elif match["percentage"]:
            found.append(Figure(kind="percentage", text=match[0], value=_value(match["share"])))
        elif match["other"]:
            found.append(Figure(kind="number", text=match[0], value=_value(match["other"])))
    return found


def _value(words: str) -> float:
    if words.lower() in _WORDS:
        return float(_WORDS[words.lower()])
    digits = (
        words.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", words) else words
    )
    try:
        return float(digits.replace(",", "."))
    except ValueError:  # "1.000.000"
        return float(re.sub(r"\D", "", words) or 0)


def figures_changed(passage: Passage) -> Iterator[Signal]:
    """period-, amount-, percentage- and number-changed: 30 days → 90 days; with -gained, -lost."""
    if not passage.before.strip() or not passage.after.strip():
        return
    if not _HINT.search(f"{passage.gone} {passage.come}"):
        return
    old, new = figures(passage.before), figures(passage.after)
    for kind in ("period", "amount", "percentage", "number"):
        was = [f for f in old if f.kind == kind]
        now = [f for f in new if f.kind == kind]
        gone = _without(was, now)
        come = _without(now, was)
        for before, after in zip(gone, come, strict=False):
            yield Signal(
                rule=_rule(kind, passage),
                before=before.text,
                after=after.text,
                direction=_direction(passage, before, after),
            )
        if kind == "number":
            continue  # a number that came or went alone is part of other words
        for lost in gone[len(come) :]:
            yield Signal(rule=f"{kind}-lost", before=lost.text)
        for gained in come[len(gone) :]:
            yield Signal(rule=f"{kind}-gained", after=gained.text)


def _rule(kind: str, passage: Passage) -> str:
    if kind == "period" and _PURPOSES[3][0].search(passage.after):
        return "notice-period-changed"
    return f"{kind}-changed"


def _without(these: list[Figure], those: list[Figure]) -> list[Figure]:
    left = [f.value for f in those]
    kept = []
    for figure in these:
        if figure.value in left:
            left.remove(figure.value)
        else:
            kept.append(figure)
    return kept


def _direction(passage: Passage, before: Figure, after: Figure) -> Direction | None:
    sign = (after.value > before.value) - (after.value < before.value)
    for purpose, more in _PURPOSES:
        if purpose.search(passage.after):
            return direction(sign * more)
    return None
