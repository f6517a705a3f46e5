"""A cheap hash over all that a reader can see of a page.

Bodies that differ in scripts, comments, attributes, hashed class names or hidden form fields alone
have the same one; it costs a parse, no extraction. It errs on one side: a word more, or an element
more, anywhere, makes another hash.
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
