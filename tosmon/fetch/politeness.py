"""Decisions about politeness: waiting, retrying, what a status means. Pure; no clock, no socket."""

from __future__ import annotations

import datetime as dt
import email.utils
import ipaddress
import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from tosmon.model import Failure, FailureReason, Record


class Limits(Record):
    """Bounds of one capture: seconds, bytes, counts."""

    total_s: float = 120.0
    max_bytes: int = 32 * 1024 * 1024
    max_redirects: int = 10
    tries: int = 3
    backoff_s: float = 1.0
    max_wait_s: float = 60.0
    robots_bytes: int = 512 * 1024


_RETRIED = (408, 429, 500, 502, 503, 504)


def is_transient(status: int) -> bool:
    """Return whether asking again soon may help (RFC 9110, section 15)."""
    return status in _RETRIED


def backoff(attempt: int, limits: Limits, share: float) -> float:
    """Return seconds to wait before try `attempt` + 1: full jitter, `share` in [0, 1)."""
    return min(limits.max_wait_s, limits.backoff_s * 2.0**attempt) * share


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, section 10.2.3)."""
    if not value:
        return None
    if re.fullmatch(r"\d{1,9}", value.strip()):
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())


def host_key(url: str) -> str:
    """Return what counts as one host for politeness: scheme, name and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port_of(parts)}"


def port_of(parts: SplitResult) -> int:
    """Return the port that `parts` name or imply; raises `ValueError` for an impossible one."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def is_private(address: str) -> bool:
    """Return whether an IP address is none of the public internet's."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    mapped = getattr(parsed, "ipv4_mapped", None)
    return not (mapped or parsed).is_global


_SECRET = re.compile(
    r"(?i)(?:^|[_-])(?:key|apikey|token|secret|sig|signature|password|passwd|pwd|auth|session|sid|"
    r"credential|jwt|code)(?:$|[_-])"
)


def redact_url(url: str) -> str:
    """Return `url` without user names, passwords and secret-looking query values."""
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return "REDACTED"
    netloc = parts.netloc.rpartition("@")
    clean = ("REDACTED@" if netloc[1] else "") + netloc[2]
    text = parts.query
    if any(_SECRET.search(name) for name, _ in query):
        text = urlencode([(n, "REDACTED" if _SECRET.search(n) else v) for n, v in query])
    return urlunsplit(parts._replace(netloc=clean, query=text))


_CHALLENGES = (
    ("Cloudflare", (b"cf-challenge", b"challenge-platform", b"cf_chl_", b"Just a moment...")),
    ("Akamai", (b"akam/", b"errors.edgesuite.net")),
    ("DataDome", (b"captcha-delivery.com", b"datadome")),
    ("Imperva", (b"_Incapsula_Resource", b"incap_ses")),
    ("PerimeterX", (b"px-captcha", b"perimeterx")),
    ("AWS WAF", (b"awswaf", b"aws-waf-token")),
    ("Vercel", (b"vercel-challenge", b"x-vercel-mitigated")),
    ("a captcha", (b"g-recaptcha", b"h-captcha", b"hcaptcha.com")),
)


def challenge(headers: dict[str, str], body: bytes) -> str | None:
    """Return who asks for proof of being human, None where nobody seems to."""
    for header in ("cf-mitigated", "x-vercel-mitigated"):
        if "challenge" in headers.get(header, ""):
            return "Cloudflare" if header.startswith("cf") else "Vercel"
    if headers.get("x-datadome") or headers.get("x-dd-b"):
        return "DataDome"
    head = body[: 64 * 1024]
    return next((who for who, marks in _CHALLENGES if any(m in head for m in marks)), None)


def failure_of(status: int, headers: dict[str, str], body: bytes) -> Failure:
    """Return what a status that is no success means."""
    who = challenge(headers, body) if status in (401, 403, 405, 429, 503) else None
    if who is not None:
        return Failure(
            reason=FailureReason.BOT_CHALLENGE,
            detail=f"{who} asks for a proof of being human (status {status})",
            http_status=status,
        )
    reason, words = _MEANINGS.get(status, (FailureReason.CLIENT_ERROR, "an unexpected answer"))
    if status >= 500:
        reason, words = FailureReason.SERVER_ERROR, "the server failed"
    return Failure(reason=reason, detail=f"{words} (status {status})", http_status=status)


_MEANINGS = {
    401: (FailureReason.FORBIDDEN, "the server asks for a login"),
    403: (FailureReason.FORBIDDEN, "the server refuses"),
    404: (FailureReason.NOT_FOUND, "there is no such page"),
    410: (FailureReason.GONE, "the page is gone for good"),
    429: (FailureReason.RATE_LIMITED, "the server says that it is asked too often"),
    451: (FailureReason.FORBIDDEN, "withheld for legal reasons"),
}
