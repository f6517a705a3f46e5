"""The program: which commands there are. Each lives in a module of its group."""

from __future__ import annotations

from typing import Annotated

import typer

from tosmon import __version__
from tosmon.cli import reading, setting_up, watching

app = typer.Typer(
    name="tosmon",
    help="Keeps a verifiable record of the terms that platforms publish, and says what changed.",
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


def _version(value: bool) -> None:
    if value:
        typer.echo(f"tosmon {__version__}")
        raise typer.Exit


@app.callback()
def _tosmon(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    del version


setting_up.register(app)
watching.register(app)
reading.register(app)


def main() -> None:
    """Run the program and end the process with its exit code."""
    app()


if __name__ == "__main__":
    main()
