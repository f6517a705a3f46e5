"""Many captures: hosts side by side, each host one request at a time and with its delay."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Iterator, Sequence

from tosmon.fetch.http import Fetcher, Job
from tosmon.fetch.politeness import host_key
from tosmon.model import Failure, FailureReason, Reply

_WAITING_BODIES = 4  # replies that may wait for the consumer; bounds memory, not speed


def fetch_all(
    jobs: Sequence[Job], fetcher: Fetcher, *, workers: int = 16
) -> Iterator[tuple[Job, Reply]]:
    """Yield each job with what came of it, as they complete.

    A host's documents keep their order and never overlap. Closing the iterator stops the workers.
    """
    hosts: dict[str, deque[Job]] = {}
    for job in jobs:
        hosts.setdefault(host_key(job.document.url), deque()).append(job)
    waiting: queue.SimpleQueue[deque[Job] | None] = queue.SimpleQueue()
    for line in hosts.values():
        waiting.put(line)
    done: queue.Queue[tuple[Job, Reply]] = queue.Queue(_WAITING_BODIES)
    threads = [
        threading.Thread(target=_work, args=(waiting, done, fetcher), daemon=True)
        for _ in range(min(workers, len(hosts)))
    ]
    for thread in threads:
        waiting.put(None)
        thread.start()
    try:
        for _ in jobs:
            yield done.get()
    finally:
        fetcher.stopped.set()
        while any(thread.is_alive() for thread in threads):
            try:
                done.get(timeout=0.05)  # make room for a worker that waits to hand over
            except queue.Empty:
                continue


def _work(
    waiting: queue.SimpleQueue[deque[Job] | None],
    done: queue.Queue[tuple[Job, Reply]],
    fetcher: Fetcher,
) -> None:
    while (line := waiting.get()) is not None:
        first = True
        while line and not fetcher.stopped.is_set():
            job = line.popleft()
            if not first:
                fetcher.pause(max(job.document.delay, fetcher.robots.crawl_delay(job.document.url)))
            first = False
            if fetcher.stopped.is_set():
                return
            done.put((job, _looked(fetcher, job)))


def _looked(fetcher: Fetcher, job: Job) -> Reply:
    try:
        return fetcher.get(job)
    except Exception as error:  # noqa: BLE001 - one document never stops the others
        return Failure(
            reason=FailureReason.INTERNAL, detail=f"unexpected: {type(error).__name__}: {error}"
        )
