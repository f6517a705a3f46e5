"""The commands that take over others' work: history with its original times, and settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.context import (
    AddOption,
    ArchiveOption,
    ConfigOption,
    JsonOption,
    Place,
    QuietOption,
    TargetsArgument,
    collect_seldom,
    command,
    emit,
    emit_json,
    fetcher,
    read_clock,
)
from tosmon.cli.taking_over import Batch, Importing, address_of, key_of
from tosmon.errors import Exit, UsageError

if TYPE_CHECKING:
    from tosmon.model import Moment

import_ = typer.Typer(
    help="Take over history that others recorded, with its original times, and their settings.",
    epilog=(
        "History goes through the same judgement as a live capture. Safe to run again, and after a "
        "kill: what was imported is not imported twice."
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

WaitOption = Annotated[
    bool, typer.Option("--wait", help="Wait until no other run holds the archive.")
]
DocumentOption = Annotated[
    str | None,
    typer.Option(
        "--document",
        metavar="PLATFORM/DOCUMENT",
        help="Whose captures they are.",
        show_default=False,
    ),
]
# Captures that are asked for again after a kill, each at the cost of a request and its pause.
_ASKED_AGAIN = 8
UrlOption = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="The address of its page.", show_default=False),
]


@import_.command()
@command
def ota(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The repository.")],
    wait: WaitOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Take over a snapshots repository of Open Terms Archive."""
    from tosmon.imports import read_ota

    collect_seldom()
    run = Importing(Place(config, archive), wait=wait, json=json, quiet=quiet)
    return run.take([Batch(read_ota(folder))])


@import_.command()
@command
def file(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH",
            help="A manifest (.csv, .jsonl, .yaml), a folder platform/document/2024-05-01.html, "
            "or with --document one file.",
        ),
    ],
    document: DocumentOption = None,
    url: UrlOption = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="DATE",
            help="When the one file was captured  [its name's date]",
            show_default=False,
        ),
    ] = None,
    wait: WaitOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Take over files with dates, by a manifest or by their names."""
    from tosmon.imports import read_files, read_single

    collect_seldom()
    now = read_clock().now()
    if document is None:
        if url is not None or at is not None:
            raise UsageError("--url and --at tell of one file; add --document platform/document")
        snapshots = read_files(path, now=now)
    else:
        moment = _moment(at) if at is not None else None
        snapshots = read_single(path, key_of(document), address_of(url), moment, now=now)
    run = Importing(Place(config, archive), wait=wait, json=json, quiet=quiet)
    return run.take([Batch(snapshots)])


@import_.command()
@command
def warc(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="WARC files, packed or not.", exists=True, dir_okay=False
        ),
    ],
    document: DocumentOption = None,
    url: UrlOption = None,
    wait: WaitOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Take over what WARC files hold of the documents in platforms.yaml, or of --url."""
    from tosmon.fetch import decoded_body
    from tosmon.imports.warc import read_warcs

    collect_seldom()
    run = Importing(Place(config, archive), wait=wait, json=json, quiet=quiet)
    documents = run.documents([], document, url)
    listing = read_warcs(paths, documents, decoded_body)
    if not listing.snapshots and not listing.problems:
        raise UsageError(
            f"the files hold no capture of the {len(documents)} addresses that are asked for; "
            "--document and --url name another one"
        )
    return run.take([Batch(listing.snapshots, listing.problems)])


@import_.command()
@command
def wayback(
    targets: TargetsArgument = None,
    document: DocumentOption = None,
    url: UrlOption = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="The first day.", show_default=False),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="The last day.", show_default=False),
    ] = None,
    pace: Annotated[
        str, typer.Option("--pace", metavar="PACE", help="At most one a day, hour, month, or all.")
    ] = "day",
    delay: Annotated[
        float,
        typer.Option("--delay", metavar="SECONDS", min=0, help="Between two requests."),
    ] = 2.0,
    server: Annotated[
        str, typer.Option("--server", metavar="URL", help="Another archive of the same kind.")
    ] = "https://web.archive.org",
    wait: WaitOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Take over what the Wayback Machine has of documents in platforms.yaml, or of --url.

    One request at a time. Stop it when you like: a second run asks for what is missing.
    """
    from tosmon.imports.wayback_index import query_of
    from tosmon.reports.dates import between
    from tosmon.watch.backfilling import asker, list_all

    collect_seldom()
    period = between(since, until, read_clock().now())
    asked = query_of(server=address_of(server), since=period.first, until=period.last, pace=pace)
    run = Importing(Place(config, archive), wait=wait, json=json, quiet=quiet)
    documents = run.documents(targets or [], document, url)
    with fetcher() as fetching:
        listings = list_all(documents, asked, asker(fetching, delay=delay))
        batches = (
            Batch(listing.snapshots, listing.problems, name=listing.document)
            for listing in listings
        )
        return run.take(batches, flush_every=_ASKED_AGAIN)


@import_.command()
@command
def declarations(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of declarations, or its repository.")
    ],
    add: AddOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
) -> Exit:
    """Turn declarations of Open Terms Archive into entries of platforms.yaml.

    Prints them, or writes them with --add. What they cannot say here is listed: above all filters,
    which are programs.
    """
    from tosmon.cli.proposing import take_over, tell_added, tell_not_taken_over
    from tosmon.config import entries_text

    place = Place(config, None)
    report = take_over(folder, place, add=add)
    if json:
        emit_json(report)
    else:
        tell_not_taken_over(report)
        if report.added is not None:
            tell_added(report.added, place)
        elif not quiet:
            emit(entries_text(report.entries))
    return Exit.INCOMPLETE if any(note.lost for note in report.not_taken_over) else Exit.DONE


def _moment(text: str) -> Moment:
    from tosmon.imports import moment_of

    moment = moment_of(text)
    if moment is None:
        raise UsageError(f"'{text}' is no date; write 2024-05-01 or 2024-05-01T06:00:00Z")
    return moment
