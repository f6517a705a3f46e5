"""Use case of `fetch`: look at what is due, judge each capture, record what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tosmon.archive import DocumentState, Writer
from tosmon.fetch import Fetcher, Job, fetch_all, redact_url
from tosmon.model import ClockKind, Document, Moment, Validators
from tosmon.results import FetchedDocument
from tosmon.watch.captures import Capture
from tosmon.watch.recorder import Recorder
from tosmon.watch.scripted import wants_browser

# What is told is durable after this many documents, or this many seconds, whichever comes first:
# a crash repeats at most that much of a run.
FLUSH_EVERY = 32
FLUSH_SECONDS = 2.0


def run(
    documents: Sequence[Document],
    writer: Writer,
    fetcher: Fetcher,
    *,
    now: Callable[[], Moment],
    clock: ClockKind,
    monotonic: Callable[[], float],
    workers: int,
) -> Iterator[FetchedDocument]:
    """Look at `documents`, yielding each as it is judged; flushes as it goes, and at the end."""
    recorder, flushed = Recorder(writer), monotonic()
    for document in documents:
        _take_over(document, writer, now(), clock)
    jobs = [_job(document, writer.states.get(document.key)) for document in documents]
    for job, reply in fetch_all(jobs, fetcher, workers=workers, wants_browser=wants_browser):
        moment, document = now(), job.document
        capture = Capture(
            document=document,
            at=moment,
            captured_at=moment,
            clock=clock,
            state=writer.states.get(document.key),
        )
        yield recorder.take(capture, reply).result
        if writer.pending >= FLUSH_EVERY or monotonic() - flushed > FLUSH_SECONDS:
            writer.flush()
            flushed = monotonic()
    writer.flush()


def _take_over(document: Document, writer: Writer, at: Moment, clock: ClockKind) -> None:
    """Let a document that goes on under a new name begin with its former history."""
    if document.key in writer.states:
        return
    former = next((name for name in document.formerly if name in writer.states), None)
    if former is not None:
        writer.continue_as(document.key, former, at=at, clock=clock)


def _job(document: Document, state: DocumentState | None) -> Job:
    """Return what to ask; validators are those of this very address, or none.

    Nor where a browser is to render the page: what has not changed is only what it begins with.
    """
    if state is None or state.version is None or document.render == "browser":
        return Job(document=document, validators=Validators())
    same_address = state.requested_url in (None, redact_url(document.url))
    return Job(document=document, validators=state.validators if same_address else Validators())
