"""Use case of `import wayback` as far as it asks a server: who is asked, how politely, in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from tosmon.fetch import Fetcher, Job
from tosmon.imports.wayback import Ask, Listing, Wayback
from tosmon.imports.wayback_index import Query
from tosmon.model import Document, Reply, Validators

_TIMEOUT = 90.0  # seconds; an index of many captures takes the archive long to begin with


def asker(fetcher: Fetcher, *, delay: float) -> Ask:
    """Return what asks the archive, one request at a time, `delay` seconds between two.

    robots.txt is for programs that follow links; this asks for what a person named, at an
    interface that is documented for programs.
    """
    blank = Document(
        key="wayback/archive", platform_name="wayback", title="wayback", url="", robots=False
    )

    def ask(url: str) -> Reply:
        document = msgspec.structs.replace(blank, url=url, delay=delay, timeout=_TIMEOUT)
        return fetcher.get(Job(document=document, validators=Validators()))

    return ask


def list_all(documents: Sequence[Document], query: Query, ask: Ask) -> Iterator[Listing]:
    """Yield the captures of each document, one after the other, as far as the archive answers."""
    archive = Wayback(query, ask)
    for place, document in enumerate(documents):
        listing = archive.captures(document)
        if not listing.stops:
            yield listing
            continue
        left = len(documents) - place - 1
        others = (f"documents that were not asked for: {left}",) if left else ()
        yield msgspec.structs.replace(listing, snapshots=(), problems=(*listing.problems, *others))
        return
