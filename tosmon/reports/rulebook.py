"""The topic rules under a name that changes with any of their words, loaded only when needed.

Answers that are derived already need the name alone; loading costs more than they do.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from tosmon import provisions, topics
from tosmon.text import NORMALIZER

if TYPE_CHECKING:
    from tosmon.topics import TopicSet

BESIDE = "topics"
"""The folder beside platforms.yaml that holds a reader's own topics."""


class Rulebook:
    """The shipped topics, with those of `folder` where there are any."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folders = (folder,) if folder is not None and folder.is_dir() else ()

    @functools.cached_property
    def name(self) -> str:
        """What changes whenever an answer could: every rule file, and the rules in code."""
        digest = hashlib.sha256(f"{provisions.RULES} {NORMALIZER}\n".encode())
        shipped = Path(topics.__file__).parent
        for root in (shipped, *self._folders):
            for path in sorted(root.rglob("*.yaml")):
                content = path.read_bytes()
                digest.update(f"{path.name} {len(content)}\n".encode() + content)
        return digest.hexdigest()

    @functools.cached_property
    def topics(self) -> TopicSet:
        """The rules themselves; raises `ConfigError` for a reader's own that are wrong."""
        return topics.load(self._folders)
