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

import msgspec
from lxml import etree

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
Words = Callable[[VersionChange], str]
Links = Callable[[FeedEntry], str]

MOST_CHANGES = 40  # of an entry; more is read elsewhere
_REMEMBERED = 500  # entries: those of a platform's documents, with some twenty of them
_WORDS = 1_000  # characters of an edited paragraph
_ATOM = "http://www.w3.org/2005/Atom"
_WEB = ("https://", "http://")
# What XML 1.0 (2.2) takes; the rest of what `safe` leaves is dropped.
_NO_XML = re.compile("[^\\x09\\x0a\\x0d\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def source(entry: FeedEntry) -> str:
    """Return the address at which the text was read."""
    return entry.url


def atom(feed: Feed, words: Words, *, base: str | None = None, links: Links = source) -> bytes:
    """Return the feed's file.

    `words` gives those of an entry, as HTML, `links` where it can be read. `base`
    is where the folder of feeds is published, for the feed's own address.
    """
    root = etree.Element(_tag("feed"), nsmap={None: _ATOM})
    _add(root, "id", uuid.uuid5(uuid.NAMESPACE_OID, f"{feed.origin}/{feed.name}").urn)
    _add(root, "title", f"{feed.title}: terms that changed")
    _add(root, "updated", _moment(feed.updated))
    author = etree.SubElement(root, _tag("author"))
    _add(author, "name", "tosmon")
    _add(root, "generator", "tosmon", version=__version__)
    if base is not None:
        address = f"{base.rstrip('/')}/{feed.name}.xml"
        etree.SubElement(root, _tag("link"), rel="self", href=address, type="application/atom+xml")
    for entry in feed.entries:
        _entry(root, entry, words(entry.change), links(entry))
    etree.indent(root, space=" ")
    page: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return page + b"\n" + _mark(feed, base, links)


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

    `whole` gives every paragraph of a change. A change is in several feeds and told once while
    they follow each other.
    """

    @functools.lru_cache(maxsize=_REMEMBERED)
    def words(change: VersionChange) -> str:
        return _content(change, whole(change))

    for feed in feeds:
        known = held(feed.name)
        if known is not None and is_of(known, feed, base=base, links=links):
            yield feed.name, None
        else:
            yield feed.name, atom(feed, words, base=base, links=links)


def _mark(feed: Feed, base: str | None, links: Links) -> bytes:
    """Return a comment that names what the file is made of."""
    parts = (__version__, RULES, base, feed, [links(entry) for entry in feed.entries])
    return f"<!-- {hashlib.sha256(msgspec.json.encode(parts)).hexdigest()} -->\n".encode()


def entry_id(version: Sha256) -> str:
    """Return the name of a version's entry, which stays: a UUID made of its id (RFC 9562, 5.5)."""
    return uuid.uuid5(uuid.NAMESPACE_OID, version).urn


def _entry(root: etree._Element, entry: FeedEntry, words: str, link: str) -> None:
    change = entry.change
    node = etree.SubElement(root, _tag("entry"))
    severity = f" [{change.severity}]" if change.severity else ""
    _add(node, "id", entry_id(change.version))
    _add(node, "title", line(f"{change.document}{severity}: {change.headline}"))
    _add(node, "updated", _moment(entry.believed_at))
    _add(node, "published", _moment(change.captured_at))
    for word in (change.kind, change.severity, *change.topics):
        if word:
            etree.SubElement(node, _tag("category"), term=word)
    if link.startswith(_WEB):
        etree.SubElement(node, _tag("link"), rel="alternate", href=_xml(link))
    _add(node, "content", words, type="html")


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


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, _tag(name), attributes).text = _xml(text)


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _xml(text: str) -> str:
    return _NO_XML.sub("", text)


def _moment(moment: Moment) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
