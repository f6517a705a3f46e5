"""What a page shows of other addresses, as values."""

from __future__ import annotations

from typing import Literal

from tosmon.model import Record
from tosmon.proposals import Alternate

Spot = Literal["footer", "menu", "text", "data"]


class PageLink(Record):
    """A link: its words, where it leads, and which part of the page it stands in.

    `data` is an address that stands in a script, without words of its own.
    """

    words: str
    url: str
    spot: Spot


class Heading(Record):
    """A heading and the CSS selector of the element that it begins, where it can be named."""

    level: int
    words: str
    selector: str | None


class PageFacts(Record):
    """What a page says of itself and of others; addresses are absolute.

    `hidden` are pieces of prose in elements that a reader does not see at first.
    """

    title: str = ""
    site: str = ""
    language: str | None = None
    headings: tuple[Heading, ...] = ()
    links: tuple[PageLink, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The words of its first heading of the highest level that it has."""
        top = min((each.level for each in self.headings), default=0)
        return next((each.words for each in self.headings if each.level == top), "")


class Sitemap(Record):
    """Addresses of a sitemap, and those of further sitemaps."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
