"""What a page says of itself and of others: titles, headings, links, languages; and sitemaps.

Knows lxml. Not the text: that is reading's. Sizes are bounded, because pages are hostile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias
from urllib.parse import urljoin

from lxml import etree

from tosmon.extract import page
from tosmon.extract.charset import decode
from tosmon.extract.kinds import is_html
from tosmon.finding.records import Heading, PageFacts, PageLink, Sitemap, Spot
from tosmon.finding.words import names_nothing
from tosmon.proposals import Alternate
from tosmon.text import clean

Element: TypeAlias = Any

_MOST_LINKS = 3_000
_MOST_HEADINGS = 400
_MOST_PAGES = 20_000  # of a sitemap; the protocol allows 50,000, of which most are articles
_LONGEST = 300
_MOST_BOXES = 300  # links that say nothing and whose box is looked into
_BOXES = 3  # around a link: a card is nested no deeper
_MOST_HIDDEN = 400
_PROSE = 8  # words: shorter pieces are labels and menu entries
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[A-Za-z][\w-]{0,80}")
_FOOTER = re.compile(r"(?:^|[\s_-])(?:site-?)?footer(?:$|[\s_-])", re.IGNORECASE)
_IN_SCRIPTS = re.compile(
    r'"(?:href|url|link|path|to|slug)"\s*:\s*"((?:https?:/)?/[^"\s<>]{1,200})"'
)


def page_facts(body: bytes, content_type: str | None, url: str) -> PageFacts:
    """Return what the page `body`, fetched from `url`, tells; nothing of what is no HTML."""
    if not is_html(body):
        return PageFacts()
    root = page.parse(decode(body, content_type))
    if root is None:
        return PageFacts()
    base = next((b.get("href") for b in root.iter("base") if b.get("href")), "")
    where = _joined(url, base)
    return PageFacts(
        title=clean(str(root.xpath("string(//title)")))[:_LONGEST],
        site=_meta(root, "og:site_name"),
        language=(root.get("lang") or "")[:35] or None,
        headings=tuple(_headings(root)),
        links=tuple(_links(root, where)),
        alternates=tuple(_alternates(root, where)),
        hidden=tuple(_hidden(root)),
    )


def sitemap(body: bytes, url: str) -> Sitemap:
    """Return the addresses of a sitemap, XML or text (https://www.sitemaps.org/protocol.html).

    A file that is cut off or faulty gives what stands before its fault.
    """
    head = body[:4096].lstrip()
    if not head.startswith((b"<", b"\xef\xbb\xbf<")):
        lines = body.decode("utf-8", "replace").splitlines()[:_MOST_PAGES]
        return Sitemap(pages=tuple(line.strip() for line in lines if "://" in line))
    pages: list[str] = []
    sitemaps: list[str] = []
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return Sitemap()
    for element in root.iter("{*}loc") if root is not None else ():
        parent = element.getparent()
        kind = etree.QName(parent).localname if parent is not None else ""
        text = urljoin(url, (element.text or "").strip())
        (sitemaps if kind == "sitemap" else pages if kind == "url" else []).append(text)
        if len(pages) >= _MOST_PAGES:
            break
    return Sitemap(pages=tuple(pages), sitemaps=tuple(sitemaps))


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target.strip())
    except ValueError:
        return base


def _meta(root: Element, name: str) -> str:
    found = (m.get("content") for m in root.iter("meta") if m.get("property") == name)
    return clean(next((text for text in found if text), ""))[:_LONGEST]


def _headings(root: Element) -> Iterator[Heading]:
    ids: dict[str, int] = {}
    for element in root.iter():
        name = element.get("id") if isinstance(element.tag, str) else None
        if name:
            ids[name] = ids.get(name, 0) + 1
    for number, element in enumerate(root.iter("h1", "h2", "h3")):
        if number >= _MOST_HEADINGS:
            return
        words = clean("".join(element.itertext()))[:_LONGEST]
        if words:
            yield Heading(level=int(element.tag[1]), words=words, selector=_name(element, ids))


def _name(heading: Element, ids: dict[str, int]) -> str | None:
    """Return a selector for what `heading` begins: itself, or a box of which it is the first."""
    element = heading
    while element is not None and element.tag not in ("body", "main"):
        name = element.get("id") or ""
        if _IDENTIFIER.fullmatch(name) and ids.get(name) == 1:
            return f"#{name}"
        parent = element.getparent()
        if parent is None or parent[0] is not element or (parent.text or "").strip():
            return None
        element = parent
    return None


def _links(root: Element, base: str) -> Iterator[PageLink]:
    spots: dict[Element, Spot] = {}
    count = 0
    for link in root.iter("a"):
        target = link.get("href")
        if not target or target.startswith(("#", "mailto:", "tel:", "javascript:")):
            continue
        words = _heading_in(link) or clean("".join(link.itertext()))
        words = words or clean(link.get("aria-label") or "")
        if count < _MOST_BOXES and names_nothing(words):
            words = _box_heading(link) or words
        count += 1
        if count > _MOST_LINKS:
            return
        spot = _spot(link, spots)
        yield PageLink(words=words[:_LONGEST], url=_joined(base, target), spot=spot)
    seen: set[str] = set()
    for script in root.iter("script"):
        for match in _IN_SCRIPTS.finditer((script.text or "").replace("\\/", "/")):
            if match[1] not in seen and len(seen) < _MOST_LINKS:
                seen.add(match[1])
                yield PageLink(words="", url=_joined(base, match[1]), spot="data")


def _box_heading(link: Element) -> str:
    """Return the heading of the box that `link` stands in, "" where none is near."""
    box = link.getparent()
    for _ in range(_BOXES):
        if box is None or box.tag in ("body", "main"):
            return ""
        words = _heading_in(box)
        if words:
            return words
        box = box.getparent()
    return ""


def _heading_in(box: Element) -> str:
    """Return the first heading in `box`, "" where it has none."""
    heading = next(box.iter("h2", "h3", "h4", "h5", "h6"), None)
    return clean("".join(heading.itertext())) if heading is not None else ""


def _spot(link: Element, known: dict[Element, Spot]) -> Spot:
    """Return the part of the page that `link` stands in; what was found is kept by parent."""
    path = []
    element = link.getparent()
    while element is not None and element not in known:
        path.append(element)
        element = element.getparent()
    spot = known[element] if element is not None else "text"
    for each in reversed(path):
        if _is_footer(each):
            spot = "footer"
        elif spot == "text" and (each.tag in ("nav", "header") or each.get("role") == "navigation"):
            spot = "menu"
        known[each] = spot
    return spot


def _is_footer(element: Element) -> bool:
    if element.tag == "footer" or element.get("role") == "contentinfo":
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag not in ("body", "html", "main") and _FOOTER.search(names) is not None


def _alternates(root: Element, base: str) -> Iterator[Alternate]:
    for number, link in enumerate(root.iter("link")):
        if number > _MOST_LINKS:
            return
        language, target = link.get("hreflang"), link.get("href")
        if language and target and "alternate" in (link.get("rel") or "").lower().split():
            yield Alternate(language=clean(language)[:35].lower(), url=_joined(base, target))


def _hidden(root: Element) -> Iterator[str]:
    """Yield the prose of elements that are not shown until something is clicked."""
    count = 0
    for element in root.iter("p", "li", "td", "h1", "h2", "h3", "div", "section"):
        if len(element) and element.tag in ("div", "section"):
            continue  # what it holds comes by itself
        words = clean("".join(element.itertext()))
        if words.count(" ") >= _PROSE - 1 and _is_hidden(element):
            yield words[:_LONGEST]
            count += 1
            if count >= _MOST_HIDDEN:
                return


def _is_hidden(element: Element) -> bool:
    while element is not None:
        if (
            element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or element.tag == "template"
            or (element.tag == "details" and element.get("open") is None)
            or _NOT_SHOWN.search(element.get("style") or "")
        ):
            return True
        element = element.getparent()
    return False
