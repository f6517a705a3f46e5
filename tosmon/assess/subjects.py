"""Which topics a difference touches: those of the paragraphs that changed, by how much did.

Owns the choice among what the topic rules find. Knows no rule itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tosmon.model import Change
from tosmon.text import parse
from tosmon.topics import TopicSet, classify, of_blocks

_SHARE = 0.03  # of all changed words, below which a topic is mentioned by the way
_MOST = 300  # paragraphs that are read on each side: bounds the cost of a text replaced as a whole


def topics_of(changes: Sequence[Change], old: str, new: str, topics: TopicSet) -> tuple[str, ...]:
    """Return the topics of `changes`, those with most changed words first."""
    found = _found([c.before for c in changes], old, topics)
    for text, names in _found([c.after for c in changes], new, topics).items():
        found[text] = found.get(text, frozenset()) | names
    weights: dict[str, int] = defaultdict(int)
    total = 0
    for change in changes:
        words = sum(len(part.split()) for op, part in change.words if op != "=") or 1
        total += words
        sides = (_lines(change.before), _lines(change.after))
        for name in {name for side in sides for text in side for name in found.get(text, ())}:
            weights[name] += words
    kept = [name for name, words in weights.items() if words >= _SHARE * total]
    return tuple(sorted(kept, key=lambda name: (-weights[name], name)))


def _found(sides: Sequence[str | None], text: str, topics: TopicSet) -> dict[str, frozenset[str]]:
    """Return the topics of the changed blocks of one text, each read under its headings."""
    changed = {line for side in sides for line in _lines(side)}
    paragraphs = [p for p in of_blocks(parse(text)) if p.text in changed][:_MOST]
    results = zip(paragraphs, classify(paragraphs, topics), strict=True)
    return {paragraph.text: frozenset(result.topics) for paragraph, result in results}


def _lines(side: str | None) -> tuple[str, ...]:
    """Return a change's side, and its lines: blocks that were split or merged stand on lines."""
    return (side, *side.split("\n")) if side else ()
