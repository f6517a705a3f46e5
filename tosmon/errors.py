"""Everything that stops the program, as one tree with an exit code for each class.

TosmonError
├── UsageError          2   the words of a command are wrong (unknown name, bad date, no file)
├── ConfigError         4   platforms.yaml or a topic file is invalid; carries every problem found
├── ArchiveError        5   the archive cannot be used as it is
│   ├── DamagedError    5   bytes are missing or differ from their hash
│   ├── FormatError     5   written by another format number, or not an archive at all
│   └── StorageError    5   the file system refuses (full, read-only, no permission)
└── LockedError         6   another run holds the archive

Expected trouble (a page that is gone, robots.txt, an empty text) is no exception: it is a value
of the unions in `model`. This module imports nothing of
the project.
"""

from __future__ import annotations

import enum
from typing import ClassVar


class Exit(enum.IntEnum):
    """Process exit codes. Of several that apply, `first_of` picks the one that a run ends with."""

    DONE = 0
    CHANGES = 1
    USAGE = 2
    INCOMPLETE = 3
    CONFIG = 4
    DAMAGED = 5
    LOCKED = 6
    INTERRUPTED = 130


_PRECEDENCE = (
    Exit.INTERRUPTED,
    Exit.LOCKED,
    Exit.DAMAGED,
    Exit.CONFIG,
    Exit.INCOMPLETE,
    Exit.CHANGES,
)


def first_of(codes: set[Exit]) -> Exit:
    """Return the exit code that stands for all of `codes`: 130, 6, 5, 4, 3, 1, 0 in that order."""
    return next((code for code in _PRECEDENCE if code in codes), Exit.DONE)


class TosmonError(Exception):
    """The root: a sentence for a person, and the exit code that scripts see."""

    exit_code: ClassVar[Exit] = Exit.USAGE


class UsageError(TosmonError):
    """The caller named something that does not exist or cannot be read."""


class ConfigError(TosmonError):
    """A configuration is invalid. `problems` holds one sentence for each fault, all of them."""

    exit_code = Exit.CONFIG

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ArchiveError(TosmonError):
    """The archive cannot be used as it is."""

    exit_code = Exit.DAMAGED


class DamagedError(ArchiveError):
    """Bytes of the archive are missing, or are not those that their name promises."""


class FormatError(ArchiveError):
    """The archive carries another format number, or is not an archive."""


class StorageError(ArchiveError):
    """The file system refused to read or to write."""


class LockedError(TosmonError):
    """Another run holds the archive's lock."""

    exit_code = Exit.LOCKED
