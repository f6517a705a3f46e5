"""The browser's process and thread: started with the first page, ended with the run.

Owns Playwright, its event loop and the watch over memory. What happens on a page is in page.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
import signal
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tosmon.fetch.browser.page import REQUESTS, Asked, Page
from tosmon.fetch.browser.rendering import Order, PageError, PageLimits, Rendering
from tosmon.model import Failure, FailureReason

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import Playwright

_STARTED = 30.0  # seconds that Chromium may take to start
_CLOSED = 5.0  # seconds that a page, or the browser, may take to close
_LOOK = 0.25  # seconds between two looks at the renderers' memory
_STARTS = 2  # failures to start after which no other is tried in this run
_DEAD = "http://127.0.0.1:9"  # the discard port: a proxy that nobody answers as


class Browser:
    """One Chromium for a run. Thread-safe; costs nothing before the first page.

    `executable` is where Chromium is, None where there is none.
    """

    def __init__(self, executable: str | None, limits: PageLimits) -> None:
        self._executable = executable
        self._limits = limits
        self._lock = threading.Lock()
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._threads: concurrent.futures.ThreadPoolExecutor | None = None
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None
        self._starting: asyncio.Lock | None = None
        self._room: asyncio.Semaphore | None = None
        self._watching: asyncio.Future[None] | None = None
        self._failures: list[PageError] = []
        self._open = 0

    def missing(self) -> str | None:
        """Return what to install before a page can be rendered, None where all is there."""
        from importlib.util import find_spec  # noqa: PLC0415 - seldom asked

        lacking = []
        if find_spec("playwright") is None:
            lacking.append("Playwright (`pip install playwright`)")
        if self._executable is None:
            lacking.append("a Chromium (`apt install chromium`)")
        return " and ".join(lacking) or None

    def render(self, order: Order, ask: Asked, seconds: float) -> Rendering | Failure:
        """Return the page that scripts make of `order`, within `seconds`; blocks."""
        missing = self.missing()
        if missing is not None:
            return Failure(
                reason=FailureReason.NEEDS_BROWSER,
                detail=f"scripts make this page; install {missing}, "
                "or set `render: static` if it is whole without",
            )
        try:
            return self._submit(self._rendered(order, ask, seconds)).result()
        except PageError as error:
            return Failure(reason=error.reason, detail=str(error))
        except (concurrent.futures.CancelledError, RuntimeError):
            return Failure(reason=FailureReason.CONNECTION, detail="the run was stopped")

    def close(self) -> None:
        """End the browser and everything that waits for it. It cannot be used again."""
        with self._lock:
            self._closed = True
            loop, threads = self._loop, self._threads
        if loop is None or threads is None:
            return
        with contextlib.suppress(concurrent.futures.TimeoutError):
            asyncio.run_coroutine_threadsafe(self._end(), loop).result(timeout=4 * _CLOSED)
        threads.shutdown(wait=False, cancel_futures=True)
        loop.call_soon_threadsafe(loop.stop)

    def _submit(self, work: Coroutine[Any, Any, Rendering]) -> concurrent.futures.Future[Rendering]:
        with self._lock:
            if self._closed:
                work.close()
                raise RuntimeError
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._threads = concurrent.futures.ThreadPoolExecutor(
                    REQUESTS * self._limits.at_once, "page-request"
                )
                self._loop.set_default_executor(self._threads)
                threading.Thread(
                    target=_run, args=(self._loop,), name="browser", daemon=True
                ).start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    # --- within the loop's thread ---------------------------------------------------------------

    async def _rendered(self, order: Order, ask: Asked, seconds: float) -> Rendering:
        if self._room is None:
            self._room = asyncio.Semaphore(self._limits.at_once)
        async with self._room:
            chromium = await self._started()
            page = Page(chromium, order, ask, self._limits)
            self._open += 1
            try:
                return await page.render(seconds)
            finally:
                self._open -= 1
                await self._leave(page, chromium)

    async def _started(self) -> Chromium:
        if self._starting is None:
            self._starting = asyncio.Lock()
        async with self._starting:
            if self._chromium is not None and self._chromium.is_connected():
                return self._chromium
            from playwright.async_api import Error, async_playwright  # noqa: PLC0415 - an extra

            if len(self._failures) >= _STARTS:
                raise self._failures[-1]
            try:
                if self._playwright is None:
                    self._playwright = await async_playwright().start()
                self._chromium = await self._playwright.chromium.launch(
                    executable_path=self._executable,
                    args=_arguments(self._limits),
                    chromium_sandbox=self._limits.sandbox and not _is_root(),
                    proxy={"server": _DEAD, "bypass": "<-loopback>"},
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                    timeout=_STARTED * 1000,
                )
            except (Error, OSError) as error:
                self._playwright = None  # it may be gone, too; the next page starts another
                said = str(error).strip().splitlines() or [type(error).__name__]
                failure = PageError(
                    FailureReason.NEEDS_BROWSER, f"the browser does not start: {said[0][:200]}"
                )
                self._failures.append(failure)
                raise failure from error
            self._watching = asyncio.ensure_future(self._watch(self._chromium))
            return self._chromium

    async def _leave(self, page: Page, chromium: Chromium) -> None:
        """Close a page; a browser that cannot is ended, and the next page starts another."""
        try:
            await asyncio.wait_for(page.close(), _CLOSED)
        except TimeoutError:
            self._chromium = None
            with contextlib.suppress(Exception):
                await asyncio.wait_for(chromium.close(), _CLOSED)

    async def _watch(self, chromium: Chromium) -> None:
        """End renderers that take more memory than a page may; their pages then crash."""
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        with contextlib.suppress(Error):
            session = await chromium.new_browser_cdp_session()
            while True:
                await asyncio.sleep(_LOOK)
                if not self._open:
                    continue
                found = await session.send("SystemInfo.getProcessInfo")
                for process in found["processInfo"]:
                    if process["type"] == "renderer" and self._is_too_large(process["id"]):
                        with contextlib.suppress(OSError):
                            os.kill(process["id"], signal.SIGKILL)

    def _is_too_large(self, process: int) -> bool:
        """Return whether a process holds too much; never where the system does not tell so."""
        try:
            pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        except (OSError, ValueError, IndexError):
            return False
        return pages * os.sysconf("SC_PAGE_SIZE") > self._limits.memory_bytes

    async def _end(self) -> None:
        own = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not own]
        if self._chromium is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self._chromium.close(), _CLOSED)
        if self._playwright is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self._playwright.stop(), _CLOSED)
        for task in others:
            task.cancel()
        await asyncio.wait(others, timeout=1.0) if others else None


def _arguments(limits: PageLimits) -> list[str]:
    """Return how Chromium is started: no network of its own, bounded, nothing in the background.

    Every name leads nowhere and every connection to a proxy that is not there: what is not handed
    to a page by tosmon (sockets, pre-loading, updates) does not exist.
    """
    megabytes = limits.script_bytes // 1024 // 1024
    return [
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--force-webrtc-ip-handling-policy",
        f"--js-flags=--max-old-space-size={megabytes}",
        "--blink-settings=imagesEnabled=false",
        "--disable-gpu",
        "--disable-breakpad",
        "--disable-crash-reporter",
        "--disable-background-networking",
        "--disable-dev-shm-usage",
        "--disable-remote-fonts",
        "--mute-audio",
        "--no-pings",
    ]


def _is_root() -> bool:
    """Return whether we are root, for whom Chromium's sandbox does not start."""
    geteuid: Callable[[], int] | None = getattr(os, "geteuid", None)
    return geteuid is not None and geteuid() == 0


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()
