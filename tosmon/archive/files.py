"""Named files: what the archive asks of a file system, on disk and in memory.

Owns atomic and durable writing, the lock, and turning the operating system's refusals into
`StorageError`. Knows nothing of what the files hold. Names are relative, with `/`.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from tosmon.errors import LockedError, StorageError


class Files(Protocol):
    """The file system as the archive needs it. Every method may raise `StorageError`."""

    def read(self, name: str) -> bytes | None:
        """Return the bytes of `name`, or None where there is no such file."""

    def tail(self, name: str, size: int) -> bytes | None:
        """Return at most the last `size` bytes of `name`, or None where there is no such file."""

    def size(self, name: str) -> int | None:
        """Return the size of `name` in bytes, or None where there is no such file."""

    def write(self, name: str, data: bytes, *, durable: bool = True) -> None:
        """Put `data` under `name` at once or not at all; on disk before returning if `durable`."""

    def append(self, name: str, data: bytes) -> None:
        """Add `data` at the end of `name`, on disk before returning."""

    def truncate(self, name: str, size: int) -> None:
        """Cut `name` to `size` bytes, on disk before returning."""

    def remove(self, name: str) -> None:
        """Remove `name` if it is there."""

    def names(self, folder: str) -> Iterator[str]:
        """Yield the names of all files below `folder`, sorted."""

    def lock(self, *, wait: bool) -> contextlib.AbstractContextManager[None]:
        """Hold the one writer's lock; raise `LockedError` where another holds it and not `wait`."""


@contextlib.contextmanager
def _refusals(root: Path, name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StorageError(
            f"archive {root}: {name}: {reason}; nothing recorded before is affected"
        ) from error


class DiskFiles:
    """Files below a folder of the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folders: set[Path] = set()
        self._serial = itertools.count()

    def read(self, name: str) -> bytes | None:
        """See `Files.read`."""
        with _refusals(self.root, name):
            try:
                return (self.root / name).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def tail(self, name: str, size: int) -> bytes | None:
        """See `Files.tail`."""
        with _refusals(self.root, name):
            try:
                with (self.root / name).open("rb") as file:
                    file.seek(max(0, file.seek(0, os.SEEK_END) - size))
                    return file.read()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def size(self, name: str) -> int | None:
        """See `Files.size`."""
        with _refusals(self.root, name):
            try:
                return (self.root / name).stat().st_size
            except (FileNotFoundError, NotADirectoryError):
                return None

    def write(self, name: str, data: bytes, *, durable: bool = True) -> None:
        """See `Files.write`."""
        with _refusals(self.root, name):
            target = self.root / name
            self._make_folder(target.parent)
            self._make_folder(self.root / "tmp")
            temporary = self.root / "tmp" / f"{os.getpid()}-{next(self._serial)}"
            try:
                with temporary.open("xb") as file:
                    file.write(data)
                    file.flush()
                    if durable:
                        os.fsync(file.fileno())
                temporary.replace(target)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
            if durable:
                self._sync_folder(target.parent)

    def append(self, name: str, data: bytes) -> None:
        """See `Files.append`. A write that fails half-way is cut off again."""
        with _refusals(self.root, name):
            target = self.root / name
            self._make_folder(target.parent)
            fresh = not target.exists()
            with target.open("ab", buffering=0) as file:
                before = file.seek(0, os.SEEK_END)
                try:
                    view = memoryview(data)
                    while view:
                        view = view[file.write(view) :]
                    os.fsync(file.fileno())
                except OSError:
                    with contextlib.suppress(OSError):
                        file.truncate(before)
                    raise
            if fresh:
                self._sync_folder(target.parent)

    def truncate(self, name: str, size: int) -> None:
        """See `Files.truncate`."""
        with _refusals(self.root, name), (self.root / name).open("r+b") as file:
            file.truncate(size)
            os.fsync(file.fileno())

    def remove(self, name: str) -> None:
        """See `Files.remove`."""
        with _refusals(self.root, name):
            (self.root / name).unlink(missing_ok=True)

    def names(self, folder: str) -> Iterator[str]:
        """See `Files.names`."""
        top = self.root / folder
        for path, folders, files in os.walk(top):
            folders.sort()
            for file in sorted(files):
                yield (Path(path) / file).relative_to(self.root).as_posix()

    @contextlib.contextmanager
    def lock(self, *, wait: bool) -> Iterator[None]:
        """See `Files.lock`. The operating system releases it when the process dies."""
        with _refusals(self.root, "lock"):
            self._make_folder(self.root)
            descriptor = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock_descriptor(descriptor, wait=wait, root=self.root)
            yield
        finally:
            os.close(descriptor)

    def _make_folder(self, folder: Path) -> None:
        if folder not in self._folders:
            missing = [p for p in (folder, *folder.parents) if not p.exists()]
            folder.mkdir(parents=True, exist_ok=True)
            for path in missing:
                self._sync_folder(path.parent)
            self._folders.add(folder)

    @staticmethod
    def _sync_folder(folder: Path) -> None:
        if os.name == "nt":  # a folder cannot be opened there; NTFS journals the rename
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _lock_descriptor(descriptor: int, *, wait: bool, root: Path) -> None:
    held = LockedError(
        f"another run is writing to the archive {root}; try again later or use --wait"
    )
    if os.name == "nt":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        mode: int = msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK  # type: ignore[attr-defined,unused-ignore]
        while True:
            try:
                msvcrt.locking(descriptor, mode, 1)  # type: ignore[attr-defined,unused-ignore]
            except OSError as error:  # LK_LOCK gives up after ten seconds
                if not wait:
                    raise held from error
            else:
                return
    import fcntl  # noqa: PLC0415 - does not exist on Windows

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError as error:
        raise held from error
    except OSError as error:
        raise StorageError(f"archive {root}: lock: {error.strerror}") from error


class MemoryFiles:
    """The memory twin of `DiskFiles`, for tests and dry runs.

    `before_write` is called with the name before each change and may raise, as a crash would.
    """

    def __init__(self, before_write: Callable[[str], None] | None = None) -> None:
        self.held: dict[str, bytes] = {}
        self._before_write = before_write or (lambda _name: None)
        self._lock = threading.Lock()

    def read(self, name: str) -> bytes | None:
        """See `Files.read`."""
        return self.held.get(name)

    def tail(self, name: str, size: int) -> bytes | None:
        """See `Files.tail`."""
        data = self.held.get(name)
        return None if data is None else data[max(0, len(data) - size) :]

    def size(self, name: str) -> int | None:
        """See `Files.size`."""
        data = self.held.get(name)
        return None if data is None else len(data)

    def write(self, name: str, data: bytes, *, durable: bool = True) -> None:  # noqa: ARG002
        """See `Files.write`."""
        self._before_write(name)
        self.held[name] = bytes(data)

    def append(self, name: str, data: bytes) -> None:
        """See `Files.append`."""
        self._before_write(name)
        self.held[name] = self.held.get(name, b"") + bytes(data)

    def truncate(self, name: str, size: int) -> None:
        """See `Files.truncate`."""
        self._before_write(name)
        self.held[name] = self.held[name][:size]

    def remove(self, name: str) -> None:
        """See `Files.remove`."""
        self._before_write(name)
        self.held.pop(name, None)

    def names(self, folder: str) -> Iterator[str]:
        """See `Files.names`."""
        prefix = folder + "/" if folder else ""
        yield from sorted(name for name in self.held if name.startswith(prefix))

    @contextlib.contextmanager
    def lock(self, *, wait: bool) -> Iterator[None]:
        """See `Files.lock`."""
        if not self._lock.acquire(blocking=wait):
            raise LockedError(
                "another run is writing to the archive; try again later or use --wait"
            )
        try:
            yield
        finally:
            self._lock.release()
