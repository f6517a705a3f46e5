"""Commands that set up and explain: init, check, schema, demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.context import (
    ConfigOption,
    JsonOption,
    Place,
    QuietOption,
    TargetsArgument,
    command,
    emit,
    emit_json,
    fetcher,
    say,
    terminal,
    with_progress,
)
from tosmon.errors import Exit, UsageError, first_of

if TYPE_CHECKING:
    from tosmon.model import Config
    from tosmon.results import CheckedDocument


@command
def init(config: ConfigOption = None) -> Exit:
    """Write a first platforms.yaml; never over an existing one."""
    from tosmon.config import starter

    path = Place(config, None).config_path
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(starter())
    except FileExistsError:
        raise UsageError(f"{path} is there already and was left as it is") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    emit(f"wrote {path}; edit it, then run `tosmon fetch`\n")
    return Exit.DONE


@command
def check(
    targets: TargetsArgument = None,
    live: Annotated[
        bool, typer.Option("--live", help="Fetch every document and show what would be read.")
    ] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
) -> Exit:
    """Check platforms.yaml, subscriptions.yaml, your topic files; with --live the addresses too."""
    from tosmon.results import CheckReport

    place = Place(config, None)
    loaded = place.config()
    problems = (*loaded.problems, *_subscription_problems(place, loaded), *_rule_problems(place))
    looked = tuple(_look(loaded, targets or [], quiet=quiet or json)) if live else ()
    report = CheckReport(
        ok=not problems and all(document.ok for document in looked),
        config=str(place.config_path),
        documents=len(loaded.documents),
        problems=problems,
        live=looked,
    )
    if json:
        emit_json(report)
    else:
        for problem in report.problems:
            say(f"tosmon: {problem}")
        if live:
            from tosmon.render.check_lines import check_lines

            shown = terminal()
            emit(check_lines(report, colour=shown.colour, width=shown.width))
        elif report.ok and not quiet:
            emit(f"{place.config_path}: {report.documents} documents, nothing wrong\n")
    codes = {Exit.CONFIG} if problems else set()
    if not all(document.ok for document in looked):
        codes.add(Exit.INCOMPLETE)
    return first_of(codes)


def _subscription_problems(place: Place, loaded: Config) -> tuple[str, ...]:
    """Return what is wrong with the subscriptions, where there are any."""
    from tosmon.cli.notifying import NAME, load

    if not (place.config_path.parent / NAME).exists():
        return ()
    from tosmon.reports.alerts import problems
    from tosmon.reports.targets import known

    listed = load(place, None)
    record = place.archive(required=False)
    return (*listed.problems, *problems(listed.entries, known(loaded, record)))


def _rule_problems(place: Place) -> tuple[str, ...]:
    """Return what is wrong with the reader's own topic files, their examples tried."""
    from tosmon.errors import ConfigError

    folder = place.config_path.parent / "topics"
    if not folder.is_dir():
        return ()
    from tosmon.topics import load
    from tosmon.topics.checking import failing_examples

    try:
        return failing_examples(load((folder,)))
    except ConfigError as error:
        return error.problems


def _look(loaded: Config, targets: list[str], *, quiet: bool) -> list[CheckedDocument]:
    from tosmon.reports.targets import Filter, choose, known
    from tosmon.watch.looking import look, twins_told

    keys = set(choose(targets, known(loaded, None), Filter()))
    documents = [document for document in loaded.documents if document.key in keys]
    with fetcher() as fetching:
        found = look(documents, fetching)
        return twins_told(
            with_progress(found, len(documents), lambda item: item.document, quiet=quiet)
        )


@command
def schema(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A command, or a tag such as tosmon/diff/1."),
    ] = None,
) -> Exit:
    """Print the JSON Schema of a command's output; without a name, the names."""
    from tosmon.schemas import names, schema_text

    if name is None:
        emit("".join(f"{known}\n" for known in names()))
        return Exit.DONE
    text = schema_text(name)
    if text is None:
        raise UsageError(f"no schema '{name}'; there are: {', '.join(names())}")
    emit(text)
    return Exit.DONE


@command
def demo(
    directory: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]",
            help="Where to play  [a new folder, removed at the end]",
            show_default=False,
        ),
    ] = None,
) -> Exit:
    """Play the main job in a minute: three dated revisions of invented platforms' pages."""
    from tosmon.cli.playing import play

    return play(directory)
