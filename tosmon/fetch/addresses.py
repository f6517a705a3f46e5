"""Addresses as text: which host they mean, whether it is private, how to show them. Pure."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address


def host_key(url: str) -> str:
    """Return what counts as one host for politeness: scheme, name and port.

    Raises `ValueError` for an address that cannot be one.
    """
    parts = urlsplit(url)
    name = (parts.hostname or "").lower()
    return f"{parts.scheme}://{f'[{name}]' if ':' in name else name}:{port_of(parts)}"


def host_of(url: str) -> str:
    """Return the host's name in lower case, "" where there is none or `url` is no address."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def port_of(parts: SplitResult) -> int:
    """Return the port that `parts` name or imply; raises `ValueError` for an impossible one."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def is_private(address: str) -> bool:
    """Return whether an IP address is none of the public internet's.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, NAT64) is what it carries.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if isinstance(parsed, ipaddress.IPv6Address):
        carried = parsed.ipv4_mapped or parsed.sixtofour
        if carried is None and parsed in _NAT64:
            carried = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if carried is not None:
            return is_private(str(carried))
    return parsed.is_multicast or not parsed.is_global


def is_private_name(host: str) -> bool:
    """Return whether `host` is a private address by its writing alone, without a look-up."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return is_private(host)


def is_link_local(host: str) -> bool:
    """Return whether `host` is a link-local address, where clouds keep their secrets."""
    try:
        return ipaddress.ip_address(host).is_link_local
    except ValueError:
        return False


_SECRET = re.compile(
    r"(?i)(?:^|[_.-])(?:key|apikey|token|secret|sig|signature|password|passwd|pwd|pass|auth|"
    r"authorization|session|sessionid|sid|credential|credentials|jwt|code|otp)(?:$|[_.-])"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def redact_url(url: str) -> str:
    """Return `url` without user name, password and secret-looking values of query and fragment.

    An address that cannot be read is replaced whole. Idempotent.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "REDACTED"
    _, at, host = parts.netloc.rpartition("@")
    clean = ("REDACTED@" if at else "") + host
    return urlunsplit(
        parts._replace(
            netloc=clean, query=_redacted(parts.query), fragment=_redacted(parts.fragment)
        )
    )


def _redacted(query: str) -> str:
    if "=" not in query:
        return query
    try:
        pairs = parse_qsl(query, keep_blank_values=True)
    except ValueError:
        return "REDACTED"
    if not any(_is_secret(name) for name, _ in pairs):
        return query
    return urlencode([(name, "REDACTED" if _is_secret(name) else value) for name, value in pairs])


def _is_secret(name: str) -> bool:
    return _SECRET.search(_HUMP.sub("_", name)) is not None
