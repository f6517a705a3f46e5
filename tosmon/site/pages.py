"""The pages of one run: put into the site's folder, counted by sort, led to the feeds there are.

Owns what is common to making any page. Knows nothing of what one shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import msgspec

from tosmon.render import site_paths as paths
from tosmon.render.site_shell import Frame
from tosmon.site.folder import SiteFolder


class Pages:
    """The pages of a site that has the feeds at `feeds`, paths all of them."""

    def __init__(self, folder: SiteFolder, frame: Frame, feeds: frozenset[str]) -> None:
        self._folder = folder
        self._feeds = feeds
        self.counted: Counter[str] = Counter()
        every = self.feed("All changes", "all")
        self.frame = msgspec.structs.replace(frame, feeds=(every,) if every else ())

    def put(self, sort: str, path: str, page: str, key: str = "") -> None:
        """Make `page` stand at `path`."""
        self.counted[sort] += 1
        self._folder.put(path, page.encode("utf-8", "replace"), key)

    def put_fresh(self, sort: str, path: str, key: str, page: Callable[[], str]) -> None:
        """Make a page only where what it is made of, which `key` names, is another than it was."""
        if self._folder.fresh(path, key):
            self.counted[sort] += 1
            self._folder.keep(path)
        else:
            self.put(sort, path, page(), key)

    def feed(self, title: str, name: str) -> tuple[str, str] | None:
        """Return title and path of the feed `name`, None where there is none."""
        path = f"{paths.FEEDS}/{name}.xml"
        return (title, path) if path in self._feeds else None
