"""Commands that say what changed: changes, diff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.choosing import choice, chosen
from tosmon.cli.context import (
    ArchiveOption,
    ConfigOption,
    JsonOption,
    Place,
    SinceOption,
    TagOption,
    TargetsArgument,
    TierOption,
    TypeOption,
    UntilOption,
    VerboseOption,
    command,
    emit,
    emit_json,
    read_clock,
    say,
    terminal,
)
from tosmon.cli.progress import when_slow
from tosmon.cli.writing import write_file
from tosmon.errors import Exit, UsageError

if TYPE_CHECKING:
    from tosmon.results import Comparison


@command
def changes(
    targets: TargetsArgument = None,
    since: SinceOption = None,
    until: UntilOption = None,
    severity: Annotated[
        str | None,
        typer.Option(
            "--severity",
            metavar="LEVEL",
            help="high, medium or low, and above.",
            show_default=False,
        ),
    ] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option("--topic", metavar="TOPIC", help="Only about it.", show_default=False),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="substantive, reverted, editorial or reextraction.",
            show_default=False,
        ),
    ] = None,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where there is a change.")
    ] = False,
    json: JsonOption = False,
    verbose: VerboseOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Sum up what changed over all documents, the most important first."""
    from tosmon.render.change_lines import change_lines
    from tosmon.reports.changes import changes as report_changes
    from tosmon.reports.changes import wanted
    from tosmon.reports.dates import between

    period = between(since, until, read_clock().now())
    asked = wanted(period, severity=severity, topics=topic or (), kinds=kind or ())
    record, _, keys = chosen(Place(config, archive), targets, choice(tag, type_, tier))
    report = report_changes(record, when_slow(keys, str), asked)
    if json:
        emit_json(report)
    else:
        shown = terminal()
        emit(change_lines(report, colour=shown.colour, width=shown.width, verbose=verbose))
    return Exit.CHANGES if exit_code and report.changes else Exit.DONE


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
            help="All that came since this day, or since 7d ago, as one.",
            show_default=False,
        ),
    ] = None,
    files: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--files", metavar="OLD NEW", help="Two files.", show_default=False),
    ] = None,
    side_by_side: Annotated[bool, typer.Option("--side-by-side", help="Two columns.")] = False,
    stat: Annotated[bool, typer.Option("--stat", help="Counts alone.")] = False,
    unified: Annotated[bool, typer.Option("--unified", help="A patch of the texts.")] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Write one page that stands alone.", show_default=False
        ),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where there is a difference.")
    ] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Show what changed: words marked inside their paragraphs, moved blocks named."""
    view = _view(side_by_side=side_by_side, stat=stat, unified=unified, html=html is not None)
    if files is not None:
        from tosmon.reports.files import compare_files

        if target or from_ or to or since:
            raise UsageError("--files compares two files; it takes no version beside them")
        compared: tuple[Comparison, ...] = (compare_files(*files),)
    else:
        from tosmon.reports.diffs import diffs

        place = Place(config, archive)
        compared = diffs(
            place.archive(),
            place.config_if_any(),
            target=target,
            older=from_,
            newer=to,
            since=since,
            now=read_clock().now(),
        )
    if html is not None and compared:
        from tosmon.render.diff_html import diff_page

        write_file(html, diff_page(compared))
    if json and files is not None:
        emit_json(compared[0].diff)
    elif json:
        from tosmon.results import DiffsReport

        emit_json(DiffsReport(diffs=tuple(comparison.diff for comparison in compared)))
    elif compared and html is None:
        emit(_rendered(compared, view))
    elif compared:
        say(f"wrote {html}")
    else:
        why = f"nothing changed there since {since}" if since else "no change is recorded there yet"
        say(f"{why}; {html} is not written" if html else why)
    changed = any(comparison.diff.changes for comparison in compared)
    return Exit.CHANGES if exit_code and changed else Exit.DONE


def _view(**asked: bool) -> str:
    chosen = [name for name, wanted in asked.items() if wanted]
    if len(chosen) > 1:
        names = " and ".join(f"--{name.replace('_', '-')}" for name in chosen)
        raise UsageError(f"{names} are different views; choose one")
    return chosen[0] if chosen else "inline"


def _rendered(compared: tuple[Comparison, ...], view: str) -> str:
    from tosmon.render import diff_terminal
    from tosmon.render.diff_patch import unified

    shown = terminal()
    if view == "unified":
        return unified(compared, colour=shown.colour, exact=shown.width is None)
    views = {
        "inline": diff_terminal.inline,
        "side_by_side": diff_terminal.side_by_side,
        "stat": diff_terminal.stat,
    }
    reports = tuple(comparison.diff for comparison in compared)
    return views[view](reports, colour=shown.colour, width=shown.width)
