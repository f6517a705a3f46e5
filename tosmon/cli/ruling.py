"""Commands that decide on captures set aside: accept, reject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tosmon.cli.choosing import choice, chosen, only_one
from tosmon.cli.context import (
    ArchiveOption,
    ConfigOption,
    JsonOption,
    Place,
    command,
    emit,
    emit_json,
    read_clock,
)
from tosmon.errors import Exit

if TYPE_CHECKING:
    from tosmon.model import Document

TargetArgument = Annotated[str, typer.Argument(metavar="TARGET", help="A document.")]


@command
def accept(
    target: TargetArgument,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Record the capture that was set aside as a version of its document."""
    return _rule("accept", target, Place(config, archive), json=json)


@command
def reject(
    target: TargetArgument,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Dismiss the capture that was set aside; its bytes stay in the archive."""
    return _rule("reject", target, Place(config, archive), json=json)


def _rule(ruling: Literal["accept", "reject"], target: str, place: Place, *, json: bool) -> Exit:
    from tosmon.archive import writing
    from tosmon.watch import rulings

    clock, document = read_clock(), _document(place, target)
    decide = rulings.accept if ruling == "accept" else rulings.reject
    with writing(place.files(), wait=False) as (writer, _):
        report = decide(document, writer, at=clock.now(), clock=clock.kind)
    if json:
        emit_json(report)
    else:
        version = f", now version {report.version[:8]}" if report.version else ""
        moment = f"{report.captured_at:%Y-%m-%d %H:%M}"
        emit(f"{ruling}ed: the capture of {report.document} from {moment}{version}\n")
    return Exit.DONE


def _document(place: Place, target: str) -> Document:
    """Return the one document that `target` names, with its settings where it is listed."""
    _, among, keys = chosen(place, [target], choice(None, None, None))
    return among.document(only_one(target, keys))
