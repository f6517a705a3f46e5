"""A provision through a document's versions: first seen, reworded, removed, back.

Owns which provision of a version is which of the one before, and the ids, which follow from the
first sighting alone: the same on every machine, whatever was asked before.
"""

from __future__ import annotations

import functools
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from tosmon.diff.align import align, moved
from tosmon.diff.units import Unit, of_blocks, overlap
from tosmon.model import Block, DocumentKey, Moment, Record, Sha256
from tosmon.provisions.reading import provisions_of
from tosmon.provisions.records import Provision
from tosmon.text import normalize, parse
from tosmon.topics import Memo, TopicSet

_ID_DIGITS = 16
_SAME = 0.5  # of the words in common, where one provision is another of its topic, edited


class Mark(Record):
    """A version in its place. `reread`: of the page as before, so no edit by the author."""

    version: Sha256
    text: Sha256
    at: Moment
    normalized: Sha256 = ""
    reread: bool = False


class Wording(Record):
    """A provision in one wording: from the version `since` to `until`, quoted as in each."""

    since: Mark
    until: Mark
    first: Provision
    last: Provision


class Gap(Record):
    """The provision was gone from `removed` on, until `back` if it came back."""

    removed: Mark
    back: Mark | None


class Lineage(Record):
    """One provision through the versions of its document, wordings in order of time."""

    id: str
    document: DocumentKey
    topic: str
    wordings: tuple[Wording, ...]
    gaps: tuple[Gap, ...] = ()

    @property
    def latest(self) -> Provision:
        """The provision as it stood last."""
        return self.wordings[-1].last

    @property
    def removed(self) -> Mark | None:
        """The version from which on it is gone, None where it stands."""
        return self.gaps[-1].removed if self.gaps and self.gaps[-1].back is None else None


class _Thread:
    """A lineage that grows while versions are read."""

    def __init__(self, name: str, mark: Mark, found: Provision) -> None:
        self.id = name
        self.topic = found.topic
        self.wordings = [Wording(since=mark, until=mark, first=found, last=found)]
        self.gaps: list[Gap] = []

    @property
    def present(self) -> bool:
        return not self.gaps or self.gaps[-1].back is not None

    def see(self, mark: Mark, found: Provision) -> None:
        if not self.present:
            self.gaps[-1] = msgspec.structs.replace(self.gaps[-1], back=mark)
        last = self.wordings[-1]
        if last.last.quote == found.quote or _form(last.last) == _form(found):
            self.wordings[-1] = msgspec.structs.replace(last, until=mark, last=found)
        else:
            self.wordings.append(Wording(since=mark, until=mark, first=found, last=found))

    def miss(self, mark: Mark) -> None:
        if self.present:
            self.gaps.append(Gap(removed=mark, back=None))


def trace(
    document: DocumentKey, versions: Iterable[tuple[Mark, str]], topics: TopicSet
) -> tuple[Lineage, ...]:
    """Return the provisions of a document through `versions` (oldest first, with their texts)."""
    memo: Memo = {}
    threads: list[_Thread] = []
    names: dict[str, int] = defaultdict(int)
    standing: dict[int, _Thread] = {}
    before: tuple[Sequence[Block], Sequence[Provision]] = ((), ())
    for mark, text in versions:
        blocks, found = parse(text), provisions_of(text, topics, memo)
        same = _continued(before[0], before[1], blocks, found)
        now: dict[int, _Thread] = {}
        for old, new in same.items():
            now[new] = standing[old]
        _brought_back(threads, standing, now, found)
        for number, provision in enumerate(found):
            if number not in now:
                name = _name(document, mark, provision)
                names[name] += 1
                again = f"-{names[name]}" if names[name] > 1 else ""
                now[number] = _Thread(name + again, mark, provision)
                threads.append(now[number])
            else:
                now[number].see(mark, provision)
        kept = {id(thread) for thread in now.values()}
        for thread in standing.values():
            if id(thread) not in kept:
                thread.miss(mark)
        standing, before = now, (blocks, found)
    return tuple(
        Lineage(
            id=thread.id,
            document=document,
            topic=thread.topic,
            wordings=tuple(thread.wordings),
            gaps=tuple(thread.gaps),
        )
        for thread in threads
    )


def _name(document: DocumentKey, mark: Mark, found: Provision) -> str:
    """Return the id of a provision first seen there; a text that comes back can give it twice."""
    whole = f"{document}\n{found.topic}\n{mark.text}\n{found.start}\n{found.end}"
    return hashlib.sha256(whole.encode()).hexdigest()[:_ID_DIGITS]


def _form(found: Provision) -> str:
    return _normal(found.quote)


# Most provisions stand in the next version as they were; an entry is some hundred bytes.
@functools.lru_cache(maxsize=4096)
def _normal(quote: str) -> str:
    return normalize(quote)


@functools.lru_cache(maxsize=4096)
def _words_of(quote: str) -> frozenset[str]:
    return Unit(_normal(quote)).words


def _continued(
    old_blocks: Sequence[Block],
    old: Sequence[Provision],
    new_blocks: Sequence[Block],
    new: Sequence[Provision],
) -> dict[int, int]:
    """Return which provision of the new version each of the old one has become."""
    if not old or not new:
        return {}
    place = _block_pairs(old_blocks, new_blocks)
    at: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, provision in enumerate(new):
        for block in range(provision.first, provision.last + 1):
            at[provision.topic, block].append(number)
    same: dict[int, int] = {}
    taken: set[int] = set()
    for number, provision in enumerate(old):
        images = dict.fromkeys(
            candidate
            for block in range(provision.first, provision.last + 1)
            if block in place
            for candidate in at.get((provision.topic, place[block]), ())
            if candidate not in taken
        )
        best = _best(provision, [(c, new[c]) for c in images])
        if best is not None:
            same[number] = best
            taken.add(best)
    _by_words(old, new, same, taken)
    return same


def _best(provision: Provision, candidates: Sequence[tuple[int, Provision]]) -> int | None:
    """Return the candidate that says the same, else with the same answer, else the likest."""
    if len(candidates) < 2:
        return candidates[0][0] if candidates else None
    same = [
        number
        for number, candidate in candidates
        if candidate.quote == provision.quote and candidate.stance == provision.stance
    ]
    if same:
        return same[0]
    form, words = _form(provision), _words(provision)
    ranked = [
        (
            _form(candidate) != form,
            (candidate.stance, candidate.subject) != (provision.stance, provision.subject),
            -overlap(words, _words(candidate)),
            number,
        )
        for number, candidate in candidates
    ]
    return min(ranked)[3]


def _block_pairs(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    old_units, new_units = of_blocks(old, new)
    olds = [(i, unit) for i, unit in enumerate(old_units) if unit.key]
    news = [(j, unit) for j, unit in enumerate(new_units) if unit.key]
    a: list[Unit] = [unit for _, unit in olds]
    b: list[Unit] = [unit for _, unit in news]
    pairs = align(a, b)
    gone, come = {p.old for p in pairs}, {p.new for p in pairs}
    left = [i for i in range(len(a)) if i not in gone]
    rest = [j for j in range(len(b)) if j not in come]
    pairs = [*pairs, *moved(a, b, left, rest)]
    return {olds[pair.old][0]: news[pair.new][0] for pair in pairs}


def _by_words(
    old: Sequence[Provision], new: Sequence[Provision], same: dict[int, int], taken: set[int]
) -> None:
    """Add pairs of one topic that share most of their words, where blocks were split or joined."""
    left = [(i, p) for i, p in enumerate(old) if i not in same]
    rest = [(j, p) for j, p in enumerate(new) if j not in taken]
    scored = sorted(
        (-overlap(_words(p), _words(q)), i, j)
        for i, p in left
        for j, q in rest
        if p.topic == q.topic
    )
    for score, i, j in scored:
        if -score >= _SAME and i not in same and j not in taken:
            same[i] = j
            taken.add(j)


def _brought_back(
    threads: Sequence[_Thread],
    standing: dict[int, _Thread],
    now: dict[int, _Thread],
    found: Sequence[Provision],
) -> None:
    """Put provisions that had been removed back to their threads: the same words, one topic."""
    gone = [thread for thread in threads if not thread.present]
    if not gone:
        return
    by_form: dict[tuple[str, str], list[_Thread]] = defaultdict(list)
    for thread in reversed(gone):
        for wording in thread.wordings:
            by_form[thread.topic, _form(wording.last)].append(thread)
    used = {id(thread) for thread in now.values()} | {id(t) for t in standing.values()}
    for number, provision in enumerate(found):
        if number in now:
            continue
        for thread in by_form.get((provision.topic, _form(provision)), ()):
            if id(thread) not in used:
                now[number] = thread
                used.add(id(thread))
                break


def _words(found: Provision) -> frozenset[str]:
    return _words_of(found.quote)
