"""Commands that tell people who are not at a terminal: digest, feeds."""

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
    UntilOption,
    command,
    emit,
    emit_json,
    read_clock,
    say,
    terminal,
)
from tosmon.cli.notifying import SubscriptionsOption
from tosmon.cli.writing import write_file
from tosmon.errors import Exit, UsageError, first_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tosmon.archive import Archive
    from tosmon.model import DocumentKey
    from tosmon.reports.targets import Known
    from tosmon.telling import DigestReport, FeedsReport

_FORMATS = ("text", "md", "html", "eml")


@command
def digest(
    targets: TargetsArgument = None,
    since: Annotated[
        str,
        typer.Option(
            "--since", metavar="DATE", help="From then on: a day, a moment, or how long ago."
        ),
    ] = "7d",
    until: UntilOption = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, md, html, or eml for a mail.")
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Write it there, whole.", show_default=False),
    ] = None,
    send: Annotated[
        list[str] | None,
        typer.Option(
            "--send",
            metavar="WHO",
            help="Send it instead: to a subscription, or to an address as one has it.",
            show_default=False,
        ),
    ] = None,
    subscriptions: SubscriptionsOption = None,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Sum up a period: what changed, what is ahead, what is out of reach or set aside."""
    from tosmon.reports.dates import between
    from tosmon.reports.digest import digest as report_digest
    from tosmon.reports.targets import Filter, choose, known

    if format_ not in _FORMATS:
        raise UsageError(f"no format '{format_}'; there are: {', '.join(_FORMATS)}")
    place, clock = Place(config, archive), read_clock()
    now = clock.now()
    record = place.archive()
    among = known(place.config_if_any(), record)
    only = Filter(tags=tuple(tag or ()), types=tuple(type_ or ()), tiers=tuple(tier or ()))
    keys = choose(targets or (), among, only)
    period = between(since, until or now.isoformat(), now)
    if send:
        from tosmon.cli.notifying import send_digests
        from tosmon.cli.speaking import Words, told_exit

        def made(chosen: Sequence[DocumentKey]) -> DigestReport:
            return report_digest(record, among, chosen, period)

        sent = send_digests(place, clock, subscriptions, send, keys, among, made)
        if json:
            emit_json(sent)
        Words(json=json, quiet=False, verbose=True).told(sent)
        return first_of(told_exit(sent))
    report = report_digest(record, among, keys, period)
    if json:
        emit_json(report)
    elif output is not None:
        write_file(output, _rendered(report, format_, shown=False))
        say(f"wrote {output}")
    else:
        emit(_rendered(report, format_, shown=True))
    return Exit.DONE


def _rendered(report: DigestReport, format_: str, *, shown: bool) -> str:
    """Return the digest in `format_`; `shown` text takes the terminal's colours and width."""
    if format_ == "eml":
        from tosmon.render.messages import digest_message, mail

        return mail(digest_message(report)).as_bytes().decode()
    if format_ == "html":
        from tosmon.render.digest_html import digest_page

        return digest_page(report)
    from tosmon.render.digest_text import digest_markdown, digest_text

    if format_ == "md":
        return digest_markdown(report)
    if not shown:
        return digest_text(report)
    screen = terminal()
    return digest_text(report, colour=screen.colour, width=screen.width)


@command
def feeds(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files are kept.")],
    base: Annotated[
        str | None,
        typer.Option(
            "--base", metavar="URL", help="The address at which DIR is served.", show_default=False
        ),
    ] = None,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Write Atom feeds: of everything, and of each platform, document and topic."""
    from tosmon.reports.targets import Filter, choose, known

    if base is not None and not base.startswith(("https://", "http://")):
        raise UsageError(f"'{base}' is no web address; write --base https://host/path")
    place = Place(config, archive)
    record = place.archive()
    among = known(place.config_if_any(), record)
    only = Filter(tags=tuple(tag or ()), types=tuple(type_ or ()), tiers=tuple(tier or ()))
    report = write_feeds(folder, record, among, choose((), among, only), base=base)
    if json:
        emit_json(report)
    else:
        emit(f"{folder}: {len(report.files)} feeds, {report.written} written\n")
    return Exit.DONE


def write_feeds(
    folder: Path,
    record: Archive,
    among: Known,
    documents: Sequence[DocumentKey],
    *,
    base: str | None = None,
) -> FeedsReport:
    """Bring the feeds in `folder` up to date: only files that would differ are made and written.

    `base` is the address at which the folder is served. Raises `UsageError` where it cannot be
    written.
    """
    import functools

    from tosmon.render.atom import atom, is_of
    from tosmon.reports.feeds import feeds as report_feeds
    from tosmon.reports.feeds import whole
    from tosmon.telling import FeedsReport

    changes_of = functools.cache(lambda change: whole(record, change))
    files, written = [], 0
    for feed in report_feeds(record, among, documents):
        path = folder / f"{feed.name}.xml"
        files.append(f"{feed.name}.xml")
        if path.is_file() and is_of(path.read_bytes(), feed, base=base):
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{path.parent} cannot be made: {error.strerror}") from None
        write_file(path, atom(feed, changes_of, base=base).decode())
        written += 1
    return FeedsReport(folder=str(folder), written=written, files=tuple(files))
