"""What is read of a page: our own scripts in it, and when its text has settled.

Owns the waiting. Knows nothing of requests but whether any are under way.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from tosmon.fetch.browser.rendering import PageError
from tosmon.model import FailureReason

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

_LOOK = 0.15  # seconds between two looks at the text
_QUIET = 0.6  # seconds without a change after which a text has settled
_BUSY = 2.5  # the same, while requests that may bring words are under way
_BARE = 4.0  # the same, while there are hardly any words
_FEW_WORDS = 20
_LOOSE = 0.02  # the share of a text that may go on changing, in the second half of the time
_TRIES = 5  # of a script, as pages lead on to others


class View:
    """The view of one page. Its scripts run in a world of their own.

    That shares the page's elements and none of its code: what a page does to the language's own
    functions changes nothing of what is read.
    """

    def __init__(self, session: CDPSession, is_busy: Callable[[], bool], wait: str | None) -> None:
        self.is_there = wait is None
        self._wait = wait
        self._session = session
        self._is_busy = is_busy
        self._world: int | None = None

    async def settled(self, ends: float) -> None:
        """Return once what is waited for is there, and the text has stopped changing.

        Never returns for a page where it does not; `is_there` tells which of the two it lacks.
        """
        loop = asyncio.get_running_loop()
        half = loop.time() + (ends - loop.time()) / 2
        seen: tuple[int, int, str] = (0, 0, "")
        since = loop.time()
        while True:
            now = await self.run("measure", self._wait)
            self.is_there = now[3]
            loose = _LOOSE if loop.time() > half else 0.0
            same = now[2] == seen[2] or abs(now[0] - seen[0]) < loose * seen[0]
            if not same or not self.is_there:
                seen, since = (now[0], now[1], now[2]), loop.time()
            needed = _BUSY if self._is_busy() else _QUIET
            if now[1] < _FEW_WORDS:
                needed = _BARE
            if loop.time() - since >= needed:
                return
            await asyncio.sleep(_LOOK)

    async def run(self, name: str, argument: object = None) -> Any:
        """Run a script of ours; again where the page went elsewhere meanwhile."""
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        call = f"({script(name)})({json.dumps(argument)})"
        for _ in range(_TRIES):
            try:
                return await self._called(call)
            except Error:
                self._world = None
                await asyncio.sleep(_LOOK)
        return await self._called(call)

    async def _called(self, call: str) -> Any:
        send = self._session.send
        if self._world is None:
            tree = await send("Page.getFrameTree")
            frame = tree["frameTree"]["frame"]["id"]
            world = await send("Page.createIsolatedWorld", {"frameId": frame})
            self._world = world["executionContextId"]
        found = await send(
            "Runtime.evaluate",
            {
                "expression": call,
                "contextId": self._world,
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in found:
            said = str(found["exceptionDetails"].get("exception", {}).get("description") or "?")
            raise PageError(
                FailureReason.EXTRACTION,
                f"the page cannot be read: {said.partition(chr(10))[0][:200]}",
            )
        return found["result"].get("value")


@cache
def script(name: str) -> str:
    """Return a script that stands beside this module."""
    return resources.files(__package__).joinpath(f"{name}.js").read_text(encoding="utf-8")
