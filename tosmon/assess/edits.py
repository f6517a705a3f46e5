"""A change read sentence by sentence: what each changed sentence was, and what it became.

Owns the passages that the rules of signals, severity and topics look at. Knows no rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tosmon.model import Change, Record

# The end of a sentence, where another begins: not after "No." or an initial, not in "1.2".
_END = re.compile(
    r"(?<![A-Z]\.[A-Z])(?<!\bNo)(?<!\bInc)[.!?;][\"”’)\]]*(?:\s+(?=\S))|[。；！？]|\n"
)
_WORD = re.compile(r"\w")


class Edit(Record):
    """Words that went, words that came in their place, and the words around them."""

    old: str
    new: str
    leading: str
    following: str


class Passage(Record):
    """A changed sentence, or the run of sentences that one edit spans.

    `section` is where it stands. `start` and `end` are half-open offsets in the change's own side;
    both 0 where a side has none.
    """

    before: str
    after: str
    edits: tuple[Edit, ...]
    section: tuple[str, ...] = ()
    old_start: int = 0
    old_end: int = 0
    new_start: int = 0
    new_end: int = 0

    @property
    def gone(self) -> str:
        """All words that went, edit by edit."""
        return " … ".join(edit.old.strip() for edit in self.edits if edit.old.strip())

    @property
    def come(self) -> str:
        """All words that came, edit by edit."""
        return " … ".join(edit.new.strip() for edit in self.edits if edit.new.strip())


def passages(change: Change) -> tuple[Passage, ...]:
    """Return the changed sentences of `change`, in order; none where only its place changed."""
    return tuple(_passages(change))


def edits_of(change: Change) -> tuple[Edit, ...]:
    """Return the edits of `change`, without a look at sentences."""
    return tuple(_edits(change.words))


def _passages(change: Change) -> Iterator[Passage]:
    parts: list[tuple[str, str]] = []
    old = new = 0
    old_start = new_start = 0
    for op, text in change.words:
        if op != "=":
            parts.append((op, text))
            old += len(text) * (op == "-")
            new += len(text) * (op == "+")
            continue
        at = 0
        for end in _END.finditer(text):
            piece = text[at : end.end()]
            parts.append(("=", piece))
            old, new, at = old + len(piece), new + len(piece), end.end()
            yield from _closed(parts, change.section, (old_start, old), (new_start, new))
            parts, old_start, new_start = [], old, new
        parts.append(("=", text[at:]))
        old, new = old + len(text) - at, new + len(text) - at
    yield from _closed(parts, change.section, (old_start, old), (new_start, new))


def _closed(
    parts: list[tuple[str, str]],
    section: tuple[str, ...],
    old: tuple[int, int],
    new: tuple[int, int],
) -> Iterator[Passage]:
    if not any(op != "=" and _WORD.search(text) for op, text in parts):
        return
    yield Passage(
        before="".join(text for op, text in parts if op != "+"),
        after="".join(text for op, text in parts if op != "-"),
        edits=tuple(_edits(parts)),
        section=section,
        old_start=old[0],
        old_end=old[1],
        new_start=new[0],
        new_end=new[1],
    )


def _edits(parts: Sequence[tuple[str, str]]) -> Iterator[Edit]:
    old = new = leading = ""
    for op, text in (*parts, ("=", "")):
        if op == "-":
            old += text
        elif op == "+":
            new += text
        else:
            if old or new:
                yield Edit(old=old, new=new, leading=leading, following=text)
            old = new = ""
            leading = text
