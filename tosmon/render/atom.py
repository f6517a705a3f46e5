"""Feeds as Atom (RFC 4287): names that stay, words that no reader can take for markup.

Owns the XML alone. An entry is named after its version's hash, so it is the same entry in every
feed, wherever the files lie.
"""

from __future__ import annotations

import functools
import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

import msgspec

from tosmon import __version__
from tosmon.assess import RULES
from tosmon.model import Change, Moment, Sha256
from tosmon.render import diff_order
from tosmon.render.digest_outline import told
from tosmon.render.page_html import element, joined
from tosmon.render.style import count, line
from tosmon.render.told_html import key_list
from tosmon.results import VersionChange
from tosmon.telling import Feed, FeedEntry

Whole = Callable[[VersionChange], Sequence[Change]]
Links = Callable[[FeedEntry], str]

MOST_CHANGES = 40  # of an entry; more is read elsewhere
_REMEMBERED = 500  # entries: those of a platform's documents, with some twenty of them
_WORDS = 1_000  # characters of an edited paragraph
_ATOM = "http://www.w3.org/2005/Atom"
_WEB = ("https://", "http://")
# White space that a parser would take for another (XML 1.0, 2.11 and 3.3.3).
_IN_TEXT = {"\r": "&#13;"}
_IN_ATTRIBUTES = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
# What XML 1.0 (2.2) takes; the rest of what `safe` leaves is dropped.
_NO_XML = re.compile("[^\\x09\\x0a\\x0d\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def source(entry: FeedEntry) -> str:
    """Return the address at which the text was read."""
    return entry.url


def atom(
    feed: Feed, entry: Callable[[FeedEntry], str], *, base: str | None = None, links: Links = source
) -> bytes:
    """Return the feed's file.

    `entry` gives the XML of one, `links` where it can be read. `base` is where the folder of feeds
    is published, for the feed's own address.
    """
    head = [
        _element("id", uuid.uuid5(uuid.NAMESPACE_OID, f"{feed.origin}/{feed.name}").urn),
        _element("title", f"{feed.title}: terms that changed"),
        _element("updated", _moment(feed.updated)),
        f"<author>\n  {_element('name', 'tosmon')}\n </author>",
        _element("generator", "tosmon", version=__version__),
    ]
    if base is not None:
        address = f"{base.rstrip('/')}/{feed.name}.xml"
        head.append(_element("link", rel="self", href=address, type="application/atom+xml"))
    parts = "\n ".join([*head, *map(entry, feed.entries)])
    page = f"<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns=\"{_ATOM}\">\n {parts}\n</feed>\n"
    return page.encode() + _mark(feed, base, links)


def is_of(page: bytes, feed: Feed, *, base: str | None = None, links: Links = source) -> bool:
    """Return whether `page` is what `atom` made of the same feed."""
    return page.endswith(_mark(feed, base, links))


def renewed(
    feeds: Iterable[Feed],
    whole: Whole,
    held: Callable[[str], bytes | None],
    *,
    base: str | None = None,
    links: Links = source,
) -> Iterator[tuple[str, bytes | None]]:
    """Yield each feed's name and its file, None where the one that is `held` is the same.

    `whole` gives every paragraph of a change. An entry of several feeds is made once while they
    follow each other.
    """

    @functools.lru_cache(maxsize=_REMEMBERED)
    def made(entry: FeedEntry) -> str:
        return _entry(entry, whole(entry.change), links(entry))

    for feed in feeds:
        known = held(feed.name)
        if known is not None and is_of(known, feed, base=base, links=links):
            yield feed.name, None
        else:
            yield feed.name, atom(feed, made, base=base, links=links)


def _mark(feed: Feed, base: str | None, links: Links) -> bytes:
    """Return a comment that names what the file is made of."""
    parts = (__version__, RULES, base, feed, [links(entry) for entry in feed.entries])
    return f"<!-- {hashlib.sha256(msgspec.json.encode(parts)).hexdigest()} -->\n".encode()


def entry_id(version: Sha256) -> str:
    """Return the name of a version's entry, which stays: a UUID made of its id (RFC 9562, 5.5)."""
    return uuid.uuid5(uuid.NAMESPACE_OID, version).urn


def _entry(entry: FeedEntry, changes: Sequence[Change], link: str) -> str:
    change = entry.change
    severity = f" [{change.severity}]" if change.severity else ""
    terms = [word for word in (change.kind, change.severity, *change.topics) if word]
    parts = [
        _element("id", entry_id(change.version)),
        _element("title", line(f"{change.document}{severity}: {change.headline}")),
        _element("updated", _moment(entry.believed_at)),
        _element("published", _moment(change.captured_at)),
        *(_element("category", term=term) for term in terms),
    ]
    if link.startswith(_WEB):
        parts.append(_element("link", rel="alternate", href=link))
    parts.append(_element("content", _content(change, changes), type="html"))
    return "\n  ".join(["<entry>", *parts]) + "\n </entry>"


def _content(change: VersionChange, changes: Sequence[Change]) -> str:
    """Return the entry's words as HTML in which every fetched one is escaped."""
    shown = [c for c in changes if not diff_order.only_moved(c)]
    moved, left = len(changes) - len(shown), len(shown) - MOST_CHANGES
    rest = [f"{count(moved, 'paragraph')} moved, words unchanged"] if moved else []
    rest += [f"{count(left, 'more paragraph')} changed"] if left > 0 else []
    ends = [*rest, f"version {change.version[:12]} against {(change.from_.version or '')[:12]}"]
    return joined(
        element("p", told(change, ()).facts),
        element("p", element("strong", change.headline), dir="auto"),
        key_list(shown[:MOST_CHANGES], _WORDS),
        element("p", "; ".join(ends)),
    )


def _element(name: str, text: str = "", **attributes: str) -> str:
    """Return an element that holds `text` alone, which is escaped, as are the attributes."""
    opening = name + "".join(
        f' {key}="{escape(_xml(value), _IN_ATTRIBUTES)}"' for key, value in attributes.items()
    )
    return f"<{opening}>{escape(_xml(text), _IN_TEXT)}</{name}>" if text else f"<{opening}/>"


def _xml(text: str) -> str:
    return text if text.isprintable() else _NO_XML.sub("", text)


def _moment(moment: Moment) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
