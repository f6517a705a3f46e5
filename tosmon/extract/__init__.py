"""Bodies to text: one reading of one body, or why none can be trusted.

The only part that imports trafilatura and lxml, and only when a page must be read.
"""

from __future__ import annotations

from tosmon.extract.reading import EXTRACTOR, extractor_of, read
from tosmon.extract.scripted import is_scripted, may_be_scripted
from tosmon.extract.stretch import (
    Lines,
    Stretch,
    is_surely_broken,
    lines_of,
    lines_of_text,
    stretch_of,
)
from tosmon.extract.visible import Content, Visible, Walk, content_of, visible_of
from tosmon.finding.records import PageFacts, Sitemap

__all__ = [
    "EXTRACTOR",
    "Content",
    "Lines",
    "Stretch",
    "Visible",
    "Walk",
    "content_of",
    "extractor_of",
    "is_scripted",
    "is_surely_broken",
    "lines_of",
    "lines_of_text",
    "may_be_scripted",
    "page_facts",
    "read",
    "sitemap",
    "stretch_of",
    "visible_of",
]


def page_facts(body: bytes, content_type: str | None, url: str) -> PageFacts:
    """Return what the page `body`, fetched from `url`, says of itself and of other pages."""
    from tosmon.extract import facts  # noqa: PLC0415 - lxml takes its time

    return facts.page_facts(body, content_type, url)


def sitemap(body: bytes, url: str) -> Sitemap:
    """Return the addresses that the sitemap `body`, fetched from `url`, holds."""
    from tosmon.extract import facts  # noqa: PLC0415 - lxml takes its time

    return facts.sitemap(body, url)
