"""Versions as commits of a git repository, one file for each document, oldest capture first.

Nothing of our judgement goes into it, so that the same versions give the same commits whatever
rules judge them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dulwich.errors import NotGitRepository
from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from tosmon.archive import Archive
from tosmon.model import Record, Recorded

_BRANCH = Ref(b"refs/heads/main")
_FILE, _FOLDER = 0o100644, 0o040000
_AT_ONCE = 500  # commits in one pack: bounds the memory, and keeps the packs few
_MAX_NAME = 100


class DivergedError(Exception):
    """The repository holds commits that are none of these versions'."""


class NoRepositoryError(Exception):
    """The folder holds something, and that is no repository."""


class WrittenGit(Record):
    """What a repository holds now: its newest commit, of how many, and how many are new."""

    tip: str | None
    commits: int
    written: int


def write_git(
    folder: Path, archive: Archive, versions: Iterable[Recorded], *, replace: bool
) -> WrittenGit:
    """Bring the bare repository in `folder` to `versions`, given oldest capture first.

    Raises `NoRepositoryError`, and `DivergedError` where commits would be lost, which `replace`
    allows: history was imported behind them, or they are of another archive.
    """
    repository = _opened(folder)
    known = repository.refs.as_dict().get(_BRANCH)
    commits, written, continued = 0, 0, known is None
    pending: list[tuple[ShaFile, None]] = []
    tip: ObjectID | None = None
    for commit, objects in _commits(archive, versions):
        commits += 1
        tip = commit.id
        if commit.id not in repository.object_store:
            written += 1
            pending += [(item, None) for item in objects]
        continued = continued or commit.id == known
        if commits % _AT_ONCE == 0:
            repository.object_store.add_objects(pending)
            pending = []
    if pending:
        repository.object_store.add_objects(pending)
    if not continued and not replace:
        raise DivergedError
    if tip is not None:
        repository.refs[_BRANCH] = tip
    repository.close()
    return WrittenGit(tip=tip.decode() if tip else None, commits=commits, written=written)


def _opened(folder: Path) -> Repo:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        try:
            return Repo(str(folder))
        except NotGitRepository:
            raise NoRepositoryError from None
    folder.mkdir(parents=True, exist_ok=True)
    repository = Repo.init_bare(str(folder))
    repository.refs.set_symbolic_ref(Ref(b"HEAD"), _BRANCH)
    return repository


def _commits(
    archive: Archive, versions: Iterable[Recorded]
) -> Iterator[tuple[Commit, list[ShaFile]]]:
    """Yield each version's commit, with it all objects that are new."""
    root = Tree()
    parents: list[ObjectID] = []
    platforms: dict[bytes, Tree] = {}
    for version in versions:
        platform, _, document = version.content.document.encode().partition(b"/")
        text = Blob.from_string(archive.text(version.content).encode())
        folder = platforms.setdefault(platform, Tree())
        folder.add(document + b".md", _FILE, text.id)
        root.add(platform, _FOLDER, folder.id)
        commit = _commit(version, root, parents)
        parents = [commit.id]
        yield commit, [text, folder.copy(), root.copy(), commit]


def _commit(version: Recorded, root: Tree, parents: list[ObjectID]) -> Commit:
    content = version.content
    commit = Commit()
    commit.tree, commit.parents, commit.encoding = root.id, parents, b"UTF-8"
    platform = content.document.partition("/")[0].encode()[:_MAX_NAME]
    commit.author = platform + b" <" + platform + b"@tosmon.invalid>"
    commit.committer = b"tosmon <tosmon@tosmon.invalid>"
    commit.author_time = int(version.captured_at.timestamp())
    commit.commit_time = int(version.recorded_at.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.message = (
        f"{content.document} as of {version.captured_at:%Y-%m-%d}\n\n"
        f"Version: {version.version}\nBody-SHA256: {content.body}\n"
        f"Source: {content.evidence.final_url}\n"
    ).encode()
    return commit
