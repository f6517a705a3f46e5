"""Whether a difference is one of meaning, and what its rules say of it.

Owns the judgement of a diff and of each of its changes. Knows nothing of the archive, nor of how a
judgement is shown. What no rule shows stays unset.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from tosmon.assess.dates import effective_date
from tosmon.assess.editorial import is_editorial
from tosmon.assess.edits import passages
from tosmon.assess.furniture import artifact, authored, headings_of
from tosmon.assess.headline import headline
from tosmon.assess.subjects import Touched, topics_of
from tosmon.diff import Diff
from tosmon.model import Change, Direction, Record, Severity

if TYPE_CHECKING:
    from tosmon.topics import TopicSet


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
    headings = (headings_of(old), headings_of(new))
    weighty = tuple(change for change in diff.changes if not is_editorial(change, headings, new))
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
    touched = _touched(telling, old, new, topics if not reason else None)
    return Judgement(
        kind=kind,
        severity=None,
        direction=None,
        topics=touched.whole,
        headline=reason or headline(telling, diff, old, new),
        effective_date=effective_date(new),
        changes=_judged(diff.changes, telling, touched),
        of_version="substantive" if telling else "editorial",
    )


def _touched(telling: Sequence[Change], old: str, new: str, topics: TopicSet | None) -> Touched:
    if not topics or not telling:
        return Touched(each=((),) * len(telling), whole=())
    return topics_of([(change, passages(change)) for change in telling], old, new, topics)


def _judged(
    changes: Sequence[Change], telling: Sequence[Change], touched: Touched
) -> tuple[Change, ...]:
    """Return `changes` with what was found of the telling ones among them."""
    found = {id(change): topics for change, topics in zip(telling, touched.each, strict=True)}
    return tuple(
        msgspec.structs.replace(change, topics=found[id(change)]) if id(change) in found else change
        for change in changes
    )
