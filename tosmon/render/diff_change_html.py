"""One change, or blocks that moved together, as a part of the page of a diff.

Owns both forms of a changed paragraph, in one column and in two, and what is said beside it. Which
form is seen is the style's to choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tosmon.model import Change
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
        *([_whole(change)] if whole else [_one(change), _two(change)]),
        _signals(change),
        class_=f"change {change.op}",
        id=name,
    )


def topic_words(topics: Sequence[str]) -> str:
    """Return the names of topics as words."""
    return ", ".join(topic.replace("_", " ") for topic in topics)


def _label(change: Change) -> Markup:
    words = [_OPS[change.op]]
    if change.moved_from is not None:
        words = [_begun(diff_order.moved_from(change)) + ", and changed"]
    parts: list[str] = [element("span", *words, class_="op", dir="auto")]
    if change.severity:
        parts.append(element("span", change.severity, class_=f"badge {change.severity}"))
    if change.topics:
        parts.append(element("span", topic_words(change.topics), class_="muted"))
    return element("p", *(joined(part, " ") for part in parts), class_="label")


def _whole(change: Change) -> Markup:
    """Return a block that came or went; in two columns it stands in its own."""
    words = element("p", *(_as(op, text) for op, text in change.words), class_="words", dir="auto")
    return element("div", words, class_="whole")


def _begun(words: str) -> str:
    """Return `words` as a sentence begins."""
    return words[:1].upper() + words[1:]


def _one(change: Change) -> Markup:
    if diff_words.replaced(change):
        return element("div", *(_whole(half) for half in diff_words.halves(change)), class_="one")
    return element("p", *_marked(change, "-=+"), class_="words one", dir="auto")


def _two(change: Change) -> Markup:
    return element(
        "div",
        element("p", *_marked(change, "-="), class_="words", dir="auto"),
        element("p", *_marked(change, "=+"), class_="words", dir="auto"),
        class_="two apart" if diff_words.replaced(change) else "two",
    )


def _marked(change: Change, ops: str) -> Iterator[Markup]:
    """Yield the words of a change; spaces at the ends of an edit stay outside of its mark."""
    for op, words in diff_words.folded(change.words, ops):
        bare = words.strip()
        if op in ops and op != "=" and bare:
            head, _, tail = words.partition(bare)
            yield joined(head, _as(op, bare), tail)
        elif op in ops:
            yield joined(words)


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
