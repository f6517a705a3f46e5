"""The commands that give the archive to other tools: export git, warc, jsonl, bundle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
from tosmon.render.style import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tosmon.archive import Archive
    from tosmon.model import DocumentKey, Recorded
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
    from tosmon.results import ExportReport

    record, keys = _chosen(config, archive, targets, tag, type_, tier)
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
    from tosmon.results import ExportReport

    record, keys = _chosen(config, archive, targets, tag, type_, tier)
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

    record, keys = _chosen(config, archive, targets, tag, type_, tier)
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
    from tosmon.results import ExportReport

    place = Place(config, archive)
    record = place.archive()
    versions, pages = _evidence(place, record, target)
    content = bundle(
        record, versions, made_at=read_clock().now(), software=_software(), pages=pages
    )
    write_file(file, content)
    documents = tuple(dict.fromkeys(version.content.document for version in versions))
    report = ExportReport(
        format="bundle",
        path=str(file),
        documents=documents,
        versions=len(versions),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    _tell(report, f"{count(len(versions), 'version')}; its README.md says how to check them", json)
    return Exit.DONE


def _evidence(
    place: Place, record: Archive, target: str
) -> tuple[tuple[Recorded, ...], dict[str, str]]:
    """Return the versions that a bundle is about, and the pages that show what changed."""
    from tosmon.render.diff_html import diff_page
    from tosmon.reports.diffs import diffs
    from tosmon.reports.targets import known, resolve

    config = place.config_if_any()
    revisions = resolve(target, record, known(config, record))
    if len(revisions) > 1:
        names = ", ".join(revision.entry.content.document for revision in revisions)
        raise UsageError(f"'{target}' names {len(revisions)} documents; choose one of {names}")
    [revision] = revisions
    if not revision.explicit:
        return record.versions(revision.entry.content.document), {}
    if revision.before is None:
        return (revision.entry,), {}
    older, newer = revision.before.version, revision.entry.version
    compared = diffs(
        record, config, target=None, older=older, newer=newer, since=None, now=read_clock().now()
    )
    return (revision.before, revision.entry), {"diff.html": diff_page(compared)}


def _chosen(
    config: Path | None,
    archive: Path | None,
    targets: list[str] | None,
    tag: list[str] | None,
    type_: list[str] | None,
    tier: list[str] | None,
) -> tuple[Archive, tuple[DocumentKey, ...]]:
    from tosmon.reports.targets import Filter, choose, known

    place = Place(config, archive)
    record = place.archive()
    only = Filter(tags=tuple(tag or ()), types=tuple(type_ or ()), tiers=tuple(tier or ()))
    keys = choose(targets or (), known(place.config_if_any(), record), only)
    recorded = tuple(key for key in keys if key in record.heads)
    if not recorded:
        raise UsageError("nothing is recorded of these documents; `tosmon status` says why")
    return record, recorded


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
