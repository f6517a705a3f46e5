"""The Wayback Machine: its index of captures (CDX server) and their bytes as they were (`id_`).

Both as documented by the Internet Archive (github.com/internetarchive/wayback, wayback-cdx-server/
README.md; the flag `id_` of a playback address gives the original bytes). Owns what to ask and what
the answers mean; who asks, and how politely, is an argument.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlencode, urlsplit

import msgspec

from tosmon.errors import UsageError
from tosmon.imports.snapshots import (
    ImportedSnapshot,
    Withheld,
    in_order,
    is_address,
    moment_of,
    response,
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

SERVER = "https://web.archive.org"

Ask = Callable[[str], Reply]
"""Asks for an address, politely, redirects followed."""

_DIGITS = {"hour": 10, "day": 8, "month": 6}
"""Paces: one capture is wanted of each, told by so many digits of its time stamp; or "all"."""

_PAGE = 5000  # rows of one answer, some 600 KB
_MAX_PAGES = 100
_FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")
_PLAYED = re.compile(r"/web/(\d{14})(?:[a-z]{2}_)?/(\S+)$")
_PAGES = ("200", "203")
_REDIRECTS = ("301", "302", "303", "307", "308")
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


class Query(Record):
    """What is asked for: the server's address, the first and last moment, how dense."""

    server: str = SERVER
    since: Moment | None = None
    until: Moment | None = None
    pace: str = "day"


def query_of(*, server: str, since: Moment | None, until: Moment | None, pace: str) -> Query:
    """Return what is asked for; raise `UsageError` for a pace that is none."""
    if pace not in ("all", *_DIGITS):
        raise UsageError(f"'{pace}' is no pace; there are: all, {', '.join(_DIGITS)}")
    return Query(server=server.rstrip("/"), since=since, until=until, pace=pace)


class Listing(Record):
    """The captures of a document; `problem` says why there may be more, `stops` as in Withheld."""

    document: DocumentKey
    snapshots: tuple[ImportedSnapshot, ...]
    problem: str | None = None
    stops: bool = False


class _Row(Record):
    """A line of the index. `status` has three digits, or is `-` where the body repeats another."""

    stamp: str
    moment: Moment
    original: str
    kind: str
    status: str
    digest: str


def list_captures(document: Document, query: Query, ask: Ask) -> Listing:
    """Return what the archive has of `document`; the bytes are asked for at each look.

    Of captures with the same bytes in a row the first and the last are taken: the first says since
    when, the last proves that it stood, and costs no request. The server could leave such out
    itself (`collapse=digest`), but the last one, too.
    """
    rows: dict[str, _Row] = {}
    key: str | None = None
    for _ in range(_MAX_PAGES):
        reply = ask(_index_address(document.url, query, key))
        page = _parsed(reply.body) if isinstance(reply, Response) else None
        if page is None:
            return _listed(document, rows, query, ask, _failure(reply))
        before = len(rows)
        for row in page[0]:
            rows.setdefault(row.stamp, row)
        key = page[1]
        if key is None:
            return _listed(document, rows, query, ask, None)
        if len(rows) == before:
            break
    return _listed(document, rows, query, ask, _failure(None))


def _failure(reply: Reply | None) -> Failure:
    """Return why there is no index, or no more of it."""
    if isinstance(reply, Failure):
        return reply
    words = "it does not come to an end" if reply is None else "no index but something else"
    return Failure(reason=FailureReason.CLIENT_ERROR, detail=words)


def _index_address(url: str, query: Query, key: str | None) -> str:
    asked = [("url", url), ("output", "json"), ("fl", ",".join(_FIELDS)), ("limit", str(_PAGE))]
    if query.since is not None:
        asked.append(("from", _stamp(query.since)))
    if query.until is not None:
        asked.append(("to", _stamp(query.until)))
    if query.pace in _DIGITS:
        asked.append(("collapse", f"timestamp:{_DIGITS[query.pace]}"))
    asked.append(("showResumeKey", "true"))
    if key is not None:
        asked.append(("resumeKey", key))
    return f"{query.server}/cdx/search/cdx?{urlencode(asked)}"


def _stamp(moment: Moment) -> str:
    return moment.strftime("%Y%m%d%H%M%S")


def _parsed(body: bytes) -> tuple[list[_Row], str | None] | None:
    """Return the rows of an answer and the key to the next one; None where it is no index.

    The answer is a list of rows, the first names the fields; where there is more, an empty row and
    one with the key follow.
    """
    if not body.strip():
        return [], None
    try:
        table = msgspec.json.decode(body, type=list[list[str]])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if not table:
        return [], None
    key = None
    if len(table) > 2 and not table[-2] and len(table[-1]) == 1:
        key = table[-1][0]
        table = table[:-2]
    if sorted(table[0]) != sorted(_FIELDS):
        return None
    names = table[0]
    cells = (dict(zip(names, row, strict=True)) for row in table[1:] if len(row) == len(names))
    return [row for cell in cells if (row := _row(cell)) is not None], key


def _row(cell: dict[str, str]) -> _Row | None:
    moment = _moment(cell["timestamp"])
    if moment is None or not is_address(cell["original"]):
        return None
    if not re.fullmatch(r"[1-5]\d\d|-", cell["statuscode"]):
        return None
    if not re.fullmatch(r"[A-Za-z0-9:+/=-]{1,100}", cell["digest"]):
        return None
    kind = cell["mimetype"] if re.fullmatch(r"[\w.+-]+/[\w.+-]+", cell["mimetype"]) else ""
    return _Row(
        stamp=cell["timestamp"],
        moment=moment,
        original=cell["original"],
        kind=kind,
        status=cell["statuscode"],
        digest=cell["digest"],
    )


def _moment(stamp: str) -> Moment | None:
    if not re.fullmatch(r"\d{14}", stamp, re.ASCII):
        return None
    return moment_of(f"{stamp[:8]}T{stamp[8:]}+00:00")


def _listed(
    document: Document, rows: dict[str, _Row], query: Query, ask: Ask, failure: Failure | None
) -> Listing:
    host = urlsplit(query.server).netloc
    plays = _Playback(query.server, ask)
    snapshots = in_order(
        ImportedSnapshot(
            document=document.key,
            title=document.title,
            captured_at=row.moment,
            url=row.original,
            source=f"wayback {host} {row.stamp} {row.digest}",
            look=partial(plays.look, row),
        )
        for row in _telling(sorted(rows.values(), key=lambda row: row.stamp))
    )
    if failure is None:
        return Listing(document=document.key, snapshots=snapshots)
    return Listing(
        document=document.key,
        snapshots=snapshots,
        problem=f"{document.key}: the archive does not list all its captures: {_words(failure)}",
        stops=failure.reason not in _OF_THIS_ONE,
    )


def _telling(rows: list[_Row]) -> Iterator[_Row]:
    """Yield the first and the last of each run of rows with the same bytes.

    A row that repeats an earlier one (`-`) has its status and type.
    """
    known: dict[str, _Row] = {}
    run: list[_Row] = []
    for row in rows:
        first = known.get(row.digest)
        if row.status == "-" and first is not None:
            row = msgspec.structs.replace(row, status=first.status, kind=first.kind)  # noqa: PLW2901
        elif row.status != "-":
            known.setdefault(row.digest, row)
        if run and (run[-1].digest, run[-1].status) != (row.digest, row.status):
            yield from {row.stamp: row for row in (run[0], run[-1])}.values()
            run = []
        run.append(row)
    if run:
        yield from {row.stamp: row for row in (run[0], run[-1])}.values()


class _Playback:
    """The bytes of captures; those of the last one are kept for the capture that repeats them."""

    def __init__(self, server: str, ask: Ask) -> None:
        self._server = server
        self._ask = ask
        self._last: tuple[str, Response] | None = None

    def look(self, row: _Row) -> Response | Withheld:
        """Return the capture of `row` as its page answered then."""
        if row.status not in (*_PAGES, *_REDIRECTS, "-"):
            bare = response(row.original, row.kind, b"")
            return msgspec.structs.replace(bare, status=int(row.status))
        if self._last is not None and self._last[0] == row.digest:
            return self._as_of(row, self._last[1], row.original)
        address = f"{self._server}/web/{row.stamp}id_/{row.original}"
        reply = self._ask(address)
        if not isinstance(reply, Response):
            stops = isinstance(reply, Failure) and reply.reason not in _OF_THIS_ONE
            words = _words(reply) if isinstance(reply, Failure) else "it says that nothing is new"
            return Withheld(detail=f"{_named(row)}: {words}", stops=stops)
        played = self._played(reply.final_url)
        if played is None:
            return Withheld(detail=f"{_named(row)}: it led out of the archive")
        moment, url = played
        exact = row.status in _PAGES
        if moment is None or abs(moment - row.moment) > (dt.timedelta(0) if exact else _TOGETHER):
            return Withheld(detail=f"{_named(row)}: another capture is played in its place")
        self._last = (row.digest, reply) if exact else None
        return self._as_of(row, reply, row.original if exact else url)

    def _played(self, url: str) -> tuple[Moment | None, str] | None:
        """Return moment and address of the capture that was played at `url`, None for no capture.

        The server may have sent us on to its other scheme.
        """
        if urlsplit(url).netloc != urlsplit(self._server).netloc:
            return None
        match = _PLAYED.search(url)
        return (_moment(match[1]), match[2]) if match else None

    def _as_of(self, row: _Row, reply: Response, final_url: str) -> Response:
        """Return the reply without what is the archive's: its dates, entity tags, redirects."""
        kind = dict(reply.headers).get("content-type", "") or row.kind
        played = response(row.original, kind, reply.body)
        return msgspec.structs.replace(played, final_url=final_url)


def _named(row: _Row) -> str:
    return f"the capture {row.stamp} of {row.original}"


def _words(failure: Failure) -> str:
    wait = failure.retry_after
    return failure.detail + (f"; it asks to wait for {wait:.0f} seconds" if wait else "")
