"""What a sentence allows, requires or forbids: modal words, negations, exceptions, discretion.

Owns the words that carry an obligation and the rules that fire when an edit changes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tosmon.assess.edits import Edit, Passage
from tosmon.assess.signals.polarity import NEGATION, direction, favours
from tosmon.model import Signal

_LONG = 14  # words of an edit beyond which it is another sentence, not another modal word
_CLAUSE = 30  # words beyond which an edit is a sentence of its own, not an exception of this one
_STRENGTHS = {
    **dict.fromkeys(("may", "might", "can", "could"), 1),
    **dict.fromkeys(("should", "aim to", "aims to", "strive to", "endeavour to", "endeavor to"), 2),
    **dict.fromkeys(
        ("try to", "intend to", "expect to", "seek to", "use reasonable efforts to"), 2
    ),
    **dict.fromkeys(("will", "would"), 3),
    **dict.fromkeys(("must", "shall", "agree to", "agrees to", "required to", "undertake to"), 4),
}
_MODAL = re.compile(
    r"\b(?:" + "|".join(sorted(_STRENGTHS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_EXCEPTION = re.compile(
    r"\b(?:unless|except(?:ing|ion)?|excluding|other than|provided that|subject to|only|solely"
    r"|to the extent|save (?:for|that|where)|as long as|if and only if)\b",
    re.IGNORECASE,
)
_DISCRETION = re.compile(
    r"\b(?:(?:sole|absolute|own) discretion|at any time|for any (?:or no )?reason"
    r"|with or without cause"
    r"|without (?:prior |any )?(?:notice|cause|reason|liability)|as (?:we|it) sees? fit"
    r"|from time to time)\b",
    re.IGNORECASE,
)


def modal_changed(passage: Passage) -> Iterator[Signal]:
    """duty-strengthened and duty-weakened: may → must, will → may, of vendor or user."""
    for edit in _short(passage):
        old, new = _MODAL.findall(edit.old), _MODAL.findall(edit.new)
        if len(old) != 1 or len(new) != 1:
            continue
        was, now = _STRENGTHS[old[0].lower()], _STRENGTHS[new[0].lower()]
        if was == now:
            continue
        stronger = now > was
        sign = _sign(passage, edit, after=stronger)
        yield Signal(
            rule="duty-strengthened" if stronger else "duty-weakened",
            before=_phrase("", edit.old, edit.following),
            after=_phrase("", edit.new, edit.following),
            direction=direction(sign if stronger else -sign),
        )


def negation_changed(passage: Passage) -> Iterator[Signal]:
    """negation-gained and negation-lost: "not", "never", "no" came into a sentence or left it."""
    for edit in _short(passage):
        was, now = NEGATION.findall(edit.old), NEGATION.findall(edit.new)
        if bool(was) == bool(now):
            continue
        yield Signal(
            rule="negation-gained" if now else "negation-lost",
            before=_phrase(edit.leading, edit.old, edit.following),
            after=_phrase(edit.leading, edit.new, edit.following),
            direction=direction(_sign(passage, edit, after=True)),
        )


def exception_changed(passage: Passage) -> Iterator[Signal]:
    """exception-gained and exception-lost: unless, except, only, provided that."""
    if not passage.before.strip() or not passage.after.strip():
        return
    for edit in passage.edits:
        was = {w.lower() for w in _EXCEPTION.findall(edit.old)}
        now = {w.lower() for w in _EXCEPTION.findall(edit.new)}
        if bool(was) == bool(now) or len((edit.new if now else edit.old).split()) > _CLAUSE:
            continue
        # The side without the exception says what it is an exception of.
        sign = favours(passage.before if now else passage.after)
        yield Signal(
            rule="exception-gained" if now else "exception-lost",
            before=edit.old.strip() or None,
            after=edit.new.strip() or None,
            direction=direction(-sign if now else sign),
        )


def discretion_changed(passage: Passage) -> Iterator[Signal]:
    """discretion-gained and discretion-lost: sole discretion, at any time, without notice."""
    was = {m[0].lower(): m[0] for m in _DISCRETION.finditer(passage.before)}
    now = {m[0].lower(): m[0] for m in _DISCRETION.finditer(passage.after)}
    user = re.search(r"\b(?:you|customers?|users?) (?:may|can)\b", passage.after or passage.before)
    gained, lost = direction(1 if user else -1), direction(-1 if user else 1)
    for words in sorted(now.keys() - was.keys()):
        yield Signal(rule="discretion-gained", after=now[words], direction=gained)
    for words in sorted(was.keys() - now.keys()):
        yield Signal(rule="discretion-lost", before=was[words], direction=lost)


def _short(passage: Passage) -> Iterator[Edit]:
    """Yield the edits inside a sentence that otherwise stands."""
    if not passage.before.strip() or not passage.after.strip():
        return
    for edit in passage.edits:
        if max(len(edit.old.split()), len(edit.new.split())) <= _LONG:
            yield edit


def _sign(passage: Passage, edit: Edit, *, after: bool) -> int:
    sentence = passage.after if after else passage.before
    words = (edit.new if after else edit.old) + edit.following[:20]
    place = sentence.find(words)
    return favours(sentence, place + 1 if place >= 0 else None)


def _phrase(leading: str, words: str, following: str) -> str:
    """Return the edited words between their neighbours, which say what is allowed or forbidden."""
    before = re.search(r"(?:[\w'’-]+\s*){0,3}$", leading)
    rest = re.match(r"\s*(?:[\w'’-]+\s*){0,3}", following)
    return f"{before[0] if before else ''}{words}{rest[0] if rest else ''}".strip()
