"""The feeds of a site, in its folder `feeds`: where an entry can be read is a page of the site."""

from __future__ import annotations

from collections.abc import Sequence

from tosmon.archive import Archive
from tosmon.model import DocumentKey
from tosmon.render import site_paths as paths
from tosmon.render.atom import renewed, source
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

    found = []
    for name, content in renewed(
        feeds(archive, among, documents),
        lambda change: whole(archive, change),
        lambda name: folder.content(_path(name)),
        base=f"{base}/{paths.FEEDS}" if base else None,
        links=page if base else source,
    ):
        path = _path(name)
        if content is None:
            folder.keep(path)
        else:
            folder.put(path, content)
        found.append(path)
    return frozenset(found)


def _path(feed: str) -> str:
    return f"{paths.FEEDS}/{feed}.xml"
