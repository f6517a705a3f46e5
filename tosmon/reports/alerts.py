"""What each subscriber has not been told yet: the changes and outages that its filters choose.

Owns the filters, and what of an outage is told: once, again when its cause changes or it lasts,
and its end. Judges nothing, sends nothing, and writes no ledger.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from tosmon.archive import Archive
from tosmon.model import Document, DocumentKey, Moment
from tosmon.reports.believed import believed
from tosmon.reports.dates import Period
from tosmon.reports.history import rank
from tosmon.reports.status import status
from tosmon.reports.targets import Known, unknown
from tosmon.results import DocumentStatus, VersionChange
from tosmon.telling import NamedDocument, Notification, Subscription, Trouble

# A channel that is down for longer has been given up by its owner; telling all of it is a flood.
LOOK_BACK = dt.timedelta(days=90)
_TROUBLED = ("failing", "withdrawn", "quarantined")

Touches = Callable[[VersionChange, Sequence[str]], bool]
"""Whether a change touches one of these provisions."""


class News:
    """What is new since a moment, looked up once for all subscribers."""

    def __init__(
        self, archive: Archive, among: Known, *, since: Moment, now: Moment, touches: Touches
    ) -> None:
        self._listed = {document.key: document for document in among.listed}
        self._touches = touches
        self._now = now
        keys = among.keys
        period = Period(first=max(since, now - LOOK_BACK), last=now)
        recorded = archive.recorded_as
        self._changes = tuple(
            (change, recorded[change.version].confirmed_at)
            for change in believed(archive, among, keys, period)
        )
        self._status = status(archive, keys, among.listed, now).documents

    def untold(
        self, subscription: Subscription, since: Moment, told: frozenset[str]
    ) -> Notification:
        """Return what happened after `since` of which `told` holds nothing."""
        changes = tuple(
            change
            for change, at in self._changes
            if at >= since and change.version not in told and self._admits(subscription, change)
        )
        trouble = tuple(
            item
            for standing in self._status
            if subscription.trouble and self.chooses(subscription, standing.document)
            for item in outage(standing, subscription, since, told, self._now)
        )
        spoken_of = {change.document for change in changes} | {t.document for t in trouble}
        return Notification(
            subscription=subscription.id,
            at=self._now,
            changes=changes,
            trouble=trouble,
            named=tuple(
                NamedDocument(document=item.document, title=item.title, url=item.url)
                for item in self._status
                if item.document in spoken_of
            ),
        )

    def noted(self, subscription: Subscription, notification: Notification) -> tuple[str, ...]:
        """Return the events that are told with `notification`.

        Whoever hears of an outage when it has lasted long already is not told that it lasts.
        """
        lasting = (
            _lasts(item.document, item.since)
            for item in notification.trouble
            if item.kind == "began" and _seconds(item.since, self._now) >= subscription.lasting
        )
        return (
            *(change.version for change in notification.changes),
            *(item.id for item in notification.trouble),
            *lasting,
        )

    def _admits(self, subscription: Subscription, change: VersionChange) -> bool:
        return (
            change.kind in subscription.kinds
            and (
                subscription.severity is None
                or rank(change.severity) <= rank(subscription.severity)
            )
            and (not subscription.topics or bool(set(subscription.topics) & set(change.topics)))
            and (not subscription.directions or change.direction in subscription.directions)
            and self.chooses(subscription, change.document)
            and (not subscription.provisions or self._touches(change, subscription.provisions))
        )

    def chooses(self, subscription: Subscription, document: DocumentKey) -> bool:
        """Return whether `subscription` is about `document`."""
        return chooses(subscription, document, self._listed.get(document))


def chooses(subscription: Subscription, key: DocumentKey, document: Document | None) -> bool:
    """Return whether `subscription` is about the document `key`, None where it is not listed."""
    named = not (subscription.platforms or subscription.documents)
    return (
        named or key in subscription.documents or key.partition("/")[0] in subscription.platforms
    ) and (
        not subscription.tags
        or (document is not None and bool(set(subscription.tags) & set(document.tags)))
    )


def outage(
    standing: DocumentStatus,
    subscription: Subscription,
    since: Moment,
    told: frozenset[str],
    now: Moment,
) -> Iterator[Trouble]:
    """Yield what is to be told of how a document stands.

    An outage from before `since` is none of the subscriber's; its end is told of to whom its
    beginning was told.
    """
    key, began = standing.document, standing.failing_since
    current = None
    if standing.condition in _TROUBLED and began is not None:
        current = _stem(key, began)
        reason = standing.reason or standing.condition
        cause, lasts = f"{current}:{reason}", _lasts(key, began)
        kind: Literal["began", "lasts"] | None = None
        if began >= since and cause not in told:
            kind = "began"
        elif cause in told and lasts not in told and _seconds(began, now) >= subscription.lasting:
            kind = "lasts"
        if kind is not None:
            yield Trouble(
                id=lasts if kind == "lasts" else cause,
                kind=kind,
                document=key,
                since=began,
                reason=reason,
                detail=standing.detail,
            )
    yield from _ended(key, current, told)


def _seconds(began: Moment, now: Moment) -> float:
    return (now - began).total_seconds()


def _ended(key: DocumentKey, current: str | None, told: frozenset[str]) -> Iterator[Trouble]:
    """Yield the end of each outage of `key` that was told of and is not the current one."""
    prefix = f"outage:{key}:"
    known: dict[str, set[str]] = defaultdict(set)
    for event in told:
        stem, _, what = event.rpartition(":")
        if stem.startswith(prefix):
            known[stem].add(what)
    for stem, whats in sorted(known.items()):
        if stem != current and "ended" not in whats:
            yield Trouble(
                id=f"{stem}:ended",
                kind="ended",
                document=key,
                since=dt.datetime.fromisoformat(stem.removeprefix(prefix)),
                reason=min(whats - {"lasts"}, default=""),
                detail=None,
            )


def problems(subscriptions: Sequence[Subscription], among: Known) -> Iterator[str]:
    """Yield a sentence for each name in `subscriptions` that is not watched."""
    platforms = {key.partition("/")[0] for key in among.keys}
    tags = {tag for document in among.listed for tag in document.tags}
    for subscription in subscriptions:
        wrong = [name for name in subscription.platforms if name not in platforms]
        wrong += [name for name in subscription.documents if name not in among.keys]
        yield from (f"subscription {subscription.id}: {unknown(w, among.keys)}" for w in wrong)
        for tag in subscription.tags:
            if tag not in tags:
                yield f"subscription {subscription.id}: no watched document has the tag '{tag}'"


def _lasts(key: DocumentKey, began: Moment) -> str:
    return f"{_stem(key, began)}:lasts"


def _stem(key: DocumentKey, began: Moment) -> str:
    return f"outage:{key}:{began:%Y-%m-%dT%H:%M:%S+00:00}"
