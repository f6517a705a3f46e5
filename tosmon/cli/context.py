"""What every command needs from outside: options, environment, clock, terminal.

The only place where the environment and the clock are read. Nothing below the command line does.
It imports nothing heavy at its top: `tosmon --help` should cost what typer costs.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, ParamSpec, TextIO, TypeVar

import typer

from tosmon.errors import Exit, TosmonError, UsageError
from tosmon.safe import safe

if TYPE_CHECKING:
    import msgspec

    from tosmon.archive import Archive, DiskFiles
    from tosmon.fetch import Fetcher
    from tosmon.model import Config, Moment

_P = ParamSpec("_P")
_T = TypeVar("_T")

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="The list of platforms  [./platforms.yaml, or TOSMON_CONFIG]",
        show_default=False,
    ),
]
ArchiveOption = Annotated[
    Path | None,
    typer.Option(
        "--archive",
        metavar="DIR",
        help="The record  [archive/ beside the list, or TOSMON_ARCHIVE]",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
AddOption = Annotated[bool, typer.Option("--add", help="Write the entries into platforms.yaml.")]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="Say errors only.")]
VerboseOption = Annotated[bool, typer.Option("-v", "--verbose", help="Say more.")]
TargetsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TARGET]...", help="Platforms or documents  [all]", show_default=False),
]
TagOption = Annotated[
    list[str] | None,
    typer.Option("--tag", metavar="TAG", help="Only with this tag.", show_default=False),
]
TypeOption = Annotated[
    list[str] | None,
    typer.Option("--type", metavar="TYPE", help="Only of this type.", show_default=False),
]
TierOption = Annotated[
    list[str] | None,
    typer.Option("--tier", metavar="TIER", help="Only of this tier.", show_default=False),
]

SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        help="Only from then on: a day, a moment, or how long ago as 7d.",
        show_default=False,
    ),
]
UntilOption = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Only until then.", show_default=False),
]


class Clock(NamedTuple):
    """Where the time comes from: the system's clock, or `TOSMON_CLOCK`."""

    kind: Literal["system", "fixed"]
    fixed: Moment | None = None

    def now(self) -> Moment:
        """Return the moment, in whole seconds of UTC."""
        if self.fixed is not None:
            return self.fixed
        return dt.datetime.now(dt.UTC).replace(microsecond=0)  # noqa: TID251 - the one clock


def read_clock() -> Clock:
    """Return the clock that the environment asks for; raise `UsageError` for a wrong one."""
    text = os.environ.get("TOSMON_CLOCK")  # noqa: TID251 - the one place
    if not text:
        return Clock(kind="system")
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(
            f"TOSMON_CLOCK is '{text}', which is no moment; write it as 2026-05-01T06:00:00Z"
        )
    return Clock(kind="fixed", fixed=moment.astimezone(dt.UTC).replace(microsecond=0))


class Place:
    """The configuration and the archive that a command is about."""

    def __init__(self, config: Path | None, archive: Path | None) -> None:
        self.config_path = config or Path(environment("TOSMON_CONFIG") or "platforms.yaml")
        self.archive_path = archive or Path(
            environment("TOSMON_ARCHIVE") or self.config_path.parent / "archive"
        )
        self._config_named = config is not None or bool(environment("TOSMON_CONFIG"))

    def config(self) -> Config:
        """Return the configuration; raise `UsageError` where there is none."""
        from tosmon.cli.remembered import config

        return config(self.config_path, self.files())

    def config_if_any(self) -> Config | None:
        """Return the configuration, None where none was named and none is there."""
        if not self._config_named and not self.config_path.exists():
            return None
        return self.config()

    def files(self) -> DiskFiles:
        """Return the archive's files, whether or not they are there."""
        from tosmon.archive import DiskFiles

        return DiskFiles(self.archive_path)

    def archive(self, *, required: bool = True) -> Archive:
        """Return the archive for reading; raise `UsageError` where there is none to read."""
        from tosmon.archive import Archive

        archive = Archive(self.files())
        if required and not archive.exists:
            raise UsageError(
                f"there is no archive at {self.archive_path}; `tosmon fetch` makes one, "
                "or name it with --archive"
            )
        return archive


def environment(name: str) -> str | None:
    """Return the value of an environment variable, None where it is not set."""
    return os.environ.get(name)  # noqa: TID251 - the one place


def proxies() -> dict[str, str]:
    """Return the proxies that the environment names, by scheme, as every HTTP tool reads them."""
    from urllib.request import getproxies

    return getproxies()


def ca_bundle() -> str | None:
    """Return the file of trusted certificates that the environment names, None for our own."""
    names = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
    return next((found for name in names if (found := environment(name))), None)


def fetcher() -> Fetcher:
    """Return what fetches documents for us, with the environment's proxies and certificates."""
    from tosmon.fetch import Fetcher, Limits, PageLimits

    return Fetcher(
        Limits(),
        user_agent=user_agent(),
        proxies=proxies(),
        ca_bundle=ca_bundle(),
        chromium=chromium(),
        page_limits=PageLimits(sandbox=environment("TOSMON_CHROMIUM_SANDBOX") != "off"),
    )


def chromium() -> str | None:
    """Return where a Chromium is on the PATH, None where there is none."""
    import shutil

    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def user_agent() -> str:
    """Return how the program names itself to servers: its name, version, and what it is."""
    from tosmon import __version__

    return f"tosmon/{__version__} (terms-of-service archive; one conditional request a day)"


def pager() -> str:
    """Return the pager that the environment names, or less, told to show colours."""
    return environment("PAGER") or "less -R"


def no_colour() -> bool:
    """Return whether `NO_COLOR` asks for none (https://no-color.org)."""
    return bool(environment("NO_COLOR")) or environment("TERM") == "dumb"


class Terminal(NamedTuple):
    """What standard output can show. `width` is None where lines must not be wrapped."""

    colour: bool
    width: int | None


def terminal() -> Terminal:
    """Return what standard output is."""
    import shutil

    if not sys.stdout.isatty():
        return Terminal(colour=False, width=None)
    return Terminal(colour=not no_colour(), width=shutil.get_terminal_size((80, 24)).columns)


def collect_seldom() -> None:
    """Let the cycle collector look less often, for runs that read pages.

    A page is some 10,000 objects without cycles; looking through them after every 700th costs
    a tenth of the reading.
    """
    import gc

    gc.set_threshold(50_000, 20, 100)


def with_progress(
    items: Iterator[_T], total: int, name: Callable[[_T], str], *, quiet: bool
) -> Iterator[_T]:
    """Yield `items`, showing how far they are where standard error is a terminal."""
    if quiet or not total or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        for item in items:
            progress.update(task, advance=1, description=name(item)[:40].ljust(40))
            yield item


def emit(text: str) -> None:
    """Write `text` to standard output; a terminal that lacks a character shows a mark for it."""
    _write(sys.stdout, text)


def say(text: str) -> None:
    """Write a message for a person to standard error; nothing in it moves the terminal."""
    _write(sys.stderr, safe(text if text.endswith("\n") else text + "\n"))


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding))


def emit_json(value: msgspec.Struct) -> None:
    """Write `value` as JSON, indented."""
    import msgspec

    emit(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")


def command(function: Callable[_P, Exit]) -> Callable[_P, None]:
    """Make a command of `function`: what it returns ends the process as its exit code."""

    @functools.wraps(function)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> None:
        raise typer.Exit(guarded(lambda: function(*args, **kwargs)))

    return wrapped


def emit_line(value: msgspec.Struct) -> None:
    """Write `value` as one line of JSON, for commands that stream."""
    import msgspec

    emit(msgspec.json.encode(value).decode() + "\n")


def guarded(work: Callable[[], Exit]) -> int:
    """Run `work`; turn what stops the program into a sentence and its exit code."""
    try:
        code = work()
        sys.stdout.flush()
    except TosmonError as error:
        for line in str(error).splitlines():
            say(f"tosmon: {line}")
        return int(error.exit_code)
    except KeyboardInterrupt:
        say("tosmon: interrupted; what was recorded so far is safe")
        return int(Exit.INTERRUPTED)
    except BrokenPipeError:  # the reader of our output has gone; that is its right
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.DONE)
    return int(code)
