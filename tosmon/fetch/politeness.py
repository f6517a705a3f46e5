"""Decisions about politeness: waiting, retrying, what a status means. Pure: no clock, no socket."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Mapping

from tosmon.model import Failure, FailureReason, Record


class Limits(Record):
    """Bounds of one capture: seconds, bytes, counts.

    `total_s` holds whatever the server does, waiting for a turn at its host excepted. `max_bytes`
    counts what is decoded, `max_wire_bytes` what comes over the wire. A server's Retry-After of
    more than `max_wait_s` is not waited for but told.
    """

    total_s: float = 120.0
    max_bytes: int = 32 * 1024 * 1024
    max_wire_bytes: int = 32 * 1024 * 1024
    max_redirects: int = 10
    tries: int = 3
    backoff_s: float = 1.0
    max_wait_s: float = 60.0
    robots_bytes: int = 512 * 1024


_RETRIED = (408, 429, 500, 502, 503, 504)


def backoff(attempt: int, limits: Limits, share: float) -> float:
    """Return seconds to wait before try `attempt` + 1: full jitter, `share` in [0, 1)."""
    return min(limits.max_wait_s, limits.backoff_s * 2.0**attempt) * share


def retry_after(value: str | None, date: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, section 10.2.3).

    A moment is reckoned from the server's own Date header, so that no clock of ours matters; None
    where that is missing, or where the header is none at all.
    """
    if not value:
        return None
    if re.fullmatch(r"[0-9]{1,9}", value.strip()):
        return float(value.strip())
    until, since = _moment(value), _moment(date or "")
    if until is None or since is None:
        return None
    return max(0.0, (until - since).total_seconds())


def _moment(value: str) -> dt.datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def worth_retrying(failure: Failure) -> bool:
    """Return whether asking again soon may help; a final answer is never asked for twice."""
    if failure.http_status is None:
        return failure.reason in (FailureReason.CONNECTION, FailureReason.TIMEOUT)
    return failure.http_status in _RETRIED and failure.reason in (
        FailureReason.SERVER_ERROR,
        FailureReason.RATE_LIMITED,
        FailureReason.CLIENT_ERROR,
    )


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


_CHALLENGED = (202, 401, 403, 405, 429, 503)


def challenge(headers: Mapping[str, str], body: bytes) -> str | None:
    """Return who asks for proof of being human, None where nobody seems to."""
    for header, who in _CHALLENGE_HEADERS:
        if headers.get(header, "").strip().lower() in ("challenge", "captcha"):
            return who
    if headers.get("x-datadome") or headers.get("x-dd-b"):
        return "DataDome"
    head = body[: 64 * 1024]
    return next((who for who, marks in _CHALLENGES if any(m in head for m in marks)), None)


_CHALLENGE_HEADERS = (
    ("cf-mitigated", "Cloudflare"),
    ("x-vercel-mitigated", "Vercel"),
    ("x-amzn-waf-action", "AWS WAF"),
)


def failure_of(status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """Return what a status that brings no document means. `headers` are lower-cased."""
    who = challenge(headers, body) if status in _CHALLENGED else None
    if who is not None:
        return Failure(
            reason=FailureReason.BOT_CHALLENGE,
            detail=f"{who} asks for a proof of being human (status {status})",
            http_status=status,
        )
    reason, words = _MEANINGS.get(status, (FailureReason.CLIENT_ERROR, "an unexpected answer"))
    if 200 <= status < 300:
        words = "the server calls this a success, but it brings no document"
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
