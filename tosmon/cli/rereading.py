"""The command that reads archived bodies again: reextract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.choosing import choice, chosen
from tosmon.cli.context import (
    ArchiveOption,
    Clock,
    ConfigOption,
    JsonOption,
    Place,
    QuietOption,
    TagOption,
    TargetsArgument,
    TierOption,
    TypeOption,
    collect_seldom,
    command,
    emit,
    emit_json,
    read_clock,
    say,
    terminal,
    with_progress,
)
from tosmon.errors import Exit, first_of

if TYPE_CHECKING:
    from tosmon.model import Document
    from tosmon.results import ReextractReport


@command
def reextract(
    targets: TargetsArgument = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would differ; record nothing.")
    ] = False,
    stat: Annotated[bool, typer.Option("--stat", help="Count the differences only.")] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until no other run holds the archive.")
    ] = False,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Read each document's newest archived body again, with today's extractor and settings.

    A text that comes out otherwise is recorded as read anew, which is no change by its author and
    alarms nobody. Asks no server.
    """
    from tosmon.render.reextract_lines import reextract_lines

    collect_seldom()
    place, clock = Place(config, archive), read_clock()
    listed = place.config_if_any()
    problems = listed.problems if listed else ()
    for problem in problems:
        say(f"tosmon: {problem}")
    _, among, keys = chosen(place, targets, choice(tag, type_, tier))
    documents = tuple(among.document(key) for key in keys)
    report = _reread(place, documents, clock, dry_run=dry_run, wait=wait, quiet=quiet)
    if json:
        emit_json(report)
    elif not quiet:
        shown = terminal()
        emit(reextract_lines(report, colour=shown.colour, width=shown.width, stat=stat))
    codes = {Exit.CONFIG} if problems else set()
    if report.unreadable:
        codes.add(Exit.INCOMPLETE)
    return first_of(codes)


def _reread(
    place: Place,
    documents: tuple[Document, ...],
    clock: Clock,
    *,
    dry_run: bool,
    wait: bool,
    quiet: bool,
) -> ReextractReport:
    from collections import Counter

    from tosmon.archive import writing
    from tosmon.results import ReextractReport
    from tosmon.watch.rereading import preview, reextract

    if dry_run:
        record = place.archive()
        reread = preview(documents, record)
        told = tuple(with_progress(reread, len(documents), lambda d: d.document, quiet=quiet))
        head = record.head
    else:
        with writing(place.files(), wait=wait) as (writer, warnings):
            for warning in warnings:
                say(f"tosmon: {warning}")
            reread = reextract(documents, writer, at=clock.now(), clock=clock.kind)
            told = tuple(with_progress(reread, len(documents), lambda d: d.document, quiet=quiet))
            head = writer.head
    counts = Counter(document.status for document in told)
    return ReextractReport(
        head=head,
        dry_run=dry_run,
        same=counts["same"],
        differing=counts["differs"],
        unreadable=counts["unreadable"],
        documents=told,
    )
