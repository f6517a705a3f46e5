"""Commands that tell people who are not at a terminal: digest, feeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.choosing import BaseOption, Chosen, base_address, choice, chosen
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

    from tosmon.model import DocumentKey
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

    if format_ not in _FORMATS:
        raise UsageError(f"no format '{format_}'; there are: {', '.join(_FORMATS)}")
    place, clock = Place(config, archive), read_clock()
    now = clock.now()
    record, among, keys = chosen(place, targets, choice(tag, type_, tier))
    period = between(since, until or now.isoformat(), now)
    if send:
        from tosmon.cli.notifying import send_digests
        from tosmon.cli.speaking import Words, told_exit

        def made(documents: Sequence[DocumentKey]) -> DigestReport:
            return report_digest(record, among, documents, period)

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
    base: BaseOption = None,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Write Atom feeds: of everything, and of each platform, document and topic."""
    address = base_address(base)
    documents = chosen(Place(config, archive), (), choice(tag, type_, tier))
    report = _write_feeds(folder, documents, address)
    if json:
        emit_json(report)
    else:
        emit(f"{folder}: {len(report.files)} feeds, {report.written} written\n")
    return Exit.DONE


def _write_feeds(folder: Path, documents: Chosen, base: str | None) -> FeedsReport:
    """Bring the feeds in `folder` up to date: only files that would differ are made and written."""
    from tosmon.render.atom import renewed
    from tosmon.reports.feeds import entries_of
    from tosmon.reports.feeds import feeds as report_feeds
    from tosmon.reports.history import Histories
    from tosmon.telling import FeedsReport

    def held(name: str) -> bytes | None:
        path = folder / f"{name}.xml"
        return path.read_bytes() if path.is_file() else None

    record, among, keys = documents
    histories = Histories(record)
    by_document = {key: entries_of(*histories.whole(key)) for key in keys}
    files, written = [], 0
    for name, content in renewed(
        report_feeds(record, among, by_document), histories.paragraphs, held, base=base
    ):
        path = folder / f"{name}.xml"
        files.append(f"{name}.xml")
        if content is None:
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{path.parent} cannot be made: {error.strerror}") from None
        write_file(path, content)
        written += 1
    return FeedsReport(folder=str(folder), written=written, files=tuple(files))
