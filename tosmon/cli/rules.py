"""Commands about the topic rules themselves: classify, topics."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.context import (
    ConfigOption,
    JsonOption,
    Place,
    command,
    emit,
    emit_json,
    emit_line,
    terminal,
)
from tosmon.errors import Exit, UsageError

if TYPE_CHECKING:
    from tosmon.topics import TopicSet

MAX_TEXT = 32 * 1024 * 1024  # bytes


@command
def classify(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A text file, or - for standard input.")
    ],
    explain: Annotated[
        bool, typer.Option("--explain", help="With each rule that fired, and what it asks for.")
    ] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> Exit:
    """Say which topics each paragraph of a text speaks of, and what it answers, with the words."""
    from tosmon.render.topic_lines import explained_lines, paragraph_lines
    from tosmon.reports.classify import classify_text

    rules = _topics(config)
    width = terminal().width
    for item in classify_text(_text(file), rules):
        if json:
            emit_line(item)
        elif explain:
            emit(explained_lines(item, rules, width=width))
        else:
            emit(paragraph_lines(item))
    return Exit.DONE


@command
def topics(
    topic: Annotated[
        str | None, typer.Argument(metavar="[TOPIC]", help="One of them.", show_default=False)
    ] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> Exit:
    """List the topics, their questions, and the laws that they engage."""
    from tosmon.render.topic_lines import topic_lines
    from tosmon.reports.classify import list_topics
    from tosmon.reports.targets import unknown
    from tosmon.results import TopicsReport

    report = list_topics(_topics(config))
    if topic is not None:
        chosen = tuple(entry for entry in report.topics if entry.topic == topic)
        if not chosen:
            raise unknown(topic, [entry.topic for entry in report.topics])
        report = TopicsReport(topics=chosen)
    if json:
        emit_json(report)
    else:
        emit(topic_lines(report))
    return Exit.DONE


def _topics(config: Path | None) -> TopicSet:
    """Return the shipped topics and those in the folder `topics` beside platforms.yaml."""
    from tosmon.topics import load

    beside = Place(config, None).config_path.parent / "topics"
    return load((beside,) if beside.is_dir() else ())


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read(MAX_TEXT + 1) if file == "-" else _read(Path(file))
        if len(data) > MAX_TEXT:
            raise UsageError(f"{file} is larger than {MAX_TEXT // 1024 // 1024} MiB")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text (byte {error.start + 1})") from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(MAX_TEXT + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {(error.strerror or '').lower()}") from None
