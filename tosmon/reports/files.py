"""Any two files as two texts: which are pages, and what of them is compared.

Owns the choice by name and by content. A page is read as a fetched one would be.
"""

from __future__ import annotations

import re
from pathlib import Path

from tosmon.errors import UsageError
from tosmon.extract import read
from tosmon.model import DiffSide, Unreadable
from tosmon.reports.comparing import compare
from tosmon.results import ComparedText, Comparison
from tosmon.text import from_markdown

MAX_FILE = 32 * 1024 * 1024  # bytes; as large as a page may be
_PAGES = (".html", ".htm", ".xhtml", ".pdf")
# A page by its first words, where its name says nothing: a prolog, comments, then the root.
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}"
    rb"<(?:!doctype\s+html|html)[\s>]|%PDF-",
    re.IGNORECASE | re.DOTALL,
)


def compare_files(old: Path, new: Path) -> Comparison:
    """Return the comparison of two files of Markdown, text or HTML.

    Raises `UsageError` for what cannot be read.
    """
    (older, before), (newer, after) = _side(old), _side(new)
    return compare(older, newer, document=new.stem, texts=(before, after))


def _side(path: Path) -> tuple[ComparedText, str]:
    """Return a file as a side, and the text that is compared."""
    data = _bytes(path)
    page = path.suffix.lower() in _PAGES or _PAGE.match(data) is not None
    source = _page(path, data) if page else _decoded(path, data)
    side = ComparedText(
        side=DiffSide(version=None, captured_at=None, label=str(path)),
        text=source,
        path=str(path),
        path_given=True,
    )
    return side, source if page else from_markdown(source)


def _page(path: Path, data: bytes) -> str:
    kind = "application/pdf" if path.suffix.lower() == ".pdf" else "text/html"
    reading = read(data, content_type=kind, url="")
    if isinstance(reading, Unreadable):
        raise UsageError(f"{path} cannot be compared: {reading.detail}")
    return reading.text


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE:
            raise UsageError(f"{path} is larger than {MAX_FILE // 1024 // 1024} MiB")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
        ) from None


def _decoded(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is not UTF-8 text (byte {error.start + 1}); convert it first"
        ) from None
