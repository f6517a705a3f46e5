"""Provisions gained, lost or extended with a sentence or a whole paragraph.

Owns when one of `CLAUSES` comes or goes. Whether it stood elsewhere in the text is for severity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tosmon.assess.edits import Passage
from tosmon.assess.signals.polarity import direction
from tosmon.assess.signals.provisions import BY_NAME, CLAUSES, Clause
from tosmon.model import Signal

_TEXT = 400_000  # characters of a text that are searched for a provision: more than terms have
_WORDS = re.compile(r"\b[a-z]{4,}")  # more than a name put for another
# Speaks of the recourse that a framework for transfers abroad prescribes, not of the contract's.
_FRAMEWORK = re.compile(r"\b(?:data privacy framework|DPF|privacy shield|residual claims?)\b", re.I)
# Says which policy applies, or forbids the user what the vendor does not do either.
_NOT_OURS = re.compile(
    r"\bpolicy (?:describes|applies|covers)|\bcompet\w+|\b(?:you|customers?|users?) (?:\w+ ){0,2}"
    r"(?:may|must|shall|will|agree) not\b",
    re.IGNORECASE,
)
_UNLESS = {
    "arbitration": _FRAMEWORK,
    "liability-cap": _FRAMEWORK,
    "collects-data": re.compile(f"{_FRAMEWORK.pattern}|{_NOT_OURS.pattern}", re.IGNORECASE),
    "shares-data": _FRAMEWORK,
    "training": _NOT_OURS,
    "no-training": _NOT_OURS,
}


def clause_changed(passage: Passage) -> Iterator[Signal]:
    """NAME-gained, -lost, -extended for each provision of `CLAUSES`, within one sentence.

    Extended: the sentence had one, and words that came hold another. training-reworded: a sentence
    on training says it otherwise.
    """
    before, after = passage.before.lower(), passage.after.lower()
    for clause in CLAUSES:
        was, now = clause.search(passage.before, before), clause.search(passage.after, after)
        if not was and not now:
            continue
        unless = _UNLESS.get(clause.name)
        if unless and unless.search(passage.after or passage.before):
            continue
        towards, away = direction(clause.favours), direction(-clause.favours)
        if now and not was:
            yield Signal(rule=f"{clause.name}-gained", after=now[0], direction=towards)
        elif was and not now:
            yield Signal(rule=f"{clause.name}-lost", before=was[0], direction=away)
        elif was and now:
            yield from _reworded(clause, passage)


def _reworded(clause: Clause, passage: Passage) -> Iterator[Signal]:
    if clause.name == "training" and _WORDS.search(passage.gone + passage.come):
        yield Signal(
            rule="training-reworded", before=passage.gone or None, after=passage.come or None
        )
    more = clause.search(passage.come)
    if more and not clause.search(passage.gone):
        yield Signal(
            rule=f"{clause.name}-extended", after=more[0], direction=direction(clause.favours)
        )


def stands_in(rule: str, text: str) -> bool:
    """Return whether the provision whose coming or going `rule` names stands in `text`."""
    clause = BY_NAME.get(rule.rpartition("-")[0])
    return clause is not None and clause.search(text[:_TEXT]) is not None
