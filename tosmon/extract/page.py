"""A page as a tree: parsed within bounds, what servers add undone.

Owns lxml. Knows nothing of which words make the text.
"""

from __future__ import annotations

import re
import threading
from typing import Any, TypeAlias

from lxml import etree, html

from tosmon.extract.charset import decode
from tosmon.extract.furniture import prune

# Real governance pages stay below 3 MB and 60 levels; parsing time and recursion grow with both.
MAX_CHARACTERS = 16 * 1024 * 1024
MAX_DEPTH = 200

Element: TypeAlias = Any  # lxml.html.HtmlElement; lxml comes without types

# Raw, or as a numeric reference; XML has no place for them, and one would cost the whole page. In
# UTF-8, each with the bytes that it begins with: a search for those is ten times as fast.
_CONTROLS = bytes(32 if (n < 32 and n not in (9, 10, 13)) or n == 127 else n for n in range(256))
_MORE_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_NONCHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")
_REFERENCES = re.compile(
    rb"&#(?:0*(?:[0-8]|1[1-24-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
# One class for all elements: lxml's own choice by the tag is a call of Python at each visit.
_ALIKE = etree.ElementDefaultClassLookup(element=html.HtmlElement)
_TOO_DEEP = etree.XPath("boolean(" + "*/" * (MAX_DEPTH - 1) + "*)")


# The page parsed last: the fingerprints and the reading of one body share one parse.
_last = threading.local()


def parse_body(
    body: bytes, content_type: str | None, *, consume: bool = False, pruned: bool = False
) -> Element | None:
    """Return the root of `body`; with `consume` the caller may change the tree as it likes.

    With `pruned` its furniture is out; a tree once pruned is handed out as such only.
    """
    known = getattr(_last, "page", (None, None, False))
    usable = known[0] is body and (pruned or not known[2])
    root = known[1] if usable else parse(decode(body, content_type))
    if pruned and root is not None and not (usable and known[2]):
        prune(root)
    _last.page = (None, None, False) if consume else (body, root, pruned)
    # lxml makes an element anew at each visit unless somebody holds it; three walks follow.
    _last.held = None if consume or root is None else list(root.iter())
    return root


def parse_beside(body: bytes, content_type: str | None) -> Element | None:
    """Return the root of `body`, its furniture out; the page parsed last stays that."""
    root = parse(decode(body, content_type))
    if root is not None:
        prune(root)
    return root


def parse(text: str) -> Element | None:
    """Return the page's root, None where there is no element at all or it is nested too deep."""
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    parser.set_element_class_lookup(_ALIKE)
    source = text[:MAX_CHARACTERS].encode("utf-8", "replace").translate(_CONTROLS)
    for unwanted in (_MORE_CONTROLS, _NONCHARACTERS, _REFERENCES):
        source = unwanted.sub(b" ", source)
    try:
        root = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    _flatten(root)
    _decode_addresses(root)
    return root


def _flatten(root: Element) -> None:
    """Lift what lies deeper than any author nests, so that no walk of the tree recurses too far."""
    if not _TOO_DEEP(root):
        return
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        if depth >= MAX_DEPTH and len(element):
            words = " ".join(element.itertext(with_tail=False))
            for child in list(element):
                element.remove(child)
            element.text = words
            continue
        stack.extend((child, depth + 1) for child in element)


def _decode_addresses(root: Element) -> None:
    """Undo Cloudflare's e-mail obfuscation: hex, each byte XORed with the first."""
    for element in root.iter("a", "span"):
        coded = element.get("data-cfemail")
        if coded is None:
            href = element.get("href", "")
            if "/cdn-cgi/l/email-protection#" not in href:
                continue
            address = address_of(href.partition("#")[2])
            if address:
                element.set("href", "mailto:" + address)
            continue
        address = address_of(coded)
        if address:
            for child in list(element):
                element.remove(child)
            element.text = address


def address_of(coded: str) -> str | None:
    """Return the e-mail address that `coded` hides, None where it hides none."""
    if not re.fullmatch(r"(?:[0-9a-fA-F]{2}){4,200}", coded):
        return None
    data = bytes.fromhex(coded)
    return bytes(byte ^ data[0] for byte in data[1:]).decode("utf-8", "replace")
