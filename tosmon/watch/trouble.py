"""What will make trouble with a document that can be read: told before it is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from tosmon.assess.copies import language_of
from tosmon.fetch import redact_url
from tosmon.finding.parts import documents_in
from tosmon.finding.records import PageFacts
from tosmon.model import Document, Response
from tosmon.results import CheckWarning

PERMANENT = frozenset((301, 308))
LITTLE_WORDS = 150  # real documents of fewer words are imprints and notices
_HIDDEN_WORDS = 60  # fewer are a notice or a menu's description


def warnings_of(
    document: Document, reply: Response, text: str, facts: PageFacts
) -> tuple[CheckWarning, ...]:
    """Return what will make trouble with `document`, whose `reply` gave `text`."""
    return (
        *_redirected(document, reply),
        *_little(text),
        *_hidden(text, facts),
        *_several(document, text, facts),
        *_language(document, text),
    )


def _redirected(document: Document, reply: Response) -> Iterator[CheckWarning]:
    if _bare(document.url) == _bare(reply.final_url):
        return
    target = redact_url(reply.final_url)
    if all(hop.status in PERMANENT for hop in reply.redirects) and reply.redirects:
        yield CheckWarning(kind="moved", detail="moved for good", line=f"url: {target}")
    elif urlsplit(document.url).hostname != urlsplit(reply.final_url).hostname:
        yield CheckWarning(kind="elsewhere", detail=f"another host answers: {target}")
    else:
        yield CheckWarning(kind="elsewhere", detail=f"led to {target} for now")


def _bare(url: str) -> str:
    return url.partition("#")[0]


def _little(text: str) -> Iterator[CheckWarning]:
    words = len(text.split())
    if words < LITTLE_WORDS:
        yield CheckWarning(kind="little_text", detail=f"{words} words only; is it all of it?")


def _hidden(text: str, facts: PageFacts) -> Iterator[CheckWarning]:
    held = " ".join(text.split())
    missing = [piece for piece in facts.hidden if piece not in held]
    words = sum(len(piece.split()) for piece in missing)
    if words >= _HIDDEN_WORDS:
        detail = f"{words} words of prose are hidden on the page and not read"
        yield CheckWarning(kind="hidden_text", detail=detail)


def _several(document: Document, text: str, facts: PageFacts) -> Iterator[CheckWarning]:
    if document.select:
        return
    parts = documents_in(text)
    if len(parts) > 1:
        names = ", ".join(f"“{part.title}”" for part in parts[:5])
        more = f" and {len(parts) - 5} more" if len(parts) > 5 else ""
        detail = f"{len(parts)} documents on one page: {names}{more}"
        named = {heading.words: heading.selector for heading in facts.headings}
        ends = [named.get(part.title) or "…" for part in parts[:2]]
        line = f'select: {{from: "{ends[0]}", until: "{ends[1]}"}}'
        yield CheckWarning(kind="several_documents", detail=detail, line=line)


def _language(document: Document, text: str) -> Iterator[CheckWarning]:
    found = language_of(text)
    if not document.language or found is None:
        return
    if document.language.partition("-")[0].lower() != found:
        detail = f"written in “{found}”, not in “{document.language}”"
        yield CheckWarning(kind="other_language", detail=detail, line=f"language: {found}")
