"""A site's folder: what is written where, what is left as it is, what is taken away.

Owns the manifest, which names every file of the site. A file that it does not name is somebody
else's: it is neither overwritten nor removed, and a folder that holds files but no manifest is
refused. Knows nothing of pages.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from pathlib import Path

import msgspec

from tosmon.errors import UsageError
from tosmon.model import Record

MANIFEST = "tosmon-site.json"
_PART = r"[A-Za-z0-9_][A-Za-z0-9._-]*"
_PATH = re.compile(rf"{_PART}(?:/{_PART})*")


class _File(Record):
    """A file of the site: what it was made of, its size in bytes, its SHA-256."""

    key: str
    size: int
    sha256: str


class _Manifest(Record):
    """All files of a site. `building`: a run began and has not ended.

    `key` names what the whole of it was made of, `pages` counts its pages by sort.
    """

    building: bool
    files: dict[str, _File]
    groups: dict[str, str]
    key: str = ""
    pages: dict[str, int] = msgspec.field(default_factory=dict)
    schema: str = "tosmon/site-manifest/1"


class SiteFolder:
    """The files of one site, brought up to date until `finish`."""

    def __init__(self, root: Path) -> None:
        """Read what is there; raise `UsageError` for a folder that holds anything but a site."""
        self.root = root
        self._old = self._read()
        self._new: dict[str, _File] = {}
        self._groups: dict[str, str] = {}
        self._folders: set[Path] = set()
        self.written = 0
        self.removed = 0

    def _read(self) -> _Manifest:
        path = self.root / MANIFEST
        try:
            return msgspec.json.decode(path.read_bytes(), type=_Manifest)
        except FileNotFoundError:
            pass
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise UsageError(f"{path} is no manifest of a site; name another folder") from None
        except NotADirectoryError:
            raise UsageError(f"{self.root} is a file; name a folder") from None
        except OSError as error:
            raise _cannot("read", path, error) from None
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if any(self.root.iterdir()):
                raise UsageError(
                    f"{self.root} holds files and is no site; name an empty folder or a new one"
                )
        return _Manifest(building=False, files={}, groups={})

    def stands(self, key: str) -> dict[str, int] | None:
        """Keep the whole site where it was made of the same and all of it is there.

        Return its pages by sort then, else None.
        """
        old = self._old
        if (
            old.building
            or old.key != key
            or not all(map(self._is_there, old.files, old.files.values()))
        ):
            return None
        self._new, self._groups = dict(old.files), old.groups
        return old.pages

    def fresh(self, path: str, key: str) -> bool:
        """Return whether the file at `path` was made of the same, and is still there."""
        known = self._old.files.get(path)
        return known is not None and known.key == key and self._is_there(path, known)

    def keep(self, path: str) -> None:
        """Keep a file as it is."""
        self._new[path] = self._old.files[path]

    def keep_group(self, name: str, key: str) -> bool:
        """Keep all files below the folder `name` that were made of the same; say whether it did."""
        below = {p: f for p, f in self._old.files.items() if p.startswith(f"{name}/")}
        self._groups[name] = key
        if self._old.groups.get(name) != key or not below:
            return False
        if not all(self._is_there(path, known) for path, known in below.items()):
            return False
        self._new.update(below)
        return True

    def content(self, path: str) -> bytes | None:
        """Return the bytes of one of the site's files, None where there is none."""
        if path not in self._old.files:
            return None
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return None

    def put(self, path: str, content: bytes, key: str = "") -> None:
        """Make `content` stand at `path`; what stands there already is not written again."""
        if not _PATH.fullmatch(path):
            raise UsageError(f"{path!r} is no name for a file of a site")
        file = _File(key=key, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        known = self._old.files.get(path)
        same = known is not None and known.sha256 == file.sha256 and self._is_there(path, known)
        if not same:
            if not self.written:  # from here on a run that is ended leaves a site behind
                self._mark(_Manifest(building=True, files=self._old.files, groups={}))
            self._write(path, content, own=known is not None or self._old.building)
            self.written += 1
        self._new[path] = file

    def _is_there(self, path: str, known: _File) -> bool:
        try:
            return os.stat(f"{self.root}/{path}").st_size == known.size  # noqa: PTH116 - of each file
        except OSError:
            return False

    def _write(self, path: str, content: bytes, *, own: bool) -> None:
        target = self.root / path
        try:
            self._make(target.parent)
            if own:
                beside = target.with_name(f".{target.name}.part")
                beside.write_bytes(content)
                beside.replace(target)
            else:  # nobody reads it yet: no page that stands leads to it
                with target.open("xb") as file:
                    file.write(content)
        except FileExistsError as error:
            raise UsageError(f"{error.filename} is in the way and is not of this site") from None
        except OSError as error:
            raise _cannot("written", target, error) from None

    def _make(self, folder: Path) -> None:
        """Make a folder of the site; a link in its place could lead out of it."""
        if folder in self._folders:
            return
        if folder != self.root:
            self._make(folder.parent)
            if folder.is_symlink():
                raise UsageError(f"{folder} is a link; a site's folders are its own")
        folder.mkdir(parents=folder == self.root, exist_ok=True)
        self._folders.add(folder)

    def finish(self, key: str, pages: dict[str, int]) -> None:
        """Take away the files that are no longer of the site, then write the manifest.

        `key` names what the whole of it was made of, `pages` counts its pages by sort.
        """
        for path in self._old.files.keys() - self._new.keys():
            if _PATH.fullmatch(path) and path != MANIFEST:
                self._remove(path)
        manifest = _Manifest(
            building=False,
            files=dict(sorted(self._new.items())),
            groups=self._groups,
            key=key,
            pages=pages,
        )
        if self.written or manifest != self._old:
            self._mark(manifest)

    def _remove(self, path: str) -> None:
        target = self.root / path
        parents = [self.root / parent for parent in Path(path).parents][:-1]
        if any(parent.is_symlink() for parent in parents):
            return
        with contextlib.suppress(OSError):
            target.unlink()
            self.removed += 1
            for parent in parents:
                parent.rmdir()  # which fails where anything is in it

    def _mark(self, manifest: _Manifest) -> None:
        self._write(MANIFEST, msgspec.json.encode(manifest) + b"\n", own=True)

    def __len__(self) -> int:
        """Return how many files the site has."""
        return len(self._new)


def _cannot(what: str, path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path} cannot be {what}: {(error.strerror or str(error)).lower()}")
