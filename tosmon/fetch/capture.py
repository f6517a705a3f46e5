"""One capture over HTTP, with every bound that a hostile server needs.

Owns the way from an address to a reply: robots.txt, tries, hops, the body. What to decide is in
politeness, whom to speak to in wire, what an error means in causes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import msgspec
import requests
from requests.adapters import BaseAdapter

from tosmon.fetch.addresses import host_key, host_of, redact_url
from tosmon.fetch.asking import Open, at, check_address, target_of
from tosmon.fetch.bodies import Bodies, FinalError, evidence
from tosmon.fetch.causes import EXPECTED, failure_from
from tosmon.fetch.politeness import Limits, backoff, failure_of, retry_after, worth_retrying
from tosmon.fetch.robots import Robots
from tosmon.fetch.turns import StoppedError, Turns
from tosmon.fetch.wire import Visit
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

_ROBOTS_HOPS = 5  # RFC 9309, section 2.3.1.2
_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/*;q=0.8,*/*;q=0.5"
_TELLING_ETAG = 12  # characters; a shorter one may also be another page's, past a redirect

T = TypeVar("T")


class Job(Record):
    """A document to look at, and what to ask whether it changed.

    `vouched` is the host that a person wrote down, where the address came from a page: only that
    host may be a private one.
    """

    document: Document
    validators: Validators = Validators()
    vouched: str | None = None


class Shared(NamedTuple):
    """What the captures of a run share."""

    limits: Limits
    user_agent: str
    robots: Robots
    turns: Turns
    stopped: threading.Event
    adapter: Callable[[str], BaseAdapter]
    proxies_for: Callable[[str], dict[str, str]]
    pause: Callable[[float], None]
    monotonic: Callable[[], float]
    chance: Callable[[], float]


class Capture:
    """The capture of one job, with its tries and hops."""

    def __init__(self, shared: Shared, job: Job, visit: Visit) -> None:
        self._shared = shared
        self._limits = shared.limits
        self._document = job.document
        self._validators = job.validators
        self._visit = visit
        self._bodies = Bodies(shared.limits, visit, shared.stopped, shared.monotonic)
        self._agent = job.document.user_agent or shared.user_agent

    def run(self) -> Reply:
        """Return what came of it."""
        try:
            return self._tried(self._once)
        except FinalError as error:
            return error.failure
        except StoppedError:
            return Failure(reason=FailureReason.CONNECTION, detail="the run was stopped")

    def _tried(self, look: Callable[[], T | Failure]) -> T | Failure:
        """Look, and again after a while where that may help."""
        for attempt in range(self._limits.tries - 1):
            found = look()
            if not isinstance(found, Failure) or not worth_retrying(found):
                return found
            wait = backoff(attempt, self._limits, self._shared.chance())
            if found.retry_after is not None:
                wait = max(wait, found.retry_after)
            left = self._visit.deadline - self._shared.monotonic()
            if wait > min(self._limits.max_wait_s, left) or self._visit.was_cut:
                return found
            self._shared.pause(wait)
        return look()

    # --- hops ---------------------------------------------------------------------------------

    def _once(self) -> Reply:
        url = self._document.url
        hops: list[Redirect] = []
        seen = {url}
        while True:
            self._check(url)
            refusal = self._robots_verdict(url)
            if refusal is not None:
                raise FinalError(at(refusal, url))
            reply = self._step(url, tuple(hops))
            if not isinstance(reply, Redirect):
                return reply
            hops.append(reply)
            url = reply.url
            if url in seen or len(hops) > self._limits.max_redirects:
                words = "in a circle" if url in seen else "without an end"
                return Failure(
                    reason=FailureReason.REDIRECT_LOOP,
                    detail=f"redirected {words}, {len(hops)} times",
                    http_status=reply.status,
                    final_url=redact_url(url),
                )
            seen.add(url)

    def _step(self, url: str, hops: tuple[Redirect, ...]) -> Reply | Redirect:
        """Ask for `url` when its host's turn comes: the reply, or where it leads to."""
        host = host_key(url)
        rest = self._shared.turns.resting(host)
        left = self._visit.deadline - self._shared.monotonic()
        if rest > min(self._limits.max_wait_s, left):
            return Failure(
                reason=FailureReason.RATE_LIMITED,
                detail="the server asked, at another page, to be left alone for a while",
                final_url=redact_url(url),
                retry_after=round(rest),
            )
        if rest > 0:
            self._shared.pause(rest)
        try:
            with self._turn(host), self._sent(url, self._conditions(hops)) as raw:
                target = target_of(raw, url)
                if target is not None:
                    self._bodies.drain(raw)
                    return Redirect(status=raw.status_code, url=target)
                return self._answer(raw, url, hops)
        except EXPECTED as error:
            return at(self._failure_from(error, url), url)

    def _turn(self, host: str) -> Any:
        delay = self._shared.robots.crawl_delay(host, self._agent)
        turn = self._shared.turns.turn(host, max(self._document.delay, delay))
        return _Waited(turn, self._visit)

    def _check(self, url: str) -> None:
        """Raise `FinalError` for an address that must not be asked."""
        check_address(url, self._visit, self._shared.proxies_for(url))

    # --- robots.txt ---------------------------------------------------------------------------

    def _robots_verdict(self, url: str) -> Failure | None:
        if not self._document.robots:
            return None
        return self._shared.robots.verdict(url, self._agent, self._robots_file)

    def _robots_file(self, url: str) -> tuple[int, bytes] | Failure:
        page = self._visit.asked
        try:
            found = self._tried(lambda: self._robots_once(url))
        except FinalError as error:
            return error.failure
        finally:
            self._visit.asked = page
        if isinstance(found, Failure) and found.http_status is not None:
            return found.http_status, b""
        return found

    def _robots_once(self, url: str) -> tuple[int, bytes] | Failure:
        """Ask once: the file, or a failure that may be worth another try."""
        for _ in range(_ROBOTS_HOPS + 1):
            self._check(url)
            try:
                with self._turn(host_key(url)), self._sent(url, {}) as raw:
                    target = target_of(raw, url)
                    if target is None:
                        return self._robots_answer(raw)
                    self._bodies.drain(raw)
            except EXPECTED as error:
                return self._failure_from(error, url)
            url = target
        return 404, b""

    def _robots_answer(self, raw: requests.Response) -> tuple[int, bytes] | Failure:
        if raw.status_code >= 500:
            self._bodies.drain(raw)
            return failure_of(raw.status_code, {}, b"")
        return raw.status_code, self._bodies.read(raw, self._limits.robots_bytes, cut=True)

    # --- one request --------------------------------------------------------------------------

    def _conditions(self, hops: tuple[Redirect, ...]) -> dict[str, str]:
        """Return the headers that ask for a newer text only.

        Past a redirect that may lead elsewhere today, only an entity tag that is long enough to be
        this page's alone; a date would also be true of an older page.
        """
        etag, modified = self._validators.etag, self._validators.last_modified
        if hops:
            etag = etag if etag and len(etag) >= _TELLING_ETAG else None
            modified = None
        headers = {}
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        return headers

    def _sent(self, url: str, conditions: dict[str, str]) -> Open:
        """Send a request; its answer closes with the block. Raises any of `EXPECTED`."""
        language = self._document.language
        headers = {
            "User-Agent": self._agent,
            "Accept": _ACCEPT,
            "Accept-Language": f"{language},en;q=0.5" if language else "en",
            "Accept-Encoding": "gzip, deflate, br, zstd",
            **conditions,
        }
        left = self._visit.deadline - self._shared.monotonic()
        request = requests.Request("GET", url, headers=headers).prepare()
        # Not by Session.send: it would look into a redirect's target, and keep cookies.
        adapter = self._shared.adapter(request.url or url)
        return Open(
            adapter.send(
                request,
                stream=True,
                timeout=max(0.1, min(self._document.timeout, left)),
                verify=True,
                proxies=self._shared.proxies_for(url),
            )
        )

    def _answer(self, raw: requests.Response, url: str, hops: tuple[Redirect, ...]) -> Reply:
        status, headers = raw.status_code, {k.lower(): v for k, v in raw.headers.items()}
        if status == 304 and self._conditions(hops):
            self._bodies.drain(raw)
            return NotModified(
                requested_url=self._document.url,
                final_url=url,
                headers=evidence(headers),
                redirects=hops,
            )
        if status not in (200, 203):
            return self._refused(raw, url, headers)
        body = self._bodies.read(raw, self._limits.max_bytes, cut=False)
        return Response(
            requested_url=self._document.url,
            final_url=url,
            status=status,
            headers=evidence(headers),
            body=body,
            redirects=hops,
        )

    def _refused(self, raw: requests.Response, url: str, headers: dict[str, str]) -> Failure:
        failure = at(failure_of(raw.status_code, headers, self._bodies.drain(raw)), url)
        asked = retry_after(headers.get("retry-after"), headers.get("date"))
        if asked is None or not worth_retrying(failure):
            return failure
        self._shared.turns.rest(host_key(url), asked)
        return msgspec.structs.replace(failure, retry_after=asked)

    def _failure_from(self, error: BaseException, url: str) -> Failure:
        if self._shared.stopped.is_set():
            raise StoppedError from error
        if self._visit.was_cut:
            raise FinalError(at(self._bodies.too_late(), url)) from error
        return failure_from(error, host_of(url))


class _Waited:
    """A turn whose waiting is no part of the time that a capture may take."""

    def __init__(self, turn: Any, visit: Visit) -> None:
        self._turn = turn
        self._visit = visit

    def __enter__(self) -> None:
        ends, self._visit.deadline = self._visit.deadline, float("inf")
        try:
            ends += self._turn.__enter__()
        finally:
            self._visit.deadline = ends

    def __exit__(self, *error: Any) -> Any:
        return self._turn.__exit__(*error)
