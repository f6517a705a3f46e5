"""Open Terms Archive snapshots repositories, read with dulwich; no git program is needed.

Layout: `Service/Document type.ext`, one commit a capture, its time the committer's, the address in
the message as `X-source-document-location: …` or, in older records, as a line of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tosmon.errors import UsageError
from tosmon.imports.snapshots import ImportedSnapshot, Withheld, in_order, response, slug
from tosmon.model import Response

_TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "md": "text/markdown"}
# Bytes of earlier bodies kept to rebuild later ones, of one document at a time; dulwich would keep
# 96 MiB.
_DELTA_CACHE = 6 * 1024 * 1024
_ADDRESS = re.compile(r"^(?:X-source-document-location: *)?(https?://\S+)", re.MULTILINE)
_OLD_ADDRESS = re.compile(
    r"(?:snapshot from|fetched from|URL:?) *<?(https?://[^\s>]+)", re.IGNORECASE
)


def read_ota(folder: Path) -> tuple[ImportedSnapshot, ...]:
    """Return the snapshots in `folder` in order of time; raise `UsageError` for no repository."""
    from dulwich.errors import NotGitRepository  # noqa: PLC0415, TID251 - this import pays
    from dulwich.repo import Repo  # noqa: PLC0415, TID251

    try:
        repository = Repo(str(folder))
        repository.object_store.delta_base_cache_limit = _DELTA_CACHE
        head = repository.head()
    except (NotGitRepository, KeyError, OSError) as error:
        raise UsageError(f"{folder} is no git repository with commits: {error}") from None
    return in_order(
        snapshot
        for entry in repository.get_walker(include=[head])
        for snapshot in _of_commit(repository, entry)
    )


def _of_commit(repository: Any, entry: Any) -> Iterator[ImportedSnapshot]:
    commit = entry.commit
    moment = dt.datetime.fromtimestamp(commit.commit_time, tz=dt.UTC)
    message = commit.message.decode("utf-8", "replace")
    found = _ADDRESS.search(message) or _OLD_ADDRESS.search(message)
    url = found[1] if found else ""
    for change in _changes(entry):
        new = change.new
        if new is None or new.path is None:
            continue
        path = new.path.decode("utf-8", "replace")
        service, _, rest = path.partition("/")
        name, _, extension = rest.rpartition(".")
        if not name or extension.lower() not in _TYPES or service.startswith("."):
            continue
        yield ImportedSnapshot(
            document=f"{slug(service)}/{slug(name)}",
            title=f"{service} {name}",
            captured_at=moment,
            url=url,
            source=f"open terms archive {commit.id.decode()}",
            look=partial(_look, repository, new.sha, url, _TYPES[extension.lower()]),
        )


def _look(repository: Any, blob: bytes, url: str, content_type: str) -> Response | Withheld:
    try:
        data = repository.object_store.get_raw(blob)[1]
    except Exception as error:  # noqa: BLE001 - a damaged repository is the library's to describe
        return Withheld(detail=f"the repository's object {blob.decode()} cannot be read: {error}")
    return response(url, content_type, data)


def _changes(entry: Any) -> list[Any]:
    """Return what a commit changed; of a merge, whose changes come as a list each, nothing."""
    return [change for change in entry.changes() if not isinstance(change, list)]
