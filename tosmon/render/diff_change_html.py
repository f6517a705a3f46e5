"""One change, or blocks that moved together, as a part of the page of a diff.

Owns both forms of a changed paragraph, in one column and in two, and what is said beside it. Which
form is seen is the style's to choose.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from tosmon.model import Change, Severity, WordOp
from tosmon.render import diff_order, diff_words
from tosmon.render.page_html import Markup, element, joined
from tosmon.render.style import count

_OPS = {"added": "Added", "removed": "Removed", "modified": "Changed", "moved": "Moved"}


def group(changes: Sequence[Change], name: str) -> Markup:
    """Return the block of `changes`, which are one, or several that moved together."""
    change = changes[0]
    if diff_order.only_moved(change):
        return _moved(changes)
    whole = change.op in ("added", "removed")
    return element(
        "div",
        _label(change),
        *([_whole(change)] if whole else _both(change)),
        _signals(change),
        class_=f"change {change.op}",
        id=name,
    )


def topic_words(topics: Sequence[str]) -> str:
    """Return the names of topics as words."""
    return ", ".join(topic.replace("_", " ") for topic in topics)


def _label(change: Change) -> Markup:
    words = _OPS[change.op]
    if change.moved_from is not None:
        words = _begun(diff_order.moved_from(change)) + ", and changed"
    return _labelled(words, change.severity, change.topics)


@functools.lru_cache(maxsize=512)  # few differ, but for those of blocks that moved
def _labelled(words: str, severity: Severity | None, topics: tuple[str, ...]) -> Markup:
    parts: list[str] = [element("span", words, class_="op", dir="auto")]
    if severity:
        parts.append(element("span", severity, class_=f"badge {severity}"))
    if topics:
        parts.append(element("span", topic_words(topics), class_="muted"))
    return element("p", *(joined(part, " ") for part in parts), class_="label")


def _whole(change: Change) -> Markup:
    """Return a block that came or went; in two columns it stands in its own."""
    words = element("p", *(_as(op, text) for op, text in change.words), class_="words", dir="auto")
    return element("div", words, class_="whole")


def _begun(words: str) -> str:
    """Return `words` as a sentence begins."""
    return words[:1].upper() + words[1:]


def _both(change: Change) -> tuple[Markup, Markup]:
    """Return an edited paragraph in one column and in two, of which the style shows one."""
    # What is left of two wordings that differ in their typography alone is the side's own.
    newer = [(op, _piece(op, words)) for op, words in diff_words.folded(change.words, "-=+")]
    older = [_piece(op, words) for op, words in diff_words.folded(change.words, "-=") if op != "+"]
    replaced = diff_words.replaced(change)
    if replaced:
        one = element("div", *(_whole(half) for half in diff_words.halves(change)), class_="one")
    else:
        one = element("p", *(piece for _, piece in newer), class_="words one", dir="auto")
    two = element(
        "div",
        element("p", *older, class_="words", dir="auto"),
        element("p", *(piece for op, piece in newer if op != "-"), class_="words", dir="auto"),
        class_="two apart" if replaced else "two",
    )
    return one, two


@functools.lru_cache(maxsize=256)  # both columns have what stayed
def _piece(op: WordOp, words: str) -> Markup:
    """Return words in the mark of their `op`; spaces at the ends of an edit stay outside of it."""
    bare = words.strip()
    if op == "=" or not bare:
        return joined(words)
    head, _, tail = words.partition(bare)
    return joined(head, _as(op, bare), tail)


def _as(op: str, words: str) -> Markup:
    return element("del" if op == "-" else "ins", words)


def _moved(changes: Sequence[Change]) -> Markup:
    what = f"{count(len(changes), 'paragraph')} " if len(changes) > 1 else ""
    words = _begun(what + diff_order.moved_from(changes[0]))
    return element(
        "details",
        element(
            "summary",
            element("span", words + ", words unchanged", class_="op"),
            dir="auto",
        ),
        *(element("p", change.after or "", class_="words", dir="auto") for change in changes),
        class_="change moved",
    )


def _signals(change: Change) -> Markup:
    if not change.signals:
        return Markup()
    return element(
        "ul",
        *(
            element(
                "li",
                element("code", signal.rule),
                " ",
                diff_order.evidence(signal),
                dir="auto",
            )
            for signal in change.signals
        ),
        class_="signals",
    )
