"""The topic rules, read once for all the judgements of a run."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tosmon.topics import TopicSet


@functools.cache
def topics() -> TopicSet:
    """Return the shipped topics; raise `ConfigError` where their files are damaged."""
    from tosmon.topics import load  # noqa: PLC0415 - lists need no rules' engine

    return load()
