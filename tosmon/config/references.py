"""Addresses as they were written: what they are called, and what they stand for.

Owns the two ways to keep a secret out of a file of settings: `${NAME}` and `file:PATH`. A name
that this module gives can be shown and kept; what it resolves must be neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from tosmon.errors import UsageError

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+|localhost|\[[0-9a-f:]+\]")
# Of these the part after :// is a host; of chat services it often is half of the password.
_WITH_HOST = frozenset({"mailto", "mailtos", "http", "https"})
_MOST = 4_000  # bytes of an address in a file


class UnresolvedError(UsageError):
    """A reference leads to nothing; the sentence names it and no secret."""


def names_of(written: Sequence[str]) -> tuple[str, ...]:
    """Return what each address is called: references as written, others by scheme and host.

    Of two that are called the same the second is called `… (2)`.
    """
    names: list[str] = []
    for address in written:
        name = _name(address)
        times = sum(known == name or known.startswith(f"{name} (") for known in names)
        names.append(f"{name} ({times + 1})" if times else name)
    return tuple(names)


def _name(written: str) -> str:
    if written.startswith("file:"):
        return written
    prefix = "webhook:" if written.startswith("webhook:") else ""
    address = written.removeprefix("webhook:")
    scheme, mark, rest = address.partition("://")
    if not mark or _VARIABLE.search(scheme):
        return prefix + " ".join(match[0] for match in _VARIABLE.finditer(address))
    try:
        host = urlsplit(f"x://{rest}").hostname or ""
    except ValueError:
        host = ""
    shown = scheme.lower() in _WITH_HOST and _HOST.fullmatch(host) is not None
    return f"{prefix}{scheme}://{host if shown else '…'}"


def resolve(written: str, variable: Callable[[str], str | None], folder: Path) -> str:
    """Return the address that `written` stands for; a file is looked for beside `folder`'s files.

    `variable` gives the value of an environment variable. Raises `UnresolvedError`.
    """
    if written.startswith("file:"):
        return _of_file(folder / written.removeprefix("file:"))

    def value(match: re.Match[str]) -> str:
        found = variable(match[1])
        if not found:
            raise UnresolvedError(f"the environment variable {match[1]} is not set")
        return found.strip()

    return _VARIABLE.sub(value, written)


def _of_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
        address = data.decode().strip()
    except OSError as error:
        raise UnresolvedError(f"{path} cannot be read: {(error.strerror or '').lower()}") from None
    except UnicodeDecodeError:
        raise UnresolvedError(f"{path} is not UTF-8 text") from None
    if not address or len(data) > _MOST or len(address.split()) != 1:
        raise UnresolvedError(f"{path} does not hold one address and nothing else")
    return address
