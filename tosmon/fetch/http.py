"""One capture over HTTP: requests, with every bound that a hostile server needs.

Owns sockets, redirects, decoding and robots.txt. Knows nothing of texts or of the archive.
"""

from __future__ import annotations

import datetime as dt
import http.cookiejar
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urljoin

import msgspec
import requests
import urllib3
from requests.adapters import HTTPAdapter

from tosmon.fetch.guard import blocked, check_address, peer_of
from tosmon.fetch.politeness import (
    Limits,
    backoff,
    failure_of,
    is_private,
    is_transient,
    redact_url,
    retry_after,
)
from tosmon.fetch.robots import Robots
from tosmon.fetch.trouble import Stop, stop_of
from tosmon.model import (
    Document,
    Failure,
    FailureReason,
    NotModified,
    Record,
    Redirect,
    Reply,
    Response,
    Validators,
)

EVIDENCE_HEADERS = frozenset(
    {
        "date", "last-modified", "etag", "location", "cache-control", "content-type",
        "content-language", "content-length", "content-encoding", "content-location",
        "content-disposition", "content-security-policy",
    }
)  # fmt: skip

_CHUNK = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)


class Job(Record):
    """A document to look at, and what to ask whether it changed."""

    document: Document
    validators: Validators = Validators()


class _Pinned(HTTPAdapter):
    """An adapter without retries of its own: what is retried is decided in politeness."""

    def __init__(self) -> None:
        super().__init__(pool_connections=64, pool_maxsize=4, max_retries=0)


class Fetcher:
    """Fetches documents. Thread-safe; each thread has a session of its own, connections reused."""

    def __init__(
        self,
        limits: Limits,
        *,
        user_agent: str,
        proxies: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.limits = limits
        self._user_agent = user_agent
        self._proxies = dict(proxies or {})
        self._sleep = sleep
        self._monotonic = monotonic
        self._chance = chance
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._lock = threading.Lock()
        self.robots = Robots(user_agent, limits)
        self.stopped = threading.Event()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopped.set()
        for session in self._sessions:
            session.close()

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than until the run is stopped."""
        if self._sleep is time.sleep:
            self.stopped.wait(seconds)
        elif seconds > 0:
            self._sleep(seconds)

    def get(self, job: Job) -> Reply:
        """Return what came of one look; trouble is a value. Never raises for expected trouble."""
        started = self._monotonic()
        reply = self._tried(job, started)
        elapsed = int((self._monotonic() - started) * 1000)
        return _with_elapsed(reply, elapsed)

    def _tried(self, job: Job, started: float) -> Reply:
        reply: Reply | None = None
        for attempt in range(self.limits.tries):
            try:
                reply = self._once(job, started)
            except Stop as stop:
                reply = stop.failure
                if not stop.transient:
                    return reply
            if not isinstance(reply, Failure) or not _worth_retrying(reply):
                return reply
            wait = backoff(attempt, self.limits, self._chance())
            if reply.retry_after is not None:
                wait = reply.retry_after
            left = self.limits.total_s - (self._monotonic() - started)
            if wait > min(self.limits.max_wait_s, left) or self.stopped.is_set():
                return reply
            if attempt + 1 < self.limits.tries:
                self.pause(wait)
        assert reply is not None  # noqa: S101 - tries is at least one
        return reply

    def _once(self, job: Job, started: float) -> Reply:
        url = job.document.url
        hops: list[Redirect] = []
        seen = {url}
        came_from_public = False
        while True:
            check_address(url, came_from_public=came_from_public, private=job.document.private)
            verdict = self._robots_verdict(job.document, url, started)
            if verdict is not None:
                return verdict
            raw = self._send(job, url, started, conditional=not hops)
            try:
                if not came_from_public:
                    came_from_public = not is_private(peer_of(raw) or "127.0.0.1")
                elif not job.document.private and (peer := peer_of(raw)) and is_private(peer):
                    raise Stop(blocked(url))
                if raw.status_code not in _REDIRECTS or "location" not in raw.headers:
                    return self._answer(job, raw, url, tuple(hops), started)
            finally:
                raw.close()
            target = urljoin(url, raw.headers["location"])
            hops.append(Redirect(status=raw.status_code, url=target))
            if target in seen or len(hops) > self.limits.max_redirects:
                raise Stop(
                    Failure(
                        reason=FailureReason.REDIRECT_LOOP,
                        detail=f"redirected {len(hops)} times without an end",
                        http_status=raw.status_code,
                    )
                )
            seen.add(target)
            url = target

    def _robots_verdict(self, document: Document, url: str, started: float) -> Failure | None:
        if not document.robots:
            return None
        return self.robots.verdict(
            url, lambda robots_url: self._small(document, robots_url, started)
        )

    def _small(self, document: Document, url: str, started: float) -> tuple[int, bytes]:
        """Fetch robots.txt: its status and at most the allowed bytes. Raises `Stop`."""
        for _ in range(6):
            raw = self._send(Job(document=document), url, started, conditional=False)
            try:
                if raw.status_code in _REDIRECTS and "location" in raw.headers:
                    url = urljoin(url, raw.headers["location"])
                    check_address(url, came_from_public=False, private=document.private)
                    continue
                body = self._body(raw, self.limits.robots_bytes, started, cut=True)
                return raw.status_code, body
            finally:
                raw.close()
        return 404, b""

    def _send(self, job: Job, url: str, started: float, *, conditional: bool) -> requests.Response:
        headers = {
            "User-Agent": job.document.user_agent or self._user_agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,text/*;q=0.8,*/*",
            "Accept-Language": job.document.language or "en",
            "Accept-Encoding": "gzip, deflate, br, zstd",
        }
        if conditional and job.validators.etag:
            headers["If-None-Match"] = job.validators.etag
        if conditional and job.validators.last_modified:
            headers["If-Modified-Since"] = job.validators.last_modified
        left = self.limits.total_s - (self._monotonic() - started)
        timeout = max(0.1, min(job.document.timeout, left))
        try:
            request = requests.Request("GET", url, headers=headers).prepare()
            return self._session().send(
                request, stream=True, timeout=timeout, allow_redirects=False, proxies=self._proxies
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise stop_of(error) from error

    def _session(self) -> requests.Session:
        session = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False  # read once above us, not at each request
            session.cookies.set_policy(_NoCookies())
            for scheme in ("http://", "https://"):
                session.mount(scheme, _Pinned())
            self._local.session = session
            with self._lock:
                self._sessions.append(session)
        return session

    def _answer(
        self,
        job: Job,
        raw: requests.Response,
        url: str,
        hops: tuple[Redirect, ...],
        started: float,
    ) -> Reply:
        headers = {name.lower(): value for name, value in raw.headers.items()}
        kept = tuple(sorted((n, v[:1000]) for n, v in headers.items() if n in EVIDENCE_HEADERS))
        requested = job.document.url
        if raw.status_code == 304:
            return NotModified(requested_url=requested, final_url=url, headers=kept, redirects=hops)
        if raw.status_code not in (200, 203):
            body = self._body(raw, _CHUNK, started, cut=True)
            failure = failure_of(raw.status_code, headers, body)
            asked = retry_after(headers.get("retry-after"), dt.datetime.now(dt.UTC))
            return _replace(failure, retry_after=asked, final_url=redact_url(url))
        body = self._body(raw, self.limits.max_bytes, started, cut=False)
        return Response(
            requested_url=requested,
            final_url=url,
            status=raw.status_code,
            headers=kept,
            body=body,
            redirects=hops,
        )

    def _body(self, raw: requests.Response, most: int, started: float, *, cut: bool) -> bytes:
        """Read and decode at most `most` bytes; more is an error, or cut off where allowed."""
        out = bytearray()
        try:
            for chunk in _chunks(raw.raw):
                out += chunk
                if len(out) > most:
                    if cut:
                        break
                    raise Stop(
                        Failure(
                            reason=FailureReason.TOO_LARGE,
                            detail=f"larger than {most // 1024 // 1024} MiB; not kept",
                            http_status=raw.status_code,
                        )
                    )
                if self._monotonic() - started > self.limits.total_s or self.stopped.is_set():
                    raise Stop(
                        Failure(
                            reason=FailureReason.TIMEOUT,
                            detail=f"not complete after {self.limits.total_s:.0f} seconds",
                            http_status=raw.status_code,
                        )
                    )
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
            ValueError,
        ) as error:
            raise stop_of(error) from error
        return bytes(out[:most])


def _chunks(raw: urllib3.response.BaseHTTPResponse) -> Iterator[bytes]:
    while True:
        chunk = raw.read1(_CHUNK, decode_content=True)
        if not chunk:
            return
        yield chunk


class _NoCookies(http.cookiejar.DefaultCookiePolicy):
    def set_ok(self, cookie: Any, request: Any) -> bool:  # noqa: ARG002 - the base's signature
        return False


def _worth_retrying(failure: Failure) -> bool:
    if failure.reason in (FailureReason.CONNECTION, FailureReason.TIMEOUT):
        return failure.http_status is None
    if failure.reason in (FailureReason.SERVER_ERROR, FailureReason.RATE_LIMITED):
        return failure.http_status is not None and is_transient(failure.http_status)
    return False


def _with_elapsed(reply: Reply, elapsed: int) -> Reply:
    return _replace(reply, elapsed_ms=elapsed)


_replace = msgspec.structs.replace
