"""Commands about what documents state: provisions, compare, timeline, search."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.choosing import choice
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
    read_clock,
    say,
    terminal,
    with_progress,
)
from tosmon.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tosmon.model import Config, DocumentKey
    from tosmon.reports.standing import Sources
    from tosmon.statements import CompareReport

TopicOption = Annotated[
    str | None,
    typer.Option("--topic", metavar="TOPIC", help="Only of this topic.", show_default=False),
]
_SLOW = 20  # documents to be read anew, from which on a person wants to know why it takes a while


@command
def provisions(
    targets: TargetsArgument = None,
    topic: TopicOption = None,
    stance: Annotated[
        str | None,
        typer.Option(
            "--stance", metavar="STANCE", help="Only with this answer.", show_default=False
        ),
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="What documents no longer state, too.")
    ] = False,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Say what documents state, topic by topic, with quotes, since when, how severe."""
    from tosmon.render.statement_lines import provision_lines
    from tosmon.reports import provisions as report

    with open_sources(config, archive) as (sources, listed):
        documents, older = report.chosen_documents(
            sources, listed, targets or (), choice(tag, type_, tier)
        )
        refresh(sources, documents)
        check_topic(sources, topic, stance)
        answer = report.provisions(
            sources,
            documents,
            older,
            topic=topic,
            stance=stance,
            removed=all_,
            now=read_clock().now(),
        )
    shown = terminal()
    if json:
        emit_json(answer)
    else:
        emit(provision_lines(answer, colour=shown.colour, width=shown.width))
    return Exit.DONE


@command
def compare(
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="A topic's id.")],
    platforms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PLATFORM]...", help="Platforms or documents  [all]", show_default=False
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help="md, html or csv instead.", show_default=False
        ),
    ] = None,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Say how platforms handle a topic: answer, opt-out, carve-outs, quote; who is silent."""
    from tosmon.render.compare_lines import compare_lines
    from tosmon.reports import compare as report

    written = _file_format(format_, json=json)
    with open_sources(config, archive) as (sources, listed):
        documents = report.scope(sources, listed, platforms or (), choice(tag, type_, tier))
        refresh(sources, documents)
        answer = report.compare(sources, listed, topic, documents, read_clock().now())
    shown = terminal()
    if json:
        emit_json(answer)
    elif written is not None:
        emit(written(answer))
    else:
        emit(compare_lines(answer, colour=shown.colour, width=shown.width))
    return Exit.DONE


def _file_format(name: str | None, *, json: bool) -> Callable[[CompareReport], str] | None:
    if name is None:
        return None
    from tosmon.render.compare_files import FORMATS

    if json or name not in FORMATS:
        raise UsageError("--format takes md, html or csv, and stands without --json")
    return FORMATS[name]


@command
def timeline(
    targets: Annotated[
        list[str], typer.Argument(metavar="TARGET...", help="Documents or platforms.")
    ],
    topic: TopicOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Say how a document, or a topic in it, developed: first seen, reworded, removed, back."""
    from tosmon.render.timeline_lines import timeline_lines
    from tosmon.reports import timeline as report
    from tosmon.reports.compare import scope

    with open_sources(config, archive) as (sources, listed):
        documents = scope(sources, listed, targets, choice(None, None, None))
        refresh(sources, documents)
        answer = report.timeline(sources, documents, topic_name=topic)
    shown = terminal()
    if json:
        emit_json(answer)
    else:
        emit(timeline_lines(answer, colour=shown.colour, width=shown.width))
    return Exit.DONE


@command
def search(
    words: Annotated[
        list[str],
        typer.Argument(metavar="TEXT...", help='Words, "a phrase", a beginning*, -without.'),
    ],
    in_: Annotated[
        list[str] | None,
        typer.Option("--in", metavar="TARGET", help="Only in these documents.", show_default=False),
    ] = None,
    all_versions: Annotated[
        bool, typer.Option("--all-versions", help="What documents said earlier, too.")
    ] = False,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="At most so many.")] = 30,
    tag: TagOption = None,
    type_: TypeOption = None,
    tier: TierOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Find words in the documents as they stand, or in all their versions."""
    from tosmon.render.search_lines import search_lines
    from tosmon.reports import search as report
    from tosmon.reports.compare import scope

    with open_sources(config, archive) as (sources, listed):
        documents = scope(sources, listed, in_ or (), choice(tag, type_, tier))
        refresh(sources, documents)
        answer = report.search(
            sources, _joined(words), documents, all_versions=all_versions, limit=limit
        )
    shown = terminal()
    if json:
        emit_json(answer)
    else:
        emit(search_lines(answer, colour=shown.colour, width=shown.width))
    return Exit.DONE


def _joined(words: Sequence[str]) -> str:
    """Return what was typed: a shell takes the quotes of a phrase away."""
    return " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)


@contextlib.contextmanager
def open_sources(
    config: Path | None, archive: Path | None
) -> Iterator[tuple[Sources, Config | None]]:
    """Open what answers are made from, and platforms.yaml where there is one."""
    from tosmon.reports.rulebook import BESIDE, Rulebook
    from tosmon.reports.standing import Sources
    from tosmon.reports.statement_index import StatementIndex

    place = Place(config, archive)
    record = place.archive()
    rules = Rulebook(place.config_path.parent / BESIDE)
    index = StatementIndex(record, rules)
    try:
        yield Sources(record, index, rules), place.config_if_any()
    finally:
        index.close()


def refresh(sources: Sources, documents: Sequence[DocumentKey]) -> None:
    """Bring the index up to date for `documents`, with progress where it takes a while."""
    waiting = len(sources.index.stale(documents))
    if waiting >= _SLOW:
        say(f"reading {waiting} documents for the first time, or under new rules")
    for _ in with_progress(sources.index.refresh(documents), waiting, str, quiet=False):
        pass


def check_topic(sources: Sources, topic: str | None, stance: str | None) -> None:
    """Raise `UsageError` for a topic or an answer that is not there, naming the nearest."""
    from tosmon.reports.compare import unknown_topic
    from tosmon.reports.targets import unknown

    topics = {entry.id: entry for entry in sources.index.topics()}
    if topic is not None and topic not in topics:
        raise unknown_topic(topic, tuple(topics))
    if stance is None:
        return
    chosen = [topics[topic]] if topic else list(topics.values())
    answers = dict.fromkeys(answer.id for entry in chosen for answer in entry.answers)
    if stance not in answers:
        if not answers:
            raise UsageError(f"the topic '{topic}' has no answers to choose from")
        raise unknown(stance, tuple(answers))
