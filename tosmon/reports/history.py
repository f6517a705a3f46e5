"""A document's versions with what the rules say of each change, in order of time.

Owns deriving kind and judgement from neighbours in time, and the cache of judgements that spares
doing it twice. Everything here can be deleted and is derived again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from tosmon.archive import Archive, cache
from tosmon.assess import RULES
from tosmon.assess.change import judge
from tosmon.assess.editorial import is_editorial
from tosmon.diff import diff
from tosmon.errors import StorageError
from tosmon.model import (
    Change,
    DiffSide,
    DocumentKey,
    Record,
    Recorded,
    Severity,
    Sha256,
    VersionKind,
)
from tosmon.reports.rules import topics
from tosmon.results import ChangeSummary, VersionChange, VersionEntry

_SHAPE = 1  # of what is cached: another number where a field means something else
KEY_CHANGES = 5  # that carry a version's change; who needs more reads the diff
_RANKS: dict[Severity | None, int] = {"high": 0, "medium": 1, "low": 2, None: 3}
_BY_AUTHOR = ("substantive", "editorial", "reverted")


class _CacheFile(Record):
    rules: str
    judged: tuple[VersionChange, ...]


class _Placed(Record):
    """A version, and what it changed as far as its place among the others tells."""

    version: Recorded
    kind: VersionKind
    returns_to: Sha256 | None
    change: VersionChange | None


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

    def entries(self, document: DocumentKey) -> tuple[VersionEntry, ...]:
        """Return the versions of `document`, oldest capture first."""
        return tuple(_entry(placed) for placed in self._placed(document))

    def changes(self, document: DocumentKey) -> tuple[VersionChange, ...]:
        """Return what each version of `document` but the first changed, oldest capture first."""
        return tuple(
            _as_placed(placed, placed.change)
            for placed in self._placed(document)
            if placed.change is not None
        )

    def _placed(self, document: DocumentKey) -> Iterator[_Placed]:
        versions = self._archive.versions(document)
        known = self._load(document)
        used: list[VersionChange] = []
        placed = []
        for place, version in enumerate(versions):
            kind, returns_to = kind_of(versions, place)
            change = None
            if place:
                before = versions[place - 1]
                change = known.get((before.version, version.version)) or self._judge(
                    before, version
                )
                used.append(change)
            kind = kind or (change.kind if change else "initial")
            placed.append(_Placed(version=version, kind=kind, returns_to=returns_to, change=change))
        if {_ends(change) for change in used} - set(known):
            self._save(document, used)
        return iter(placed)

    def _judge(self, before: Recorded, after: Recorded) -> VersionChange:
        old, new = self._archive.text(before.content), self._archive.text(after.content)
        difference = diff(old, new)
        judgement = judge(difference, old, new, topics())
        return VersionChange(
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

    def _load(self, document: DocumentKey) -> dict[tuple[Sha256 | None, Sha256], VersionChange]:
        data = cache.read(self._archive.files, _cache_name(document))
        if data is None:
            return {}
        try:
            file = msgspec.json.decode(data, type=_CacheFile)
        except msgspec.MsgspecError:
            return {}
        if file.rules != judged_under():
            return {}
        return {_ends(change): change for change in file.judged}

    def _save(self, document: DocumentKey, judged: list[VersionChange]) -> None:
        file = _CacheFile(rules=judged_under(), judged=tuple(judged))
        try:
            cache.write(self._archive.files, _cache_name(document), msgspec.json.encode(file))
        except StorageError:
            return  # a reader of a read-only archive computes it again next time


def _cache_name(document: DocumentKey) -> str:
    return f"judgements/{document}.json"


def judged_under() -> str:
    """Return the name of the rules, and of the shape, that judgements are kept under."""
    return f"{RULES}/{_SHAPE}"


def _ends(change: VersionChange) -> tuple[Sha256 | None, Sha256]:
    return change.from_.version, change.version


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


def summarize_texts(old: str, new: str) -> ChangeSummary:
    """Return what the rules say of the change from `old` to `new`."""
    difference = diff(old, new)
    judgement = judge(difference, old, new, topics())
    return ChangeSummary(
        kind=judgement.of_version,
        severity=judgement.severity,
        direction=judgement.direction,
        topics=judgement.topics,
        headline=judgement.headline,
        stats=difference.stats,
    )


def _as_placed(placed: _Placed, change: VersionChange) -> VersionChange:
    """Return `change` as its place has it: what is no act of the author's is not rated."""
    judged = placed.kind in _BY_AUTHOR
    return msgspec.structs.replace(
        change,
        kind=placed.kind,
        reverts_to=placed.returns_to,
        headline=_headline(placed, change.headline),
        severity=change.severity if judged else None,
        severity_rule=change.severity_rule if judged else None,
        direction=change.direction if judged else None,
        direction_rule=change.direction_rule if judged else None,
        topics=change.topics if judged else (),
    )


def _headline(placed: _Placed, headline: str) -> str:
    if placed.kind == "reverted" and placed.returns_to is not None:
        return f"returns to version {placed.returns_to[:8]}: {headline}"
    if placed.kind == "reextraction":
        return f"read anew, no change by the author: {headline}"
    return headline


def _entry(placed: _Placed) -> VersionEntry:
    version = placed.version
    change = _as_placed(placed, placed.change) if placed.change else None
    return VersionEntry(
        version=version.version,
        document=version.content.document,
        parent=version.content.parent,
        captured_at=version.captured_at,
        recorded_at=version.recorded_at,
        confirmed_at=version.confirmed_at,
        kind=placed.kind,
        severity=change.severity if change else None,
        topics=change.topics if change else (),
        headline=change.headline if change else "first recorded version",
        reverts_to=placed.returns_to,
        text_sha256=version.content.text,
        body_sha256=version.content.body,
        source_url=version.content.evidence.final_url,
    )
