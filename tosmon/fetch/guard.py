"""Which addresses may be asked: http and https, and no way from the public net into a private one.

Owns the look at names and peers before and after a connection. A first address that is private
itself is the user's own choice.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

import requests

from tosmon.fetch.politeness import is_private, port_of
from tosmon.fetch.trouble import Stop, stop_of
from tosmon.model import Failure, FailureReason


def blocked(url: str) -> Failure:
    """Return the failure of a public page that led to a private address."""
    return Failure(
        reason=FailureReason.BLOCKED_ADDRESS,
        detail=f"a public page led to the private address of {urlsplit(url).hostname}; "
        "`private: true` in its entry would allow that",
    )


def check_address(url: str, *, came_from_public: bool, private: bool) -> None:
    """Raise `Stop` for an address that must not be asked."""
    try:
        parts = urlsplit(url)
        port = port_of(parts)
        host = parts.hostname
    except ValueError:
        host, parts, port = None, urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not host:
        scheme = parts.scheme or "no scheme"
        raise Stop(
            Failure(
                reason=FailureReason.BLOCKED_ADDRESS,
                detail=f"leads to an address of another kind ({scheme[:20]}), not followed",
            )
        )
    if private or not came_from_public:
        if not came_from_public and not private and _link_local(host):
            raise Stop(blocked(url))
        return
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise stop_of(error) from error
    if any(is_private(str(item[4][0])) for item in found):
        raise Stop(blocked(url))


def _link_local(host: str) -> bool:
    """Return whether `host` is a link-local address, where clouds keep their secrets."""
    try:
        return ipaddress.ip_address(host).is_link_local
    except ValueError:
        return False


def peer_of(raw: requests.Response) -> str | None:
    """Return the address that was really connected to, None where it cannot be told."""
    connection = getattr(raw.raw, "_connection", None) or getattr(raw.raw, "connection", None)
    sock = getattr(connection, "sock", None)
    try:
        return str(sock.getpeername()[0]) if sock is not None else None
    except OSError:
        return None
