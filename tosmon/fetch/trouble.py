"""From what libraries raise to what the journal says.

Owns the table from exceptions to reasons. Transient or final is decided by type, never by message.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import requests
import urllib3

from tosmon.model import Failure, FailureReason


class Stop(Exception):  # noqa: N818 - carries a value out of the depth of a capture
    """A capture ends with `failure`; trying again soon may help where `transient`."""

    def __init__(self, failure: Failure, *, transient: bool = False) -> None:
        super().__init__(failure.detail)
        self.failure = failure
        self.transient = transient


_TABLE: tuple[tuple[tuple[type[BaseException], ...], FailureReason, bool, str], ...] = (
    (
        (ssl.SSLError, requests.exceptions.SSLError),
        FailureReason.TLS,
        False,
        "the server's certificate or its TLS is not trusted",
    ),
    (
        (socket.gaierror, urllib3.exceptions.NameResolutionError),
        FailureReason.DNS,
        False,
        "the host's name is not found",
    ),
    (
        (urllib3.exceptions.DecodeError, requests.exceptions.ContentDecodingError),
        FailureReason.BAD_ENCODING,
        False,
        "the body is not in the coding that it claims",
    ),
    (
        (TimeoutError, requests.exceptions.Timeout, urllib3.exceptions.TimeoutError),
        FailureReason.TIMEOUT,
        True,
        "the server did not answer in time",
    ),
    (
        (requests.exceptions.InvalidURL, UnicodeError),
        FailureReason.CLIENT_ERROR,
        False,
        "the address cannot be asked for",
    ),
)


def stop_of(error: BaseException) -> Stop:
    """Return what `error`, raised by a library in the course of a capture, comes to."""
    chain = tuple(_causes(error))
    for types, reason, transient, words in _TABLE:
        if any(isinstance(cause, types) for cause in chain):
            return Stop(Failure(reason=reason, detail=words), transient=transient)
    return Stop(
        Failure(reason=FailureReason.CONNECTION, detail="the connection failed or broke off"),
        transient=True,
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen = 0
    while error is not None and seen < 12:
        yield error
        inner = next((a for a in error.args if isinstance(a, BaseException)), None)
        reason = getattr(error, "reason", None)
        error = inner or (reason if isinstance(reason, BaseException) else None) or error.__cause__
        seen += 1
