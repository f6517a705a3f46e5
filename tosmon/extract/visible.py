"""A cheap hash over all that a reader can see of a page.

Bodies that differ in scripts, comments, attributes, hashed class names or hidden form fields alone
have the same one; it costs a parse, no extraction. It errs on one side: a word more, anywhere,
makes another hash.
"""

from __future__ import annotations

import hashlib
import re

from tosmon.extract.charset import decode
from tosmon.model import Sha256

_HTML = re.compile(rb"<(?:!doctype html|html|head|body|main|article|div|p)\b", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "meta", "link", "head", "input"})


def visible_sha256(body: bytes, *, content_type: str | None) -> Sha256 | None:
    """Return the hash of the words of `body` in order, with the marks that shape a text.

    None for a body that is no HTML.
    """
    if not _HTML.search(body[:65536]):
        return None
    from tosmon.extract import page  # noqa: PLC0415 - lxml only where a page came back

    root = page.parse(decode(body, content_type))
    if root is None:
        return None
    parts: list[str] = []
    stack: list[object] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        element: page.Element = node  # type: ignore[assignment]
        if element.tail:
            stack.append(element.tail)
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        parts.append(f"\x00{element.tag}\x00")
        stack.extend(reversed(element))
        if element.text:
            stack.append(element.text)
    words = " ".join("".join(parts).split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
