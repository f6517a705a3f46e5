"""The command that lays out for counsel what documents state: report."""

from __future__ import annotations

from typing import Annotated

import typer

from tosmon.cli.answering import TopicOption, check_topic, open_sources, refresh
from tosmon.cli.choosing import choice
from tosmon.cli.context import (
    ArchiveOption,
    ConfigOption,
    JsonOption,
    TagOption,
    TierOption,
    TypeOption,
    command,
    emit,
    emit_json,
    read_clock,
)
from tosmon.errors import Exit, UsageError

FORMATS = ("md", "html", "json")


@command
def report(
    targets: Annotated[
        list[str], typer.Argument(metavar="TARGET...", help="Platforms, documents or versions.")
    ],
    topic: TopicOption = None,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="md (default), html or json."),
    ] = None,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Lay out for counsel what documents state: five parts, quotes, laws engaged, evidence."""
    from tosmon.render import compliance_files
    from tosmon.reports.compliance import compliance
    from tosmon.reports.provisions import chosen_documents

    if (format_ or "md") not in FORMATS or (json and format_ not in (None, "json")):
        raise UsageError("--format takes md, html or json; --json is the last of these")
    with open_sources(config, archive) as (sources, listed):
        documents, older = chosen_documents(sources, listed, targets, choice(tag, type_, tier))
        refresh(sources, documents)
        check_topic(sources, topic, None)
        answer = compliance(
            sources, listed, documents, older, topic_name=topic, now=read_clock().now()
        )
    if json or format_ == "json":
        emit_json(answer)
    elif format_ == "html":
        emit(compliance_files.html_page(answer))
    else:
        emit(compliance_files.markdown(answer))
    return Exit.DONE
