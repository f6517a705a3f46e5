"""The command that backfills history with its original times: import."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from tosmon.cli.context import (
    ArchiveOption,
    ConfigOption,
    JsonOption,
    Place,
    QuietOption,
    collect_seldom,
    command,
    emit,
    emit_json,
    read_clock,
    say,
    with_progress,
)
from tosmon.errors import Exit, UsageError

SOURCES = ("ota",)


@command
def import_(
    source: Annotated[str, typer.Argument(metavar="ota", help="What kind of record it is.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where it lies.")],
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until no other run holds the archive.")
    ] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Take over history that others recorded, with its original times.

    It goes through the same judgement as a live capture. Safe to run again, and after a kill:
    what was imported is not imported twice.
    """
    from tosmon.archive import Archive, writing
    from tosmon.imports import read_ota
    from tosmon.results import ImportReport
    from tosmon.watch.importing import import_snapshots

    if source not in SOURCES:
        raise UsageError(f"no import from '{source}'; there is: {', '.join(SOURCES)}")
    collect_seldom()
    snapshots = read_ota(folder)
    clock, files = read_clock(), Place(config, archive).files()
    counts: Counter[str] = Counter()
    with writing(files, wait=wait) as (writer, warnings):
        for warning in warnings:
            say(f"tosmon: {warning}")
        outcomes = import_snapshots(
            snapshots, Archive(files), writer, at=clock.now(), clock=clock.kind
        )
        for outcome in with_progress(outcomes, len(snapshots), lambda _: "importing", quiet=quiet):
            counts["known" if outcome is None else outcome.status] += 1
        head = writer.head
    report = ImportReport(
        head=head,
        snapshots=len(snapshots),
        documents=len({snapshot.document for snapshot in snapshots}),
        initial=counts["initial"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        quarantined=counts["quarantined"],
        failed=counts["failed"],
        known=counts["known"],
    )
    if json:
        emit_json(report)
    elif not quiet:
        emit(
            f"{report.snapshots} captures of {report.documents} documents: "
            f"{report.initial + report.changed} versions recorded, {report.unchanged} unchanged, "
            f"{report.quarantined} set aside, {report.failed} failed, {report.known} known before\n"
        )
    return Exit.DONE
