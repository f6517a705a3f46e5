"""Whether a difference is one of meaning, and how it is told in a line.

Owns kind, headline and effective date of a diff. Knows nothing of the archive, nor of how a
judgement is shown. What no rule shows stays unset: severity and direction for now.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from tosmon.assess.furniture import artifact, authored
from tosmon.assess.headline import headline
from tosmon.diff import Diff
from tosmon.model import Change, Direction, Record, Severity
from tosmon.text import normalize

if TYPE_CHECKING:
    from tosmon.topics import TopicSet

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "(?:" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in _MONTHS) + r"|sept)\.?"
_DATE = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|{_MONTH},?\s+\d{{4}}"
    r"|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)"
)
_OF_THE_TEXT = (
    r"(?:last\s+(?:updated|modified|revised|changed)|date\s+of\s+(?:last\s+)?(?:update|revision)"
    r"|(?:this\s+version\s+(?:is|was)\s+)?(?:effective|updated|revised|published|posted)"
    r"(?:\s+date)?|effective\s+(?:date|starting)|version|in\s+effect\s+from|current\s+as"
    r"|(?:更新|生效|发布|修订)(?:日期|时间)?|(?:施行|改定|制定|更新)日)"
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
# British and American spelling of one word: behaviour, organise, analyse, centre, licence.
_SPELLINGS = re.compile(
    r"\b(?P<stem>[a-z]{3,})(?P<end>our|(?:[iy]s)(?=(?:e[sd]?|ing|ations?)\b)|tre|enc(?=e[sd]?\b))"
    r"(?=(?:s|ed|ing|able|ite|al|ly)?\b|e[sd]?\b|ations?\b)"
)
_AMERICAN = {"our": "or", "is": "iz", "ys": "yz", "tre": "ter", "enc": "ens"}
_LONG_WORD = 6
_LINE = 200  # characters beyond which a block is more than a date or a number
_INITIALS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")
_EFFECTIVE = re.compile(
    rf"\beffective\b(?:\s+date)?(?:\s+(?:is|as\s+of|on|from|starting))*\s*:?\s*(?P<date>{_DATE})",
    re.IGNORECASE,
)


class Judgement(Record):
    """What the rules say of a diff. `effective_date` is ISO 8601, set where the text states one.

    `changes` are those of the diff, each with its own topics, severity and signals.

    `of_version` is the kind of a version that differs so from the one before: what was believed
    after all and lost most of its words is none that a reader may pass over.
    """

    kind: Literal["substantive", "editorial", "artifact", "none"]
    severity: Severity | None
    direction: Direction | None
    topics: tuple[str, ...]
    headline: str
    effective_date: str | None
    changes: tuple[Change, ...] = ()
    severity_rule: str | None = None
    direction_rule: str | None = None
    tiers: tuple[str, ...] = ()
    of_version: Literal["substantive", "editorial"] = "editorial"


def judge(diff: Diff, old: str, new: str, topics: TopicSet | None = None) -> Judgement:
    """Judge the difference of `old` and `new`; without `topics` it touches none."""
    weighty = tuple(change for change in diff.changes if not is_editorial(change))
    telling = authored(weighty, old, new)
    reason = artifact(diff, weighty, telling, old, new)
    kind: Literal["substantive", "editorial", "artifact", "none"] = (
        "artifact"
        if reason
        else "substantive"
        if telling
        else "editorial"
        if diff.changes
        else "none"
    )
    return Judgement(
        kind=kind,
        severity=None,
        direction=None,
        topics=_topics(telling, old, new, topics) if topics and not reason else (),
        headline=reason or headline(telling, diff, old, new),
        effective_date=effective_date(new),
        changes=diff.changes,
        of_version="substantive" if telling else "editorial",
    )


def _topics(telling: Sequence[Change], old: str, new: str, topics: TopicSet) -> tuple[str, ...]:
    from tosmon.assess.subjects import topics_of  # noqa: PLC0415 - lists need no rules' engine

    return topics_of(telling, old, new, topics)


def is_editorial(change: Change) -> bool:
    """Return whether a change leaves the meaning: dates of the text, case, marks, numbering, place.

    A date counts as the text's own where it stands alone or after words such as "last updated"; a
    deadline in a sentence does not.
    """
    if change.before == change.after:
        return True
    if change.op in ("added", "removed") and len(change.before or change.after or "") > _LINE:
        return False
    old, new = _bare(change.before or ""), _bare(change.after or "")
    return old == new or _is_misspelt(old.split(), new.split())


def _is_misspelt(old: list[str], new: list[str]) -> bool:
    """Return whether only letters within long words changed places."""
    return len(old) == len(new) and all(
        a == b or (len(a) >= _LONG_WORD and a.isalpha() and sorted(a) == sorted(b))
        for a, b in zip(old, new, strict=True)
    )


def _bare(text: str) -> str:
    # Before the normal form, which would cut an address at its marks.
    form = _ADDRESS.sub(" address ", text)
    form = _NUMBERING.sub("", normalize(form), count=1).lower()
    if _ONLY_DATE.fullmatch(form):
        return ""
    form = _SPELLINGS.sub(_american, _DATED.sub("", form))
    form = _INITIALS.sub("", form)
    form = _REFERENCE.sub(r"\1", form)
    return " ".join(re.findall(r"[^\W_]+(?:\.\d+)*|[%$€£¥]", form))


def _american(match: re.Match[str]) -> str:
    return match["stem"] + _AMERICAN[match["end"]]


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
