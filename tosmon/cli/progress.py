"""How far a command is, on the standard error of a terminal, where that takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")

_PATIENCE = 1.0  # seconds of silence; most calls are done by then and pay for no bar


def when_slow(items: Sequence[_T], name: Callable[[_T], str]) -> Iterator[_T]:
    """Yield `items`, showing which one is worked on once a second has gone by."""
    started = time.monotonic()
    for place, item in enumerate(items):
        if sys.stderr.isatty() and time.monotonic() - started > _PATIENCE:
            yield from _shown(items[place:], place, len(items), name)
            return
        yield item


def _shown(rest: Iterable[_T], done: int, total: int, name: Callable[[_T], str]) -> Iterator[_T]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total, completed=done)
        for item in rest:
            progress.update(task, description=name(item)[:40].ljust(40))
            yield item
            progress.advance(task)
