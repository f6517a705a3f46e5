"""The index of the Wayback Machine: which captures there are of an address (CDX server).

As documented by the Internet Archive (github.com/internetarchive/wayback, wayback-cdx-server/
README.md). Owns the questions and what their answers mean; nobody is asked here. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import msgspec

from tosmon.errors import UsageError
from tosmon.imports.snapshots import is_address, moment_of
from tosmon.model import Moment, Record

SERVER = "https://web.archive.org"
PAGES = ("200", "203")
REDIRECTS = ("301", "302", "303", "307", "308")

_DIGITS = {"hour": 10, "day": 8, "month": 6}
"""Paces: one capture is wanted of each, told by so many digits of its time stamp; or "all"."""

_PAGE = 5000  # rows of one answer, some 600 KB
# Without `urlkey` the server makes keys that lead elsewhere (internetarchive/wayback, issue 121).
_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
_KEY = re.compile(r"[A-Za-z0-9.*_+%-]{1,4000}")  # what Java's URLEncoder writes


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


class Row(Record):
    """A line of the index. `status` has three digits, or is `-` where the body repeats another."""

    page: str
    stamp: str
    moment: Moment
    original: str
    kind: str
    status: str
    digest: str


def index_address(url: str, query: Query, key: str | None) -> str:
    """Return where the captures of `url` are listed; `key` is the one of the answer before."""
    asked = [
        ("url", url.partition("#")[0]),
        ("output", "json"),
        ("fl", ",".join(_FIELDS)),
        ("limit", str(_PAGE)),
    ]
    if query.since is not None:
        asked.append(("from", _stamp(query.since)))
    if query.until is not None:
        asked.append(("to", _stamp(query.until)))
    if query.pace in _DIGITS:
        asked.append(("collapse", f"timestamp:{_DIGITS[query.pace]}"))
    asked.append(("showResumeKey", "true"))
    resumed = ""
    if key is not None:  # it comes encoded, and is to be given back as it came
        resumed = f"&resumeKey={key if _KEY.fullmatch(key) else quote(key, safe='')}"
    return f"{query.server}/cdx/search/cdx?{urlencode(asked)}{resumed}"


def _stamp(moment: Moment) -> str:
    return moment.strftime("%Y%m%d%H%M%S")


def parsed(body: bytes) -> tuple[list[Row], str | None] | None:
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


def _row(cell: dict[str, str]) -> Row | None:
    moment = stamped(cell["timestamp"])
    if moment is None or not is_address(cell["original"]):
        return None
    if not re.fullmatch(r"[1-5]\d\d|-", cell["statuscode"]):
        return None
    if not re.fullmatch(r"[A-Za-z0-9:+/=-]{1,100}", cell["digest"]):
        return None
    kind = cell["mimetype"] if re.fullmatch(r"[\w.+-]+/[\w.+-]+", cell["mimetype"]) else ""
    return Row(
        page=cell["urlkey"],
        stamp=cell["timestamp"],
        moment=moment,
        original=cell["original"],
        kind=kind,
        status=cell["statuscode"],
        digest=cell["digest"],
    )


def stamped(stamp: str) -> Moment | None:
    """Return the moment of a time stamp of 14 digits, None for none."""
    if not re.fullmatch(r"\d{14}", stamp, re.ASCII):
        return None
    return moment_of(f"{stamp[:8]}T{stamp[8:]}+00:00")


def thinned(rows: list[Row], pace: str) -> list[Row]:
    """Return the first of `rows`, in order of time, of each hour, day or month; or all."""
    digits = _DIGITS.get(pace)
    first = {row.stamp[:digits]: row for row in reversed(rows)}
    return list(reversed(first.values()))


def telling(rows: list[Row]) -> Iterator[Row]:
    """Yield `rows` without those between the first and the last of a run of the same bytes.

    The first says since when, the last proves that the text stood, and costs no request. (The
    server could leave out repeats itself, by `collapse=digest`, but the last one, too.) A row that
    repeats an earlier one (`-`) has its status and type. Redirects are no bytes of a page: where
    they led to another text may have stood each time.
    """
    known: dict[str, Row] = {}
    run: list[Row] = []
    for row in rows:
        first = known.get(row.digest)
        if row.status == "-" and first is not None:
            row = msgspec.structs.replace(row, status=first.status, kind=first.kind)  # noqa: PLW2901
        elif row.status != "-":
            known.setdefault(row.digest, row)
        if run and not _repeats(row, run[-1]):
            yield from _ends(run)
            run = []
        run.append(row)
    yield from _ends(run)


def _repeats(row: Row, before: Row) -> bool:
    return (row.digest, row.status) == (before.digest, before.status) and row.status not in (
        *REDIRECTS,
        "-",
    )


def _ends(run: list[Row]) -> list[Row]:
    return run if len(run) < 3 else [run[0], run[-1]]
