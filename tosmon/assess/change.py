"""Whether a difference is one of meaning, and what its rules say of it.

Owns the judgement of a diff and of each of its changes. Knows nothing of the archive, nor of how a
judgement is shown. What no rule shows stays unset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tosmon.assess.artifacts import HARMLESS, artifact
from tosmon.assess.dates import effective_date
from tosmon.assess.editorial import is_editorial, rejoined, renamed
from tosmon.assess.furniture import authored, headings_of
from tosmon.assess.headline import headline
from tosmon.assess.judging import judge_changes
from tosmon.assess.rewording import rehoused
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
    same = rejoined(diff.changes) | rehoused(diff.changes)
    names = renamed(diff.changes, old, new)
    weighty = tuple(
        change
        for change in diff.changes
        if id(change) not in same and not is_editorial(change, headings, (old, new), names)
    )
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
    judged = judge_changes(diff.changes, () if reason else telling, (old, new), headings, topics)
    substantive = kind == "substantive"
    return Judgement(
        kind=kind,
        severity=judged.rating.severity if judged.rating and substantive else None,
        severity_rule=judged.rating.rule if judged.rating and substantive else None,
        direction=judged.direction,
        direction_rule=judged.direction_rule,
        topics=judged.topics,
        tiers=judged.tiers,
        headline=reason or headline(judged.telling, diff, old, new),
        effective_date=effective_date(new),
        changes=judged.changes,
        of_version="substantive" if telling and reason not in HARMLESS else "editorial",
    )
