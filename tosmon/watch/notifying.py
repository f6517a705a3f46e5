"""Use case: everyone is told once of what is new to them.

Owns the order of a telling: what is untold, handed over on all channels side by side, noted as
told once it was taken. A channel that fails holds up no other, and is tried again at the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple, Protocol

from tosmon.archive.ledger import Ledger
from tosmon.config.references import names_of
from tosmon.model import Moment, Sha256
from tosmon.render.alert import message
from tosmon.render.messages import digest_message
from tosmon.reports.alerts import News
from tosmon.telling import (
    Delivery,
    DeliveryStatus,
    DigestReport,
    Message,
    Notification,
    Subscription,
)

_AT_ONCE = 8  # channels that are waited for side by side


class Send(Protocol):
    """Hands a message to an address as it was written; says why it was not taken, or None."""

    def __call__(self, written: str, message: Message) -> str | None:
        """See the class."""


class Planned(NamedTuple):
    """A message for one channel, and the events that are noted as told once it was taken."""

    subscription: str
    channel: str
    written: str
    message: Message
    events: tuple[str, ...] = ()
    changes: tuple[Sha256, ...] = ()
    trouble: tuple[str, ...] = ()

    def outcome(self, status: DeliveryStatus, reason: str | None = None) -> Delivery:
        """Return what came of it."""
        return Delivery(
            subscription=self.subscription,
            channel=self.channel,
            status=status,
            changes=self.changes,
            trouble=self.trouble,
            subject=self.message.subject,
            reason=reason,
        )


def plan(
    subscriptions: Sequence[Subscription],
    ledger: Ledger,
    news: News,
    *,
    since: Moment | None,
    now: Moment,
) -> Iterator[Planned]:
    """Yield a message for each channel that was not told all.

    `since` stands for the moment at which a subscription was first seen.
    """
    for subscription in subscriptions:
        first = since or ledger.begun(subscription.id) or now
        for channel, written in _channels(subscription):
            told = ledger.told(subscription.id, channel)
            notification = news.untold(subscription, first, told)
            if notification.changes or notification.trouble:
                yield Planned(
                    subscription.id,
                    channel,
                    written,
                    message(notification),
                    events=news.noted(subscription, notification),
                    changes=tuple(change.version for change in notification.changes),
                    trouble=tuple(item.id for item in notification.trouble),
                )


def trials(subscriptions: Sequence[Subscription], now: Moment) -> Iterator[Planned]:
    """Yield a test for each channel, after which nothing is noted."""
    for subscription in subscriptions:
        test = Notification(subscription=subscription.id, at=now, changes=(), trouble=(), test=True)
        for channel, written in _channels(subscription):
            yield Planned(subscription.id, channel, written, message(test))


def digests(
    subscription: Subscription, report: DigestReport, ledger: Ledger | None
) -> Iterator[Planned]:
    """Yield the digest `report` for each channel of `subscription` that was not sent it.

    Without a ledger it is sent whatever was sent before, and nothing is noted.
    """
    made = digest_message(report)
    event = f"digest:{report.since:%Y-%m-%d}:{report.until:%Y-%m-%d}"
    for channel, written in _channels(subscription):
        if ledger is None:
            yield Planned(subscription.id, channel, written, made)
        elif event not in ledger.told(subscription.id, channel):
            yield Planned(subscription.id, channel, written, made, events=(event,))


def _channels(subscription: Subscription) -> Iterator[tuple[str, str]]:
    return zip(names_of(subscription.to), subscription.to, strict=True)


def deliver(
    planned: Sequence[Planned], send: Send, ledger: Ledger, now: Callable[[], Moment]
) -> tuple[Delivery, ...]:
    """Hand over what is `planned`, side by side, and note what was taken as soon as it was."""
    place = {id(item): n for n, item in enumerate(planned)}
    done: dict[int, Delivery] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        handed = {pool.submit(send, item.written, item.message): item for item in planned}
        for future in as_completed(handed):
            item, reason = handed[future], future.result()
            if reason is None:
                ledger.add(item.subscription, item.channel, item.events, now())
            status: DeliveryStatus = "sent" if reason is None else "failed"
            done[place[id(item)]] = item.outcome(status, reason)
    return tuple(done[n] for n in range(len(planned)))
