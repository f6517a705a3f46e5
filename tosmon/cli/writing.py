"""Files that a command writes where it is told: whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from tosmon.errors import UsageError


def write_file(path: Path, text: str) -> None:
    """Put `text` into `path`, which holds the old content or the new one at every moment.

    Raises `UsageError` where that cannot be.
    """
    target = path.resolve()  # a symbolic link stays one
    if target.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it")
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path} cannot be written: {reason}") from None
