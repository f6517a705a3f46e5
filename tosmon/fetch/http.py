"""The fetcher: what the captures of a run share. Owns sessions, turns, robots.txt, the watchdog.

Knows nothing of texts or of the archive, and leaves each single capture to capture.
"""

from __future__ import annotations

import codecs
import hashlib
import random
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

import msgspec
import requests
from requests.adapters import BaseAdapter

from tosmon.fetch.addresses import host_key, host_of, redact_url
from tosmon.fetch.browser.rendering import Order, PageLimits
from tosmon.fetch.capture import Capture, Job, Shared
from tosmon.fetch.parts import Known, Parts
from tosmon.fetch.politeness import Limits
from tosmon.fetch.robots import Robots
from tosmon.fetch.spread import whole
from tosmon.fetch.turns import Turns
from tosmon.fetch.wire import Adapter, Visit, Watchdog, trusted_roots
from tosmon.model import Document, Failure, Rendered, Reply, Response

if TYPE_CHECKING:
    from tosmon.fetch.browser.chromium import Browser

WantsBrowser = Callable[[Document, Response], bool]


def never(document: Document, reply: Response) -> bool:  # noqa: ARG001 - the shape of a callback
    """Call no browser."""
    return False


class Fetcher:
    """Fetches documents. Thread-safe: each thread has a session of its own, connections reused.

    `proxies` maps schemes to proxies, and "no" to the hosts that need none, as `getproxies` of the
    standard library returns them. `ca_bundle` is a PEM file of the certificates to trust instead of
    requests' own. `chance` returns the jitter's share, in [0, 1). `chromium` is where a browser is
    for pages that scripts make.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        user_agent: str,
        proxies: Mapping[str, str] | None = None,
        ca_bundle: str | None = None,
        chromium: str | None = None,
        page_limits: PageLimits | None = None,
        sleep: Callable[[float], None] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.stopped = threading.Event()
        self._limits = limits
        self._proxies = dict(proxies or {})
        self._ca_bundle = ca_bundle
        self._roots: ssl.SSLContext | None = None
        self._monotonic = monotonic
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._lock = threading.Lock()
        self._watchdog = Watchdog(monotonic)
        self._chromium = chromium
        self._known = Known()
        self._page_limits = page_limits or PageLimits()
        self._browser: Browser | None = None
        pause = self._wait if sleep is None else sleep
        self._shared = Shared(
            limits=limits,
            user_agent=user_agent,
            robots=Robots(),
            turns=Turns(monotonic, pause, self.stopped),
            stopped=self.stopped,
            adapter=self._adapter,
            proxies_for=self._proxies_for,
            pause=pause,
            monotonic=monotonic,
            chance=chance,
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if self._browser is not None:
            self._browser.close()
        self._watchdog.close()
        with self._lock:
            for session in self._sessions:
                session.close()

    def stop(self) -> None:
        """End all captures in progress. The fetcher cannot be used again."""
        self.stopped.set()
        self._watchdog.cut_all()

    def get(self, job: Job, wants_browser: WantsBrowser = never) -> Reply:
        """Return what came of one look; trouble is a value. Never raises for expected trouble.

        `wants_browser` tells an answer whose words only scripts bring; a browser renders that.
        """
        if job.document.urls:
            return whole(job, lambda page: self._page(page, wants_browser), self._limits.max_bytes)
        return self._page(job, wants_browser)

    def _page(self, job: Job, wants_browser: WantsBrowser) -> Reply:
        started = self._monotonic()
        visit = Visit(
            job.vouched if job.vouched is not None else host_of(job.document.url),
            started + self._limits.total_s,
            private=job.document.private,
        )
        with self._watchdog.watch(visit):
            reply = Capture(self._shared, job, visit).run()
        if isinstance(reply, Response) and wants_browser(job.document, reply):
            reply = self._rendered(job, visit, reply)
        return msgspec.structs.replace(reply, elapsed_ms=int((self._monotonic() - started) * 1000))

    def _rendered(self, job: Job, visit: Visit, reply: Response) -> Reply:
        """Return what a browser makes of `reply`; the page it led to may be another one."""
        seconds = job.document.timeout
        deadline = self._monotonic() + self._limits.total_s
        parts = Parts(
            self._shared, self._watchdog, job, visit, known=self._known, deadline=deadline
        )
        order = Order(
            reply=reply,
            user_agent=job.document.user_agent or self._shared.user_agent,
            language=job.document.language or "en",
            wait=job.document.wait,
        )
        try:
            found = self._its_browser().render(order, parts, seconds)
        finally:
            parts.close()
        if isinstance(found, Failure):
            return msgspec.structs.replace(
                found, http_status=reply.status, final_url=redact_url(reply.final_url)
            )
        return msgspec.structs.replace(
            found.reply,
            body=codecs.BOM_UTF8 + found.dom,  # the mark outdoes the charset of the headers
            sent=found.reply.body,
            rendered=Rendered(
                response=hashlib.sha256(found.reply.body).hexdigest(),
                browser=found.browser,
                served=found.served,
                refused=found.refused,
            ),
        )

    def _its_browser(self) -> Browser:
        """Return the run's one browser."""
        from tosmon.fetch.browser.chromium import Browser  # noqa: PLC0415 - asyncio takes its time

        with self._lock:
            if self._browser is None:
                self._browser = Browser(self._chromium, self._page_limits)
            return self._browser

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that robots.txt of `url`'s host names, none where it was not read."""
        return self._shared.robots.sitemaps(host_key(url))

    def _wait(self, seconds: float) -> None:
        """Wait, but no longer than until the run is stopped."""
        self.stopped.wait(seconds)

    def _adapter(self, url: str) -> BaseAdapter:
        """Return this thread's adapter for `url`; the one for https only where it is needed."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.mount("http://", Adapter())
            self._local.session = session
            with self._lock:
                self._sessions.append(session)
        if url.startswith("https:") and not isinstance(session.get_adapter(url), Adapter):
            with self._lock:
                self._roots = self._roots or trusted_roots(self._ca_bundle)
            session.mount("https://", Adapter(self._roots))
        return session.get_adapter(url)

    def _proxies_for(self, url: str) -> dict[str, str]:
        """Return the proxies to ask `url` through, none where it is excepted."""
        if not self._proxies or proxy_bypass_environment(host_of(url), self._proxies):
            return {}
        return {scheme: proxy for scheme, proxy in self._proxies.items() if scheme != "no"}
