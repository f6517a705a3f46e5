"""Use case of `check --live`: what each address gives today; records nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from tosmon import extract
from tosmon.assess.capture import assess
from tosmon.fetch import Fetcher, Job, fetch_all, redact_url
from tosmon.model import Document, Failure, NotModified, Reply, Unreadable, Validators
from tosmon.results import CheckedDocument
from tosmon.text import parse
from tosmon.watch.recorder import content_type
from tosmon.watch.scripted import wants_browser

_QUOTED_WORDS = 12


def look(documents: Sequence[Document], fetcher: Fetcher) -> Iterator[CheckedDocument]:
    """Fetch `documents` and tell what would be read of each; records nothing."""
    jobs = [Job(document=document, validators=Validators()) for document in documents]
    for job, reply in fetch_all(jobs, fetcher, wants_browser=wants_browser):
        yield _looked(job.document, reply)


def _looked(document: Document, reply: Reply) -> CheckedDocument:
    blank = CheckedDocument(document=document.key, url=redact_url(document.url), ok=False)
    if isinstance(reply, Failure):
        return msgspec.structs.replace(
            blank, reason=reply.reason.value, detail=reply.detail, http_status=reply.http_status
        )
    if isinstance(reply, NotModified):  # no validators were sent, so the server is mistaken
        return msgspec.structs.replace(blank, reason="not_modified", http_status=304)
    reading = extract.read(
        reply.body,
        content_type=content_type(reply),
        url=reply.final_url,
        select=document.select,
        remove=document.remove,
    )
    if isinstance(reading, Unreadable):
        return msgspec.structs.replace(
            blank, reason=reading.reason.value, detail=reading.detail, http_status=reply.status
        )
    doubt = assess(reading.text, None)
    if doubt is not None:
        return msgspec.structs.replace(
            blank, reason=doubt.reason.value, detail=doubt.detail, http_status=reply.status
        )
    words = reading.text.split()
    headings = [block.text for block in parse(reading.text) if block.kind == "heading"]
    return msgspec.structs.replace(
        blank,
        ok=True,
        http_status=reply.status,
        characters=len(reading.text),
        words=len(words),
        sections=tuple(headings),
        first_words=" ".join(words[:_QUOTED_WORDS]),
        last_words=" ".join(words[-_QUOTED_WORDS:]),
    )
