"""One address asked: whether it may be, what its answer leads to, where a failure was.

Owns the refusal of private addresses by name; a connection's own address is checked in wire.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import msgspec
import requests
from requests.utils import select_proxy

from tosmon.fetch.addresses import (
    host_key,
    host_of,
    is_link_local,
    is_private,
    is_private_name,
    redact_url,
)
from tosmon.fetch.bodies import FinalError
from tosmon.fetch.causes import blocked
from tosmon.fetch.wire import Visit
from tosmon.model import Failure, FailureReason

_REDIRECTS = (301, 302, 303, 307, 308)


def check_address(url: str, visit: Visit, proxies: Mapping[str, str]) -> None:
    """Take note that `visit` asks `url`; raise `FinalError` for one that must not be asked."""
    try:
        scheme, host = urlsplit(url).scheme, host_of(url)
        host_key(url)
    except ValueError:
        scheme, host = "none", ""
    if scheme not in ("http", "https") or not host:
        raise FinalError(
            Failure(
                reason=FailureReason.BLOCKED_ADDRESS,
                detail=f"led to an address of another kind ({scheme[:20] or 'none'}), "
                "which is not followed",
            )
        )
    visit.asked = host
    visit.proxied = select_proxy(url, dict(proxies)) is not None
    if visit.private or (visit.may_be_private() and not is_link_local(host)):
        return
    if is_private_name(host) or (not visit.proxied and _resolves_privately(host)):
        raise FinalError(at(blocked(host), url))


class Open:
    """An answer that closes with its block; what is left of its body is not waited for."""

    def __init__(self, raw: requests.Response) -> None:
        self._raw = raw

    def __enter__(self) -> requests.Response:
        return self._raw

    def __exit__(self, *error: object) -> None:
        self._raw.close()


def target_of(raw: requests.Response, url: str) -> str | None:
    """Return where a redirect leads to, None for any other answer."""
    location = raw.headers.get("location")
    if raw.status_code not in _REDIRECTS or not location:
        return None
    with_bytes = location.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        return urljoin(url, with_bytes.strip()).partition("#")[0]
    except ValueError:
        return with_bytes  # no address at all; the next look at it says so


def _resolves_privately(host: str) -> bool:
    """Return whether `host` has a private address; a name that is not found has none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(is_private(str(each[4][0])) for each in found)


def at(failure: Failure, url: str) -> Failure:
    """Return `failure` with the address where it came about, without its secrets."""
    return msgspec.structs.replace(failure, final_url=redact_url(url))
