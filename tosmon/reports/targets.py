"""Names of documents and versions, as a person types them.

Owns what `cohere`, `cohere/saas-agreement~1`, `…@2026-05-01` and `3fa9c2` mean, and the nearest
right names where one is wrong.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from tosmon.archive import Archive
from tosmon.errors import UsageError
from tosmon.model import Config, Document, DocumentKey, Record, Recorded
from tosmon.reports.dates import end

_TARGET = re.compile(r"(?P<name>[^~@]+)(?:~(?P<back>\d{1,6})|@(?P<at>.+))?")
_PREFIX = re.compile(r"[0-9a-f]{6,64}")


class Filter(Record):
    """Which documents a command is about, beside its targets. Empty tuples choose all."""

    tags: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()

    def admits(self, document: Document | None) -> bool:
        """Return whether `document` passes; one that is no longer listed passes no filter."""
        if document is None:
            return not (self.tags or self.types or self.tiers)
        return (
            (not self.tags or bool(set(self.tags) & set(document.tags)))
            and (not self.types or document.type in self.types)
            and (not self.tiers or document.tier in self.tiers)
        )


class Known(Record):
    """The documents that can be named: listed in platforms.yaml, or only in the archive."""

    listed: tuple[Document, ...]
    archived: tuple[DocumentKey, ...]

    @property
    def keys(self) -> tuple[DocumentKey, ...]:
        """All keys: the listed ones in the file's order, then the others, sorted."""
        listed = tuple(document.key for document in self.listed)
        former = {name for document in self.listed for name in document.formerly}
        return listed + tuple(sorted(set(self.archived) - set(listed) - former))

    def document(self, key: DocumentKey) -> Document:
        """Return the document `key` with its settings, the built-in ones where it is not listed."""
        bare = Document(key=key, platform_name=key.partition("/")[0], title=key, url="")
        return next((document for document in self.listed if document.key == key), bare)

    def today(self, name: str) -> str:
        """Return the key that a document has today, where `name` is one that it had before."""
        for document in self.listed:
            if name in document.formerly:
                return document.key
        return name


def known(config: Config | None, archive: Archive | None) -> Known:
    """Return what can be named, given what there is."""
    return Known(
        listed=config.documents if config else (),
        archived=tuple(archive.states) if archive else (),
    )


def choose(targets: Sequence[str], among: Known, only: Filter) -> tuple[DocumentKey, ...]:
    """Return the documents that `targets` (all without any) and `only` choose, in order."""
    keys = among.keys
    named = [among.today(target) for target in targets]
    wanted = {key for target in named for key in _matching(target, keys)} if targets else None
    documents = {document.key: document for document in among.listed}
    return tuple(
        key for key in keys if (wanted is None or key in wanted) and only.admits(documents.get(key))
    )


def _matching(target: str, keys: Iterable[DocumentKey]) -> list[DocumentKey]:
    found = [key for key in keys if key == target or key.partition("/")[0] == target]
    if not found:
        raise unknown(target, keys)
    return found


def unknown(target: str, keys: Iterable[DocumentKey]) -> UsageError:
    """Return the error for a name that is not there, with the nearest ones that are."""
    keys = tuple(keys)
    names = {**dict.fromkeys(key.partition("/")[0] for key in keys), **dict.fromkeys(keys)}
    near = difflib.get_close_matches(target, names, n=3, cutoff=0.5)
    near += [key for key in keys if target and target in key and key not in near][: 3 - len(near)]
    if near:
        return UsageError(f"nothing is named '{target}'; did you mean {_either(near)}?")
    if not names:
        return UsageError(f"no platform, document or version '{target}': nothing is recorded yet")
    return UsageError(f"no platform, document or version '{target}'; `tosmon status` lists them")


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


class Revision(Record):
    """A version in its place: what was before it in time, and the target that named it."""

    entry: Recorded
    before: Recorded | None
    explicit: bool


def resolve(target: str, archive: Archive, among: Known) -> tuple[Revision, ...]:
    """Return the versions that `target` names: one, or the newest of each document of a platform.

    Raises `UsageError` for a name that is wrong, or that goes back too far.
    """
    match = _TARGET.fullmatch(target)
    keys = among.keys
    if match is None:
        raise UsageError(f"'{target}' is no name; write platform/document, …~1 or …@2026-05-01")
    name, back, at = among.today(match["name"]), match["back"], match["at"]
    explicit = back is not None or at is not None
    chosen = [key for key in keys if key == name or key.partition("/")[0] == name]
    if not chosen:
        return (_by_prefix(target, archive, among),)
    single = len(chosen) == 1 and chosen[0] == name
    found = []
    for key in chosen:
        versions = archive.versions(key)
        place = _place(versions, back, at)
        if place is not None:
            found.append(_revision(versions, place, explicit=explicit))
        elif single:
            raise _nothing(target, key, versions, back)
    if not found:
        raise UsageError(f"'{target}': no version of any of its documents is recorded then")
    return tuple(found)


def _place(versions: Sequence[Recorded], back: str | None, at: str | None) -> int | None:
    place = len(versions) - 1
    if back is not None:
        place -= int(back)
    if at is not None:
        moment = end(at)
        place = sum(version.captured_at <= moment for version in versions) - 1
    return place if place >= 0 else None


def _nothing(
    target: str, key: DocumentKey, versions: Sequence[Recorded], back: str | None
) -> UsageError:
    if not versions:
        return UsageError(f"'{key}' has no recorded version yet; `tosmon status {key}` says why")
    if back is not None:
        return UsageError(
            f"'{target}' goes back too far: {len(versions)} versions of {key} are recorded"
        )
    first = versions[0].captured_at.strftime("%Y-%m-%d")
    return UsageError(f"'{target}' is before the record of {key}, which begins on {first}")


def _revision(versions: Sequence[Recorded], place: int, *, explicit: bool) -> Revision:
    before = versions[place - 1] if place else None
    return Revision(entry=versions[place], before=before, explicit=explicit)


def _by_prefix(target: str, archive: Archive, among: Known) -> Revision:
    if not _PREFIX.fullmatch(target):
        raise unknown(target, among.keys)
    matching = sorted(name for name in archive.recorded_as if name.startswith(target))
    if not matching:
        raise unknown(target, among.keys)
    if len(matching) > 1:
        raise UsageError(
            f"'{target}' is the beginning of {len(matching)} versions; give more of its digits"
        )
    versions = archive.every_version(archive.recorded_as[matching[0]].document)
    place = next(i for i, version in enumerate(versions) if version.version == matching[0])
    return _revision(versions, place, explicit=True)
