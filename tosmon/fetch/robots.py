"""robots.txt, asked once a run for each host (RFC 9309). Knows no sockets: it is given a fetch."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

from protego import Protego

from tosmon.fetch.addresses import host_key
from tosmon.model import Failure, FailureReason

MAX_CRAWL_DELAY = 30.0
"""Seconds; a longer one would keep the other documents of a host waiting for hours."""

MAX_SITEMAPS = 20

Rules = Protego | Failure | None


class Robots:
    """The robots.txt files of a run. Thread-safe."""

    def __init__(self) -> None:
        self._known: dict[str, Rules] = {}
        self._lock = threading.Lock()

    def verdict(
        self, url: str, agent: str, fetch: Callable[[str], tuple[int, bytes] | Failure]
    ) -> Failure | None:
        """Return why `url` must not be asked for, None where it may be.

        4xx allows all; 5xx or no answer forbids all for this run (RFC 9309, section 2.3.1).
        `fetch` returns a status and a body, or why there is none.
        """
        host = host_key(url)
        with self._lock:
            known = host in self._known
        if not known:
            rules = _rules(fetch(host + "/robots.txt"))
            with self._lock:
                self._known[host] = rules
        found = self._known[host]
        if isinstance(found, Failure):
            return found
        if found is None or found.can_fetch(url, product(agent)):
            return None
        return Failure(
            reason=FailureReason.ROBOTS,
            detail="robots.txt forbids this page; `robots: ignore` in its entry overrides that",
        )

    def crawl_delay(self, host: str, agent: str) -> float:
        """Return the seconds that the host asks to leave between requests, bounded."""
        found = self._known.get(host)
        if found is None or isinstance(found, Failure):
            return 0.0
        return min(max(float(found.crawl_delay(product(agent)) or 0.0), 0.0), MAX_CRAWL_DELAY)

    def sitemaps(self, host: str) -> tuple[str, ...]:
        """Return the sitemaps that the file names, at most `MAX_SITEMAPS`."""
        found = self._known.get(host)
        if found is None or isinstance(found, Failure):
            return ()
        return tuple(itertools.islice(found.sitemaps, MAX_SITEMAPS))


def product(agent: str) -> str:
    """Return the product token of a User-Agent, which robots.txt files name."""
    return agent.partition("/")[0].strip() or "*"


def _rules(answer: tuple[int, bytes] | Failure) -> Rules:
    if isinstance(answer, Failure):
        if answer.reason in _UNREACHABLE:
            return answer  # the page has the same trouble: its own name tells more than "robots"
        return Failure(
            reason=FailureReason.ROBOTS,
            detail=f"robots.txt cannot be read ({answer.detail}), which forbids all for now",
        )
    status, body = answer
    if status >= 500:
        return Failure(
            reason=FailureReason.ROBOTS,
            detail=f"robots.txt answers with status {status}, which forbids all for now",
        )
    return Protego.parse(body.decode("utf-8", "replace")) if status == 200 else None


_UNREACHABLE = (
    FailureReason.DNS,
    FailureReason.TLS,
    FailureReason.CONNECTION,
    FailureReason.TIMEOUT,
    FailureReason.BLOCKED_ADDRESS,
)
