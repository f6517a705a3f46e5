"""Alignment: which unit of the old sequence is which of the new one.

Owns the order-keeping alignment (equal ones first, then similar ones in the gaps between) and the
search for what moved. No clock decides anything: every step has a bound on its work, so the same
input has the same answer on every machine.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from tosmon.diff.units import SIMILAR, Unit, bare, likeness, overlap, telling

# All pairs of a gap are compared up to this many; beyond it only pairs that share rare words.
_ALL_PAIRS = 1_600
_CANDIDATES = 6  # of the most promising partners, for each unit
_RARE = 24  # units that may hold a word before it says nothing about any of them
_ALL_VOTES = math.lcm(*range(1, _RARE + 1))  # of a word, in equal shares for all that hold it
_DEPTH = 12  # of gaps within gaps; text of people needs 2 or 3
_ONLY_CHOICE = 0.3  # likeness that is enough where a gap holds one unit on each side
_MOVED = 0.72  # likeness at which an edited unit is known again elsewhere
_MOVED_WORDS = 8


class Pair(NamedTuple):
    """Old unit `old` is new unit `new`."""

    old: int
    new: int


def align(old: Sequence[Unit], new: Sequence[Unit]) -> list[Pair]:
    """Return pairs in order, none crossing: equal units, and similar ones between them."""
    equal = _equal(old, new, (0, len(old)), (0, len(new)), _DEPTH)
    similar: list[Pair] = []
    for olds, news in _gaps(equal, len(old), len(new)):
        similar += _similar(old, new, olds, news)
    return sorted(equal + similar)


def moved(
    old: Sequence[Unit], new: Sequence[Unit], olds: Sequence[int], news: Sequence[int]
) -> list[Pair]:
    """Return pairs among the units left over: the same elsewhere, then the same but edited."""
    pairs = _elsewhere(old, new, olds, news)
    gone, come = {pair.old for pair in pairs}, {pair.new for pair in pairs}
    left = [i for i in olds if i not in gone and len(old[i].words) >= _MOVED_WORDS]
    rest = [j for j in news if j not in come and len(new[j].words) >= _MOVED_WORDS]
    scored = [
        (overlap(old[i].words, new[j].words), i, j)
        for i, j in _sharing_rare_words(old, new, left, rest)
        if (old[i].kind == "heading") == (new[j].kind == "heading")
    ]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for score, i, j in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        if score >= _MOVED and i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append(Pair(i, j))
    return sorted(pairs)


def _elsewhere(
    old: Sequence[Unit], new: Sequence[Unit], olds: Sequence[int], news: Sequence[int]
) -> list[Pair]:
    """Return units that stand elsewhere with the same words, headings also renumbered."""

    def name(unit: Unit) -> str:
        return "# " + bare(unit.key) if unit.kind == "heading" else unit.key

    free: dict[str, list[int]] = defaultdict(list)
    for i in reversed(olds):  # the first one is taken first
        if telling(old[i]):
            free[name(old[i])].append(i)
    return [Pair(free[name(new[j])].pop(), j) for j in news if free.get(name(new[j]))]


def _gaps(
    pairs: Sequence[Pair], end_old: int, end_new: int, start: tuple[int, int] = (0, 0)
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the stretches between `pairs` that hold something on both sides."""
    gaps = []
    at_old, at_new = start
    for i, j in [*pairs, Pair(end_old, end_new)]:
        if i > at_old and j > at_new:
            gaps.append(((at_old, i), (at_new, j)))
        at_old, at_new = i + 1, j + 1
    return gaps


def _equal(
    old: Sequence[Unit],
    new: Sequence[Unit],
    olds: tuple[int, int],
    news: tuple[int, int],
    depth: int,
) -> list[Pair]:
    """Return equal pairs: common ends, then what is unique on both sides, then within the gaps."""
    (a, b), (c, d) = olds, news
    pairs, tail = [], []
    while a < b and c < d and old[a].key == new[c].key:
        pairs.append(Pair(a, c))
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1].key == new[d - 1].key:
        b, d = b - 1, d - 1
        tail.append(Pair(b, d))
    tail.reverse()
    if a == b or c == d or not depth:
        return pairs + tail
    anchors = _chain(
        (i, j, old[i].weight + (old[i].place == new[j].place))
        for i, j in _unique(old, new, (a, b), (c, d))
    )
    if anchors:
        pairs += anchors
        for within_old, within_new in _gaps(anchors, b, d, (a, c)):
            pairs += _equal(old, new, within_old, within_new, depth - 1)
    else:
        pairs += _repeated(old, new, (a, b), (c, d))
    return sorted(pairs) + tail


def _unique(
    old: Sequence[Unit], new: Sequence[Unit], olds: tuple[int, int], news: tuple[int, int]
) -> list[tuple[int, int]]:
    counts_old = Counter(old[i].key for i in range(*olds))
    counts_new = Counter(new[j].key for j in range(*news))
    place = {new[j].key: j for j in range(*news)}
    return [
        (i, place[old[i].key])
        for i in range(*olds)
        if counts_old[old[i].key] == 1 == counts_new[old[i].key]
    ]


def _repeated(
    old: Sequence[Unit], new: Sequence[Unit], olds: tuple[int, int], news: tuple[int, int]
) -> list[Pair]:
    """Align units of which each is repeated, as long as there are few of them."""
    places: dict[str, list[int]] = defaultdict(list)
    for j in range(*news):
        places[new[j].key].append(j)
    found = [(i, j, old[i].weight) for i in range(*olds) for j in places.get(old[i].key, ())[:32]]
    return _chain(found[: 4 * _ALL_PAIRS])


def _similar(
    old: Sequence[Unit], new: Sequence[Unit], olds: tuple[int, int], news: tuple[int, int]
) -> list[Pair]:
    (a, b), (c, d) = olds, news
    if b - a == d - c == 1:
        enough = likeness(old[a], new[c]) >= _ONLY_CHOICE
        return [Pair(a, c)] if enough else []
    if (b - a) * (d - c) <= _ALL_PAIRS:
        candidates = [(i, j) for i in range(a, b) for j in range(c, d)]
    else:
        candidates = _sharing_rare_words(old, new, range(a, b), range(c, d))
    scored = ((i, j, likeness(old[i], new[j])) for i, j in candidates)
    return _chain((i, j, score * score) for i, j, score in scored if score >= SIMILAR)


def _sharing_rare_words(
    old: Sequence[Unit], new: Sequence[Unit], olds: Iterable[int], news: Iterable[int]
) -> list[tuple[int, int]]:
    """Return the most promising pairs by the rare words that they share."""
    holders: dict[str, list[int]] = defaultdict(list)
    for i in olds:
        for word in old[i].words:
            holders[word].append(i)
    # The rarer a word, the more it says. Whole numbers: a sum of fractions depends on their order.
    rare = {
        word: (_ALL_VOTES // len(having), having)
        for word, having in holders.items()
        if len(having) <= _RARE
    }
    pairs = []
    for j in news:
        votes: dict[int, int] = defaultdict(int)
        for word in rare.keys() & new[j].words:
            share, having = rare[word]
            for i in having:
                votes[i] += share
        best = sorted(votes, key=lambda i: (-votes[i], i))[:_CANDIDATES]
        pairs += [(i, j) for i in best]
    return pairs


def _chain(scored: Iterable[tuple[int, int, float]]) -> list[Pair]:
    """Return the heaviest chain of pairs that increases on both sides.

    Of equal weight the one found first wins. Takes time n log n and more only where many chains
    of different weight end at different places (a staircase kept sorted by place and weight).
    """
    ordered = sorted(scored, key=lambda s: (s[0], -s[1]))
    if all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(ordered)):  # one chain, as in most gaps
        return [Pair(i, j) for i, j, _ in ordered]
    ends: list[int] = []  # places in the new sequence, rising, with ever heavier chains
    weights: list[float] = []
    tails: list[int] = []  # numbers of the pairs that end those chains
    pairs: list[Pair] = []
    before: list[int] = []
    for i, j, score in ordered:
        at = bisect_left(ends, j)
        weight = score + (weights[at - 1] if at else 0.0)
        if at < len(ends) and ends[at] == j and weights[at] >= weight:
            continue
        before.append(tails[at - 1] if at else -1)
        pairs.append(Pair(i, j))
        stop = at
        while stop < len(ends) and weights[stop] <= weight:
            stop += 1
        ends[at:stop], weights[at:stop], tails[at:stop] = [j], [weight], [len(pairs) - 1]
    chain = []
    at = tails[-1] if tails else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    chain.reverse()
    return chain
