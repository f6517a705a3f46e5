"""robots.txt, asked once a run for each host (RFC 9309)."""

from __future__ import annotations

import threading
from collections.abc import Callable

from protego import Protego

from tosmon.fetch.politeness import Limits, host_key
from tosmon.model import Failure, FailureReason

MAX_CRAWL_DELAY = 30.0  # seconds; a longer one would keep the other documents of a host waiting


class Robots:
    """The robots.txt files of a run. Thread-safe."""

    def __init__(self, user_agent: str, limits: Limits) -> None:
        self._agent = user_agent.partition("/")[0]
        self._limits = limits
        self._known: dict[str, Protego | None] = {}
        self._lock = threading.Lock()

    def verdict(self, url: str, fetch: Callable[[str], tuple[int, bytes]]) -> Failure | None:
        """Return why `url` must not be asked for, None where it may be.

        An answer of 4xx allows all; 5xx or none at all forbids all for now (RFC 9309, 2.3.1).
        Whatever `fetch` raises passes through: the host cannot be reached then.
        """
        host = host_key(url)
        with self._lock:
            known = host in self._known
        if not known:
            status, body = fetch(host + "/robots.txt")
            rules = Protego.parse(body.decode("utf-8", "replace")) if status == 200 else None
            if status >= 500:
                return Failure(
                    reason=FailureReason.ROBOTS,
                    detail=f"robots.txt answers with status {status}, which forbids all for now",
                    http_status=None,
                )
            with self._lock:
                self._known[host] = rules
        rules = self._known[host]
        if rules is None or rules.can_fetch(url, self._agent):
            return None
        return Failure(
            reason=FailureReason.ROBOTS,
            detail="robots.txt forbids this page; `robots: ignore` in its entry overrides that",
        )

    def crawl_delay(self, url: str) -> float:
        """Return the seconds that the host asks to leave between requests."""
        rules = self._known.get(host_key(url))
        delay = rules.crawl_delay(self._agent) if rules is not None else None
        return min(float(delay or 0.0), MAX_CRAWL_DELAY)
