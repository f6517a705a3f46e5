"""Whether a difference is one of meaning, and how it is told in a line.

Owns kind, headline and effective date of a diff. Knows nothing of the archive, nor of how a
judgement is shown. What no rule shows stays unset: severity, direction and topics for now.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from tosmon.assess.headline import headline
from tosmon.diff import Diff
from tosmon.model import Change, Direction, Record, Severity
from tosmon.text import normalize

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "(?:" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in _MONTHS) + r"|sept)\.?"
_DATE = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|{_MONTH},?\s+\d{{4}})"
)
_OF_THE_TEXT = (
    r"(?:last\s+(?:updated|modified|revised|changed)|date\s+of\s+(?:last\s+)?(?:update|revision)"
    r"|(?:this\s+version\s+(?:is|was)\s+)?(?:effective|updated|revised|published|posted)"
    r"(?:\s+date)?|effective\s+(?:date|starting)|version|in\s+effect\s+from|current\s+as)"
)
# "Last updated: 1 July 2030", wherever it stands, and a line that is nothing but a date.
_DATED = re.compile(
    rf"{_OF_THE_TEXT}\s*(?:on|of|as\s+of|from|is|:|-|\()*\s*(?:on|of)?\s*[\"(]?{_DATE}\)?",
    re.IGNORECASE,
)
_ONLY_DATE = re.compile(rf"\W*{_DATE}\W*", re.IGNORECASE)
# "3. ", "(a) ", "Section 4", "4.2 Payments"; not the figure of "2.5 percent".
_NUMBERING = re.compile(
    r"^\W*(?:(?i:section|article|part|clause|annex|schedule)\s+[\divxIVX]+(?:\.\d+)*[.):]*\s+"
    r"|\(?(?:\d+(?:\.\d+)*|[a-z]|[ivx]{1,5})\)\s*|\d+\.\s+|\d+(?:\.\d+)+\.?\s+(?=[^\W\da-z]))"
)
_REFERENCE = re.compile(
    r"\b(sections?|articles?|clauses?|paragraphs?)\s+\d+(?:\.\d+)*(?:\([a-z]\))*"
)
_ADDRESS = re.compile(r"\(?(?:https?://|www\.)\S+")
_INITIALS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")
_EFFECTIVE = re.compile(
    rf"\beffective\b(?:\s+date)?(?:\s+(?:is|as\s+of|on|from|starting))*\s*:?\s*(?P<date>{_DATE})",
    re.IGNORECASE,
)


class Judgement(Record):
    """What the rules say of a diff. `effective_date` is ISO 8601, set where the text states one."""

    kind: Literal["substantive", "editorial", "none"]
    severity: Severity | None
    direction: Direction | None
    topics: tuple[str, ...]
    headline: str
    effective_date: str | None


def judge(diff: Diff, old: str, new: str) -> Judgement:
    """Judge the difference of `old` and `new`."""
    telling = tuple(change for change in diff.changes if not is_editorial(change))
    kind: Literal["substantive", "editorial", "none"] = (
        "substantive" if telling else "editorial" if diff.changes else "none"
    )
    return Judgement(
        kind=kind,
        severity=None,
        direction=None,
        topics=(),
        headline=headline(telling, diff, old, new),
        effective_date=effective_date(new),
    )


def is_editorial(change: Change) -> bool:
    """Return whether a change leaves the meaning: dates of the text, case, marks, numbering, place.

    A date counts as the text's own where it stands alone or after words such as "last updated"; a
    deadline in a sentence does not.
    """
    return _bare(change.before or "") == _bare(change.after or "")


def _bare(text: str) -> str:
    form = _NUMBERING.sub("", normalize(text), count=1).lower()
    if _ONLY_DATE.fullmatch(form):
        return ""
    form = _ADDRESS.sub(" address ", _DATED.sub("", form))
    form = _INITIALS.sub("", form)
    form = _REFERENCE.sub(r"\1", form)
    return " ".join(re.findall(r"[^\W_]+(?:\.\d+)*|[%$€£¥]", form))


def effective_date(text: str) -> str | None:
    """Return the first date from which `text` says that it is effective, None without one.

    Dates of figures alone are read only in the order year-month-day; others are ambiguous.
    """
    for match in _EFFECTIVE.finditer(text):
        date = _iso(match["date"])
        if date:
            return date
    return None


def _iso(words: str) -> str | None:
    found = re.findall(r"\d+|[a-z]+", words.lower())
    numbers = [int(part) for part in found if part.isdigit()]
    month = next((n for n, m in enumerate(_MONTHS, 1) for p in found if p[:3] == m[:3]), None)
    try:
        if month and len(numbers) == 2:
            return dt.date(max(numbers), month, min(numbers)).isoformat()
        if len(numbers) == 3 and re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
            return dt.date(*numbers).isoformat()
    except ValueError:
        return None
    return None
