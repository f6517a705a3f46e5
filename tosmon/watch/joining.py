"""How the pages of a document that is spread over several become one body."""

from __future__ import annotations

from tosmon import extract
from tosmon.fetch import redact_url
from tosmon.model import Response
from tosmon.watch.captures import content_type


def joined(replies: tuple[Response, ...]) -> tuple[bytes, str]:
    """Return the bodies of `replies` as one, and its type; secrets in addresses are redacted."""
    return extract.join(
        tuple(
            extract.Page(
                url=redact_url(reply.final_url),
                content_type=content_type(reply) or "",
                body=reply.body,
            )
            for reply in replies
        )
    )
