"""Weighs one reading of a document against all that is known of it, to say whether it is a version.

Owns the order of the questions, so that a live look and imported history are judged alike. Pure:
the caller brings the clock, the texts and the memory, and records what comes of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from tosmon.assess.artifacts import is_consent_panel, may_be_panel
from tosmon.assess.capture import assess
from tosmon.assess.dates import DATED, ONLY_DATE
from tosmon.assess.furniture import authored
from tosmon.assess.known import CONFIRM_HOURS, Known, SetAside, Sighting, Verdict, Word
from tosmon.assess.layout import laid_out_as
from tosmon.assess.navigation import is_label
from tosmon.assess.variants import see
from tosmon.diff import each_change
from tosmon.model import Change, Moment, Sha256
from tosmon.text import normalize, parse


def weigh(text: str, normalized: Sha256, at: Moment, known: Known) -> Verdict:
    """Return what the reading `text`, captured at `at`, is to the document.

    A text that was believed once is never set aside when it comes back.
    """
    variants = known.variants
    if known.text is None or normalized == known.normalized:
        return _turn(text, normalized, at, known, None)
    if variants is not None and normalized in variants.texts:
        return _turn(text, normalized, at, known, None)
    doubt, is_furniture = _compared(text, known.text)
    if is_furniture:
        return Verdict(word="furniture", variants=variants)
    if doubt is None:
        return _turn(text, normalized, at, known, None)
    first = _released(doubt, normalized, at, known.set_aside)
    if first is None:
        return Verdict(word="set_aside", variants=variants, doubt=doubt)
    return _turn(text, normalized, at, known, first)


# Documents that share a page have the same two texts to compare, each in its turn. By their hashes:
# the texts themselves, of a megabyte at times, are not held.
_MOST_COMPARED = 1024
_lately: dict[tuple[bytes, bytes], tuple[SetAside | None, bool]] = {}


def _compared(text: str, before: str) -> tuple[SetAside | None, bool]:
    """Return what is doubted of `text` after `before`; if nothing is, whether all is furniture."""
    pair = (_digest(text), _digest(before))
    found = _lately.get(pair)
    if found is None:
        doubt = assess(text, before)
        laid_out = laid_out_as(text, before) if doubt is None else text
        is_furniture = doubt is None and (
            _is_around(before, laid_out) or is_restyled(laid_out, before)
        )
        found = _lately[pair] = (doubt, is_furniture)
        while len(_lately) > _MOST_COMPARED:
            _lately.pop(next(iter(_lately)), None)
    return found


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def persists(text: str, earlier: str) -> bool:
    """Return whether `text` is what `earlier` was, but for edits.

    A page whose words go on changing never shows a doubtful text twice. Where the doubt about the
    last text that was believed is none about the doubtful one, the page has stayed what it became.
    """
    return assess(text, earlier) is None


def believe(text: str, normalized: Sha256, at: Moment, known: Known) -> Verdict:
    """Return what the reading `text` is to the document, once no doubt of it is left."""
    return _turn(text, normalized, at, known, None)


def _is_around(old: str, new: str) -> bool:
    """Return whether all that differs stands around the text.

    Two edits of an author are enough to say no, unless all may be lines of one panel.
    """
    changes: list[Change] = []
    edits = 0
    for change in each_change(old, new):
        changes.append(change)
        edits += len(authored((change,), old, new))
        if edits > 1 and not may_be_panel(changes[0].op, change.op):
            return False
    telling = authored(changes, old, new)
    return not telling or is_consent_panel(changes) or _is_lone_line(telling)


def _is_lone_line(changes: Sequence[Change]) -> bool:
    """Return whether all that came or went is a date of the text, or a label.

    Sites move such lines in and out of what a page shows. An author puts another date in the place
    of one, and text under a heading.
    """
    if len(changes) != 1 or changes[0].op not in ("added", "removed"):
        return False
    line = (changes[0].before or changes[0].after or "").strip()
    return bool(DATED.fullmatch(line) or ONLY_DATE.fullmatch(line)) or is_label(line)


def is_restyled(new: str, old: str) -> bool:
    """Return whether only headings and names are written in other capitals.

    A word of prose that gains or loses its first capital is another word: a defined term, or none.
    """
    before, after = parse(old), parse(new)
    if len(before) != len(after):
        return False
    for a, b in zip(before, after, strict=True):
        if a.text == b.text:
            continue
        one, other = normalize(a.text).split(), normalize(b.text).split()
        if [w.lower() for w in one] != [w.lower() for w in other]:
            return False
        if a.kind == b.kind == "heading":
            continue
        pairs = zip(one, other, strict=True)
        if any(v != w and not (v[0].isupper() and w[0].isupper()) for v, w in pairs):
            return False
    return True


def _turn(text: str, normalized: Sha256, at: Moment, known: Known, first: Moment | None) -> Verdict:
    if known.text is None:
        doubt = assess(text, None)
        if doubt is not None:
            return Verdict(word="set_aside", variants=None, doubt=doubt)
    variants, turn = see(known.variants, normalized, at)
    word: Word = "new" if turn == "first" else turn
    if known.text is None:
        word = "initial"
    return Verdict(word=word, variants=variants, first_seen=first)


def _released(
    doubt: SetAside, normalized: Sha256, at: Moment, set_aside: tuple[Sighting, ...]
) -> Moment | None:
    """Return when the text was first seen, if seeing it again is enough to believe it."""
    if not doubt.reason.released_by_repetition:
        return None
    for sighting in set_aside:
        if sighting.normalized == normalized and not sighting.rejected:
            hours = (at - sighting.first_seen).total_seconds() / 3600.0
            return sighting.first_seen if hours >= CONFIRM_HOURS else None
    return None
