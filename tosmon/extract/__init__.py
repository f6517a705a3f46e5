"""Bodies to text: one reading of one body, or why none can be trusted.

The only part that imports trafilatura and lxml, and only when a page must be read.
"""

from __future__ import annotations

from tosmon.extract.reading import EXTRACTOR, read
from tosmon.extract.scripted import is_scripted, may_be_scripted
from tosmon.extract.visible import content_sha256, visible_sha256

__all__ = [
    "EXTRACTOR",
    "content_sha256",
    "is_scripted",
    "may_be_scripted",
    "read",
    "visible_sha256",
]
