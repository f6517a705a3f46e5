"""platforms.yaml as types: reads the file once and names every fault in it.

Owns the keys of the file, their checks and their defaults (docs/configuration.md). It must not
know the archive, the network, the clock or the environment: the path is an argument.
"""

from __future__ import annotations

import codecs
import functools
from collections.abc import Sequence
from pathlib import Path

from tosmon.config.entries import read
from tosmon.config.faults import Faults
from tosmon.config.nodes import Node, Unreadable, compose
from tosmon.config.subscriptions import Subscriptions, read_subscriptions
from tosmon.config.writing import entries_text, inserted
from tosmon.errors import ConfigError, UsageError
from tosmon.model import Config, Document
from tosmon.proposals import Entry

__all__ = [
    "MAX_BYTES",
    "entries_text",
    "faults_of",
    "load",
    "load_subscriptions",
    "shipped",
    "starter",
    "with_entries",
]

MAX_BYTES = 5_000_000  # thousands of documents fit many times over; a log file by mistake does not


def load(path: Path) -> Config:
    """Read `path`: the valid documents, and one sentence for each fault in the others.

    A document with a fault is left out. A fault among the settings of a platform or of `defaults`
    leaves their documents in, with the built-in value, which is never less polite than the site
    asks for. A file that is no YAML yields no document and one problem. Problems read
    `path:line: field: what is wrong; what to do`, in the order of lines.

    Raises UsageError if the file is missing or cannot be read.
    """
    return _loaded(_content(path), str(path))


def with_entries(path: Path, entries: Sequence[Entry]) -> str:
    """Return the text of `path` with `entries` in it, every other line as it was.

    A file that is missing counts as empty. Raises `UsageError` where it cannot be read, and
    `ConfigError` where it has no place for them, or where the result would not read as the
    documents of before and the new ones.
    """
    content = _content(path) if path.exists() else b""
    before = _loaded(content, str(path)) if content.strip() else Config(path=str(path))
    try:
        text = inserted(_decoded(content), entries, str(path))
    except Unreadable as error:
        raise ConfigError((f"{path}:{error.line}: {error.reason}",)) from error
    data = (codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b"") + text.encode()
    after = _loaded(data, str(path))
    new = {entry.key for entry in entries}
    old = tuple(document for document in after.documents if document.key not in new)
    held = {document.key: document for document in after.documents}
    if (
        old != before.documents
        or len(after.problems) > len(before.problems)
        or not all(_holds(held.get(entry.key), entry) for entry in entries)
    ):
        raise ConfigError(
            (f"{path}: the new entries would not read as they should; put them in by hand",)
        )
    return data.decode()


def faults_of(entry: Entry) -> tuple[str, ...]:
    """Return what platforms.yaml would not take of `entry`, a sentence for each fault."""
    found = _loaded(entries_text((entry,)).encode("utf-8", "replace"), "").problems
    return tuple(problem.lstrip(":").partition(": ")[2] for problem in found)


def _holds(document: Document | None, entry: Entry) -> bool:
    return document is not None and (
        (document.url, document.select, document.remove) == (entry.url, entry.select, entry.remove)
        and all(
            getattr(entry, name) in (None, getattr(document, name))
            for name in ("title", "type", "tier", "region", "language", "render")
        )
    )


def _loaded(content: bytes, path: str) -> Config:
    faults = Faults(path)
    root = _root(content, faults)
    documents = read(root, faults) if root is not None else ()
    return Config(path=path, documents=documents, problems=faults.sentences())


def load_subscriptions(path: Path) -> Subscriptions:
    """Read `path`: the valid subscriptions, and one sentence for each fault in the others.

    Sentences are as those of `load`; none repeats an address, which may hold a secret. Raises
    `UsageError` if the file is missing or cannot be read.
    """
    faults = Faults(str(path))
    root = _root(_content(path), faults)
    found = read_subscriptions(root, faults) if root is not None else ()
    return Subscriptions(path=str(path), entries=found, problems=faults.sentences())


def _root(content: bytes, faults: Faults) -> Node | None:
    """Return the file's tree, None where it is none, which `faults` is told."""
    if len(content) > MAX_BYTES:
        faults.add(
            1, "file", f"is larger than {MAX_BYTES:,} bytes; split it, or name the right file"
        )
        return None
    try:
        return compose(_decoded(content))
    except Unreadable as error:
        faults.add(error.line, "file", error.reason)
        return None


def starter() -> str:
    """Return the commented file that `tosmon init` writes; it loads without problems."""
    return Path(__file__).with_name("starter.yaml").read_text(encoding="utf-8")


@functools.cache
def shipped() -> Config:
    """Return the list of platforms that comes with the program."""
    packaged = Path(__file__).with_name("shipped.yaml")
    source = Path(__file__).parents[2] / "platforms.yaml"  # where it runs from its sources
    path = packaged if packaged.exists() else source
    return _loaded(path.read_bytes(), "platforms.yaml") if path.exists() else Config(path="")


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        sentence = f"{path} does not exist; `tosmon init` writes one, `--config` names another"
        raise UsageError(sentence) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        sentence = f"{path} cannot be read ({reason}); `tosmon init` writes one that can"
        raise UsageError(sentence) from error


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, "is not UTF-8 here; save the file as UTF-8") from error
