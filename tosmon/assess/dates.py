"""Dates in a text: its own (last updated, effective) and those in its sentences.

Owns how a date is written and which words make one the text's own. Knows nothing of changes.
"""

from __future__ import annotations

import datetime as dt
import re

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "(?:" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in MONTHS) + r"|sept)\.?"
DATE = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|{_MONTH},?\s+\d{{4}}"
    r"|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)"
)
_OF_THE_TEXT = (
    r"(?:last\s+(?:updated?|modified|modification|revised|revision|changed)|date\s+of\s+(?:last\s+)?(?:update|revision)"
    r"|(?:this\s+version\s+(?:is|was)\s+)?(?:effective|updated|revised|published|posted)"
    r"(?:\s+date)?|effective\s+(?:date|starting)|version|in\s+effect\s+from|current\s+as"
    r"|(?:更新|生效|发布|修订)(?:日期|时间)?|(?:施行|改定|制定|更新)日)"
)
# "Last updated: 1 July 2030", wherever it stands, and a line that is nothing but a date.
DATED = re.compile(
    rf"{_OF_THE_TEXT}\s*(?:on|of|as\s+of|from|is|:|-|\()*\s*(?:on|of)?\s*[\"(]?{DATE}\)?",
    re.IGNORECASE,
)
ONLY_DATE = re.compile(rf"\W*{DATE}\W*", re.IGNORECASE)
_EFFECTIVE = re.compile(
    rf"\beffective\b(?:\s+date)?(?:\s+(?:is|as\s+of|on|from|starting))*\s*:?\s*(?P<date>{DATE})",
    re.IGNORECASE,
)


def effective_date(text: str) -> str | None:
    """Return the first date from which `text` says that it is effective, None without one.

    Dates of figures alone are read only in the order year-month-day; others are ambiguous.
    """
    for match in _EFFECTIVE.finditer(text):
        date = _iso(match["date"])
        if date:
            return date
    return None


def is_same_date(line: str, other: str) -> bool:
    """Return whether two lines are nothing but the same date of a text, written otherwise."""
    dates = [
        _iso(found[0])
        for each in (line.strip(), other.strip())
        if (DATED.fullmatch(each) or ONLY_DATE.fullmatch(each))
        and (found := re.search(DATE, each, re.IGNORECASE))
    ]
    return len(dates) == 2 and dates[0] is not None and dates[0] == dates[1]


def _iso(words: str) -> str | None:
    found = re.findall(r"\d+|[a-z]+", words.lower())
    numbers = [int(part) for part in found if part.isdigit()]
    month = next((n for n, m in enumerate(MONTHS, 1) for p in found if p[:3] == m[:3]), None)
    try:
        if month and len(numbers) == 2:
            return dt.date(max(numbers), month, min(numbers)).isoformat()
        if len(numbers) == 3 and re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
            return dt.date(*numbers).isoformat()
    except ValueError:
        return None
    return None
