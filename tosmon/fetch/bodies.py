"""Bodies and headers as they are kept: read within bounds of size and time, without secrets.

Owns the bounds; how codings are undone is in decoding.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import requests

from tosmon.fetch.addresses import redact_url
from tosmon.fetch.causes import EXPECTED
from tosmon.fetch.decoding import PIECE, BadEncodingError, decoded
from tosmon.fetch.politeness import Limits
from tosmon.fetch.turns import StoppedError
from tosmon.fetch.wire import Visit
from tosmon.model import Failure, FailureReason

_KEPT_HEADERS = ("date", "last-modified", "etag", "location", "cache-control")
_HEADER_CHARS = 1000
_ERROR_BODY = 64 * 1024


class FinalError(Exception):
    """Carries a failure that no other try can mend out of the depth of a capture."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


class Bodies:
    """Reads the bodies of one capture."""

    def __init__(
        self,
        limits: Limits,
        visit: Visit,
        stopped: threading.Event,
        monotonic: Callable[[], float],
    ) -> None:
        self._limits = limits
        self._visit = visit
        self._stopped = stopped
        self._monotonic = monotonic

    def drain(self, raw: requests.Response) -> bytes:
        """Return what a body that is no document begins with; a fault in it is no matter.

        Read to its end the connection can be used again.
        """
        try:
            return self.read(raw, _ERROR_BODY, cut=True)
        except (*EXPECTED, FinalError):
            return b""

    def read(self, raw: requests.Response, most: int, *, cut: bool) -> bytes:
        """Return the decoded body of at most `most` bytes; more is an error, or is cut off."""
        declared = raw.headers.get("content-length", "")
        if not cut and declared.isdecimal() and int(declared) > self._limits.max_wire_bytes:
            raise FinalError(self._too_large(raw, self._limits.max_wire_bytes))
        out = bytearray()
        for piece in decoded(self._chunks(raw), raw.headers.get("content-encoding", "")):
            out += piece
            if len(out) > most:
                if cut:
                    return bytes(out[:most])
                raise FinalError(self._too_large(raw, most))
            self._check_time()
        self._check_time()  # a cut connection can look like a body's end
        return bytes(out)

    def _chunks(self, raw: requests.Response) -> Iterator[bytes]:
        """Yield what comes over the wire, as it comes."""
        read = 0
        while chunk := raw.raw.read1(PIECE, decode_content=False):
            read += len(chunk)
            if read > self._limits.max_wire_bytes:
                raise FinalError(self._too_large(raw, self._limits.max_wire_bytes))
            self._check_time()
            yield chunk

    def _check_time(self) -> None:
        if self._stopped.is_set():
            raise StoppedError
        if self._visit.was_cut or self._monotonic() > self._visit.deadline:
            raise FinalError(self.too_late())

    def too_late(self) -> Failure:
        """Return what a capture comes to that its time ran out on."""
        return Failure(
            reason=FailureReason.TIMEOUT,
            detail=f"not complete after {self._limits.total_s:.0f} seconds",
        )

    def _too_large(self, raw: requests.Response, most: int) -> Failure:
        return Failure(
            reason=FailureReason.TOO_LARGE,
            detail=f"larger than {most / 1024 / 1024:.3g} MiB, and not kept",
            http_status=raw.status_code,
            final_url=redact_url(raw.url),
        )


def decoded_body(raw: bytes, codings: str, most: int) -> bytes | None:
    """Return `raw` out of its content codings, None where it is not in them or beyond `most`."""
    out = bytearray()
    try:
        for piece in decoded((raw,), codings):
            out += piece
            if len(out) > most:
                return None
    except BadEncodingError:
        return None
    return bytes(out)


def evidence(headers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the headers that are evidence: one line each, bounded, without secrets."""
    kept = []
    for name, value in sorted(headers.items()):
        if name not in _KEPT_HEADERS and not name.startswith("content-"):
            continue
        if name in ("location", "content-location"):
            value = redact_url(value)  # noqa: PLW2901
        kept.append((name, "".join(c for c in value if c.isprintable())[:_HEADER_CHARS]))
    return tuple(kept)
