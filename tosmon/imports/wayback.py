"""The Wayback Machine's captures: listed by its index, played as they were served (flag `id_`).

Owns what a playback's answer means. What the index says is in wayback_index; who asks, and how
politely, is an argument.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

import msgspec

from tosmon.imports.snapshots import ImportedSnapshot, Withheld, in_order, response
from tosmon.imports.wayback_index import (
    PAGES,
    REDIRECTS,
    Query,
    Row,
    index_address,
    parsed,
    stamped,
    telling,
    thinned,
)
from tosmon.model import (
    Document,
    DocumentKey,
    Failure,
    FailureReason,
    Moment,
    Record,
    Reply,
    Response,
)

Ask = Callable[[str], Reply]
"""Asks for an address, politely, redirects followed."""

_MAX_PAGES = 100  # answers of the index for one document, half a million captures
_PLAYED = re.compile(r"/web/(\d{14})(?:[a-z]{2}_)?/(\S+)$")
# Where a page redirected, the archive plays the nearest capture of the target. One of another day
# may be another text.
_TOGETHER = dt.timedelta(days=1)
# What is so for one capture and no reason to stop asking for others.
_OF_THIS_ONE = (
    FailureReason.NOT_FOUND,
    FailureReason.GONE,
    FailureReason.FORBIDDEN,
    FailureReason.CLIENT_ERROR,
    FailureReason.TOO_LARGE,
    FailureReason.BAD_ENCODING,
    FailureReason.REDIRECT_LOOP,
)
# What may be so for one capture, which the archive cannot bring forth, or for all of them.
_DOUBTFUL = (FailureReason.SERVER_ERROR, FailureReason.TIMEOUT, FailureReason.CONNECTION)
_PATIENCE = 3  # doubtful failures in a row, each after several tries: the archive is not well


class Listing(Record):
    """The captures of a document; `problems` say why there may be more, `stops` as in Withheld."""

    document: DocumentKey
    snapshots: tuple[ImportedSnapshot, ...]
    problems: tuple[str, ...] = ()
    stops: bool = False


class Wayback:
    """One archive. The bytes of its last capture are kept for the capture that repeats them."""

    def __init__(self, query: Query, ask: Ask) -> None:
        self._query = query
        self._ask = ask
        self._host = urlsplit(query.server).netloc.rpartition("@")[2]
        self._last: tuple[str, Response] | None = None
        self._doubtful = 0

    def captures(self, document: Document) -> Listing:
        """Return what the archive has of `document`; the bytes are asked for at each look."""
        rows, failure = self._rows(document.url)
        self._doubtful = 0 if failure is None else self._doubtful
        snapshots = in_order(
            ImportedSnapshot(
                document=document.key,
                title=document.title,
                captured_at=row.moment,
                url=row.original,
                source=f"wayback {self._host} {row.stamp} {row.digest}",
                look=partial(self._look, row),
            )
            for row in telling(rows)
        )
        if failure is None:
            return Listing(document=document.key, snapshots=snapshots)
        words = _words(failure)
        return Listing(
            document=document.key,
            snapshots=snapshots,
            problems=(f"{document.key}: the archive does not list all its captures: {words}",),
            stops=self._stops(failure),
        )

    def _stops(self, failure: Failure) -> bool:
        """Return whether to ask for nothing more, after this failure and those before it."""
        if failure.reason in _DOUBTFUL:
            self._doubtful += 1
            return self._doubtful >= _PATIENCE
        return failure.reason not in _OF_THIS_ONE

    def _rows(self, url: str) -> tuple[list[Row], Failure | None]:
        """Return the rows of the index in order of time, and why there may be more.

        A key that brings nothing new (some servers undo its coding once too often) is not trusted:
        the next question begins after the last row.
        """
        rows: dict[str, Row] = {}
        query, key = self._query, None
        failure: Failure | None = _failure(None)
        for _ in range(_MAX_PAGES):
            reply = self._ask(index_address(url, query, key))
            page = parsed(reply.body) if isinstance(reply, Response) else None
            if page is None:
                failure = _failure(reply)
                break
            known = next(iter(rows.values()), None)
            fresh = {
                row.stamp: row
                for row in page[0]
                if row.stamp not in rows and (known is None or row.page == known.page)
            }
            rows |= fresh
            if page[1] is None:
                failure = None
                break
            if not fresh and (key is None or not rows):
                break
            if not fresh:
                after = max(row.moment for row in rows.values()) + dt.timedelta(seconds=1)
                query = msgspec.structs.replace(query, since=after)
            key = page[1] if fresh else None
        ordered = sorted(rows.values(), key=lambda row: row.stamp)
        return thinned(ordered, query.pace), failure

    def _look(self, row: Row) -> Response | Withheld:
        """Return the capture of `row` as its page answered then."""
        if row.status not in (*PAGES, *REDIRECTS, "-"):
            bare = response(row.original, row.kind, b"")
            return msgspec.structs.replace(bare, status=int(row.status))
        if self._last is not None and (self._last[0], row.status) == (row.digest, "200"):
            return self._as_of(row, self._last[1], row.original)
        address = f"{self._query.server}/web/{row.stamp}id_/{row.original}"
        reply = self._ask(address)
        if not isinstance(reply, Response):
            stops = isinstance(reply, Failure) and self._stops(reply)
            words = _words(reply) if isinstance(reply, Failure) else "it says that nothing is new"
            return Withheld(detail=f"{_named(row)}: {words}", stops=stops)
        self._doubtful = 0
        played = self._played(reply.final_url)
        if played is None:
            return Withheld(detail=f"{_named(row)}: it led out of the archive")
        moment, url = played
        exact = row.status in PAGES
        if moment is None or abs(moment - row.moment) > (dt.timedelta(0) if exact else _TOGETHER):
            return Withheld(detail=f"{_named(row)}: another capture is played in its place")
        self._last = (row.digest, reply) if exact else None
        return self._as_of(row, reply, row.original if exact else url)

    def _played(self, url: str) -> tuple[Moment | None, str] | None:
        """Return moment and address of the capture that was played at `url`, None for no capture.

        The server may have sent us on to its other scheme.
        """
        if urlsplit(url).netloc.rpartition("@")[2] != self._host:
            return None
        match = _PLAYED.search(url)
        return (stamped(match[1]), match[2]) if match else None

    def _as_of(self, row: Row, reply: Response, final_url: str) -> Response:
        """Return the reply without what is the archive's: its dates, entity tags, redirects."""
        kind = reply.content_type or row.kind
        played = response(row.original, kind, reply.body)
        return msgspec.structs.replace(played, final_url=final_url)


def _failure(reply: Reply | None) -> Failure:
    """Return why there is no index, or no more of it."""
    if isinstance(reply, Failure):
        return reply
    words = "it does not come to an end" if reply is None else "no index but something else"
    return Failure(reason=FailureReason.CLIENT_ERROR, detail=words)


def _named(row: Row) -> str:
    return f"the capture {row.stamp} of {row.original}"


def _words(failure: Failure) -> str:
    wait = failure.retry_after
    return failure.detail + (f"; it asks to wait for {wait:.0f} seconds" if wait else "")
