"""What belongs to the document as such: its dates, sections and definitions.

Owns the rules that fire on them. Knows nothing of what a section says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tosmon.assess.dates import DATE, DATED, ONLY_DATE
from tosmon.assess.edits import Passage
from tosmon.model import Change, Signal
from tosmon.text import normalize

_DIGIT = re.compile(r"\d")
_A_DATE = re.compile(DATE, re.IGNORECASE)
_EFFECTIVE = re.compile(r"effective|in effect|生效|施行", re.IGNORECASE)
_DEFINITION = re.compile(
    r"[\"“](?P<term>[^\"”“]{2,60})[\"”]:?\s*(?:\([^)]{0,60}\)\s*)?(?:shall |will )?"
    r"(?:means?|refers? to|has the meaning|is defined)\b"
    r"|^\W*[\"“](?P<first>[^\"”“]{2,60})[\"”]\s+(?:includes?|is|are)\b"
    r"|[“「](?P<sign>[^”」]{1,20})[”」]?.{0,4}是指"
)


def dates_of_the_text(change: Change) -> Iterator[Signal]:
    """effective-date-changed and last-updated-changed: dates of the text, not of its sentences."""
    if not any(_DIGIT.search(part) for op, part in change.words if op != "="):
        return
    found = [_own_dates(side or "") for side in (change.before, change.after)]
    for rule in ("effective-date-changed", "last-updated-changed"):
        was, now = found[0].get(rule), found[1].get(rule)
        if was != now:
            yield Signal(rule=rule, before=was, after=now)


def _own_dates(text: str) -> dict[str, str]:
    if ONLY_DATE.fullmatch(text):
        return {"last-updated-changed": text.strip()}
    dates: dict[str, str] = {}
    for match in DATED.finditer(text):
        date = _A_DATE.search(match[0])
        if date:
            effective = _EFFECTIVE.search(match[0])
            rule = "effective-date-changed" if effective else "last-updated-changed"
            dates.setdefault(rule, date[0])
    return dates


def section_changed(
    change: Change, headings: tuple[frozenset[str], frozenset[str]]
) -> Iterator[Signal]:
    """section-added and section-removed: a heading that only one of the two texts has."""
    text = change.after or change.before or ""
    name = normalize(text).lower()
    if change.op == "added" and name in headings[1] and name not in headings[0]:
        yield Signal(rule="section-added", after=text)
    elif change.op == "removed" and name in headings[0] and name not in headings[1]:
        yield Signal(rule="section-removed", before=text)


def definition_changed(passage: Passage) -> Iterator[Signal]:
    """definition-changed, definition-added, definition-removed: what a quoted term means."""
    was, now = _DEFINITION.search(passage.before), _DEFINITION.search(passage.after)
    if was and now:
        yield Signal(
            rule="definition-changed", before=passage.gone or None, after=passage.come or None
        )
    elif now:
        yield Signal(rule="definition-added", after=now[now.lastgroup or 0])
    elif was:
        yield Signal(rule="definition-removed", before=was[was.lastgroup or 0])
