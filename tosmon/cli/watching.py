"""Commands that look at documents and say how they stand: fetch, status."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.choosing import choice
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
    VerboseOption,
    collect_seldom,
    command,
    emit,
    emit_json,
    fetcher,
    read_clock,
    say,
    terminal,
    with_progress,
)
from tosmon.errors import Exit, first_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tosmon.archive import Writer
    from tosmon.cli.notifying import Telling
    from tosmon.cli.speaking import Voice
    from tosmon.model import Config, Document, DocumentKey
    from tosmon.reports.targets import Filter
    from tosmon.results import FetchReport, StatusReport


@command
def fetch(
    targets: TargetsArgument = None,
    force: Annotated[bool, typer.Option("--force", help="Look at all, due or not.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what is due; look at nothing.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until no other run holds the archive.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where a document changed.")
    ] = False,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Hosts looked at side by side.")
    ] = 16,
    notify: Annotated[
        bool, typer.Option("--notify", help="Tell subscribers of what is new to them, afterwards.")
    ] = False,
    log_format: Annotated[
        str, typer.Option("--log-format", metavar="FORMAT", help="text, or json for a service.")
    ] = "text",
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Look at what is due and record new versions; say nothing where nothing is new."""
    from tosmon.archive import writing
    from tosmon.cli.speaking import told_exit, voice

    collect_seldom()
    place, clock = Place(config, archive), read_clock()
    speaks = voice(log_format, clock, json=json, quiet=quiet, verbose=verbose)
    only = choice(tag, type_, tier)

    def look() -> Exit:
        listed, chosen = _chosen(place, speaks, targets or (), only)
        if dry_run:
            return _dry_run(place, chosen, clock, force=force, json=json)
        telling = _telling(place, clock) if notify else None
        with writing(place.files(), wait=wait) as (writer, warnings):
            for warning in warnings:
                speaks.problem(warning)
            report = _fetch(
                writer, listed, chosen, clock, warnings, force=force, workers=workers, quiet=quiet
            )
        speaks.fetched(report)
        codes = _codes(report, listed, exit_code=exit_code)
        if telling is not None:
            told = telling.tell()
            speaks.told(told)
            codes |= told_exit(told)
        return first_of(codes)

    return speaks.through(look)


def _chosen(
    place: Place, speaks: Voice, targets: Sequence[str], only: Filter
) -> tuple[Config, tuple[Document, ...]]:
    from tosmon.reports.targets import choose, known

    listed = place.config()
    for problem in listed.problems:
        speaks.problem(problem)
    wanted = {document.key: document for document in listed.documents}
    return listed, tuple(wanted[key] for key in choose(targets, known(listed, None), only))


def _codes(report: FetchReport, listed: Config, *, exit_code: bool) -> set[Exit]:
    codes = {Exit.CONFIG} if listed.problems else set()
    if report.totals.failed or any(
        document.status == "quarantined" and document.news for document in report.documents
    ):
        codes.add(Exit.INCOMPLETE)
    if exit_code and (report.totals.changed or report.totals.initial):
        codes.add(Exit.CHANGES)
    return codes


def _telling(place: Place, clock: Clock) -> Telling:
    """Return who is told, noted before the run, so that all that it finds is news to them."""
    from tosmon.cli.notifying import Telling, load

    telling = Telling(place, clock, load(place, None), ())
    telling.begin()
    return telling


def _fetch(
    writer: Writer,
    config: Config,
    chosen: tuple[Document, ...],
    clock: Clock,
    warnings: tuple[str, ...],
    *,
    force: bool,
    workers: int,
    quiet: bool,
) -> FetchReport:
    import time

    from tosmon.results import FetchReport
    from tosmon.watch.planning import plan, skipped, totals
    from tosmon.watch.run import run

    started = clock.now()
    due, waiting = plan(chosen, writer.states.get, started, force=force)
    with fetcher() as fetching:
        looked = run(
            due,
            writer,
            fetching,
            now=clock.now,
            clock=clock.kind,
            monotonic=time.monotonic,
            workers=workers,
        )
        fetched = tuple(with_progress(looked, len(due), lambda item: item.document, quiet=quiet))
    order = {document.key: place for place, document in enumerate(chosen)}
    documents = sorted((*fetched, *skipped(waiting)), key=lambda item: order[item.document])
    return FetchReport(
        started_at=started,
        finished_at=clock.now(),
        head=writer.head,
        documents=tuple(documents),
        totals=totals(documents),
        warnings=(*config.problems, *warnings),
    )


def _dry_run(
    place: Place, chosen: tuple[Document, ...], clock: Clock, *, force: bool, json: bool
) -> Exit:
    from tosmon.results import FetchReport
    from tosmon.watch.planning import plan, planned, skipped, totals

    archive = place.archive(required=False)
    now = clock.now()
    due, waiting = plan(chosen, archive.states.get, now, force=force)
    documents = (*planned(due), *skipped(waiting))
    report = FetchReport(
        started_at=now,
        finished_at=now,
        head=archive.head,
        documents=documents,
        totals=totals(documents),
        dry_run=True,
    )
    if json:
        emit_json(report)
    else:
        for document in due:
            emit(f"{document.key}  {document.url}\n")
        emit(f"{len(due)} due, {len(waiting)} not due yet\n")
    return Exit.DONE


@command
def status(
    targets: TargetsArgument = None,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    questions: Annotated[
        bool,
        typer.Option("--questions", help="What each platform answers to what is asked first, too."),
    ] = False,
    json: JsonOption = False,
    verbose: VerboseOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Say how each document stands: last look, last success, last change, what is wrong."""
    from tosmon.render.status_table import status_table
    from tosmon.reports.status import status as report_status
    from tosmon.reports.targets import choose, known

    place, clock = Place(config, archive), read_clock()
    listed = place.config_if_any()
    record = place.archive(required=False)
    among = known(listed, record)
    keys = choose(targets or (), among, choice(tag, type_, tier))
    torn = record.journal.torn()
    report = report_status(
        record,
        keys,
        among.listed,
        clock.now(),
        (*(listed.problems if listed else ()), *((torn,) if torn else ())),
    )
    if questions and record.exists:
        report = _with_answers(report, keys, config, archive, clock)
    if json:
        emit_json(report)
        return Exit.DONE
    for warning in report.warnings:
        say(f"tosmon: {warning}")
    shown = terminal()
    emit(status_table(report, colour=shown.colour, width=shown.width, verbose=verbose))
    if report.questions is not None:
        from tosmon.render.question_lines import question_lines

        emit("\n" + question_lines(report.questions, colour=shown.colour, width=shown.width))
    return Exit.DONE


def _with_answers(
    report: StatusReport,
    keys: Sequence[DocumentKey],
    config: Path | None,
    archive: Path | None,
    clock: Clock,
) -> StatusReport:
    """Return `report` with the answers of its platforms: what plain `status` never waits for."""
    import msgspec

    from tosmon.cli.answering import open_sources, refresh
    from tosmon.reports.questions import questions

    with open_sources(config, archive) as (sources, listed):
        refresh(sources, keys)
        answers = questions(sources, listed, keys, clock.now())
    return msgspec.structs.replace(report, questions=answers)
