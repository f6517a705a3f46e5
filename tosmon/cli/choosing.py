"""What a command's targets and options name: documents, one version, an address.

Raises `UsageError` for every name that is wrong. Imports late: the start of a command pays for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from tosmon.errors import UsageError

if TYPE_CHECKING:
    from tosmon.archive import Archive
    from tosmon.cli.context import Place
    from tosmon.model import DocumentKey
    from tosmon.reports.targets import Filter, Known, Revision

BaseOption = Annotated[
    str | None,
    typer.Option(
        "--base", metavar="URL", help="The address at which DIR is served.", show_default=False
    ),
]


def choice(tag: list[str] | None, type_: list[str] | None, tier: list[str] | None) -> Filter:
    """Return what the options of one command choose."""
    from tosmon.reports.targets import Filter

    return Filter(tags=tuple(tag or ()), types=tuple(type_ or ()), tiers=tuple(tier or ()))


class Chosen(NamedTuple):
    """The documents that a command is about, in the record and among all that can be named."""

    record: Archive
    among: Known
    keys: tuple[DocumentKey, ...]


def chosen(place: Place, targets: Sequence[str] | None, only: Filter) -> Chosen:
    """Return the documents that `targets` (all without any) and `only` choose of a record."""
    from tosmon.reports.targets import choose, known

    record = place.archive()
    among = known(place.config_if_any(), record)
    return Chosen(record, among, choose(targets or (), among, only))


def one_revision(place: Place, target: str) -> tuple[Archive, Revision]:
    """Return the one version that `target` names, with the record that holds it."""
    from tosmon.reports.targets import known, resolve

    record = place.archive()
    revisions = resolve(target, record, known(place.config_if_any(), record))
    only_one(target, [revision.entry.content.document for revision in revisions])
    return record, revisions[0]


def only_one(target: str, keys: Sequence[DocumentKey]) -> DocumentKey:
    """Return the one document that `target` names."""
    if len(keys) != 1:
        raise UsageError(f"'{target}' names {len(keys)} documents; choose one of {', '.join(keys)}")
    return keys[0]


def web_address(text: str) -> str:
    """Return `text`, which is an address of the web."""
    from tosmon.imports import is_address

    if not is_address(text):
        raise UsageError(f"'{text}' is no web address; write https://host/path")
    return text


def base_address(text: str | None) -> str | None:
    """Return the address at which a folder is served, without the slash at its end, if any."""
    if text is not None and not text.startswith(("https://", "http://")):
        raise UsageError(f"'{text}' is no web address; write --base https://host/path")
    return text.rstrip("/") if text else None
