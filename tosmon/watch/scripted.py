"""Which answers a browser is to render: by an entry's word, or by what the page itself tells."""

from __future__ import annotations

from tosmon import extract
from tosmon.model import Document, Response


def wants_browser(document: Document, reply: Response) -> bool:
    """Return whether scripts must run before `reply` says what its document does."""
    kind = reply.content_type or ""
    if document.render == "static" or not extract.may_be_scripted(reply.body, kind):
        return False
    if document.data and document.wait is None and document.render == "auto":
        return False  # the text is in the answer already
    declared = document.render == "browser" or document.wait is not None
    return declared or extract.is_scripted(reply.body)
