"""WARC files: the captures of the documents that somebody asks for, by their addresses.

Owns which records are captures of a document, where a redirect led then, and which body a revisit
stands for. How records are read is in warc_records. A file is read twice at most, and once more for
each step of redirects, so that memory holds the documents' records alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from tosmon.imports.snapshots import ImportedSnapshot, Withheld, in_order
from tosmon.imports.warc_records import BrokenWarcError, Decode, Spot, body_of, spots
from tosmon.model import Document, Moment, Record, Redirect, Response

_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_HOPS = 5
# A crawler asks for a redirect's target right away or when its turn comes; a later record of the
# target is another look.
_TOGETHER = dt.timedelta(hours=1)


class WarcListing(Record):
    """The captures found, in order of time, and a sentence for each file that breaks off."""

    snapshots: tuple[ImportedSnapshot, ...]
    problems: tuple[str, ...]


def read_warcs(paths: Sequence[Path], documents: Sequence[Document], decode: Decode) -> WarcListing:
    """Return the captures of `documents` in `paths`; what stands before a broken place counts."""
    wanted: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        wanted[same_page(document.url)].append(document)
    index = _Index(paths)
    index.look_for(wanted)
    found = [
        ImportedSnapshot(
            document=document.key,
            title=document.title,
            captured_at=spot.date,
            url=spot.url,
            source=f"warc {spot.path.name} {spot.name}".strip(),
            look=partial(_look, index, spot, decode),
        )
        for page, watched in wanted.items()
        for spot in index.of(page)
        for document in watched
        if not (spot.kind == "response" and spot.status == 304)  # a crawler's own cache held it
    ]
    return WarcListing(snapshots=in_order(found), problems=tuple(index.problems))


def same_page(url: str) -> str:
    """Return `url` without what makes no other page: scheme, fragment, the usual port, case."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    usual = port in (None, 443 if parts.scheme == "https" else 80)
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{'' if usual else f':{port}'}{parts.path or '/'}{query}"


class _Index:
    """The records of some pages, over all files."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.problems: list[str] = []
        self._paths = paths
        self._spots: dict[str, list[Spot]] = {}
        self._by_digest: dict[str, Spot] = {}

    def of(self, page: str) -> tuple[Spot, ...]:
        """Return the records of `page`, in the order of the files."""
        return tuple(self._spots.get(page, ()))

    def look_for(self, pages: Iterable[str]) -> None:
        """Find the records of `pages`, and those of the pages that they refer to or led to."""
        wanted = set(pages)
        for step in range(_MAX_HOPS + 1):
            self._spots |= {page: [] for page in wanted}
            for path in self._paths:
                self._read(path, wanted, tell=step == 0)
            found = [spot for page in wanted for spot in self._spots[page]]
            wanted = {page for spot in found for page in _leads_to(spot)} - set(self._spots)
            if not wanted:
                return

    def original(self, revisit: Spot) -> Spot | None:
        """Return the record whose body a revisit stands for."""
        if revisit.refers_to_url is not None:
            for spot in self.of(same_page(revisit.refers_to_url)):
                if spot.kind == "response" and spot.date == revisit.refers_to_date:
                    return spot
        return self._by_digest.get(revisit.digest or "")

    def nearest(self, url: str, date: Moment) -> Spot | None:
        """Return the record of `url` that was made together with one of `date`."""
        near = [spot for spot in self.of(same_page(url)) if abs(spot.date - date) <= _TOGETHER]
        return min(near, key=lambda spot: abs(spot.date - date), default=None)

    def _read(self, path: Path, wanted: set[str], *, tell: bool) -> None:
        try:
            for spot in spots(path, lambda url: same_page(url) in wanted):
                self._spots[same_page(spot.url)].append(spot)
                if spot.kind == "response" and spot.digest:
                    self._by_digest.setdefault(spot.digest, spot)
        except BrokenWarcError as error:
            if tell:
                self.problems.append(f"{path}: {error}")


def _leads_to(spot: Spot) -> Iterator[str]:
    if spot.location and spot.status in _REDIRECTS:
        target = _target(spot.url, spot.location)
        if target is not None:
            yield same_page(target)
    if spot.refers_to_url:
        yield same_page(spot.refers_to_url)


def _target(url: str, location: str) -> str | None:
    try:
        return urljoin(url, location.strip()).partition("#")[0]
    except ValueError:
        return None


def _look(index: _Index, spot: Spot, decode: Decode) -> Response | Withheld:
    """Return what a live capture would have had then: redirects followed, revisits resolved."""
    hops: list[Redirect] = []
    here: Spot = spot
    while True:
        holder = here if here.kind == "response" else index.original(here)
        if holder is None:
            return _withheld(here, "it repeats a body that none of the files holds")
        status = holder.status if here.status in (0, 304) else here.status
        target = _target(here.url, here.location or holder.location or "")
        if status not in _REDIRECTS or not (here.location or holder.location) or target is None:
            break
        hops.append(Redirect(status=status, url=target))
        following = index.nearest(target, here.date)
        if following is None or len(hops) > _MAX_HOPS:
            return _withheld(spot, "it led to a page of which the files hold no record of then")
        here = following
    found = body_of(holder, decode)
    if isinstance(found, str):
        return _withheld(holder, found)
    headers, body = found
    return Response(
        requested_url=spot.url,
        final_url=here.url,
        status=status,
        headers=headers,
        body=body,
        redirects=tuple(hops),
    )


def _withheld(spot: Spot, why: str) -> Withheld:
    return Withheld(detail=f"{spot.path}: the record of {spot.date:%Y-%m-%d %H:%M}: {why}")
