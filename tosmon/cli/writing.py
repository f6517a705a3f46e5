"""Files that a command writes where it is told: whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tosmon.errors import UsageError


def write_file(path: Path, content: str | bytes) -> None:
    """Put `content` into `path`; raises `UsageError` where that cannot be."""
    with whole_file(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that becomes `path`, which holds old content or new at every moment.

    Raises `UsageError` where that cannot be.
    """
    target = path.resolve()  # a symbolic link stays one
    if target.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it")
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path} cannot be written: {reason}") from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
