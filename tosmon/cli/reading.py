"""Commands that read the archive: log, show, diff, verify."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.context import (
    ArchiveOption,
    ConfigOption,
    JsonOption,
    Place,
    QuietOption,
    TagOption,
    TargetsArgument,
    Terminal,
    TierOption,
    TypeOption,
    command,
    emit,
    emit_json,
    pager,
    say,
    terminal,
)
from tosmon.errors import Exit, UsageError

if TYPE_CHECKING:
    from tosmon.model import DiffReport
    from tosmon.results import DiffsReport


SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="Only from this day on.", show_default=False),
]


@command
def log(
    targets: TargetsArgument = None,
    all_: Annotated[bool, typer.Option("--all", help="All documents.")] = False,
    since: SinceOption = None,
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
    from tosmon.reports.log import log as report_log
    from tosmon.reports.targets import Filter, choose, known, since_moment
    from tosmon.results import LogReport

    del all_  # without targets all documents are meant anyway; scripts say so explicitly
    place = Place(config, archive)
    record = place.archive()
    only = Filter(tags=tuple(tag or ()), types=tuple(type_ or ()), tiers=tuple(tier or ()))
    keys = choose(targets or (), known(place.config_if_any(), record), only)
    report = report_log(record, keys, since=since_moment(since) if since else None)
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
    from tosmon.reports.targets import known, resolve

    place = Place(config, archive)
    record = place.archive()
    revisions = resolve(target, record, known(place.config_if_any(), record))
    if len(revisions) > 1:
        names = ", ".join(revision.entry.content.document for revision in revisions)
        raise UsageError(f"'{target}' names {len(revisions)} documents; choose one of {names}")
    if raw:
        sys.stdout.buffer.write(record.body(revisions[0].entry.content))
        return Exit.DONE
    report = report_show(record, revisions[0])
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
def diff(
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="[TARGET]", help="A document, platform or version.", show_default=False
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="REV", help="The older version.", show_default=False),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="REV", help="The newer version.", show_default=False),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="All that came after this day, as one.",
            show_default=False,
        ),
    ] = None,
    files: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--files", metavar="OLD NEW", help="Two files.", show_default=False),
    ] = None,
    side_by_side: Annotated[bool, typer.Option("--side-by-side", help="Two columns.")] = False,
    stat: Annotated[bool, typer.Option("--stat", help="Counts alone.")] = False,
    unified: Annotated[bool, typer.Option("--unified", help="The classical form.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where there is a difference.")
    ] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Show what changed: words marked inside their paragraphs, moved blocks named."""
    from tosmon.reports.diffs import compare_files, diffs
    from tosmon.results import DiffsReport

    if files is not None:
        if target or from_ or to or since:
            raise UsageError("--files compares two files; it takes no version beside them")
        single = compare_files(files[0], files[1])
        if json:
            emit_json(single)
        else:
            _show_diffs(
                DiffsReport(diffs=(single,)), side_by_side=side_by_side, stat=stat, unified=unified
            )
        return Exit.CHANGES if exit_code and single.changes else Exit.DONE
    place = Place(config, archive)
    report = diffs(
        place.archive(), place.config_if_any(), target=target, older=from_, newer=to, since=since
    )
    if json:
        emit_json(report)
    else:
        _show_diffs(report, side_by_side=side_by_side, stat=stat, unified=unified)
    return Exit.CHANGES if exit_code and any(d.changes for d in report.diffs) else Exit.DONE


def _show_diffs(report: DiffsReport, *, side_by_side: bool, stat: bool, unified: bool) -> None:
    shown = terminal()
    if not report.diffs:
        say("no change is recorded there yet")
        return
    emit(_rendered(report.diffs, shown, side_by_side=side_by_side, stat=stat, unified=unified))


def _rendered(
    reports: tuple[DiffReport, ...],
    shown: Terminal,
    *,
    side_by_side: bool,
    stat: bool,
    unified: bool,
) -> str:
    from tosmon.render import diff_terminal

    if stat:
        return diff_terminal.stat(reports, colour=shown.colour, width=shown.width)
    if unified:
        return diff_terminal.unified(reports, colour=shown.colour, width=shown.width)
    if side_by_side:
        return diff_terminal.side_by_side(reports, colour=shown.colour, width=shown.width)
    return diff_terminal.inline(reports, colour=shown.colour, width=shown.width)


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
