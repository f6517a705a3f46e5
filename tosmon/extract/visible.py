"""Two cheap hashes of a page, each for a parse and no extraction.

Of all that a reader can see: bodies that differ in scripts, comments, attributes, hashed class
names or hidden form fields alone share it. Of the content alone: those that differ in menus,
footers, consent panels and their like share that one too. Both err on one side: a word more makes
another hash.
"""

from __future__ import annotations

import hashlib

from tosmon.model import Sha256


def visible_sha256(body: bytes, *, content_type: str | None) -> Sha256 | None:
    """Return the hash of the words of `body` in order and of its elements; None for no HTML."""
    from tosmon.extract import page  # noqa: PLC0415 - lxml only where a page came back

    if not page.is_html(body):
        return None
    root = page.parse_body(body, content_type)
    if root is None:
        return None
    words = " ".join("\x00".join(page.visible_words(root)).split())
    shape = " ".join(tag for e in root.iter() if (tag := e.tag) not in page.UNSEEN)
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass"))
    digest.update(shape.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def content_sha256(body: bytes, *, content_type: str | None) -> Sha256 | None:
    """Return the hash of the words of `body` once its furniture is out; None for no HTML."""
    from tosmon.extract import page  # noqa: PLC0415 - lxml only where a page came back
    from tosmon.extract.outline import outline  # noqa: PLC0415

    if not page.is_html(body):
        return None
    root = page.parse_body(body, content_type, pruned=True)
    if root is None:
        return None
    words = " ".join(outline(root, keep=True).split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
