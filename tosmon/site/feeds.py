"""The feeds of a site, in its folder `feeds`: where an entry can be read is a page of the site."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from tosmon.archive import Archive
from tosmon.model import DocumentKey
from tosmon.render import site_paths as paths
from tosmon.render.atom import atom, is_of, source
from tosmon.reports.feeds import feeds, whole
from tosmon.reports.targets import Known
from tosmon.site.folder import SiteFolder
from tosmon.telling import FeedEntry


def put_feeds(
    folder: SiteFolder,
    archive: Archive,
    among: Known,
    documents: Sequence[DocumentKey],
    base: str | None,
) -> frozenset[str]:
    """Bring the feeds of `documents` up to date and return their paths.

    `base` is the address at which the site is published; without it an entry leads to where the
    text was read, for a feed's link must be whole.
    """

    def page(entry: FeedEntry) -> str:
        return f"{base}/{paths.change(entry.change.document, entry.change.version)}"

    changes_of = functools.cache(lambda change: whole(archive, change))
    links = page if base else source
    own = f"{base}/{paths.FEEDS}" if base else None
    found = []
    for feed in feeds(archive, among, documents):
        path = f"{paths.FEEDS}/{feed.name}.xml"
        known = folder.content(path)
        if known is not None and is_of(known, feed, base=own, links=links):
            folder.keep(path)
        else:
            folder.put(path, atom(feed, changes_of, base=own, links=links))
        found.append(path)
    return frozenset(found)
