"""Words of a change, marked: struck and underlined in colour, in brackets without.

Owns what of a paragraph is shown, how its words are marked, and how it is broken into lines.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from tosmon.model import Change, Record, WordOp
from tosmon.render.style import breaks, cells
from tosmon.safe import safe
from tosmon.text import normalize

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

PIPE = 160  # columns where nothing says how many there are


class Room(Record):
    """How much of the unchanged words within a paragraph a reader is shown, in columns."""

    long: int = 480  # what is skipped beyond this
    kept: int = 180  # of it at each end, for the sense of what changed


BRIEF = Room(long=110, kept=48)
_REPLACED = 0.25  # of a paragraph's characters kept, below which it is another one
_PARAGRAPH = 160  # characters below which marks read well however many there are
_BRIEF = 360  # characters of a paragraph in a summary
_BRIEF_LINES = 4
_WORD = 30  # characters within which a space is looked for, to cut there
_WORDED = re.compile("[A-Za-z]{6}")
_WHOLE = Room()
_STYLES = {"-": "red strike", "+": "green underline", "=": ""}
_BRACKETS = {"-": ("[-", "-]"), "+": ("{+", "+}")}


def replaced(change: Change) -> bool:
    """Return whether so little stayed of a paragraph that both are better read one by one."""
    if change.before is None or change.after is None:
        return False
    longer = max(len(change.before), len(change.after))
    kept = sum(len(words.strip()) for op, words in change.words if op == "=")
    return longer >= _PARAGRAPH and kept < _REPLACED * longer


def halves(change: Change) -> tuple[Change, Change]:
    """Return a replaced paragraph as one that went and one that came, which has the signals."""
    before, after = change.before or "", change.after or ""
    gone = Change(
        op="removed", section=change.section, before=before, after=None, words=(("-", before),)
    )
    come = msgspec.structs.replace(change, op="added", before=None, words=(("+", after),))
    return gone, come


def both(change: Change, *, colour: bool, room: Room = _WHOLE) -> Text:
    """Return old and new words in one paragraph."""
    return _marked(change, "-=+", colour=colour, room=room)


def older(change: Change, *, colour: bool) -> Text:
    """Return the older paragraph with its deleted words marked."""
    return _marked(change, "-=", colour=colour)


def newer(change: Change, *, colour: bool) -> Text:
    """Return the newer paragraph with its inserted words marked."""
    return _marked(change, "=+", colour=colour)


def _marked(change: Change, ops: str, *, colour: bool, room: Room = _WHOLE) -> Text:
    from rich.text import Text

    text = Text()
    whole = change.op in ("added", "removed")
    shown = [(op, words) for op, words in folded(change.words, ops) if op in ops]
    for n, (op, words) in enumerate(shown):
        if op == "=":
            text.append(_shortened(safe(words), room, first=n == 0, last=n == len(shown) - 1))
        elif whole:  # the sign beside it says it all
            text.append(safe(words), style=_STYLES[op].split()[0] if colour else "")
        else:
            _append(text, op, safe(words), colour=colour)
            if colour and op == "-" and n + 1 < len(shown) and shown[n + 1][0] == "+":
                text.append("" if text.plain[-1:].isspace() else " ")
    return text


def folded(words: Sequence[tuple[WordOp, str]], ops: str) -> list[tuple[WordOp, str]]:
    """Return `words` with what is the same but for its typography (quotes, dashes) as unchanged."""
    kept: WordOp = "+" if "+" in ops else "-"
    out: list[tuple[WordOp, str]] = []
    for op, part in words:
        if op == "+" and out and out[-1][0] == "-" and normalize(out[-1][1]) == normalize(part):
            out[-1] = ("=", part if kept == "+" else out[-1][1])
        elif op != "=" and _is_bare(part):  # a bullet, a space: no word came or went
            if op == kept:
                out.append(("=", part))
        elif op == "=" and out and out[-1][0] == "=":
            out[-1] = ("=", out[-1][1] + part)
        else:
            out.append((op, part))
    marked = any(op != "=" for op, _ in out)
    return out if marked else list(words)  # something differs, be it one space: it is shown


def _is_bare(part: str) -> bool:
    """Return whether `part` has no word, as the normal form has it.

    A run of letters longer than any list mark is one, which spares most their normal form.
    """
    return _WORDED.search(part) is None and not normalize(part)


def excerpt(change: Change, most: int = _BRIEF) -> list[tuple[WordOp, str]]:
    """Return the marked words of a change, unescaped, on one line, with few unchanged around them.

    Some `most` characters, from the sentence on in which the first rule fired; ellipses stand for
    what is left out.
    """
    shown = folded(change.words, "-=+")
    last = len(shown) - 1
    parts = [
        (op, _shortened(words, BRIEF, first=n == 0, last=n == last) if op == "=" else words)
        for n, (op, words) in enumerate(shown)
    ]
    whole = "".join(words for _, words in parts)
    start = _opening(change, whole)
    end = len(whole)
    if end > start + most:
        end = max(whole.rfind(" ", start + most - _WORD, start + most), start + most - _WORD)
    kept: list[tuple[WordOp, str]] = [("=", "… ")] if start else []
    place = 0
    for op, words in parts:
        piece = words[max(start - place, 0) : max(end - place, 0)]
        place += len(words)
        if piece:
            kept.append((op, re.sub(r"\s*\n\s*", " ", piece)))
    return [*kept, ("=", " …")] if end < len(whole) else kept


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


def _shortened(words: str, room: Room, *, first: bool, last: bool) -> str:
    columns = cells(words)
    if columns <= room.long:
        return words
    kept = room.kept * len(words) // columns
    head = "" if first else re.sub(rf"\s+\S{{0,{_WORD}}}$", "", words[:kept]) + " "
    tail = "" if last else " " + re.sub(rf"^\S{{0,{_WORD}}}\s+", "", words[-kept:])
    return f"{head}…{tail}"


def console(width: int | None, *, colour: bool) -> Console:
    """Return what turns marked words into lines; it reads no environment."""
    from rich.console import Console

    return Console(
        file=io.StringIO(),
        width=width or PIPE,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )


def lines(on: Console, text: Text, width: int | None) -> list[str]:
    """Return `text` in lines of at most `width` columns, as escape sequences where colour is on."""
    return [_printed(on, part) for part in _wrapped(text, width)]


def _wrapped(text: Text, width: int | None) -> list[Text]:
    parts = text.split("\n")
    if width is None:
        return list(parts)
    return [line for part in parts for line in part.divide(breaks(part.plain, max(width, 20)))]


def brief(change: Change, on: Console, width: int | None, *, colour: bool) -> list[str]:
    """Return what was edited in a paragraph, in a few lines, with a few words around it."""
    text = _from_the_signal(change, both(change, colour=colour, room=BRIEF))
    if len(text) > _BRIEF:
        at = text.plain.rfind(" ", _BRIEF - _WORD, _BRIEF)
        text = text[: at if at > 0 else _BRIEF]
        text.append(" …")
    if width is None:
        text = text.blank_copy(" ").join(text.split("\n"))
        return [_printed(on, text)]
    parts = _wrapped(text, width)
    if len(parts) > _BRIEF_LINES:
        parts = parts[:_BRIEF_LINES]
        last = parts[-1]
        last.rstrip()
        if last.cell_len > max(width, 20) - 2:
            last.truncate(max(width, 20) - 2)
            at = last.plain.rfind(" ", max(len(last) - _WORD, 0))
            if at > 0:
                last.right_crop(len(last) - at)
        last.append(" …")
    return [_printed(on, part) for part in parts]


def _from_the_signal(change: Change, text: Text) -> Text:
    start = _opening(change, text.plain)
    if not start:
        return text
    rest = text[start:]
    return rest.blank_copy("… ").append_text(rest)


def _opening(change: Change, text: str) -> int:
    """Return where the sentence in which the first rule fired begins, 0 where that is not far."""
    first = change.signals[0] if change.signals else None
    quote = safe((first.after or first.before or "") if first else "")
    at = text.find(quote) if quote else -1
    if at < 0 or at + len(quote) <= _BRIEF:
        return 0
    start = max(text.rfind(mark, 0, at) for mark in (". ", "; ", ": ", "\n"))
    return start + 2 if 0 <= start >= at - _BRIEF // 2 else at - _WORD


def _printed(on: Console, part: Text) -> str:
    part.rstrip()
    with on.capture() as capture:
        on.print(part, end="", soft_wrap=True)
    return capture.get()
