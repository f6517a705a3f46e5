"""Words of a change, marked: struck and underlined in colour, in brackets without."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tosmon.model import Change, WordOp
from tosmon.safe import safe
from tosmon.text import normalize

if TYPE_CHECKING:
    from rich.text import Text

_LONG = 600  # characters of unchanged words within a paragraph that a reader may skip
_KEPT = 200  # of them that stay at each end, for the sense of what changed
_STYLES = {"-": "red strike", "+": "green underline", "=": ""}
_BRACKETS = {"-": ("[-", "-]"), "+": ("{+", "+}")}


def only_moved(change: Change) -> bool:
    """Return whether a change is of place alone."""
    return change.op == "moved" and all(op == "=" for op, _ in change.words)


def same_move(one: Change, other: Change) -> bool:
    """Return whether two changes went the same way."""
    return only_moved(one) and (one.moved_from, one.section) == (other.moved_from, other.section)


def both(change: Change, *, colour: bool) -> Text:
    """Return old and new words in one paragraph."""
    return _marked(change, "-=+", colour=colour)


def older(change: Change, *, colour: bool) -> Text:
    """Return the older paragraph with its deleted words marked."""
    return _marked(change, "-=", colour=colour)


def newer(change: Change, *, colour: bool) -> Text:
    """Return the newer paragraph with its inserted words marked."""
    return _marked(change, "=+", colour=colour)


def _marked(change: Change, ops: str, *, colour: bool) -> Text:
    from rich.text import Text

    text = Text()
    whole = change.op in ("added", "removed")
    shown = [(op, words) for op, words in _folded(change.words, ops) if op in ops]
    for n, (op, words) in enumerate(shown):
        if op == "=":
            text.append(_shortened(safe(words), first=n == 0, last=n == len(shown) - 1))
        elif whole:  # the sign beside it says it all
            text.append(safe(words), style=_STYLES[op].split()[0] if colour else "")
        else:
            _append(text, op, safe(words), colour=colour)
            if colour and op == "-" and n + 1 < len(shown) and shown[n + 1][0] == "+":
                text.append("" if text.plain[-1:].isspace() else " ")
    return text


def _folded(words: Sequence[tuple[WordOp, str]], ops: str) -> list[tuple[WordOp, str]]:
    """Return `words` with what is the same but for its typography (quotes, dashes) as unchanged."""
    kept: WordOp = "+" if "+" in ops else "-"
    out: list[tuple[WordOp, str]] = []
    for op, part in words:
        if op == "+" and out and out[-1][0] == "-" and normalize(out[-1][1]) == normalize(part):
            out[-1] = ("=", part if kept == "+" else out[-1][1])
        elif op != "=" and not normalize(part):  # a bullet, a space: no word came or went
            if op == kept:
                out.append(("=", part))
        elif op == "=" and out and out[-1][0] == "=":
            out[-1] = ("=", out[-1][1] + part)
        else:
            out.append((op, part))
    marked = any(op != "=" for op, _ in out)
    return out if marked else list(words)  # something differs, be it one space: it is shown


def _append(text: Text, op: str, words: str, *, colour: bool) -> None:
    """Append changed words; spaces at their ends stay outside of the marks."""
    bare = words.strip()
    if not bare:
        text.append(words)
        return
    head, _, tail = words.partition(bare)
    before, after = ("", "") if colour else _BRACKETS[op]
    text.append(head)
    text.append(f"{before}{bare}{after}", style=_STYLES[op] if colour else "")
    text.append(tail)


def _shortened(words: str, *, first: bool, last: bool) -> str:
    if len(words) <= _LONG:
        return words
    head = "" if first else re.sub(r"\s+\S*$", "", words[:_KEPT]) + " "
    tail = "" if last else " " + re.sub(r"^\S*\s+", "", words[-_KEPT:])
    return f"{head}…{tail}"
