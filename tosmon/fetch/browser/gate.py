"""Which requests of a page are answered. Pure: no sockets, no browser."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tosmon.fetch.addresses import host_of
from tosmon.model import Record

# What makes words, and what scripts must have loaded before they make them.
# "other" is what a page loads ahead for its own fetch, and icons.
_WANTED = frozenset(("document", "stylesheet", "script", "xhr", "fetch", "other"))
_ICON = re.compile(r"\.(?:ico|png|svg|gif|jpe?g|webp|webmanifest)$", re.IGNORECASE)
_METHODS = frozenset(("GET", "HEAD", "POST"))
_MAX_POST = 64 * 1024  # bytes: a query, no upload
# Words by which services that count visitors name their hosts and files.
_COUNTING = re.compile(
    r"(?:^|[./_-])(?:analytics?|tagmanager|gtm|gtag|telemetry|beacons?|pixels?|track(?:er|ing)?"
    r"|collect|metrics|stats|adservice|ads|doubleclick|heatmaps?|session-?replay)(?:[./_?-]|$)",
    re.IGNORECASE,
)


class Wanted(Record):
    """A request of a page, as the browser would send it."""

    url: str
    method: str
    kind: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None


def is_refused(wanted: Wanted, page: str) -> bool:
    """Return whether a request of the document at `page` is not even looked into.

    Refused are images, fonts, media, beacons; uploads; and what others count visitors with.
    """
    if wanted.kind not in _WANTED or wanted.method not in _METHODS:
        return True
    if len(wanted.body or b"") > _MAX_POST:
        return True
    parts = urlsplit(wanted.url)
    if parts.scheme not in ("http", "https"):
        return True
    if wanted.kind == "other" and _ICON.search(parts.path):
        return True
    if site_of(wanted.url) == site_of(page):
        return False
    return _names_counting(wanted.url) or _is_foreign(wanted)


def _is_foreign(wanted: Wanted) -> bool:
    """Return whether another site's answer could hardly bring words: frames, reports of a visit."""
    return wanted.kind in ("document", "other") or (
        wanted.method == "POST" and "json" not in dict(wanted.headers).get("content-type", "")
    )


def site_of(url: str) -> str:
    """Return the host of `url` without what stands before its last two or three names.

    A guess without the list of public suffixes: it decides what is blocked, never what is allowed
    to reach a private address.
    """
    names = host_of(url).split(".")
    if names[-1].isdecimal() or len(names) < 3:
        return ".".join(names)
    short = len(names[-1]) == 2 and len(names[-2]) <= 3  # as in example.co.uk
    return ".".join(names[-3:] if short else names[-2:])


def _names_counting(url: str) -> bool:
    parts = urlsplit(url)
    return _COUNTING.search(f"{parts.hostname}{parts.path}") is not None
