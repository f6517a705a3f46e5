"""The commands that backfill history with its original times: import ota, file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from tosmon.errors import Exit, UsageError, first_of

if TYPE_CHECKING:
    from tosmon.imports import ImportedSnapshot
    from tosmon.model import Moment
    from tosmon.results import ImportReport

import_ = typer.Typer(
    help="Take over history that others recorded, with its original times.",
    epilog=(
        "It goes through the same judgement as a live capture. Safe to run again, and after a "
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
UrlOption = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="The address of its page.", show_default=False),
]
_TOLD = 10  # warnings; the report in JSON has them all


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
    return run.take(read_ota(folder))


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
        snapshots = read_single(path, _key(document), _address(url), moment, now=now)
    run = Importing(Place(config, archive), wait=wait, json=json, quiet=quiet)
    return run.take(snapshots)


def _key(text: str) -> str:
    from tosmon.imports import is_key

    if not is_key(text):
        raise UsageError(f"'{text}' names no document; write platform/document")
    return text


def _address(text: str | None) -> str:
    from tosmon.imports import is_address

    if text and not is_address(text):
        raise UsageError(f"'{text}' is no web address; write https://host/path")
    return text or ""


def _moment(text: str) -> Moment:
    from tosmon.imports import moment_of

    moment = moment_of(text)
    if moment is None:
        raise UsageError(f"'{text}' is no date; write 2024-05-01 or 2024-05-01T06:00:00Z")
    return moment


class Importing:
    """An import in progress: where it goes, and what is told of it."""

    def __init__(self, place: Place, *, wait: bool, json: bool, quiet: bool) -> None:
        self._place = place
        self._wait = wait
        self._json = json
        self._quiet = quiet
        self._clock = read_clock()
        self._config = place.config_if_any()
        self._problems = self._config.problems if self._config else ()
        for problem in self._problems:
            say(f"tosmon: {problem}")

    def take(self, snapshots: Sequence[ImportedSnapshot], warnings: Sequence[str] = ()) -> Exit:
        """Import `snapshots` and tell what came of them; `warnings` are the source's."""
        report = self._imported(snapshots, tuple(warnings))
        if self._json:
            emit_json(report)
        else:
            for warning in report.warnings[:_TOLD]:
                say(f"tosmon: {warning}")
            if len(report.warnings) > _TOLD:
                say(f"tosmon: and {len(report.warnings) - _TOLD} more; --json has them all")
            if not self._quiet:
                emit(_told(report))
        codes = {Exit.CONFIG} if self._problems else set()
        if report.withheld or report.left or report.warnings:
            codes.add(Exit.INCOMPLETE)
        return first_of(codes)

    def _imported(
        self, snapshots: Sequence[ImportedSnapshot], warnings: tuple[str, ...]
    ) -> ImportReport:
        from tosmon.archive import Archive, writing
        from tosmon.imports import Withheld
        from tosmon.results import ImportReport
        from tosmon.watch.importing import import_snapshots

        listed = {d.key: d for d in (self._config.documents if self._config else ())}
        files = self._place.files()
        counts: Counter[str] = Counter()
        withheld: list[str] = []
        with writing(files, wait=self._wait) as (writer, mended):
            for warning in mended:
                say(f"tosmon: {warning}")
            outcomes = import_snapshots(
                snapshots,
                Archive(files),
                writer,
                settings=listed.get,
                at=self._clock.now(),
                clock=self._clock.kind,
            )
            for outcome in with_progress(
                outcomes, len(snapshots), lambda _: "importing", quiet=self._quiet
            ):
                if isinstance(outcome, Withheld):
                    withheld.append(outcome.detail)
                else:
                    counts["known" if outcome is None else outcome.status] += 1
            head = writer.head
        return ImportReport(
            head=head,
            snapshots=len(snapshots),
            documents=len({snapshot.document for snapshot in snapshots}),
            initial=counts["initial"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            quarantined=counts["quarantined"],
            failed=counts["failed"],
            known=counts["known"],
            withheld=len(withheld),
            left=len(snapshots) - counts.total() - len(withheld),
            warnings=(*warnings, *withheld),
        )


def _told(report: ImportReport) -> str:
    parts = [
        f"{report.initial + report.changed} versions recorded",
        f"{report.unchanged} unchanged",
        f"{report.quarantined} set aside",
        f"{report.failed} failed",
        f"{report.known} known before",
    ]
    if report.withheld or report.left:
        parts.append(f"{report.withheld + report.left} not given; run it again for them")
    return f"{report.snapshots} captures of {report.documents} documents: {', '.join(parts)}\n"
