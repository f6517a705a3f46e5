"""One document in the browser: loaded, waited for, opened up, written down.

Owns the order of these steps and every bound of a page. Knows no sockets: what the page asks for is
given to it by `Asked`.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Protocol

from tosmon.fetch.addresses import host_key
from tosmon.fetch.browser.gate import Wanted, is_refused
from tosmon.fetch.browser.rendering import Order, PageError, PageLimits, Rendering, Sent
from tosmon.fetch.browser.view import View, script
from tosmon.model import Failure, FailureReason, Response

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Request, Route
    from playwright.async_api import Page as Tab


_OPENED = 30.0  # seconds that the browser may take to open a page
REQUESTS = 6
"""How many requests of one page are answered side by side, as browsers do for one host."""

_ROUNDS = 3  # of opening: what was opened may hold more to open
_NAVIGATIONS = 4  # documents that one page may lead through
_VIEW = (1280, 1600)


class Asked(Protocol):
    """Answers for a page, over tosmon's own connections. Called in other threads; blocks."""

    def part(self, wanted: Wanted) -> Sent | None:
        """Return the answer to a request of the page's scripts, None where it is refused."""

    def document(self, url: str) -> Response | Failure:
        """Return the answer to another document that the page leads to."""


class Page:
    """A fresh context and its one page. Used once, within the loop's thread."""

    def __init__(self, browser: Browser, order: Order, ask: Asked, limits: PageLimits) -> None:
        self._browser = browser
        self._order = order
        self._ask = ask
        self._limits = limits
        self._reply = order.reply
        self._context: BrowserContext | None = None
        self._tab: Tab | None = None
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._failure: PageError | None = None
        self._navigations = 0
        self._asked = 0
        self._bytes = 0
        self._under_way = 0
        self._room = asyncio.Semaphore(REQUESTS)
        self._served = 0
        self._refused = 0

    async def render(self, seconds: float) -> Rendering:
        """Return the page as it stands once its text has settled. Raises `PageError`."""
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        try:
            tab, view = await asyncio.wait_for(self._opened(), _OPENED)
        except (Error, TimeoutError) as error:
            raise PageError(FailureReason.INTERNAL, "the browser opens no page") from error
        work = asyncio.ensure_future(self._work(tab, view, seconds))
        try:
            await asyncio.wait(
                (work, self._ended), timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
            if self._failure is not None:
                raise self._failure
            if self._ended.done():
                raise PageError(
                    FailureReason.TOO_LARGE,
                    "the page's scripts crashed it, or took more memory than a page may "
                    f"({self._limits.memory_bytes // 1024 // 1024} MiB)",
                )
            if not work.done():
                lacks = "the page did not settle" if view.is_there else "nothing matched `wait`"
                raise PageError(FailureReason.TIMEOUT, f"{lacks} within {seconds:.0f} seconds")
            return work.result()
        except Error as error:
            said = str(error).strip().splitlines() or [""]
            raise PageError(
                FailureReason.INTERNAL, f"the browser failed on this page: {said[0][:200]}"
            ) from error
        finally:
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await work

    async def close(self) -> None:
        """Close the context with all that it opened."""
        if self._context is not None:
            with contextlib.suppress(Exception):
                await self._context.close()

    async def _work(self, tab: Tab, view: View, seconds: float) -> Rendering:
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        await tab.goto(self._reply.final_url, wait_until="commit", timeout=seconds * 1000)
        await view.settled(ends)
        for _ in range(_ROUNDS):
            if not await view.run("open"):
                break
            await view.settled(ends)
        if await view.run("scroll"):
            await view.settled(ends)
        dom = await view.run("write", self._limits.max_bytes)
        if dom is None:
            raise PageError(
                FailureReason.TOO_LARGE,
                f"rendered, larger than {self._limits.max_bytes / 1024 / 1024:.3g} MiB",
            )
        return Rendering(
            dom=dom.encode("utf-8", "replace"),
            reply=self._reply,
            browser=f"chromium/{self._browser.version}",
            served=self._served,
            refused=self._refused,
        )

    async def _opened(self) -> tuple[Tab, View]:
        self._context = await self._browser.new_context(
            user_agent=self._order.user_agent,
            locale=self._order.language,
            viewport={"width": _VIEW[0], "height": _VIEW[1]},
            service_workers="block",
            accept_downloads=False,
            permissions=[],
            timezone_id="UTC",
            reduced_motion="reduce",
        )
        await self._context.add_init_script(script("prepare"))
        await self._context.route("**/*", self._answer)
        self._tab = await self._context.new_page()
        self._tab.on("crash", self._end)
        self._context.on("page", self._close_other)
        session = await self._context.new_cdp_session(self._tab)
        return self._tab, View(session, lambda: self._under_way > 0, self._order.wait)

    def _end(self, _: object = None) -> None:
        """Wait for this page no longer."""
        if not self._ended.done():
            self._ended.set_result(None)

    async def _close_other(self, other: Tab) -> None:
        """Close what a page opened beside itself."""
        if other is not self._tab:
            self._refused += 1
            with contextlib.suppress(Exception):
                await other.close()

    # --- requests -------------------------------------------------------------------------------

    async def _answer(self, route: Route) -> None:
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        kind, request = self._kind(route.request), route.request
        try:
            if kind == "top":
                await self._navigated(route, request)
            elif kind == "none":
                await self._refuse(route)
            else:
                await self._part(route, request, kind)
        except (Error, ValueError):  # the page is gone, or the browser takes no such answer
            with contextlib.suppress(Error):
                await self._refuse(route)

    def _kind(self, request: Request) -> str:
        """Return what a request is for: "top", the browser's word for a part, or "none"."""
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        if not request.is_navigation_request():
            return request.resource_type
        try:
            frame = request.frame
        except Error:  # it has no frame yet: a page that was opened beside ours
            return "none"
        if self._tab is None or frame.page is not self._tab:
            return "none"
        return "top" if frame.parent_frame is None else "document"

    async def _navigated(self, route: Route, request: Request) -> None:
        """Answer for the document itself, and for one of the same host that it leads to."""
        self._navigations += 1
        url = request.url
        if self._navigations > 1:
            other = host_key(url) != host_key(self._reply.final_url)
            if other or request.method != "GET" or self._navigations > _NAVIGATIONS:
                self._refused += 1
                await route.fulfill(status=204)  # so the page stays; an error would replace it
                return
            found = await self._elsewhere(self._ask.document, url)
            if isinstance(found, Failure):
                self._failure = PageError(found.reason, f"the page led on, and {found.detail}")
                self._end()
                await self._refuse(route)
                return
            self._reply = found
        headers = dict(self._reply.headers)
        kept = ("content-type", "content-security-policy", "content-language")
        await route.fulfill(
            status=200,
            headers={name: headers[name] for name in kept if name in headers},
            body=self._reply.body,
        )

    async def _part(self, route: Route, request: Request, kind: str) -> None:
        wanted = Wanted(
            url=request.url,
            method=request.method,
            kind=kind,
            headers=tuple(request.headers.items()),
            body=request.post_data_buffer,
        )
        over = self._asked >= self._limits.max_requests or self._bytes > self._limits.max_bytes
        if over or is_refused(wanted, self._reply.final_url):
            await self._refuse(route)
            return
        self._asked += 1
        self._under_way += 1
        try:
            sent = await self._elsewhere(self._ask.part, wanted)
        finally:
            self._under_way -= 1
        if sent is None:
            await self._refuse(route)
            return
        self._bytes += len(sent.body)
        self._served += 1
        await route.fulfill(status=sent.status, headers=dict(sent.headers), body=sent.body)

    async def _refuse(self, route: Route) -> None:
        self._refused += 1
        await route.abort("blockedbyclient")

    async def _elsewhere(self, function: Any, *arguments: Any) -> Any:
        async with self._room:
            return await asyncio.get_running_loop().run_in_executor(None, function, *arguments)
