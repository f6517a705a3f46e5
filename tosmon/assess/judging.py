"""Each change with its topics, signals, severity and direction, and those of all together.

Owns how what the rules find is put together. Knows no rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from tosmon.assess.edits import Passage, passages
from tosmon.assess.severity import Facts, Rating, rate, rate_all
from tosmon.assess.signals import signals_of
from tosmon.assess.signals.clauses import stands_in
from tosmon.assess.signals.provisions import weight_of
from tosmon.assess.signals.scope import tiers
from tosmon.assess.signals.structure import dates_of_the_text
from tosmon.assess.subjects import Touched, topics_of
from tosmon.diff.words import count
from tosmon.model import Change, Direction, Record, Signal

if TYPE_CHECKING:
    from tosmon.topics import TopicSet

# Characters of changed blocks on which rules of signals are tried, in order: bounds the cost of a
# text replaced as a whole, which is told by its size.
_MOST = 24_000
_MOST_TIERS, _MOST_CHANGES = 8, 60  # names that are told, changes that are searched for them
_NAMES = ("party", "recipient", "contact", "link", "law", "governing-law")

Headings = tuple[frozenset[str], frozenset[str]]


class Judged(Record):
    """All changes, the telling ones with what was found of them; and the findings as a whole."""

    changes: tuple[Change, ...]
    telling: tuple[Change, ...]
    topics: tuple[str, ...]
    tiers: tuple[str, ...]
    rating: Rating | None
    direction: Direction | None
    direction_rule: str | None


class _Texts(Record):
    old: str
    new: str
    headings: Headings


def judge_changes(
    changes: Sequence[Change],
    telling: Sequence[Change],
    texts: tuple[str, str],
    headings: Headings,
    topics: TopicSet | None,
) -> Judged:
    """Judge the `telling` ones among `changes`; of the others only the text's own dates."""
    old, new = texts
    both = _Texts(old=old, new=new, headings=headings)
    read = [(change, passages(change)) for change in telling]
    touched = (
        topics_of(read, old, new, topics)
        if topics and read
        else Touched(each=((),) * len(read), whole=())
    )
    facts = _facts(read, touched, both)
    ratings = [rate(fact) for fact in facts]
    found = {
        id(change): msgspec.structs.replace(
            change,
            topics=fact.topics,
            severity=rating.severity,
            severity_rule=rating.rule,
            direction=_agreed(fact.signals),
            signals=fact.signals,
        )
        for change, fact, rating in zip(telling, facts, ratings, strict=True)
    }
    rating = rate_all(ratings, facts)
    direction, rule = _direction(rating, ratings, facts)
    return Judged(
        changes=tuple(found.get(id(change)) or _dated(change) for change in changes),
        telling=tuple(found.values()),
        topics=touched.whole,
        tiers=_tiers(read),
        rating=rating,
        direction=direction,
        direction_rule=rule,
    )


def _facts(
    read: Sequence[tuple[Change, Sequence[Passage]]], touched: Touched, texts: _Texts
) -> list[Facts]:
    facts = []
    left = _MOST
    known: dict[str, bool] = {}
    for (change, found), topics in zip(read, touched.each, strict=True):
        left -= len(change.before or "") + len(change.after or "")
        signals = signals_of(change, found, texts.headings) if left >= 0 else ()
        signals = tuple(signal for signal in signals if not _named_anyway(signal, texts))
        for signal in signals:
            if signal.rule not in known and weight_of(signal.rule):
                other = texts.old if signal.rule.endswith("-gained") else texts.new
                known[signal.rule] = not stands_in(signal.rule, other)
        facts.append(
            Facts(
                signals=signals,
                topics=topics,
                words=sum(count(part) for op, part in change.words if op != "="),
                whole=change.op in ("added", "removed"),
                fresh=frozenset(s.rule for s in signals if known.get(s.rule)),
            )
        )
    return facts


def _named_anyway(signal: Signal, texts: _Texts) -> bool:
    """Return whether a name that came stood in the older text already, or one that went stays.

    Clauses are written in capitals in one version and in small letters in the next.
    """
    name, _, event = signal.rule.rpartition("-")
    if name not in _NAMES:
        return False
    if event == "added" and signal.after:
        return signal.after.lower() in texts.old.lower()
    return (
        event == "removed"
        and bool(signal.before)
        and ((signal.before or "").lower() in texts.new.lower())
    )


def _dated(change: Change) -> Change:
    signals = tuple(dates_of_the_text(change))
    return msgspec.structs.replace(change, signals=signals) if signals else change


def _agreed(signals: Sequence[Signal]) -> Direction | None:
    """Return the direction in which all signals point that have one, None where they differ."""
    directions = {signal.direction for signal in signals if signal.direction}
    return directions.pop() if len(directions) == 1 else None


def _direction(
    rating: Rating | None, ratings: Sequence[Rating], facts: Sequence[Facts]
) -> tuple[Direction | None, str | None]:
    """Return where the weightiest changes point, and the first signal that says so."""
    if rating is None:
        return None, None
    weightiest = [
        fact for fact, each in zip(facts, ratings, strict=True) if each.severity == rating.severity
    ]
    signals = [s for fact in weightiest or facts for s in fact.signals if s.direction]
    direction = _agreed(signals)
    return (direction, signals[0].rule) if direction else (None, None)


def _tiers(read: Sequence[tuple[Change, Sequence[Passage]]]) -> tuple[str, ...]:
    named = {
        tier
        for _, found in read[:_MOST_CHANGES]
        for passage in found
        for tier in (*tiers(passage.before), *tiers(passage.after))
    }
    return tuple(sorted(named))[:_MOST_TIERS]
