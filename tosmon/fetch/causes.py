"""What an exception of the HTTP library means, as a reason and a sentence without addresses."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator

import requests
import urllib3

from tosmon.fetch.decoding import BadEncodingError
from tosmon.fetch.wire import BlockedError
from tosmon.model import Failure, FailureReason

EXPECTED = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
    BadEncodingError,
    BlockedError,
)
"""What a server, a network or an address can make the library raise."""

_BROKEN_TLS = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
_MEANINGS: tuple[tuple[tuple[type[BaseException], ...], FailureReason, str], ...] = (
    (
        (BadEncodingError,),
        FailureReason.BAD_ENCODING,
        "the body is not in the coding that it claims",
    ),
    (
        (ssl.SSLCertVerificationError,),
        FailureReason.TLS,
        "the certificate of {host} cannot be trusted",
    ),
    (
        (socket.gaierror, urllib3.exceptions.NameResolutionError),
        FailureReason.DNS,
        "the name {host} is not found",
    ),
    (
        (TimeoutError, requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError),
        FailureReason.TIMEOUT,
        "{host} did not answer in time",
    ),
    (
        (
            requests.exceptions.InvalidURL,
            requests.exceptions.MissingSchema,
            requests.exceptions.InvalidSchema,
            urllib3.exceptions.LocationParseError,
            UnicodeError,
        ),
        FailureReason.CLIENT_ERROR,
        "the address is not one that can be asked for",
    ),
    ((ConnectionRefusedError,), FailureReason.CONNECTION, "{host} refuses connections"),
)


def failure_from(error: BaseException, host: str) -> Failure:
    """Return what `error` means for a capture that asked `host`. By type, never by a message."""
    chain = list(_chain(error))

    def among(*types: type[BaseException]) -> bool:
        return any(isinstance(link, types) for link in chain)

    if among(BlockedError):
        return blocked(host)
    if among(ssl.SSLError) and not among(ssl.SSLCertVerificationError, *_BROKEN_TLS):
        return _failure(FailureReason.TLS, f"no safe connection to {host} can be agreed on")
    for types, reason, words in _MEANINGS:
        if among(*types):
            return _failure(reason, words.format(host=host))
    return _failure(FailureReason.CONNECTION, f"the connection to {host} failed or broke off")


def blocked(host: str) -> Failure:
    """Return the refusal to be led to a private address."""
    return _failure(
        FailureReason.BLOCKED_ADDRESS,
        f"led to {host}, a private address; `private: true` in the entry would allow that",
    )


def _failure(reason: FailureReason, detail: str) -> Failure:
    return Failure(reason=reason, detail=detail)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(12):
        if error is None:
            return
        yield error
        inner = next((each for each in error.args if isinstance(each, BaseException)), None)
        reason = getattr(error, "reason", None)
        error = inner or (reason if isinstance(reason, BaseException) else error.__cause__)
