"""platforms.yaml as types: reads the file once and names every fault in it.

Owns the keys of the file, their checks and their defaults (docs/configuration.md). It must not
know the archive, the network, the clock or the environment: the path is an argument.
"""

from __future__ import annotations

from pathlib import Path

from tosmon.config.entries import read
from tosmon.config.faults import Faults
from tosmon.config.nodes import Unreadable, compose
from tosmon.errors import UsageError
from tosmon.model import Config

__all__ = ["MAX_BYTES", "load", "starter"]

MAX_BYTES = 5_000_000  # thousands of documents fit many times over; a log file by mistake does not


def load(path: Path) -> Config:
    """Read `path`: the valid documents, and one sentence for each fault in the others.

    A document with a fault is left out. A fault among the settings of a platform or of `defaults`
    leaves their documents in, with the built-in value, which is never less polite than the site
    asks for. A file that is no YAML yields no document and one problem. Problems read
    `path:line: field: what is wrong; what to do`, in the order of lines.

    Raises UsageError if the file is missing or cannot be read.
    """
    faults = Faults(str(path))
    content = _content(path)
    if len(content) > MAX_BYTES:
        faults.add(
            1, "file", f"is larger than {MAX_BYTES:,} bytes; split it, or name the right file"
        )
        return Config(path=str(path), problems=faults.sentences())
    try:
        root = compose(_decoded(content))
    except Unreadable as error:
        faults.add(error.line, "file", error.reason)
        return Config(path=str(path), problems=faults.sentences())
    documents = read(root, faults)
    return Config(path=str(path), documents=documents, problems=faults.sentences())


def starter() -> str:
    """Return the commented file that `tosmon init` writes; it loads without problems."""
    return Path(__file__).with_name("starter.yaml").read_text(encoding="utf-8")


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
