"""Moments, as a person types them: a day, a moment, or how long ago.

Owns what `2026-05-01`, `2026-05-01T06:00:00Z` and `7d` mean. Has no clock: it is told the time.
"""

from __future__ import annotations

import datetime as dt
import re

from tosmon.errors import UsageError
from tosmon.model import Moment, Record

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_AGO = re.compile(r"(\d{1,5})\s?(h|d|w)", re.IGNORECASE)
_HOURS = {"h": 1, "d": 24, "w": 168}


class Period(Record):
    """A stretch of time with both ends in it; None: no end on that side."""

    first: Moment | None = None
    last: Moment | None = None

    def holds(self, moment: Moment) -> bool:
        """Return whether `moment` lies within."""
        return (self.first is None or moment >= self.first) and (
            self.last is None or moment <= self.last
        )


def between(since: str | None, until: str | None, now: Moment) -> Period:
    """Return the period from `since` to `until`; raise `UsageError` where there is none."""
    period = Period(
        first=beginning(since, now) if since is not None else None,
        last=_ending(until, now) if until is not None else None,
    )
    if period.first and period.last and period.first > period.last:
        raise UsageError(f"nothing lies between '{since}' and '{until}': the first is later")
    return period


def beginning(text: str, now: Moment) -> Moment:
    """Return the moment from which `text` counts: the beginning of a day, or so long before `now`.

    Raises `UsageError` for what is neither.
    """
    moment = _ending(text, now)
    return moment.replace(hour=0, minute=0, second=0) if _DAY.fullmatch(text) else moment


def _ending(text: str, now: Moment) -> Moment:
    ago = _AGO.fullmatch(text.strip())
    if ago is None:
        return end(text, hint=", or how long ago as 12h, 7d or 4w")
    try:
        return now - dt.timedelta(hours=int(ago[1]) * _HOURS[ago[2].lower()])
    except OverflowError:
        raise UsageError(f"'{text}' is before the first year") from None


def end(text: str, *, hint: str = "") -> Moment:
    """Return the moment up to which `text` counts: a day means its end, so that it is included.

    Raises `UsageError` for anything but a day or a moment; `hint` says what else is understood.
    """
    try:
        if _DAY.fullmatch(text):
            day = dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC)
            return day + dt.timedelta(days=1, seconds=-1)
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"'{text}' is no date; write a day as 2026-05-01 or a moment as "
            f"2026-05-01T06:00:00Z{hint}"
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
