"""The feeds of a site, in its folder `feeds`: where an entry can be read is a page of the site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tosmon.render import site_paths as paths
from tosmon.render.atom import Whole, renewed, source
from tosmon.site.folder import SiteFolder
from tosmon.telling import Feed, FeedEntry


def feed_paths(feeds: Iterable[Feed]) -> frozenset[str]:
    """Return the paths of `feeds`."""
    return frozenset(_path(feed.name) for feed in feeds)


def by_platform(feeds: Iterable[Feed]) -> dict[str | None, list[Feed]]:
    """Return `feeds` by the platform whose documents they are of, those of several under None."""
    found: dict[str | None, list[Feed]] = defaultdict(list)
    for feed in feeds:
        sort, _, rest = feed.name.partition("/")
        of_one = sort in ("platforms", "documents")
        found[rest.partition("/")[0] if of_one else None].append(feed)
    return found


def put_feeds(folder: SiteFolder, feeds: Iterable[Feed], whole: Whole, base: str | None) -> None:
    """Bring `feeds` up to date; `whole` gives what they do not say.

    `base` is the address at which the site is published; without it an entry leads to where the
    text was read, for a feed's link must be whole.
    """

    def page(entry: FeedEntry) -> str:
        return f"{base}/{paths.change(entry.change.document, entry.change.version)}"

    for name, content in renewed(
        feeds,
        whole,
        lambda name: folder.content(_path(name)),
        base=f"{base}/{paths.FEEDS}" if base else None,
        links=page if base else source,
    ):
        path = _path(name)
        if content is None:
            folder.keep(path)
        else:
            folder.put(path, content)


def _path(feed: str) -> str:
    return f"{paths.FEEDS}/{feed}.xml"
