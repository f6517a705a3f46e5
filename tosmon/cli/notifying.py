"""Telling subscribers: notify, and what `fetch --notify` and `digest --send` share with it.

Addresses are resolved here, where the environment may be read, just before they are used.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.context import (
    ArchiveOption,
    Clock,
    ConfigOption,
    JsonOption,
    Place,
    QuietOption,
    VerboseOption,
    ca_bundle,
    command,
    emit_json,
    environment,
    proxies,
    read_clock,
    user_agent,
)
from tosmon.cli.speaking import Words, told_exit
from tosmon.errors import Exit, UsageError, first_of

if TYPE_CHECKING:
    from tosmon.archive.ledger import Ledger
    from tosmon.config.subscriptions import Subscriptions
    from tosmon.model import DocumentKey, Moment
    from tosmon.reports.alerts import Touches
    from tosmon.reports.standing import Sources
    from tosmon.reports.targets import Known
    from tosmon.results import VersionChange
    from tosmon.telling import DigestReport, Message, NotifyReport, Subscription
    from tosmon.watch.notifying import Planned, Send

NAME = "subscriptions.yaml"

SubscriptionsOption = Annotated[
    Path | None,
    typer.Option(
        "--subscriptions",
        metavar="FILE",
        help=f"Who is told of what  [{NAME} beside the list]",
        show_default=False,
    ),
]


@command
def notify(
    only: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SUBSCRIPTION]...", help="Only these  [all]", show_default=False),
    ] = None,
    test: Annotated[
        bool, typer.Option("--test", help="Send a test to every channel; note nothing.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be sent; send and note nothing.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Tell what is untold from then on, not from when a subscription was first seen.",
            show_default=False,
        ),
    ] = None,
    subscriptions: SubscriptionsOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    config: ConfigOption = None,
    archive: ArchiveOption = None,
) -> Exit:
    """Tell each subscriber once of what is new to it; say nothing where nothing is."""
    from tosmon.reports.dates import beginning

    place, clock = Place(config, archive), read_clock()
    listed = load(place, subscriptions)
    telling = Telling(place, clock, listed, only or ())
    if test:
        report = telling.test(dry_run=dry_run)
    else:
        moment = None if since is None else beginning(since, clock.now())
        report = telling.tell(since=moment, dry_run=dry_run)
    if json:
        emit_json(report)
    Words(json=json, quiet=quiet, verbose=verbose).told(report)
    return first_of(told_exit(report))


def load(place: Place, path: Path | None) -> Subscriptions:
    """Return the subscriptions of `path`, or of the file beside platforms.yaml."""
    from tosmon.config import load_subscriptions

    path = path or place.config_path.parent / NAME
    if not path.exists():
        raise UsageError(f"there is no {path}; docs/notifications.md says what it holds")
    return load_subscriptions(path)


class Telling:
    """The subscribers of one run, and how they are reached."""

    def __init__(
        self, place: Place, clock: Clock, listed: Subscriptions, only: Sequence[str]
    ) -> None:
        self._place = place
        self._clock = clock
        self._folder = Path(listed.path).parent
        self._problems = listed.problems
        self.chosen = _chosen(listed, only)

    def begin(self) -> None:
        """Note that the subscriptions are there: what happens from now on is news to them."""
        with self.ledger() as ledger:
            ledger.begin((each.id for each in self.chosen), self._clock.now())

    def tell(self, *, since: Moment | None = None, dry_run: bool = False) -> NotifyReport:
        """Tell everyone of what is new, or say what would be told."""
        from tosmon.reports.alerts import News, problems
        from tosmon.reports.targets import known
        from tosmon.watch.notifying import plan

        record, now = self._place.archive(), self._clock.now()
        among = known(self._place.config_if_any(), record)
        wrong = (*self._problems, *problems(self.chosen, among))
        with self.ledger() as ledger, self._touches() as touches:
            if not dry_run:
                ledger.begin((each.id for each in self.chosen), now)
            firsts = [ledger.begun(each.id) or now for each in self.chosen]
            first = since or min(firsts, default=now)
            news = News(record, among, since=first, now=now, touches=touches)
            planned = tuple(plan(self.chosen, ledger, news, since=since, now=now))
            return self.deliver(planned, ledger, wrong, dry_run=dry_run)

    def test(self, *, dry_run: bool) -> NotifyReport:
        """Send a test to every channel."""
        from tosmon.watch.notifying import trials

        with self.ledger() as ledger:
            planned = tuple(trials(self.chosen, self._clock.now()))
            return self.deliver(planned, ledger, self._problems, dry_run=dry_run)

    def deliver(
        self, planned: tuple[Planned, ...], ledger: Ledger, wrong: tuple[str, ...], *, dry_run: bool
    ) -> NotifyReport:
        """Hand over what is planned, or say what it is."""
        from tosmon.telling import NotifyReport
        from tosmon.watch.notifying import deliver

        if dry_run:
            deliveries = tuple(item.outcome("planned") for item in planned)
        else:
            deliveries = deliver(planned, self._send(), ledger, self._clock.now)
        return NotifyReport(
            at=self._clock.now(), deliveries=deliveries, problems=wrong, dry_run=dry_run
        )

    def _send(self) -> Send:
        from tosmon.config.references import UnresolvedError, resolve
        from tosmon.fetch.courier import Courier
        from tosmon.render.messages import mail

        courier = Courier(user_agent=user_agent(), proxies=proxies(), ca_bundle=ca_bundle())

        def send(written: str, message: Message) -> str | None:
            try:
                address = resolve(written, environment, self._folder)
            except UnresolvedError as error:
                return str(error)
            return courier.send(address, message, mail(message))

        return send

    @contextlib.contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """Hold the ledger's lock and yield what was told to whom."""
        from tosmon.archive import DiskFiles
        from tosmon.archive.ledger import FOLDER, Ledger

        files = DiskFiles(self._place.archive_path / FOLDER)
        with files.lock(wait=True):
            yield Ledger(files)

    @contextlib.contextmanager
    def _touches(self) -> Iterator[Touches]:
        """Yield what tells whether a change touches a provision; it is opened when it is asked."""
        from tosmon.cli.answering import open_sources
        from tosmon.reports.touched import touched

        with contextlib.ExitStack() as stack:
            opened: list[Sources] = []

            def touches(change: VersionChange, provisions: Sequence[str]) -> bool:
                if not opened:
                    place = self._place
                    sources = open_sources(place.config_path, place.archive_path)
                    opened.append(stack.enter_context(sources)[0])
                found = touched(opened[0], change)
                return any(name.startswith(tuple(provisions)) for name in found)

            yield touches


def _chosen(listed: Subscriptions, only: Sequence[str]) -> tuple[Subscription, ...]:
    """Return the subscriptions that `only` names, all without any."""
    names = [entry.id for entry in listed.entries]
    for name in only:
        if name not in names:
            has = f"it has: {', '.join(names)}" if names else "it has none"
            raise UsageError(f"no subscription '{name}' in {listed.path}; {has}")
    return tuple(entry for entry in listed.entries if not only or entry.id in only)


def send_digests(
    place: Place,
    clock: Clock,
    path: Path | None,
    to: Sequence[str],
    documents: Sequence[DocumentKey],
    among: Known,
    made: Callable[[Sequence[DocumentKey]], DigestReport],
) -> NotifyReport:
    """Send digests to subscriptions, each of the `documents` that it is about, or to addresses.

    A channel of a subscription gets the digest of a period once. Raises `UsageError` for a name
    that is neither.
    """
    from tosmon.config.subscriptions import Subscriptions, is_address
    from tosmon.reports.alerts import chooses
    from tosmon.telling import Subscription
    from tosmon.watch.notifying import digests

    addresses = tuple(name for name in to if is_address(name))
    names = [name for name in to if name not in addresses]
    listed = load(place, path) if names else Subscriptions(path=str(place.config_path))
    telling = Telling(place, clock, listed, names)
    watched = {document.key: document for document in among.listed}
    with telling.ledger() as ledger:
        planned = [
            item
            for each in telling.chosen
            for item in digests(
                each,
                made([key for key in documents if chooses(each, key, watched.get(key))]),
                ledger,
            )
        ]
        if addresses:
            direct = Subscription(id="-", to=addresses)
            planned += digests(direct, made(documents), None)
        return telling.deliver(tuple(planned), ledger, listed.problems, dry_run=False)
