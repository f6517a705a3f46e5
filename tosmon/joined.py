"""Several pages as one body, for a document that is spread over them (RFC 2046, 5.1.3).

Each page's bytes stand in it as they came, with address, type, length and hash; the same pages give
the same bytes. Knows nothing of what a page says.
"""

from __future__ import annotations

import hashlib
import re

from tosmon.model import Record
from tosmon.text import clean

_MARK = b"--tosmon-"
_HEAD = re.compile(
    rb"--tosmon-[0-9a-f]{32}\r\nContent-Location: ([^\r\n]*)\r\nContent-Type: ([^\r\n]*)\r\n"
    rb"Content-Length: (\d{1,10})\r\nContent-SHA256: [0-9a-f]{64}\r\n\r\n"
)


class Page(Record):
    """One page: its address, the type that the server named, and its bytes."""

    url: str
    content_type: str
    body: bytes


def join(pages: tuple[Page, ...]) -> tuple[bytes, str]:
    """Return the pages as one body, and its content type."""
    boundary = hashlib.sha256(b"".join(page.body for page in pages)).hexdigest()[:32]
    parts = []
    for page in pages:
        digest = hashlib.sha256(page.body).hexdigest()
        parts.append(
            f"--tosmon-{boundary}\r\nContent-Location: {clean(page.url)}\r\n"
            f"Content-Type: {clean(page.content_type)}\r\nContent-Length: {len(page.body)}\r\n"
            f"Content-SHA256: {digest}\r\n\r\n".encode("utf-8", "replace")
            + page.body
            + b"\r\n"
        )
    whole = b"".join(parts) + f"--tosmon-{boundary}--\r\n".encode()
    return whole, f"multipart/mixed; boundary=tosmon-{boundary}"


MOST_PAGES = 201  # one address and as many more as an entry of platforms.yaml may list


def is_joined(body: bytes) -> bool:
    """Return whether `body` is several pages."""
    return body.startswith(_MARK) and _HEAD.match(body) is not None


def pages_of(body: bytes) -> tuple[Page, ...]:
    """Return the pages of a joined body, in order."""
    found, at = [], 0
    while head := _HEAD.match(body, at):
        begins, length = head.end(), int(head[3])
        found.append(
            Page(
                url=head[1].decode("utf-8", "replace"),
                content_type=head[2].decode("utf-8", "replace"),
                body=body[begins : begins + length],
            )
        )
        at = begins + length + len(b"\r\n")
    return tuple(found)
