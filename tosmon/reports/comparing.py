"""Two texts compared and judged: the value that every view of a diff shows.

Owns putting difference and judgement together. Knows not where the texts come from.
"""

from __future__ import annotations

from tosmon.assess.change import judge
from tosmon.diff import diff
from tosmon.model import ChangeKind, DiffReport, DocumentKey
from tosmon.reports.rules import topics
from tosmon.results import ComparedText, Comparison


def compare(
    older: ComparedText,
    newer: ComparedText,
    *,
    document: DocumentKey,
    kind: ChangeKind | None = None,
    texts: tuple[str, str] | None = None,
) -> Comparison:
    """Return what changed between two texts.

    `kind` is what is known beforehand; `texts` stand for the two sides' where these are to be read
    in another form.
    """
    old, new = texts or (older.text, newer.text)
    difference = diff(old, new)
    judgement = judge(difference, old, new, topics())
    return Comparison(
        older=older,
        newer=newer,
        diff=DiffReport(
            document=document,
            from_=older.side,
            to=newer.side,
            kind=kind or judgement.kind,
            severity=judgement.severity,
            severity_rule=judgement.severity_rule,
            direction=judgement.direction,
            direction_rule=judgement.direction_rule,
            tiers=judgement.tiers,
            topics=judgement.topics,
            headline=judgement.headline,
            effective_date=judgement.effective_date,
            stats=difference.stats,
            changes=judgement.changes,
        ),
    )
