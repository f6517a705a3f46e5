"""What a body is, by its own first bytes before the server's word; knows no reader."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from tosmon.extract.charset import decode
from tosmon.joined import is_joined

Kind = Literal["joined", "pdf", "docx", "html", "json", "markdown", "text", "other"]

_HEAD = 1024  # bytes in which readers of PDF look for the mark (ISO 32000-1, annex H.3)
_PLAIN = ("text/plain", "text/markdown", "text/x-markdown")
_DOCUMENT = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b", re.I | re.S
)
_HTML = re.compile(
    rb"<(?:!doctype html|html|head|body|main|article|section|div|p|h1)\b", re.IGNORECASE
)
_JSON = re.compile(rb"\s*[\[{]")
_MARKDOWN_NAME = re.compile(r"\.(?:md|markdown|mdx|mkd)$", re.I)
# What else is met where a document should be, by its first bytes.
_NAMED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a Word file of before 2007 (.doc)"),
    (b"{\\rtf", "a file in Rich Text Format"),
    (b"PK\x03\x04", "a ZIP file that is no Word document"),
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
)


def kind_of(body: bytes, content_type: str | None, url: str) -> Kind:
    """Return what `body` is; `url` tells Markdown that is served as plain text."""
    if is_joined(body):
        return "joined"
    if b"%PDF-" in body[:_HEAD]:
        return "pdf"
    if body.startswith(b"PK\x03\x04") and _is_docx(body):
        return "docx"
    if any(body.startswith(mark) for mark, _ in _NAMED) or _is_binary(body, content_type):
        return "other"
    return _kind_of_text(body, claimed(content_type), url)


def _kind_of_text(body: bytes, claim: str, url: str) -> Kind:
    plain = claim in _PLAIN and not _DOCUMENT.match(body)
    data = _JSON.match(body) is not None and not plain
    if not plain and not (data and claim.endswith(("/json", "+json"))) and is_html(body):
        return "html"
    if data:
        return "json"
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    named = "markdown" in claim or _MARKDOWN_NAME.search(path) is not None
    return "markdown" if named else "text"


def is_html(body: bytes) -> bool:
    """Return whether `body` looks like HTML near its beginning."""
    return _HTML.search(body[:65536]) is not None and not is_joined(body)


def claimed(content_type: str | None) -> str:
    """Return the type that the server names, without its parameters."""
    return (content_type or "").partition(";")[0].strip().lower()


def name_of(body: bytes, content_type: str | None) -> str:
    """Return what a body that nobody here reads is, for a sentence."""
    for mark, name in _NAMED:
        if body.startswith(mark):
            return name
    return f"no text but {claimed(content_type) or 'binary data'}"


def _is_docx(body: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def _is_binary(body: bytes, content_type: str | None) -> bool:
    """Return whether there are zero bytes where a text of any usual encoding has none."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in body[:4096]:
        return False
    return "\x00" in decode(body[:4096], content_type)
