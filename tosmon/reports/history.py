"""A document's versions with what the rules say of each change, in order of time.

Owns deriving kind and judgement from neighbours in time. What was judged is kept in `judged`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import msgspec

from tosmon.archive import Archive
from tosmon.assess.change import judge
from tosmon.assess.editorial import is_editorial
from tosmon.diff import diff
from tosmon.model import (
    Change,
    DiffSide,
    DocumentKey,
    Recorded,
    Severity,
    Sha256,
    VersionKind,
)
from tosmon.reports.dates import Period
from tosmon.reports.judged import Judged, Placed, Whole
from tosmon.reports.rules import topics
from tosmon.results import ChangeSummary, VersionChange, VersionEntry

KEY_CHANGES = 5  # that carry a version's change; who needs more reads the diff
_RANKS: dict[Severity | None, int] = {"high": 0, "medium": 1, "low": 2, None: 3}
_BY_AUTHOR = ("substantive", "editorial", "reverted")


def rank(severity: Severity | None) -> int:
    """Return the place of `severity` among all, 0 for the highest, the last for none."""
    return _RANKS[severity]


def kind_of(versions: Sequence[Recorded], place: int) -> tuple[VersionKind | None, Sha256 | None]:
    """Return the kind of `versions[place]` as far as its place tells it, and what it returns to.

    None: the words of the change decide between substantive and editorial.
    """
    version = versions[place]
    if place == 0:
        return "initial", None
    if version.content.evidence.origin == "reextraction":
        return "reextraction", None
    for earlier in reversed(versions[: place - 1]):
        if earlier.content.normalized == version.content.normalized:
            return "reverted", earlier.version
    return None, None


class Histories:
    """The judged histories of one archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @cached_property
    def _judged(self) -> Judged:
        return Judged(self._archive.files)

    def entries(self, document: DocumentKey) -> tuple[VersionEntry, ...]:
        """Return the versions of `document`, oldest capture first."""
        versions, history = self._placed(document)
        first = tuple(_entry(version, None) for version in versions[:1])
        rest = zip(versions[1:], history, strict=True)
        return first + tuple(_entry(version, placed) for version, placed in rest)

    def changes(self, document: DocumentKey) -> tuple[VersionChange, ...]:
        """Return what each version of `document` but the first changed, oldest capture first."""
        return tuple(map(_as_placed, self._placed(document)[1]))

    def whole(
        self, document: DocumentKey
    ) -> tuple[tuple[Recorded, ...], tuple[VersionChange, ...]]:
        """Return the versions of `document`, oldest capture first, and what each changed."""
        versions, history = self._placed(document)
        return versions, tuple(map(_as_placed, history))

    def changes_in(
        self, documents: Iterable[DocumentKey], period: Period
    ) -> Iterator[VersionChange]:
        """Yield the changes of `documents` that were captured in `period`, in no order.

        Only what is new since the last question is judged, and only the period is read.
        """
        heads, standing = self._archive.heads, set()
        for document in documents:
            if document in heads and self._kept_heads.get(document) == heads[document]:
                standing.add(document)
            else:
                yield from (c for c in self.changes(document) if period.holds(c.captured_at))
        found = self._judged.within(standing, period)
        if found is not None:
            yield from map(_as_placed, found)
            return
        for document in sorted(standing):
            yield from (c for c in self.changes(document) if period.holds(c.captured_at))

    def _placed(self, document: DocumentKey) -> tuple[tuple[Recorded, ...], list[Placed]]:
        """Return the versions of `document`, and what each of them but the first changed."""
        versions = self._archive.versions(document)
        known = self._judged.of(document)
        history: list[Placed] = []
        fresh: list[Whole] = []
        for place, after in enumerate(versions[1:], 1):
            before = versions[place - 1]
            kind, returns_to = kind_of(versions, place)
            change = known.get((before.version, after.version))
            if change is None:
                fresh.append(self._judge(before, after))
                change = fresh[-1].change
            history.append(Placed(change=change, kind=kind or change.kind, returns_to=returns_to))
        head = self._archive.heads.get(document)
        if head is not None and (fresh or self._kept_heads.get(document) != head):
            self._judged.keep(document, head, history, fresh)
            self._kept_heads[document] = head
        return versions, history

    def paragraphs(self, change: VersionChange) -> tuple[Change, ...]:
        """Return every paragraph that `change` is of, judged, in the order of the text."""
        kept = self._judged.paragraphs(change)
        if kept is not None:
            return kept
        versions = {v.version: v for v in self._archive.every_version(change.document)}
        before, after = versions[change.from_.version or ""], versions[change.version]
        return self._judge(before, after).paragraphs

    def _judge(self, before: Recorded, after: Recorded) -> Whole:
        text = self._archive.text
        return judge_version(before, after, text(before.content), text(after.content))

    @cached_property
    def _kept_heads(self) -> dict[DocumentKey, Sha256]:
        return self._judged.heads()


def judge_version(before: Recorded, after: Recorded, old: str, new: str) -> Whole:
    """Return what `after`, whose text is `new`, changed of `before`, as far as its words tell."""
    difference = diff(old, new)
    judgement = judge(difference, old, new, topics())
    change = VersionChange(
        document=after.content.document,
        version=after.version,
        captured_at=after.captured_at,
        from_=side(before),
        to=side(after),
        kind=judgement.of_version,
        severity=judgement.severity,
        severity_rule=judgement.severity_rule,
        direction=judgement.direction,
        direction_rule=judgement.direction_rule,
        tiers=judgement.tiers,
        topics=judgement.topics,
        headline=judgement.headline,
        effective_date=judgement.effective_date,
        stats=difference.stats,
        key_changes=key_changes(judgement.changes),
        rules=_rules(judgement.changes),
    )
    return Whole(change=change, paragraphs=judgement.changes)


def side(version: Recorded) -> DiffSide:
    """Return `version` as a side of a diff."""
    return DiffSide(version=version.version, captured_at=version.captured_at, label=None)


def key_changes(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the few of `changes` that carry them, the weightiest first.

    Those that the rules rate, else those of meaning, else what was edited at all.
    """
    pool = (
        [change for change in changes if change.severity]
        or [change for change in changes if not is_editorial(change)]
        or [change for change in changes if change.op != "moved"]
        or list(changes)
    )
    return tuple(sorted(pool, key=_lightness)[:KEY_CHANGES])


def _lightness(change: Change) -> tuple[int, int, int]:
    edited = sum(len(words) for op, words in change.words if op != "=")
    return rank(change.severity), -len(change.signals), -edited


def _rules(changes: Sequence[Change]) -> tuple[str, ...]:
    counts = Counter(signal.rule for change in changes for signal in change.signals)
    return tuple(rule for rule, _ in counts.most_common())


def summary(change: VersionChange) -> ChangeSummary:
    """Return what a run tells of `change`."""
    return ChangeSummary(
        kind=change.kind,
        severity=change.severity,
        direction=change.direction,
        topics=change.topics,
        headline=change.headline,
        stats=change.stats,
    )


def _as_placed(placed: Placed) -> VersionChange:
    """Return the change as its place has it: what is no act of the author's is not rated."""
    change, judged = placed.change, placed.kind in _BY_AUTHOR
    return msgspec.structs.replace(
        change,
        kind=placed.kind,
        reverts_to=placed.returns_to,
        headline=_headline(placed),
        severity=change.severity if judged else None,
        severity_rule=change.severity_rule if judged else None,
        direction=change.direction if judged else None,
        direction_rule=change.direction_rule if judged else None,
        topics=change.topics if judged else (),
    )


def _headline(placed: Placed) -> str:
    headline = placed.change.headline
    if placed.kind == "reverted" and placed.returns_to is not None:
        return f"returns to version {placed.returns_to[:8]}: {headline}"
    if placed.kind == "reextraction":
        return f"read anew, no change by the author: {headline}"
    return headline


def _entry(version: Recorded, placed: Placed | None) -> VersionEntry:
    change = _as_placed(placed) if placed else None
    return VersionEntry(
        version=version.version,
        document=version.content.document,
        parent=version.content.parent,
        captured_at=version.captured_at,
        recorded_at=version.recorded_at,
        confirmed_at=version.confirmed_at,
        kind=placed.kind if placed else "initial",
        severity=change.severity if change else None,
        topics=change.topics if change else (),
        headline=change.headline if change else "first recorded version",
        reverts_to=placed.returns_to if placed else None,
        text_sha256=version.content.text,
        body_sha256=version.content.body,
        source_url=version.content.evidence.final_url,
    )
