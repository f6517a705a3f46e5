"""The command that makes pages for a team: site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tosmon.cli.choosing import BaseOption, base_address, choice
from tosmon.cli.context import (
    ArchiveOption,
    ConfigOption,
    JsonOption,
    QuietOption,
    TagOption,
    TierOption,
    TypeOption,
    command,
    emit,
    emit_json,
    read_clock,
    with_progress,
)
from tosmon.errors import Exit


@command
def site(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The site's own folder.")],
    title: Annotated[
        str, typer.Option("--title", metavar="WORDS", help="The name of the site.")
    ] = "Terms watched",
    base: BaseOption = None,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Make a static site to browse, or bring it up to date: pages, comparisons, search, feeds."""
    from tosmon.cli.answering import open_sources, refresh
    from tosmon.render.site_shell import Frame
    from tosmon.render.style import count
    from tosmon.reports.compare import scope
    from tosmon.site import Builder, SiteFolder

    address = base_address(base)
    with open_sources(config, archive) as (sources, listed):
        documents = scope(sources, listed, (), choice(tag, type_, tier))
        made = SiteFolder(folder)
        refresh(sources, documents)
        builder = Builder(sources, listed, made, Frame(title=title))
        pages = builder.build(documents, read_clock().now(), base=address)
        for _ in with_progress(pages, len(documents), str, quiet=quiet or json):
            pass
        report = builder.report()
    if json:
        emit_json(report)
    elif not quiet:
        emit(
            f"{folder}: {count(report.files, 'file')}, {report.written} written, "
            f"{report.removed} removed\n{folder / 'index.html'}\n"
        )
    return Exit.DONE
