"""Proves the archive: rehashes every object, walks every chain, replays the journal.

Owns the findings and what they name. Reads only; it mends nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal

from tosmon.archive import index as state_index
from tosmon.archive.archive import FORMAT_FILE, check_format
from tosmon.archive.cache import DATABASES, is_sound
from tosmon.archive.cache import FOLDER as CACHE_FOLDER
from tosmon.archive.commits import COMMIT_MARK, Commit, parse, parse_heads, read_head, walk
from tosmon.archive.events import CaptureEvent, ContinuedEvent
from tosmon.archive.files import Files
from tosmon.archive.journal import FOLDER as JOURNAL_FOLDER
from tosmon.archive.journal import Entry, Journal, Position
from tosmon.archive.objects import Objects, object_name
from tosmon.errors import ArchiveError, DamagedError
from tosmon.model import DocumentKey, Record, Sha256, VersionObject

FindingKind = Literal[
    "damaged", "missing", "unknown_file", "journal", "rolled_back", "index", "cache", "torn"
]


class NeededBy(Record):
    """A version that cannot be read without a damaged object."""

    document: DocumentKey
    version: Sha256


class Finding(Record):
    """Something wrong. `warning` findings are mended by the next run and lose nothing."""

    kind: FindingKind
    what: str
    object: Sha256 | None = None
    needed_by: tuple[NeededBy, ...] = ()
    warning: bool = False


class Verification(Record):
    """What was checked and what was found."""

    head: Sha256 | None
    objects: int = 0
    unreferenced: int = 0
    commits: int = 0
    versions: int = 0
    journal_lines: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def damaged(self) -> bool:
        """Whether anything was found that the next run does not simply mend."""
        return any(not finding.warning for finding in self.findings)


def verify(files: Files, *, expect: Sha256 | None = None) -> Verification:
    """Check everything below `files`; `expect` is a commit that must be in the history."""
    check_format(files)
    return _Walk(files).run(expect)


class _Walk:
    def __init__(self, files: Files) -> None:
        self.files = files
        self.objects = Objects(files)
        self.journal = Journal(files)
        self.findings: list[Finding] = []
        self.sound: set[Sha256] = set()
        self.bad: dict[Sha256, str] = {}
        self.bases: dict[Sha256, Sha256] = {}
        self.users: dict[Sha256, list[NeededBy]] = defaultdict(list)
        self.wanted: set[Sha256] = set()
        self.names: dict[DocumentKey, set[DocumentKey]] = defaultdict(set)
        self.commit_objects = 0
        self.versions: dict[Sha256, VersionObject] = {}

    def run(self, expect: Sha256 | None) -> Verification:
        self._objects()
        entries = self._journal()
        self._names(entries)
        head, commits = self._commits(entries, expect)
        self._events(entries)
        self._index(entries)
        self._rest()
        self._name_damage()
        return Verification(
            head=head,
            objects=len(self.sound) + len(self.bad),
            unreferenced=len(self.sound - self.wanted),
            commits=commits,
            versions=len(self.versions),
            journal_lines=len(entries),
            findings=tuple(self.findings),
        )

    def find(self, kind: FindingKind, what: str, *, warning: bool = False) -> None:
        self.findings.append(Finding(kind=kind, what=what, warning=warning))

    def _objects(self) -> None:
        for name in self._bases_first():
            try:
                content = self.objects.get(name)
            except DamagedError as error:
                self.bad[name] = str(error)
            else:
                self.sound.add(name)
                self.commit_objects += content.startswith(COMMIT_MARK)

    def _bases_first(self) -> Iterator[Sha256]:
        """Yield the objects, each soon after its base, so that none is decoded over and over."""
        served: dict[Sha256 | None, list[Sha256]] = defaultdict(list)
        for file in self.objects.names():
            name = object_name(file)
            if name is None:
                self.find("unknown_file", f"{file} is no object's file")
                continue
            try:
                base = self.objects.header(name).base
            except DamagedError as error:
                self.bad[name] = str(error)
                continue
            if base is not None:
                self.bases[name] = base
            served[base].append(name)
        present = {name for names in served.values() for name in names}
        pending = [n for base, names in served.items() if base not in present for n in names]
        while pending:
            name = pending.pop()
            present.remove(name)
            yield name
            pending.extend(served[name])
        yield from present  # bases in a circle, which nobody can decode

    def _journal(self) -> list[Entry]:
        entries: list[Entry] = []
        torn = self.journal.torn()
        if torn:
            self.find("torn", torn, warning=True)
        try:
            entries.extend(self.journal.entries())
        except ArchiveError as error:
            self.find("journal", str(error))
        return entries

    def _names(self, entries: list[Entry]) -> None:
        """Learn under which names each document was recorded, in order."""
        for entry in entries:
            event = entry.event
            self.names[event.document].add(event.document)
            if isinstance(event, ContinuedEvent):
                self.names[event.document] |= self.names[event.formerly]

    def _commits(self, entries: list[Entry], expect: Sha256 | None) -> tuple[Sha256 | None, int]:
        head, seen, known = None, set(), {e.position for e in entries} | {Position()}
        try:
            head = read_head(self.files)
            newest = True
            for name, commit in walk(self.objects, head):
                seen.add(name)
                self.wanted |= {name, commit.heads}
                if commit.journal not in known:
                    self.find(
                        "journal",
                        f"commit {name} names line {commit.journal.line} of the journal, "
                        "which is not there or differs",
                    )
                self._heads(commit, newest=newest)
                newest = False
        except DamagedError as error:
            self.find("damaged", f"the chain of commits breaks: {error}")
        if head is None and any(e.event.version is not None for e in entries):
            # A crash within the very first commit leaves at most that one; more tell of a HEAD
            # that was there. The next run commits again what the journal tells, under a new id.
            self.find(
                "missing",
                "HEAD is missing; the next run makes it anew from the journal",
                warning=self.commit_objects <= 1,
            )
        if expect is not None and expect not in seen:
            self.find(
                "rolled_back",
                f"the expected commit {expect} is not in the history: the archive was rolled back, "
                "or is another one",
            )
        return head, len(seen)

    def _heads(self, commit: Commit, *, newest: bool) -> None:
        try:
            heads = parse_heads(self.objects.get(commit.heads), commit.heads)
        except DamagedError as error:
            self.find("damaged", f"heads: {error}")
            return
        for document, version in heads.items():
            if newest or version not in self.versions:
                self._chain(document, version)

    def _chain(self, document: DocumentKey, version: Sha256 | None) -> None:
        while version is not None and version not in self.versions:
            need = NeededBy(document=document, version=version)
            self.users[version].append(need)
            self.wanted.add(version)
            try:
                content = parse(self.objects.get(version), VersionObject, version)
            except DamagedError as error:
                if version not in self.bad:
                    self.bad[version] = str(error)
                return
            self.versions[version] = content
            if content.document not in self.names[document]:
                self.find("damaged", f"version {version} is of {content.document}, not {document}")
            for name in (content.text, content.body, content.links, content.sent):
                if name is not None:
                    self.users[name].append(need)
                    self.wanted.add(name)
            version = content.parent

    def _events(self, entries: list[Entry]) -> None:
        for entry in entries:
            event = entry.event
            if event.version is not None:
                self._chain(event.document, event.version)
            if isinstance(event, ContinuedEvent):
                continue
            kept = event.kept if isinstance(event, CaptureEvent) else True
            if isinstance(event, CaptureEvent) and event.response is not None:
                self.wanted.add(event.response)
            if kept and event.body is not None:
                self.wanted.add(event.body)

    def _index(self, entries: list[Entry]) -> None:
        data = self.files.read(state_index.FILE)
        if data is None or state_index.is_of_another_make(data):
            return
        index = state_index.from_bytes(data)
        upto = (
            [] if index is None else [e for e in entries if e.position.line <= index.position.line]
        )
        expected = state_index.to_bytes(state_index.replay(state_index.Index(), upto))
        if index is None or data != expected:
            self.find(
                "index",
                f"{state_index.FILE} is not what the journal gives; delete it, it is rebuilt",
            )

    def _rest(self) -> None:
        for name in self.files.names(CACHE_FOLDER):
            if name.startswith(DATABASES):
                continue
            data = self.files.read(name)
            if data is None or not is_sound(data):
                self.find("cache", f"{name} is damaged; delete it, it is rebuilt when needed")
        journal = set(self.journal.segments())
        for name in self.files.names(JOURNAL_FOLDER):
            if name not in journal and name + ".zst" not in journal:
                self.find("unknown_file", f"{name} is no segment of the journal")
        lock = self.files.size("lock")
        if lock:
            self.find("unknown_file", "lock is not empty")
        if self.files.read(FORMAT_FILE) is None and (self.sound or self.bad):
            self.find("missing", f"{FORMAT_FILE} is missing")

    def _name_damage(self) -> None:
        for name in self.wanted - self.sound - set(self.bad):
            self.bad[name] = f"object {name} is missing"
        dependents: dict[Sha256, list[Sha256]] = defaultdict(list)
        for name, base in self.bases.items():
            dependents[base].append(name)
        for name, why in sorted(self.bad.items()):
            missing = name not in self.objects
            self.findings.append(
                Finding(
                    kind="missing" if missing else "damaged",
                    what=why,
                    object=name,
                    needed_by=self._needed_by(name, dependents),
                )
            )

    def _needed_by(
        self, name: Sha256, dependents: dict[Sha256, list[Sha256]]
    ) -> tuple[NeededBy, ...]:
        found: dict[NeededBy, None] = {}
        pending, seen = [name], {name}
        while pending:
            link = pending.pop()
            found.update(dict.fromkeys(self.users[link]))
            fresh = [d for d in dependents[link] if d not in seen]
            seen.update(fresh)
            pending.extend(fresh)
        return tuple(found)
