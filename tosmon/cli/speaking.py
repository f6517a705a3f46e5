"""How a run that may be a service speaks: in lines for people, or in a log of JSON lines.

Owns which of its words go where. People read news on standard output and trouble on standard
error; a log gets everything on standard output, and a last line for each run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tosmon.cli.context import Clock, emit, emit_json, emit_line, say, terminal
from tosmon.errors import Exit, TosmonError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tosmon.results import FetchReport
    from tosmon.telling import Level, NotifyReport

FORMATS = ("text", "json")


class Voice(Protocol):
    """How a run speaks."""

    def problem(self, sentence: str) -> None:
        """Say what is wrong."""

    def through(self, work: Callable[[], Exit]) -> Exit:
        """Return what `work` does, or say what stopped it and return the code of that."""

    def fetched(self, report: FetchReport) -> None:
        """Say what came of the documents."""

    def told(self, report: NotifyReport) -> None:
        """Say what came of telling the subscribers."""


def voice(log_format: str, clock: Clock, *, json: bool, quiet: bool, verbose: bool) -> Voice:
    """Return how a run speaks; raise `UsageError` for a way that there is not."""
    if log_format not in FORMATS:
        raise UsageError(f"no log format '{log_format}'; there are: {', '.join(FORMATS)}")
    if log_format == "json" and json:
        raise UsageError("--json prints one value, --log-format json lines of a log; give one")
    if log_format == "json":
        return Log(clock, quiet=quiet, verbose=verbose)
    return Words(json=json, quiet=quiet, verbose=verbose)


class Words:
    """For people, or with `json` the report for a script."""

    def __init__(self, *, json: bool, quiet: bool, verbose: bool) -> None:
        self._json = json
        self._quiet = quiet
        self._verbose = verbose

    def problem(self, sentence: str) -> None:
        """See `Voice`."""
        say(f"tosmon: {sentence}")

    def through(self, work: Callable[[], Exit]) -> Exit:
        """See `Voice`. What stops any command is said by whoever runs it."""
        return work()

    def fetched(self, report: FetchReport) -> None:
        """See `Voice`."""
        if self._json:
            emit_json(report)
        elif not self._quiet:
            from tosmon.render.fetch_lines import fetch_lines

            emit(fetch_lines(report, colour=terminal().colour, verbose=self._verbose))

    def told(self, report: NotifyReport) -> None:
        """See `Voice`."""
        for problem in report.problems:
            self.problem(problem)
        for item in report.deliveries:
            where = f"{item.subscription}  {item.channel}"
            if item.status == "failed":
                self.problem(f"not told: {where}: {item.reason}")
            elif not (self._quiet or self._json) and (self._verbose or item.status == "planned"):
                emit(f"{item.status.ljust(9)}{where}  {item.subject}\n")


class Log:
    """For services: JSON lines. Quiet, it has no line of what is in order but the run's."""

    def __init__(self, clock: Clock, *, quiet: bool, verbose: bool) -> None:
        self._clock = clock
        self._quiet = quiet
        self._verbose = verbose

    def problem(self, sentence: str) -> None:
        """See `Voice`."""
        self._message("warning", sentence)

    def through(self, work: Callable[[], Exit]) -> Exit:
        """See `Voice`."""
        try:
            return work()
        except TosmonError as error:
            for sentence in str(error).splitlines():
                self._message("error", sentence)
            return error.exit_code

    def fetched(self, report: FetchReport) -> None:
        """See `Voice`."""
        from tosmon.telling import DocumentLine, RunLine

        for item in report.documents:
            level = _level(item.status in ("failed", "quarantined"))
            news = item.news or item.recovered
            if self._verbose or (news and not (self._quiet and level == "info")):
                emit_line(DocumentLine(at=report.finished_at, level=level, result=item))
        emit_line(
            RunLine(
                at=report.finished_at,
                level=_level(report.totals.failed > 0),
                started_at=report.started_at,
                finished_at=report.finished_at,
                head=report.head,
                totals=report.totals,
            )
        )

    def told(self, report: NotifyReport) -> None:
        """See `Voice`."""
        from tosmon.telling import DeliveryLine

        for problem in report.problems:
            self.problem(problem)
        for item in report.deliveries:
            level = _level(item.status == "failed")
            if not (self._quiet and level == "info"):
                emit_line(DeliveryLine(at=report.at, level=level, result=item))

    def _message(self, level: Level, sentence: str) -> None:
        from tosmon.telling import MessageLine

        emit_line(MessageLine(at=self._clock.now(), level=level, message=sentence))


def _level(wrong: bool) -> Level:
    return "warning" if wrong else "info"


def told_exit(report: NotifyReport) -> set[Exit]:
    """Return the exit codes that a telling calls for."""
    codes = {Exit.CONFIG} if report.problems else set()
    if any(item.status == "failed" for item in report.deliveries):
        codes.add(Exit.INCOMPLETE)
    return codes
