"""What changed between two texts: blocks aligned, then words inside the pairs.

Owns the differences and their order. Knows nothing of their meaning, which is `assess`'s, nor of
how they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from tosmon.diff.align import Pair, align, moved
from tosmon.diff.units import Unit, of_blocks, shared_part
from tosmon.diff.words import Effort, compare, count
from tosmon.model import Block, Change, DiffStats, Record
from tosmon.text import normalize, parse

_CONTAINED = 0.8  # of a block's words, where it is a piece split off its neighbour
_PIECE_WORDS = 4


class Diff(Record):
    """All differences, in the order of the newer text; removed ones where they stood."""

    changes: tuple[Change, ...]
    stats: DiffStats


class _Match(Record):
    """Blocks of the old text that became blocks of the new one: one to one but for splits."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False


def diff(old: str, new: str) -> Diff:
    """Return what changed from `old` to `new`, both in the text format. No answer needs a clock."""
    placed = sorted(_placed(old, new), key=lambda item: item[0])
    changes = tuple(change for _, change in placed)
    return Diff(changes=changes, stats=_counted(changes))


def each_change(old: str, new: str) -> Iterator[Change]:
    """Yield the changes of `diff` in no order, those first that cost least, kinds in turn.

    Who looks for some of two kinds need not wait for the words of all others.
    """
    return (change for _, change in _placed(old, new))


_Place = tuple[int, int, int]  # the newer text's block; 1 for what stood after it; the older's


def _placed(old: str, new: str) -> Iterator[tuple[_Place, Change]]:
    """Yield each change with its place."""
    if old == new:
        return
    old_all, new_all = parse(old), parse(new)
    old_found, new_found = of_blocks(old_all, new_all)
    old_blocks, old_units = _readable(old_all, old_found)
    new_blocks, new_units = _readable(new_all, new_found)
    pairs = align(old_units, new_units)
    matches = _split_and_merged(pairs, old_units, new_units)
    left_old = _left(len(old_units), (i for m in matches for i in m.old))
    left_new = _left(len(new_units), (j for m in matches for j in m.new))
    matches += [
        _Match(old=(i,), new=(j,), moved=True)
        for i, j in moved(old_units, new_units, left_old, left_new)
    ]
    yield from _come_and_gone(old_blocks, new_blocks, matches)
    effort = Effort()
    for match in matches:
        change = _changed(
            [old_blocks[i] for i in match.old], [new_blocks[j] for j in match.new], match, effort
        )
        if change:
            yield (match.new[0], 0, 0), change


def _readable(blocks: Sequence[Block], units: Sequence[Unit]) -> tuple[list[Block], list[Unit]]:
    """Return the blocks of which the normal form leaves something, with their units."""
    kept = [(block, unit) for block, unit in zip(blocks, units, strict=True) if unit.key]
    return [block for block, _ in kept], [unit for _, unit in kept]


def _left(length: int, taken: Iterable[int]) -> list[int]:
    gone = set(taken)
    return [i for i in range(length) if i not in gone]


def _split_and_merged(
    pairs: Sequence[Pair], old: Sequence[Unit], new: Sequence[Unit]
) -> list[_Match]:
    """Return matches in which a block keeps the pieces that were split off it, or put to it."""
    taken_old, taken_new = {p.old for p in pairs}, {p.new for p in pairs}
    matches = []
    for i, j in pairs:
        olds: tuple[int, ...] = (i,)
        news: tuple[int, ...] = (j,)
        if old[i].key != new[j].key:
            news = _with_pieces(old[i], j, new, taken_new)
            taken_new.update(news)
            if len(news) == 1:
                olds = _with_pieces(new[j], i, old, taken_old)
                taken_old.update(olds)
        matches.append(_Match(old=olds, new=news))
    return matches


def _with_pieces(
    whole: Unit, place: int, units: Sequence[Unit], taken: set[int]
) -> tuple[int, ...]:
    """Return `place` and its unpaired neighbours whose words `whole` has and `place` lacks."""
    first = last = place
    missing = whole.words - units[place].words
    for step in (1, -1):
        at = place + step
        while (
            0 <= at < len(units)
            and at not in taken
            and (_is_held(units[at], whole, units[place]) or _is_piece(units[at], whole, missing))
        ):
            missing = missing - units[at].words
            first, last = min(first, at), max(last, at)
            at += step
    return tuple(range(first, last + 1))


def _is_held(unit: Unit, whole: Unit, other: Unit) -> bool:
    """Return whether `whole` has all of `unit` in one stretch, and `other` has it not."""
    return (
        unit.kind != "heading"
        and len(unit.words) >= _PIECE_WORDS
        and unit.key in whole.key
        and unit.key not in other.key
    )


def _is_piece(unit: Unit, whole: Unit, missing: frozenset[str]) -> bool:
    return (
        unit.kind != "heading"
        and len(unit.words) >= _PIECE_WORDS
        and shared_part(unit, whole.words) >= _CONTAINED
        and 2 * len(unit.words & missing) >= len(unit.words & whole.words)
    )


def _come_and_gone(
    old: Sequence[Block], new: Sequence[Block], matches: Sequence[_Match]
) -> Iterator[tuple[_Place, Change]]:
    gone, come = set(range(len(old))), set(range(len(new)))
    for match in matches:
        gone.difference_update(match.old)
        come.difference_update(match.new)
    added = [((j, 0, 0), _added(new[j])) for j in sorted(come)]
    removed = []
    follows = {i: match.new[-1] for match in matches if not match.moved for i in match.old}
    after = -1
    for i, block in enumerate(old):
        after = max(after, follows.get(i, -1))
        if i in gone:
            removed.append(((after, 1, i), _removed(block)))
    for pair in zip_longest(added, removed):
        yield from filter(None, pair)


def _changed(olds: list[Block], news: list[Block], match: _Match, effort: Effort) -> Change | None:
    before = "\n".join(block.text for block in olds)
    after = "\n".join(block.text for block in news)
    if not match.moved and (before == after or normalize(before) == normalize(after)):
        return None
    return Change(
        op="moved" if match.moved else "modified",
        section=news[0].section,
        before=before,
        after=after,
        words=compare(before, after, effort),
        moved_from=olds[0].section if match.moved else None,
    )


def _added(block: Block) -> Change:
    return Change(
        op="added",
        section=block.section,
        before=None,
        after=block.text,
        words=(("+", block.text),),
    )


def _removed(block: Block) -> Change:
    return Change(
        op="removed",
        section=block.section,
        before=block.text,
        after=None,
        words=(("-", block.text),),
    )


def _counted(changes: Sequence[Change]) -> DiffStats:
    ops = [change.op for change in changes]
    words = [part for change in changes for part in change.words]
    return DiffStats(
        added=ops.count("added"),
        removed=ops.count("removed"),
        modified=ops.count("modified"),
        moved=ops.count("moved"),
        words_added=sum(count(text) for op, text in words if op == "+"),
        words_removed=sum(count(text) for op, text in words if op == "-"),
    )
