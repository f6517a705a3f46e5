"""Which topics a difference touches, change by change and as a whole.

Owns the weighing of what the topic rules, the headings and the cues say of the changed words.
Knows no rule itself.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from tosmon.assess.cues import cued
from tosmon.assess.edits import Passage
from tosmon.diff.words import count
from tosmon.model import Block, Change, Record
from tosmon.text import parse

if TYPE_CHECKING:
    from tosmon.topics import Classified, TopicSet

# Characters of changed blocks that are read, those of the longest changes: bounds the cost of a
# text replaced as a whole.
_MOST = 24_000
_SMALL_PART = 4
_LONG = 800  # characters of a change beyond which its end is not searched for cues
_SHORT = 300  # characters of edited words, up to which the words beside them are searched too
_INHERITED = frozenset({"under-its-heading", "under-its-lead-in"})
# A rule that fired and a cue in the same change confirm one another.
_CONFIRMED = 1.0
# Evidence of one kind may be a word by the way, evidence of three kinds hardly is: it counts by
# its square, as a share of all the change's evidence.
_POWER = 2
# Words of a long change repeat themselves: it weighs by the root of their number.
_ROOT = 0.5
# A topic is told if it has a twentieth of the foremost topic's weight ...
_LEAST = 0.05
# ... and is among the first three of an edit of thirty words, eleven of four thousand: readers' own
# lists grow about with the cube root of what they read.
_FIRST, _MORE, _GROWTH = 0.8, 0.6, 1 / 3
# Of one change alone: its share of the change's evidence, and how many.
_SHARE, _EACH = 0.12, 4
# What a reader is told first where it is touched at all, and what most paragraphs touch by the way.
_SALIENCE = {
    "ai_training": 2.0,
    "acceptable_use": 0.8,
    "ai_outputs": 0.8,
    "contact_entity": 0.6,
    "content_licence": 1.4,
    "data_sharing": 0.8,
    "eligibility_accounts": 0.6,
    "other": 0.1,
    "security": 0.8,
    "service_changes": 0.4,
    "unilateral_changes": 0.8,
    "warranty": 0.8,
}


class Touched(Record):
    """The topics of each change, and those of all together, foremost first."""

    each: tuple[tuple[str, ...], ...]
    whole: tuple[str, ...]


class _Side(Record):
    """One side of a change: its words, and the spans in them that were edited."""

    text: str
    spans: tuple[tuple[int, int], ...]


def topics_of(
    changes: Sequence[tuple[Change, Sequence[Passage]]], old: str, new: str, topics: TopicSet
) -> Touched:
    """Return the topics of `changes`, which come with their passages.

    Of very many only the longest are read; the others have none.
    """
    sizes = [sum(count(part) for op, part in c.words if op != "=") or 1 for c, _ in changes]
    read = _longest([change for change, _ in changes], sizes)
    touched = _read([changes[place] for place in read], [sizes[p] for p in read], old, new, topics)
    each = dict(zip(read, touched.each, strict=True))
    return Touched(
        each=tuple(each.get(place, ()) for place in range(len(changes))), whole=touched.whole
    )


def _longest(changes: Sequence[Change], sizes: Sequence[int]) -> list[int]:
    """Return the places of the longest changes whose blocks together are not too long to read."""
    read = []
    left = _MOST
    for place in sorted(range(len(changes)), key=lambda place: (-sizes[place], place)):
        change = changes[place]
        length = len(change.after or "")
        if not _is_small_edit(change, sizes[place]):
            length += len(change.before or "")
        if length <= left:
            read.append(place)
            left -= length
    return sorted(read)


def _is_small_edit(change: Change, words: int) -> bool:
    """Return whether a block stays much as it was, so that reading what it became is enough."""
    return (
        change.before is not None
        and change.after is not None
        and words * _SMALL_PART < count(change.after)
    )


def _read(
    changes: Sequence[tuple[Change, Sequence[Passage]]],
    sizes: Sequence[int],
    old: str,
    new: str,
    topics: TopicSet,
) -> Touched:
    sides = [
        (
            _side(
                None if _is_small_edit(change, words) else change.before,
                [(p.old_start, p.old_end) for p in passages],
            ),
            _side(change.after, [(p.new_start, p.new_end) for p in passages]),
        )
        for (change, passages), words in zip(changes, sizes, strict=True)
    ]
    found_old = _found([before for before, _ in sides], old, topics)
    found_new = _found([after for _, after in sides], new, topics)
    each: list[tuple[str, ...]] = []
    weights: dict[str, float] = defaultdict(float)
    for (change, passages), (before, after), words in zip(changes, sides, sizes, strict=True):
        kinds = _evidence(before, found_old)
        _add(kinds, _evidence(after, found_new))
        _cues(kinds, change, passages)
        shares = _shares(kinds)
        for topic, share in shares.items():
            weights[topic] += words**_ROOT * share
        first = sorted(shares, key=lambda topic: (-shares[topic], topic))[:_EACH]
        each.append(tuple(topic for topic in first if shares[topic] >= _SHARE))
    return Touched(each=tuple(each), whole=_foremost(weights, sum(sizes)))


def _foremost(weights: dict[str, float], words: int) -> tuple[str, ...]:
    order = sorted(weights, key=lambda topic: (-weights[topic], topic))
    most = _FIRST + _MORE * words**_GROWTH
    least = _LEAST * weights[order[0]] if order else 0
    return tuple(topic for topic in order[: math.ceil(most)] if weights[topic] >= least)


def _side(text: str | None, spans: list[tuple[int, int]]) -> _Side:
    return _Side(text=text or "", spans=tuple(spans))


Kinds = dict[str, set[str]]


def _evidence(side: _Side, found: dict[str, tuple[Classified, tuple[str, ...]]]) -> Kinds:
    """Return which kinds of evidence the rules give for each topic of one side."""
    kinds: Kinds = defaultdict(set)
    at = 0
    for line in side.text.split("\n") if side.text else ():
        hit = found.get(line) or (found.get(side.text) if at == 0 else None)
        if hit:
            classified, titled = hit
            for match in classified.matches:
                if match.rule in _INHERITED:
                    kinds[match.topic].add("inherited")
                    continue
                kinds[match.topic].add("paragraph")
                start, end = match.start + at, match.end + at
                if any(start < last and end > first for first, last in side.spans):
                    kinds[match.topic].add("sentence")
            for topic in titled:
                kinds[topic].add("heading")
        at += len(line) + 1
    return kinds


def _add(kinds: Kinds, others: Kinds) -> None:
    for topic, more in others.items():
        kinds[topic] |= more


def _cues(kinds: Kinds, change: Change, passages: Sequence[Passage]) -> None:
    edited = "\n".join(f"{p.gone}\n{p.come}" for p in passages)[:_LONG]
    for topic in cued(edited):
        kinds[topic].add("cue")
    if change.before and change.after and len(edited) <= _SHORT:
        for topic in cued("\n".join(f"{p.before}\n{p.after}" for p in passages)[:_LONG]):
            kinds[topic].add("cue beside")
    for heading in change.section[-1:]:
        for topic in cued(heading):
            kinds[topic].add("cue above")


_WEIGHTS = {
    "sentence": 1.0,
    "inherited": 1.0,
    "heading": 0.7,
    "cue": 1.0,
    "cue beside": 1.0,
    "cue above": 1.0,
    "paragraph": 0.3,
}


def _shares(kinds: Kinds) -> dict[str, float]:
    strengths = {}
    for topic, evidence in kinds.items():
        strength = sum(_WEIGHTS[kind] for kind in evidence)
        if "cue" in evidence and evidence & {"sentence", "inherited", "heading"}:
            strength += _CONFIRMED
        strengths[topic] = (strength * _SALIENCE.get(topic, 1.0)) ** _POWER
    total = sum(strengths.values())
    return {topic: strength / total for topic, strength in strengths.items()}


def _found(
    sides: Sequence[_Side], text: str, topics: TopicSet
) -> dict[str, tuple[Classified, tuple[str, ...]]]:
    """Return what the changed blocks of one text state, each read under its headings."""
    from tosmon.topics import classify, of_blocks  # noqa: PLC0415 - lists need no rules' engine

    changed = {line for side in sides for line in _lines(side.text)}
    if not changed:
        return {}
    paragraphs = [p for p in of_blocks(_near(parse(text), changed)) if p.text in changed]
    results = zip(paragraphs, classify(paragraphs, topics, answers=False), strict=True)
    return {
        p.text: (result, tuple(t for h in p.section[-1:] for t in topics.titled(h)))
        for p, result in results
    }


def _near(blocks: Sequence[Block], changed: Set[str]) -> list[Block]:
    """Return the blocks from the heading above a changed one to the next: what bears on it."""
    kept: list[Block] = []
    run: list[Block] = []
    touched = False
    for block in blocks:
        if block.kind == "heading":
            kept += run if touched else ()
            run, touched = [], False
        run.append(block)
        touched = touched or block.text in changed
    return kept + (run if touched else [])


def _lines(side: str) -> tuple[str, ...]:
    """Return a change's side, and its lines: blocks that were split or merged stand on lines."""
    return (side, *side.split("\n")) if side else ()
