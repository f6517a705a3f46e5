"""The program: which commands there are. Each lives in a module of its group."""

from __future__ import annotations

import importlib
import keyword
import re
import sys
from typing import Annotated

import typer

from tosmon import __version__
from tosmon.cli.context import environment

# In the order of the help; a command is a function of its name in tosmon/cli/<module>.py, or a
# group of commands.
COMMANDS = (
    ("init", "setting_up"),
    ("check", "setting_up"),
    ("discover", "discovering"),
    ("add", "discovering"),
    ("fetch", "watching"),
    ("status", "watching"),
    ("accept", "ruling"),
    ("reject", "ruling"),
    ("log", "reading"),
    ("show", "reading"),
    ("diff", "changing"),
    ("changes", "changing"),
    ("provisions", "answering"),
    ("compare", "answering"),
    ("report", "advising"),
    ("timeline", "answering"),
    ("search", "answering"),
    ("digest", "telling"),
    ("feeds", "telling"),
    ("notify", "notifying"),
    ("site", "publishing"),
    ("verify", "reading"),
    ("import", "importing"),
    ("export", "exporting"),
    ("reextract", "rereading"),
    ("classify", "rules"),
    ("topics", "rules"),
    ("schema", "setting_up"),
    ("demo", "setting_up"),
)


def build(only: str | None = None, *, outline: bool = False) -> typer.Typer:
    """Return the program with all commands, or with `only` that one.

    Building one of many parameters costs some 2 ms, so a run builds just the one that it was
    asked for; an `outline` holds the names of all and what they are for, which is what help shows.
    """
    app = typer.Typer(
        name="tosmon",
        help=(
            "Keeps a verifiable record of the terms that platforms publish, and says what changed."
        ),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog=(
            "Exit codes: 0 done, 1 changes found (only with --exit-code), 2 wrong usage, "
            "3 some documents failed or were quarantined, 4 configuration invalid, "
            "5 archive damaged, 6 another run holds the archive, 130 interrupted."
        ),
    )
    app.callback()(_tosmon)
    for name, module in COMMANDS:
        if only in (None, name):
            commands = importlib.import_module(f"tosmon.cli.{module}")
            found = getattr(commands, f"{name}_" if keyword.iskeyword(name) else name)
            if outline:
                help_ = found.info.help if isinstance(found, typer.Typer) else found.__doc__
                app.command(name, short_help=_brief(str(help_)))(_nothing)
            elif isinstance(found, typer.Typer):
                for inner in found.registered_commands:
                    inner.short_help = (
                        _brief(inner.callback.__doc__ or "") if inner.callback else None
                    )
                app.add_typer(found, name=name, short_help=_brief(str(found.info.help)))
            else:
                app.command(name, short_help=_brief(found.__doc__ or ""))(found)
    return app


def _nothing() -> None:
    """Stand for a command in an outline."""


def _brief(help_: str) -> str:
    """Return the first clause of a command's help, whole: typer would cut it at 45 characters."""
    return re.split(r"[;:]|\.(?:\s|$)", help_, maxsplit=1)[0] + "."


def _version(value: bool) -> None:
    if value:
        typer.echo(f"tosmon {__version__}")
        raise typer.Exit


def _tosmon(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    del version


def main() -> None:
    """Run the program and end the process with its exit code."""
    asked = sys.argv[1] if len(sys.argv) > 1 else None
    if asked in dict(COMMANDS):
        build(asked)()
    else:  # help, the version, a name that is none; a shell that completes asks for the options
        build(outline=not environment("_TOSMON_COMPLETE"))()


if __name__ == "__main__":
    main()
