"""The answer of `diff`: which two versions are meant, and what changed between them."""

from __future__ import annotations

from collections.abc import Iterator

from tosmon.archive import Archive
from tosmon.errors import UsageError
from tosmon.model import ChangeKind, Config, Moment, Recorded
from tosmon.reports.comparing import compare
from tosmon.reports.dates import beginning
from tosmon.reports.history import kind_of, side
from tosmon.reports.targets import Known, Revision, known, resolve
from tosmon.results import ComparedText, Comparison


def diffs(
    archive: Archive,
    config: Config | None,
    *,
    target: str | None,
    older: str | None,
    newer: str | None,
    since: str | None,
    now: Moment,
) -> tuple[Comparison, ...]:
    """Return the diffs that the arguments choose.

    Without a revision: the newest change of each document that `target` names. `older` and `newer`
    are revisions (`~2`, `@2026-05-01`, a prefix, or a full name); the older side of `since` is
    what stood before that day, or so long before `now`. Raises `UsageError` for names and dates
    that are wrong.
    """
    among = known(config, archive)
    if older is None and newer is None and since is None:
        return tuple(_newest_changes(archive, among, target))
    if older is not None and since is not None:
        raise UsageError("--from and --since both name the older side; give one of them")
    moment = None if since is None else beginning(since, now)
    return tuple(_between(archive, among, target, older=older, newer=newer, since=moment))


def _newest_changes(archive: Archive, among: Known, target: str | None) -> Iterator[Comparison]:
    for revision in _revisions(archive, among, target):
        if revision.before is not None:
            yield change_between(archive, revision.before, revision.entry)
        elif revision.explicit:
            document = revision.entry.content.document
            raise UsageError(f"'{target}' is the first version of {document}: nothing is before it")


def _revisions(archive: Archive, among: Known, target: str | None) -> Iterator[Revision]:
    if target is not None:
        yield from resolve(target, archive, among)
        return
    for key in among.keys:
        if archive.versions(key):
            yield from resolve(key, archive, among)


def _between(
    archive: Archive,
    among: Known,
    target: str | None,
    *,
    older: str | None,
    newer: str | None,
    since: Moment | None,
) -> Iterator[Comparison]:
    sides = {r.entry.content.document: r for r in _revisions(archive, among, target)}
    for document, revision in sides.items():
        after = revision.entry if newer is None else _side(newer, document, archive, among)
        if since is not None:
            before = _as_it_stood(archive, document, since)
        elif older is not None:
            before = _side(older, document, archive, among)
        else:
            before = _neighbour(archive, after)
        if before is not None and before.version != after.version:
            yield change_between(archive, before, after)


def _side(revision: str, document: str, archive: Archive, among: Known) -> Recorded:
    name = document + revision if revision[:1] in ("~", "@") else revision
    found = resolve(name, archive, among)
    for candidate in found:
        if candidate.entry.content.document == document:
            return candidate.entry
    if len(found) == 1:
        return found[0].entry
    raise UsageError(f"'{revision}' names several documents; none of them is {document}")


def _as_it_stood(archive: Archive, document: str, moment: Moment) -> Recorded | None:
    """Return the version before `moment`, or the first of a document first seen later."""
    versions = archive.versions(document)
    earlier = [version for version in versions if version.captured_at < moment]
    return earlier[-1] if earlier else next(iter(versions), None)


def _neighbour(archive: Archive, after: Recorded) -> Recorded | None:
    versions = archive.versions(after.content.document)
    place = next(i for i, version in enumerate(versions) if version.version == after.version)
    return versions[place - 1] if place else None


def change_between(archive: Archive, before: Recorded, after: Recorded) -> Comparison:
    """Return what changed between two versions, with the kind that the log gives neighbours."""
    return compared(archive, before, after, _kind(archive, before, after))


def compared(
    archive: Archive, before: Recorded, after: Recorded, kind: ChangeKind | None
) -> Comparison:
    """Return what changed between two versions; `kind` is what their places tell, if anything."""
    document = after.content.document
    return compare(
        side_of(before, document, archive.text(before.content)),
        side_of(after, document, archive.text(after.content)),
        document=document,
        kind=kind,
    )


def side_of(version: Recorded, document: str, text: str) -> ComparedText:
    """Return a version, whose text is `text`, as a side of a comparison with its evidence."""
    content = version.content
    return ComparedText(
        side=side(version),
        text=text,
        path=f"{document}.md",
        text_sha256=content.text,
        body_sha256=content.body,
        source_url=content.evidence.final_url,
    )


def _kind(archive: Archive, before: Recorded, after: Recorded) -> ChangeKind | None:
    """Neighbours in time have the kind that the log gives them; others that of their words."""
    if before.content.document != after.content.document:
        return None
    versions = archive.versions(after.content.document)
    place = next(i for i, version in enumerate(versions) if version.version == after.version)
    if not place or versions[place - 1].version != before.version:
        return None
    return kind_of(versions, place)[0]
