"""What every source of history gives: captures that somebody else made, in order of time.

A source is a function that returns `ImportedSnapshot`s; each brings its bytes when it is looked at,
and only then, so that what was imported before costs nothing and memory stays flat. A source knows
nothing of our archive and of no judgement.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from tosmon.model import DocumentKey, Moment, Record, Response

MAX_BODY = 32 * 1024 * 1024
"""Bytes of a body, decoded; as large as a page may be that is looked at live."""

_FIRST_YEAR = 1990  # before the first web page: a date that is earlier is a slip of the pen
_LONGEST = 80
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(10)}
)


class Withheld(Record):
    """A capture that its source lists but does not give; another run asks for it again.

    `stops` says that the source gives nothing more for now.
    """

    detail: str
    stops: bool = False


class ImportedSnapshot(Record):
    """A capture that somebody else made. `look` brings it; its status need not be 200.

    `title` names the document where platforms.yaml does not; `source` is evidence.
    """

    document: DocumentKey
    title: str
    captured_at: Moment
    url: str
    source: str
    look: Callable[[], Response | Withheld]


def in_order(snapshots: Iterable[ImportedSnapshot]) -> tuple[ImportedSnapshot, ...]:
    """Return `snapshots` document by document, each in order of time, as the use case wants them.

    What is known of a document then serves its next capture, and is let go once it is done.
    """
    return tuple(sorted(snapshots, key=lambda item: (item.document, item.captured_at)))


def response(url: str, content_type: str, body: bytes) -> Response:
    """Return the reply of a server of which only the type and the body are known."""
    return Response(
        requested_url=url,
        final_url=url,
        status=200,
        headers=(("content-type", content_type),) if content_type else (),
        body=body,
    )


def moment_of(text: str) -> Moment | None:
    """Return the moment that `text` names, None for none; a day means its beginning, in UTC."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    try:
        moment = moment.astimezone(dt.UTC).replace(microsecond=0)
    except OverflowError:
        return None
    return moment if moment.year >= _FIRST_YEAR else None


def is_address(text: str) -> bool:
    """Return whether `text` is the address of a web page."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable()
    except ValueError:
        return False


def is_key(text: str) -> bool:
    """Return whether `text` is the key of a document: two ids with a slash between them."""
    ids = text.split("/")
    return len(ids) == 2 and all(_ID.fullmatch(part) and part not in _RESERVED for part in ids)


def slug(text: str) -> str:
    """Return `text` as an id: lower case, every run of other characters one `-`.

    Too long a name, or one that Windows reserves, ends in digits of its hash.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if plain and len(plain) <= _LONGEST and plain not in _RESERVED:
        return plain
    digits = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain[: _LONGEST - 9]}-{digits}".strip("-")
