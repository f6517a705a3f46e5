"""The whole of a change for its page: every paragraph, judged.

Owns the way from what a site lists of a change to what `diff` answers, without a text being read.
"""

from __future__ import annotations

from tosmon.model import Change, DiffReport, DiffSide
from tosmon.render.site_values import SiteVersion
from tosmon.results import ComparedText, Comparison, VersionChange


def comparison(
    change: VersionChange, paragraphs: tuple[Change, ...], before: SiteVersion, after: SiteVersion
) -> Comparison:
    """Return `change`, which lies between two versions and is of `paragraphs`.

    The texts of the two sides stand empty: no page of a change shows what did not change.
    """
    return Comparison(
        diff=DiffReport(
            document=change.document,
            from_=change.from_,
            to=change.to,
            kind=change.kind,
            severity=change.severity,
            severity_rule=change.severity_rule,
            direction=change.direction,
            direction_rule=change.direction_rule,
            topics=change.topics,
            headline=change.headline,
            effective_date=change.effective_date,
            stats=change.stats,
            changes=paragraphs,
            tiers=change.tiers,
        ),
        older=_side(change, change.from_, before),
        newer=_side(change, change.to, after),
    )


def _side(change: VersionChange, side: DiffSide, version: SiteVersion) -> ComparedText:
    return ComparedText(
        side=side,
        text="",
        path=f"{change.document}.md",
        text_sha256=version.text_sha256,
        body_sha256=version.body_sha256,
        source_url=version.source_url,
    )
