"""What is known of a page before it is read: by its bytes, its words, its stretch or its content.

A page that several documents share is known by its bytes from the one that had it first.

Owns the order of these, cheapest first, and what is told of a page that one of them knows. Reads
nothing, records nothing.
"""

from __future__ import annotations

import hashlib

import msgspec

from tosmon import extract
from tosmon.archive import CaptureEvent, DocumentState, Writer
from tosmon.model import DocumentKey, QuarantineReason, Record, Response, Sha256
from tosmon.watch.captures import (
    Capture,
    confirmed,
    event_of,
    held_again,
    held_body,
    held_content,
    reader_for,
    unread_again,
    validators_of,
)
from tosmon.watch.stretches import Seen, Stretches

MOST_READ = 4096  # pages of which it is kept in mind who has their reading


class Sight(Record):
    """What is known of a page: its hashes, None where they were not needed or there are none.

    `event` is what is to be told of it, None where it must be judged first; `is_new` says that its
    bytes are none that were archived for this document. `read` is the version, of another document,
    that has the reading of these very bytes; without it they must be read.
    """

    visible: Sha256 | None = None
    content: Sha256 | None = None
    event: CaptureEvent | None = None
    is_new: bool = True
    read: Sha256 | None = None


class _Page(Record):
    """All that a reading is made of: the bytes, what the server said of them, and the reader."""

    body: Sha256
    content_type: str | None
    url: str
    reader: str


class Sights:
    """Looks at the pages of a run; remembers where documents stood on the last ones."""

    def __init__(self, writer: Writer) -> None:
        self._stretches = Stretches(writer)
        self._read: dict[_Page, Sight] = {}
        self._walk: tuple[DocumentKey | None, extract.Walk] = (None, extract.Walk())

    def look(self, capture: Capture, reply: Response) -> Sight:
        """Go the shortest way that is sure."""
        reader, body = reader_for(capture, reply), hashlib.sha256(reply.body).hexdigest()
        known = _known_by(capture, reader)
        sight = self._by_bytes(capture, reply, known, reader, body)
        if sight is not None:
            return sight
        if self._walk[0] != capture.document.key:
            self._walk = capture.document.key, extract.Walk()
        page = self._walk[1].visible_of(reply.body)
        if page is None:
            return Sight()
        if known is not None and known.visible == page.sha256:
            return Sight(event=_seen(capture, reply, known, body=body), is_new=False)
        lines = None
        if known is not None:
            lines = extract.lines_of(page)
            if self._stretches.stands_in(lines, known):
                event = _seen(capture, reply, known, visible=page.sha256, content=None)
                return Sight(event=event)
        content = extract.content_of(reply.body, content_type=reply.content_type)
        seen = Seen(body=body, page=page, lines=lines, content=content)
        return self._parsed(capture, reply, known, reader, seen)

    def _by_bytes(
        self,
        capture: Capture,
        reply: Response,
        known: DocumentState | None,
        reader: str,
        body: Sha256,
    ) -> Sight | None:
        """Go by the bytes of this document's earlier captures, then of other documents'."""
        event = _came_before(capture, reply, body, known, reader)
        # The words of documents that are data are in scripts, where no hash and no walk looks.
        if event is not None or capture.document.data:
            return Sight(event=event, is_new=event is None)
        read = self._read.get(_page_of(reply, reader, body))
        if read is None:
            return None
        if known is not None and known.visible == read.visible:
            return Sight(event=_seen(capture, reply, known, body=body), is_new=False)
        event = _by_content(capture, reply, known, reader, read)
        return Sight(event=event) if event is not None else read

    def was_read(
        self, capture: Capture, reply: Response, sight: Sight, *, body: Sha256, version: Sha256
    ) -> None:
        """Keep in mind that `version` has the reading of the page, whose hash is `body`.

        Not of parts: an import reads the whole page where a part of it is not found.
        """
        document = capture.document
        is_part = document.select or document.remove or document.fragment
        if sight.visible is not None and not is_part:
            page = _page_of(reply, reader_for(capture, reply), body)
            self._read[page] = Sight(visible=sight.visible, content=sight.content, read=version)
            if len(self._read) > MOST_READ:
                del self._read[next(iter(self._read))]

    def _parsed(
        self,
        capture: Capture,
        reply: Response,
        known: DocumentState | None,
        reader: str,
        seen: Seen,
    ) -> Sight:
        """Go on with what the page says once its furniture is out."""
        visible, content = seen.page.sha256, seen.content
        digest = content.sha256 if content is not None else None
        event = _by_content(capture, reply, known, reader, Sight(visible=visible, content=digest))
        if event is not None:
            if event.outcome == "unchanged":
                self._stretches.saw(capture.document.key, seen)
            return Sight(event=event)
        if known is not None and self._stretches.stands_in_outline(
            content, known, content_type=reply.content_type
        ):
            return Sight(event=_seen(capture, reply, known, visible=visible, content=None))
        self._stretches.saw(capture.document.key, seen)
        return Sight(visible=visible, content=digest)


def _page_of(reply: Response, reader: str, body: Sha256) -> _Page:
    return _Page(body=body, content_type=reply.content_type, url=reply.final_url, reader=reader)


def _by_content(
    capture: Capture, reply: Response, known: DocumentState | None, reader: str, sight: Sight
) -> CaptureEvent | None:
    """Say of a page that says what an earlier one said, furniture aside, what was said of that."""
    content = sight.content
    if known is not None and content is not None and known.content == content:
        return _seen(capture, reply, known, visible=sight.visible)
    held = held_content(capture.state, content, reader)
    return held_again(capture, reply, held) if held is not None else None


def _known_by(capture: Capture, reader: str) -> DocumentState | None:
    """Return the state of a document that has a version, if `reader` read its last page too."""
    state = capture.state
    if state is None or state.version is None or state.extractor != reader:
        return None
    return state


def _came_before(
    capture: Capture, reply: Response, body: Sha256, known: DocumentState | None, reader: str
) -> CaptureEvent | None:
    """Say of the very bytes of an earlier capture what was said then, if anything was."""
    state = capture.state
    if known is not None and known.body == body:
        return _seen(capture, reply, known, body=body)
    held = held_body(state, body, reader)
    if held is not None:
        reason = QuarantineReason(held.reason)
        if confirmed(reason, held, capture.captured_at) is None:
            return held_again(capture, reply, held)
    if state is not None and state.kept == body and state.unread_by == reader:
        return unread_again(capture, reply, state)
    return None


def _seen(
    capture: Capture, reply: Response, known: DocumentState, **differs: Sha256 | None
) -> CaptureEvent:
    """Return the line of a page whose text is the one that stands; `differs` are hashes of it."""
    told = event_of(capture, "unchanged", reply)
    hashes = {
        "visible": known.visible,
        "content": known.content,
        "normalized": known.normalized,
        **differs,
    }
    return msgspec.structs.replace(
        told, extractor=known.extractor, validators=validators_of(reply), **hashes
    )
