"""Use case of `check --live`: what each address gives today; records nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tosmon import extract
from tosmon.assess.capture import assess
from tosmon.assess.copies import language_of
from tosmon.fetch import Fetcher, Job, fetch_all, redact_url
from tosmon.finding.records import PageFacts
from tosmon.model import (
    Document,
    Failure,
    FailureReason,
    NotModified,
    Record,
    Reply,
    Response,
    Unreadable,
    Validators,
)
from tosmon.results import CheckedDocument, CheckWarning
from tosmon.text import normalized_sha256, parse
from tosmon.watch.rereading import read_as
from tosmon.watch.scripted import wants_browser
from tosmon.watch.trouble import warnings_of

_QUOTED_WORDS = 12


class Look(Record):
    """What one address gave: the answer for people, and what a further look needs of the page."""

    checked: CheckedDocument
    text: str = ""
    facts: PageFacts = PageFacts()


def look(documents: Sequence[Document], fetcher: Fetcher) -> Iterator[CheckedDocument]:
    """Fetch `documents` and tell what would be read of each; records nothing."""
    jobs = [Job(document=document, validators=Validators()) for document in documents]
    for job, reply in fetch_all(jobs, fetcher, wants_browser=wants_browser):
        yield looked(job.document, reply).checked


def twins_told(documents: Iterable[CheckedDocument]) -> list[CheckedDocument]:
    """Return `documents` by name; of those with one text each later one says whose it repeats."""
    first: dict[str, str] = {}
    out = []
    for document in sorted(documents, key=lambda item: item.document):
        twin = first.setdefault(document.text_sha256 or document.document, document.document)
        if twin == document.document:
            out.append(document)
            continue
        warning = CheckWarning(kind="same_text", detail=f"the same text as {twin}")
        told = (*document.warnings, warning)
        out.append(msgspec.structs.replace(document, warnings=told))
    return out


def looked(document: Document, reply: Reply) -> Look:
    """Return what `reply` gives of `document`."""
    blank = CheckedDocument(document=document.key, url=redact_url(document.url), ok=False)
    if isinstance(reply, Failure):
        checked = msgspec.structs.replace(
            blank, reason=reply.reason.value, detail=reply.detail, http_status=reply.http_status
        )
        return Look(checked=checked)
    if isinstance(reply, NotModified):  # no validators were sent, so the server is mistaken
        return Look(checked=msgspec.structs.replace(blank, reason="not_modified", http_status=304))
    answered = msgspec.structs.replace(
        blank,
        http_status=reply.status,
        bytes=len(reply.body),
        content_type=reply.content_type,
        final_url=redact_url(reply.final_url),
    )
    facts = extract.page_facts(reply.body, reply.content_type, reply.final_url)
    return _read(document, reply, answered, facts)


def _read(document: Document, reply: Response, answered: CheckedDocument, facts: PageFacts) -> Look:
    reading = read_as(document, reply.body, reply.content_type, reply.final_url)
    if isinstance(reading, Unreadable):
        warnings: tuple[CheckWarning, ...] = ()
        if reading.reason == FailureReason.NEEDS_BROWSER and document.render == "static":
            detail = "scripts make this page"
            line = "render: browser"
            warnings = (CheckWarning(kind="needs_browser", detail=detail, line=line),)
        checked = msgspec.structs.replace(
            answered, reason=reading.reason.value, detail=reading.detail, warnings=warnings
        )
        return Look(checked=checked, facts=facts)
    doubt = assess(reading.text, None)
    if doubt is not None:
        checked = msgspec.structs.replace(answered, reason=doubt.reason.value, detail=doubt.detail)
        return Look(checked=checked, text=reading.text, facts=facts)
    blocks = parse(reading.text)
    words = [word for block in blocks for word in block.text.split()]
    headings = [block.text for block in blocks if block.kind == "heading"]
    language = language_of(reading.text) or (reading.language or "").partition("-")[0].lower()
    checked = msgspec.structs.replace(
        answered,
        ok=True,
        characters=len(reading.text),
        words=len(words),
        sections=tuple(headings),
        first_words=" ".join(words[:_QUOTED_WORDS]),
        last_words=" ".join(words[-_QUOTED_WORDS:]),
        language=language or None,
        text_sha256=normalized_sha256(reading.text),
        warnings=warnings_of(document, reply, reading.text, facts),
    )
    return Look(checked=checked, text=reading.text, facts=facts)
