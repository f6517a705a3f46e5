"""A document's versions with what the rules say of each change, in order of time.

Owns deriving kind and judgement from neighbours in time, and the cache of judgements that spares
doing it twice. Everything here can be deleted and is derived again.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tosmon.archive import Archive, cache
from tosmon.assess import RULES
from tosmon.assess.change import judge
from tosmon.diff import diff
from tosmon.errors import StorageError
from tosmon.model import DiffStats, DocumentKey, Record, Recorded, Sha256, VersionKind
from tosmon.reports.rules import topics
from tosmon.results import ChangeSummary, VersionEntry


class Judged(Record):
    """The judgement of the change between two versions, under one set of rules."""

    before: Sha256
    after: Sha256
    summary: ChangeSummary


class _CacheFile(Record):
    rules: str
    judged: tuple[Judged, ...]


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
    """The judged histories of one archive; remembers what it computed."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def entries(self, document: DocumentKey) -> tuple[VersionEntry, ...]:
        """Return the versions of `document`, oldest capture first."""
        versions = self._archive.versions(document)
        known = self._load(document)
        used: list[Judged] = []
        entries = []
        for place, version in enumerate(versions):
            kind, returns_to = kind_of(versions, place)
            summary = _initial()
            if place:
                before = versions[place - 1]
                judged = known.get((before.version, version.version)) or self._judge(
                    before, version
                )
                used.append(judged)
                summary = judged.summary
            entries.append(_entry(version, kind or summary.kind, returns_to, summary))
        if {(j.before, j.after) for j in used} - set(known):
            self._save(document, used)
        return tuple(entries)

    def summary(
        self, entry: VersionEntry, before: Recorded | None, after: Recorded
    ) -> ChangeSummary:
        """Return the judgement of `entry` with its counts."""
        if before is None:
            return _initial()
        summary = self._judge(before, after).summary
        return msgspec.structs.replace(summary, kind=entry.kind, headline=entry.headline)

    def _judge(self, before: Recorded, after: Recorded) -> Judged:
        summary = summarize_texts(
            self._archive.text(before.content), self._archive.text(after.content)
        )
        return Judged(before=before.version, after=after.version, summary=summary)

    def _load(self, document: DocumentKey) -> dict[tuple[Sha256, Sha256], Judged]:
        data = cache.read(self._archive.files, _cache_name(document))
        if data is None:
            return {}
        try:
            file = msgspec.json.decode(data, type=_CacheFile)
        except msgspec.MsgspecError:
            return {}
        if file.rules != RULES:
            return {}
        return {(judged.before, judged.after): judged for judged in file.judged}

    def _save(self, document: DocumentKey, judged: list[Judged]) -> None:
        file = _CacheFile(rules=RULES, judged=tuple(judged))
        try:
            cache.write(self._archive.files, _cache_name(document), msgspec.json.encode(file))
        except StorageError:
            return  # a reader of a read-only archive computes it again next time


def _cache_name(document: DocumentKey) -> str:
    return f"judgements/{document}.json"


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


def _initial() -> ChangeSummary:
    return ChangeSummary(
        kind="initial",
        severity=None,
        direction=None,
        topics=(),
        headline="first recorded version",
        stats=DiffStats(),
    )


def _entry(
    version: Recorded, kind: VersionKind, returns_to: Sha256 | None, summary: ChangeSummary
) -> VersionEntry:
    headline = summary.headline
    if kind == "reverted" and returns_to is not None:
        headline = f"returns to version {returns_to[:8]}: {headline}"
    if kind == "reextraction":
        headline = f"read anew, no change by the author: {headline}"
    judged = kind in ("substantive", "editorial", "reverted")
    return VersionEntry(
        version=version.version,
        document=version.content.document,
        parent=version.content.parent,
        captured_at=version.captured_at,
        recorded_at=version.recorded_at,
        confirmed_at=version.confirmed_at,
        kind=kind,
        severity=summary.severity if judged else None,
        topics=summary.topics if judged else (),
        headline=headline,
        reverts_to=returns_to,
        text_sha256=version.content.text,
        body_sha256=version.content.body,
        source_url=version.content.evidence.final_url,
    )
