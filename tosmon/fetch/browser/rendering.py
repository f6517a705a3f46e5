"""What goes into the browser and what comes out of it, as values."""

from __future__ import annotations

from tosmon.model import FailureReason, Record, Response


class PageLimits(Record):
    """Bounds of one page: bytes, counts; and how many pages are open at once.

    Without `sandbox`, whoever runs us must be the wall around hostile pages: a container.
    `script_bytes` bounds what scripts hold, `memory_bytes` a page's process as a whole.
    """

    at_once: int = 2
    script_bytes: int = 512 * 1024 * 1024
    memory_bytes: int = 1024 * 1024 * 1024
    max_bytes: int = 32 * 1024 * 1024
    max_requests: int = 300
    sandbox: bool = True


class PageError(Exception):
    """A page that comes to nothing, and why."""

    def __init__(self, reason: FailureReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Order(Record):
    """A document to render: the answer of its server, and how to name ourselves to the page.

    The page is not read before an element matches the selector `wait`.
    """

    reply: Response
    user_agent: str
    language: str
    wait: str | None = None


class Sent(Record):
    """An answer to a request of a page."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Rendering(Record):
    """A page that scripts made: its DOM in UTF-8, the answer that it began with, by which browser.

    `served` and `refused` count the requests of its scripts.
    """

    dom: bytes
    reply: Response
    browser: str
    served: int
    refused: int
