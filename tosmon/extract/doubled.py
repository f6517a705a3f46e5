"""A page that holds its document twice: once for wide screens, once for narrow ones or for print.

Owns the rule by which the second copy goes. Knows lines only, no elements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

# The two copies are the page: below this share each, a passage stands twice because the author
# says it twice (annexes for two regions, definitions repeated).
_SHARE = 0.4
_LEAST_WORDS = 60  # fewer are a banner's or a menu's


def without_copy(pieces: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return `pieces` (kind, line) without a second, equal copy right behind the first."""
    distance = _distance(pieces)
    if distance is None:
        return list(pieces)
    run = 0
    for place in range(len(pieces) - distance):
        run = run + 1 if pieces[place] == pieces[place + distance] else 0
        if run == distance:
            end = place + 1
            copy, whole = _words(pieces[end : end + distance]), _words(pieces)
            if copy >= max(_LEAST_WORDS, _SHARE * whole):
                return [*pieces[:end], *pieces[end + distance :]]
            return list(pieces)
    return list(pieces)


def _distance(pieces: Sequence[tuple[str, str]]) -> int | None:
    """Return at which distance most lines stand again, None where none does."""
    last: dict[tuple[str, str], int] = {}
    distances: Counter[int] = Counter()
    for place, piece in enumerate(pieces):
        if piece in last:
            distances[place - last[piece]] += len(piece[1].split())
        last[piece] = place
    return max(distances, key=distances.__getitem__) if distances else None


def _words(pieces: Sequence[tuple[str, str]]) -> int:
    return sum(len(line.split()) for _, line in pieces)
