"""Signals: small named rules that fire on a change, each with the words that it fired on.

`RULES` is the whole list. A rule reads one passage (a changed sentence on both sides) and yields
signals; it knows neither severity nor topics. To add one, write the function and name it here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tosmon.assess.edits import Passage
from tosmon.assess.signals.choice import notice_changed, opt_in_changed, opt_out_changed
from tosmon.assess.signals.clauses import clause_changed
from tosmon.assess.signals.modality import (
    discretion_changed,
    exception_changed,
    modal_changed,
    negation_changed,
)
from tosmon.assess.signals.names import (
    address_changed,
    law_changed,
    party_changed,
    recipient_changed,
)
from tosmon.assess.signals.numbers import figures_changed
from tosmon.assess.signals.scope import list_changed, named_scope_changed
from tosmon.assess.signals.structure import (
    dates_of_the_text,
    definition_changed,
    section_changed,
)
from tosmon.model import Change, Signal

Rule = Callable[[Passage], Iterator[Signal]]
RULES: tuple[Rule, ...] = (
    figures_changed,
    modal_changed,
    negation_changed,
    exception_changed,
    discretion_changed,
    opt_out_changed,
    opt_in_changed,
    notice_changed,
    party_changed,
    recipient_changed,
    law_changed,
    address_changed,
    named_scope_changed,
    list_changed,
    definition_changed,
    clause_changed,
)
_MOST = 16  # signals of one change; a paragraph that fires more is told by its first
_WORDS = 240  # characters of evidence


def signals_of(
    change: Change,
    passages: Sequence[Passage],
    headings: tuple[frozenset[str], frozenset[str]],
) -> tuple[Signal, ...]:
    """Return what fires on `change`, of which `passages` are the changed sentences."""
    found = [*section_changed(change, headings), *dates_of_the_text(change)]
    for passage in passages:
        for rule in RULES:
            found.extend(rule(passage))
    unique = dict.fromkeys(found)
    return tuple(_clipped(signal) for signal in unique)[:_MOST]


def _clipped(signal: Signal) -> Signal:
    before, after = _clip(signal.before), _clip(signal.after)
    if (before, after) == (signal.before, signal.after):
        return signal
    return Signal(rule=signal.rule, before=before, after=after, direction=signal.direction)


def _clip(words: str | None) -> str | None:
    """Return the beginning of long evidence, verbatim."""
    return words if words is None or len(words) <= _WORDS else words[:_WORDS].rstrip()


__all__ = ["RULES", "Rule", "signals_of"]
