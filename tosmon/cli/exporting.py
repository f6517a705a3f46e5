"""The commands that give the archive to other tools: export git, warc, jsonl, bundle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.choosing import choice, chosen, one_revision
from tosmon.cli.context import (
    ArchiveOption,
    ConfigOption,
    JsonOption,
    Place,
    TagOption,
    TargetsArgument,
    TierOption,
    TypeOption,
    command,
    emit,
    emit_json,
    emit_line,
    read_clock,
)
from tosmon.cli.writing import whole_file, write_file
from tosmon.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tosmon.archive import Archive
    from tosmon.model import DocumentKey, Recorded
    from tosmon.reports.targets import Filter, Revision
    from tosmon.results import ExportReport

export = typer.Typer(
    help="Write what is recorded for other tools; the archive stays as it is.",
    epilog="TARGET is a platform or a document; without one, all are meant.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@export.command("git")
@command
def git_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The bare repository.")],
    targets: TargetsArgument = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also where commits of DIR are replaced.")
    ] = False,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Write a git repository: a file for each document, a commit for each version."""
    from tosmon.exports import DivergedError, NoRepositoryError, write_git
    from tosmon.render.style import count
    from tosmon.results import ExportReport

    record, keys = _recorded(Place(config, archive), targets, choice(tag, type_, tier))
    try:
        written = write_git(folder, record, _in_time(record, keys), replace=force)
    except NoRepositoryError:
        raise UsageError(f"{folder} is not empty and no git repository") from None
    except DivergedError:
        raise UsageError(
            f"{folder} holds commits that these versions do not continue (history was imported "
            "behind them, or other documents were chosen); name a new folder, or use --force"
        ) from None
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror or error}") from None
    report = ExportReport(
        format="git", path=str(folder), documents=keys, versions=written.commits, tip=written.tip
    )
    _tell(
        report,
        f"{count(written.written, 'new commit')}; read them with `git -C {folder} log -p`",
        json,
    )
    return Exit.DONE


@export.command("warc")
@command
def warc_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Such as terms.warc.gz.")],
    targets: TargetsArgument = None,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Write a WARC file: what the servers sent for each version, and its text."""
    import hashlib

    from tosmon.exports import warc
    from tosmon.render.style import count
    from tosmon.results import ExportReport

    record, keys = _recorded(Place(config, archive), targets, choice(tag, type_, tier))
    with whole_file(file) as written:
        versions = warc(written, record, _in_time(record, keys), software=_software())
    with file.open("rb") as whole:
        digest = hashlib.file_digest(whole, "sha256").hexdigest()
    report = ExportReport(
        format="warc", path=str(file), documents=keys, versions=versions, sha256=digest
    )
    _tell(report, f"{count(versions, 'version')} of {count(len(keys), 'document')}", json)
    return Exit.DONE


@export.command("jsonl")
@command
def jsonl(
    targets: TargetsArgument = None,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Print each version with its text, links and evidence as a line of JSON, as `show --json`."""
    from tosmon.reports.log import shown

    record, keys = _recorded(Place(config, archive), targets, choice(tag, type_, tier))
    for version in shown(record, keys):
        emit_line(version)
    return Exit.DONE


@export.command("bundle")
@command
def bundle_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Such as evidence.zip.")],
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help="A document, for its whole history; or a version, for the change that it made.",
        ),
    ],
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Write an evidence file for one document or change that anyone can check."""
    import hashlib

    from tosmon.exports import bundle
    from tosmon.render.style import count
    from tosmon.results import ExportReport

    record, revision = one_revision(Place(config, archive), target)
    versions, pages = _evidence(record, revision)
    content = bundle(
        record, versions, made_at=read_clock().now(), software=_software(), pages=pages
    )
    write_file(file, content)
    report = ExportReport(
        format="bundle",
        path=str(file),
        documents=(revision.entry.content.document,),
        versions=len(versions),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    _tell(report, f"{count(len(versions), 'version')}; its README.md says how to check them", json)
    return Exit.DONE


def _evidence(record: Archive, revision: Revision) -> tuple[tuple[Recorded, ...], dict[str, str]]:
    """Return the versions that a bundle is about, and the pages that show what changed."""
    from tosmon.render.diff_html import diff_page
    from tosmon.reports.diffs import change_between

    before, after = revision.before, revision.entry
    if not revision.explicit:
        return record.versions(after.content.document), {}
    if before is None:
        return (after,), {}
    return (before, after), {"diff.html": diff_page([change_between(record, before, after)])}


def _recorded(
    place: Place, targets: list[str] | None, only: Filter
) -> tuple[Archive, tuple[DocumentKey, ...]]:
    """Return the record, and the documents chosen of which it holds a version."""
    record, _, keys = chosen(place, targets, only)
    held = tuple(key for key in keys if key in record.heads)
    if not held:
        raise UsageError("nothing is recorded of these documents; `tosmon status` says why")
    return record, held


def _in_time(record: Archive, keys: Sequence[DocumentKey]) -> list[Recorded]:
    """Return the versions of `keys`, oldest capture first."""
    found = [version for key in keys for version in record.versions(key)]
    return sorted(found, key=lambda version: (version.captured_at, version.content.document))


def _software() -> str:
    from tosmon import __version__

    return f"tosmon/{__version__}"


def _tell(report: ExportReport, words: str, json: bool) -> None:
    if json:
        emit_json(report)
    else:
        emit(f"{report.path}: {words}\n")
