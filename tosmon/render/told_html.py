"""A change as HTML that reads well without a style sheet: in mails and feeds.

Owns the marks around edited words there: `ins` and `del` alone, no class, no style, no image.
Fetched words become text by construction (`page_html.element`).
"""

from __future__ import annotations

from collections.abc import Sequence

from tosmon.model import Change
from tosmon.render import diff_order, diff_words
from tosmon.render.page_html import Markup, element, joined

_OPS = {"added": "Added", "removed": "Removed", "modified": "Changed", "moved": "Moved"}
_TAGS = {"-": "del", "+": "ins"}


def key_list(changes: Sequence[Change], most: int) -> Markup:
    """Return what was edited, paragraph by paragraph, each with at most `most` characters."""
    if not changes:
        return Markup()
    return element("ul", *(element("li", *_key(change, most), dir="auto") for change in changes))


def _key(change: Change, most: int) -> Sequence[Markup]:
    where = f"{_OPS[change.op]} in {diff_order.path(change.section[-2:])}"
    if not change.section:
        where = f"{_OPS[change.op]} {diff_order.NO_SECTION}"
    words = (_piece(op, text) for op, text in diff_words.excerpt(change, most))
    return element("em", where), element("br"), joined(*words)


def _piece(op: str, text: str) -> Markup:
    """Return words in the mark of their `op`; the spaces at their ends stay outside of it."""
    bare = text.strip()
    if op == "=" or not bare:
        return joined(text)
    head, _, tail = text.partition(bare)
    return joined(head, element(_TAGS[op], bare), tail)
