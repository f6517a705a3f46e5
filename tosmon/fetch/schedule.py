"""Many captures: hosts side by side, the documents of each host one after the other."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urldefrag

import msgspec

from tosmon.fetch.addresses import host_key
from tosmon.fetch.capture import Job
from tosmon.fetch.http import Fetcher, WantsBrowser, never
from tosmon.model import Document, Failure, FailureReason, Reply, Validators

_WAITING_BODIES = 4  # replies that may wait for the consumer; bounds memory, not speed
_GRACE = 2.0  # seconds to wait for workers after a stop; what hangs longer dies with the process

_Done = queue.Queue[tuple[Job, Reply]]
_Waiting = queue.SimpleQueue[list[list[Job]]]


def fetch_all(
    jobs: Sequence[Job],
    fetcher: Fetcher,
    *,
    workers: int = 16,
    wants_browser: WantsBrowser = never,
) -> Iterator[tuple[Job, Reply]]:
    """Yield each job with what came of it, as they complete.

    A host's documents keep their order and never overlap; several on one page share one answer.
    `wants_browser` tells which answers a browser is to render. Closing the iterator before its end,
    or an exception in it, stops the workers and with them the fetcher.
    """
    lines: dict[str, dict[tuple[object, ...], list[Job]]] = {}
    for job in jobs:
        lines.setdefault(_line(job), {}).setdefault(_asked(job), []).append(job)
    waiting: _Waiting = queue.SimpleQueue()
    for line in lines.values():
        waiting.put(list(line.values()))
    done: _Done = queue.Queue(_WAITING_BODIES)
    threads = [
        threading.Thread(
            target=_work,
            args=(waiting, done, fetcher, wants_browser),
            name="fetch-worker",
            daemon=True,
        )
        for _ in range(min(workers, len(lines)))
    ]
    complete = False
    try:
        for thread in threads:
            thread.start()
        for _ in jobs:
            yield done.get()
        complete = True
    finally:
        if not complete:
            fetcher.stop()
        _join([thread for thread in threads if thread.ident is not None], done)


def _line(job: Job) -> str:
    try:
        return host_key(job.document.url)
    except ValueError:
        return ""


def _asked(job: Job) -> tuple[object, ...]:
    """Return what an answer depends on; documents with the same are parts of one page."""
    document = job.document
    return (
        job.vouched,
        urldefrag(document.url).url,
        document.urls,
        document.render,
        document.wait,
        document.data,
        document.user_agent,
        document.language,
        document.timeout,
        document.delay,
        document.robots,
        document.private,
    )


def _for(document: Document, asked: Document, reply: Reply) -> Reply:
    """Return the answer to `asked` as that of a document on the same page."""
    if document is asked or isinstance(reply, Failure):
        return reply
    final = document.url if reply.final_url == asked.url else reply.final_url
    return msgspec.structs.replace(reply, requested_url=document.url, final_url=final)


def _work(
    waiting: _Waiting,
    done: _Done,
    fetcher: Fetcher,
    wants_browser: WantsBrowser,
) -> None:
    while True:
        try:
            line = waiting.get_nowait()
        except queue.Empty:
            return
        for jobs in line:
            if fetcher.stopped.is_set():
                return
            first = jobs[0]
            if any(job.validators != first.validators for job in jobs):
                # Who has not seen the page yet needs it whole.
                first = msgspec.structs.replace(first, validators=Validators())
            reply = _looked(fetcher, first, wants_browser)
            for job in jobs:
                done.put((job, _for(job.document, first.document, reply)))


def _looked(fetcher: Fetcher, job: Job, wants_browser: WantsBrowser) -> Reply:
    try:
        return fetcher.get(job, wants_browser)
    except Exception as error:  # noqa: BLE001 - one document never stops the others
        return Failure(
            reason=FailureReason.INTERNAL,
            detail=f"an error of tosmon's own while fetching ({type(error).__name__})",
        )


def _join(threads: list[threading.Thread], done: _Done) -> None:
    """Wait for the workers, making room for those that wait to hand over."""
    ends = time.monotonic() + _GRACE
    while any(thread.is_alive() for thread in threads) and time.monotonic() < ends:
        try:
            done.get(timeout=0.02)
        except queue.Empty:
            continue
