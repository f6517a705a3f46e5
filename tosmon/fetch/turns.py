"""Whose turn it is: one request at a time for each host, and its rest between two of them.

Owns the locks. Knows neither HTTP nor documents.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

_LOOK = 0.25  # seconds between two looks whether the run was stopped, while another has the turn


class StoppedError(Exception):
    """The run is over; nobody waits for this any longer."""


class _Host:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ended: float | None = None
        self.rests_until = 0.0


class Turns:
    """The turns of all hosts. Thread-safe. Times are those of `monotonic`, in seconds."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        pause: Callable[[float], None],
        stopped: threading.Event,
    ) -> None:
        self._monotonic = monotonic
        self._pause = pause
        self._stopped = stopped
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def turn(self, host: str, delay: float) -> Iterator[float]:
        """Hold the host, `delay` seconds after it was last let go; yield the seconds waited.

        Raises `StoppedError`. A thread holds one host at a time, so that none waits in a circle.
        """
        came = self._monotonic()
        state = self._host(host)
        while not state.lock.acquire(timeout=_LOOK):
            if self._stopped.is_set():
                raise StoppedError
        try:
            if state.ended is not None:
                wait = state.ended + delay - self._monotonic()
                if wait > 0:
                    self._pause(wait)
            if self._stopped.is_set():
                raise StoppedError
            try:
                yield self._monotonic() - came
            finally:
                state.ended = self._monotonic()
        finally:
            state.lock.release()

    def rest(self, host: str, seconds: float) -> None:
        """Note that the host asked to be left alone for `seconds`."""
        state = self._host(host)
        state.rests_until = max(state.rests_until, self._monotonic() + seconds)

    def resting(self, host: str) -> float:
        """Return the seconds for which the host still wants to be left alone, 0 if it does not."""
        return max(0.0, self._host(host).rests_until - self._monotonic())

    def _host(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host())
