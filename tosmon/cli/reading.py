"""Commands that read the archive: log, show, verify."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tosmon.cli.choosing import choice, chosen, one_revision
from tosmon.cli.context import (
    ArchiveOption,
    ConfigOption,
    JsonOption,
    Place,
    QuietOption,
    SinceOption,
    TagOption,
    TargetsArgument,
    TierOption,
    TypeOption,
    UntilOption,
    command,
    emit,
    emit_json,
    pager,
    read_clock,
    terminal,
)
from tosmon.cli.progress import when_slow
from tosmon.errors import Exit, UsageError


@command
def log(
    targets: TargetsArgument = None,
    all_: Annotated[bool, typer.Option("--all", help="All documents.")] = False,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: Annotated[
        int | None,
        typer.Option("-n", "--limit", min=1, help="At most so many.", show_default=False),
    ] = None,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """List versions, newest first: when, kind, severity, headline."""
    from tosmon.render.log_lines import log_lines
    from tosmon.reports.dates import between
    from tosmon.reports.log import log as report_log
    from tosmon.results import LogReport

    del all_  # without targets all documents are meant anyway; scripts say so explicitly
    record, _, keys = chosen(Place(config, archive), targets, choice(tag, type_, tier))
    report = report_log(record, when_slow(keys, str), between(since, until, read_clock().now()))
    if limit is not None:
        report = LogReport(versions=report.versions[:limit])
    if json:
        emit_json(report)
    else:
        shown = terminal()
        emit(log_lines(report, colour=shown.colour, width=shown.width))
    return Exit.DONE


@command
def show(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="A version's name.")],
    raw: Annotated[
        bool, typer.Option("--raw", help="The bytes that the server sent, as they were.")
    ] = False,
    meta: Annotated[bool, typer.Option("--meta", help="The evidence of its capture.")] = False,
    text: Annotated[
        bool, typer.Option("--text", help="The text as archived, neither rendered nor paged.")
    ] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Show the text of a version, paged and rendered; or its bytes, or its evidence."""
    from tosmon.render.version_text import evidence_lines, plain_text, rendered
    from tosmon.reports.log import show as report_show

    record, revision = one_revision(Place(config, archive), target)
    if raw:
        sys.stdout.buffer.write(record.body(revision.entry.content))
        return Exit.DONE
    report = report_show(record, revision)
    shown = terminal()
    if json:
        emit_json(report)
    elif meta:
        emit(evidence_lines(report))
    elif text or shown.width is None:
        emit(plain_text(report))
    else:
        page(rendered(report, colour=shown.colour, width=shown.width))
    return Exit.DONE


def page(text: str) -> None:
    """Show `text` through the reader's pager where it is longer than the terminal."""
    import shlex
    import shutil
    import subprocess

    command = shlex.split(pager())
    if text.count("\n") < shutil.get_terminal_size((80, 24)).lines - 1 or not shutil.which(
        command[0]
    ):
        emit(text)
        return
    subprocess.run(command, input=text.encode(), check=False)  # noqa: S603 - the reader's choice


@command
def verify(
    expect: Annotated[
        str | None,
        typer.Option(
            "--expect",
            metavar="HEAD",
            help="A commit's id noted elsewhere, which must be part of the history.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Rehash and walk everything; name what is damaged or missing."""
    import re

    from tosmon.render.verify_lines import verify_lines
    from tosmon.reports.verification import verification

    if expect is not None and not re.fullmatch(r"[0-9a-f]{64}", expect):
        raise UsageError("--expect takes the 64 hex digits that `fetch --json` prints as `head`")
    place = Place(config, archive)
    place.archive()
    report = verification(place.files(), expect=expect)
    if json:
        emit_json(report)
    elif not (quiet and report.ok):
        emit(verify_lines(report, colour=terminal().colour))
    return Exit.DONE if report.ok else Exit.DAMAGED
