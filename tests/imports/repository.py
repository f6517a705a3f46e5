"""A small git repository as Open Terms Archive keeps its snapshots, built without a git program."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from dulwich.objects import Blob, Commit, Tree
from dulwich.repo import Repo

_WHO = b"Bot <bot@larkspur.example>"


class Repository:
    """The repository; each capture is a commit of one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._repo = Repo.init(str(folder), mkdir=True)
        self._files: dict[str, dict[str, bytes]] = {}
        self._parent: bytes | None = None

    def keep(self, when: str, name: str, content: str, address: str | None = None) -> None:
        """Commit `content` as what `name`, "Service/Document.html", was at `when`."""
        service, _, file = name.partition("/")
        blob = Blob.from_string(content.encode())
        self._files.setdefault(service, {})[file] = blob.id
        store = self._repo.object_store
        root = Tree()
        for folder, files in self._files.items():
            tree = Tree()
            for inner, sha in files.items():
                tree.add(inner.encode(), 0o100644, sha)
            store.add_object(tree)
            root.add(folder.encode(), 0o040000, tree.id)
        commit = Commit()
        commit.tree = root.id
        commit.parents = [self._parent] if self._parent else []
        commit.author = commit.committer = _WHO
        commit.author_time = commit.commit_time = int(dt.datetime.fromisoformat(when).timestamp())
        commit.author_timezone = commit.commit_timezone = 0
        source = address or "https://larkspur.example/terms"
        commit.message = f"Record {name}\n\nX-source-document-location: {source}\n".encode()
        for item in (blob, root, commit):
            store.add_object(item)
        self._repo.refs[b"HEAD"] = commit.id
        self._parent = commit.id
