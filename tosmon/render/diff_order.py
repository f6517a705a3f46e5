"""Differences as a reader meets them: grouped by section, counted, named.

Owns what every view of a diff tells in the same way. Knows nothing of terminals or pages: what it
returns is plain, unescaped words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tosmon.model import Change, DiffReport, Direction, Severity, Signal
from tosmon.render.style import cut

Section = tuple[str, ...]
Groups = list[list[Change]]

_FEW = 4  # weighty changes that a reader takes in without a list of them
LEVELS: tuple[Severity, ...] = ("high", "medium", "low")
NO_SECTION = "(before the first heading)"
DIRECTIONS: dict[Direction | None, str] = {
    "towards_user": "towards the user",
    "towards_vendor": "towards the vendor",
    None: "",
}


def sections(
    changes: Sequence[Change],
) -> Iterator[tuple[Section, Groups]]:
    """Yield runs of changes of one section, with blocks that moved together as one group."""
    section: tuple[str, ...] | None = None
    groups: list[list[Change]] = []
    renamed = {
        (*change.section, change.before): change.after
        for change in changes
        if change.before is not None and change.after is not None
    }
    for change in changes:
        now = _renamed(change.section, renamed) if change.op == "removed" else change.section
        if now != section:
            if groups and section is not None:
                yield section, groups
            section, groups = now, []
        if groups and only_moved(change) and same_move(groups[-1][-1], change):
            groups[-1].append(change)
        else:
            groups.append([change])
    if groups and section is not None:
        yield section, groups


def _renamed(section: Sequence[str], renamed: Mapping[tuple[str, ...], str]) -> tuple[str, ...]:
    """Return a path of the older text with its headings as the newer one has them."""
    path: tuple[str, ...] = ()
    for part in section:
        path = (*path, renamed.get((*path, part), part))
    return path


def untold(
    sections: Iterable[tuple[Section, Groups]],
) -> Iterator[tuple[Section | None, Groups]]:
    """Yield `sections`, None for the path of one that follows its own heading's change at once."""
    told: tuple[str, ...] | None = None
    for section, group in sections:
        yield None if section == told else section, group
        last = group[-1][-1]
        heading = last.after if last.after is not None else last.before
        told = (*section, heading or "")


def only_moved(change: Change) -> bool:
    """Return whether a change is of place alone."""
    return change.op == "moved" and all(op == "=" for op, _ in change.words)


def same_move(one: Change, other: Change) -> bool:
    """Return whether two changes went the same way."""
    return only_moved(one) and (one.moved_from, one.section) == (other.moved_from, other.section)


def path(section: Sequence[str]) -> str:
    """Return the headings of `section`, outermost first."""
    return " › ".join(" ".join(part.split()) for part in section) or NO_SECTION


def moved_from(change: Change) -> str:
    """Return where a moved block stood."""
    if change.moved_from == change.section:
        return "moved within this section"
    return f"moved here from {path(change.moved_from or ())}"


def counts(report: DiffReport) -> str:
    """Return how many blocks changed in which way."""
    stats = report.stats
    numbers = ((getattr(stats, op), op) for op in ("modified", "added", "removed", "moved"))
    return ", ".join(f"{number} {op}" for number, op in numbers if number) or "no difference"


def word_counts(report: DiffReport) -> str:
    """Return how many words came and went."""
    return f"+{report.stats.words_added} -{report.stats.words_removed} words"


def evidence(signal: Signal, most: int | None = None) -> str:
    """Return the words on which a rule fired, quoted, in about `most` columns."""
    before, after = signal.before, signal.after
    if before and after:
        half = None if most is None else max((most - 7) // 2, 8)
        return f"“{cut(before, half)}” → “{cut(after, half)}”"
    room = None if most is None else max(most - 14, 8)
    if after:
        return f"now “{cut(after, room)}”"
    return f"no longer “{cut(before, room)}”" if before else ""


def weights(changes: Sequence[Change]) -> str:
    """Return how many of `changes` weigh how much: `1 high, 4 medium`; nothing for one alone."""
    numbers = ((sum(change.severity == level for change in changes), level) for level in LEVELS)
    told = [(number, level) for number, level in numbers if number]
    several = sum(number for number, _ in told) > 1
    return ", ".join(f"{number} {level}" for number, level in told) if several else ""


def weightiest(changes: Sequence[Change], most: int) -> list[Change]:
    """Return at most `most` changes that call for reading first, none where there are few.

    High ones before medium ones, each with a rule that fired, the same words of a rule once.
    """
    told: dict[Signal, Change] = {}
    for level in ("high", "medium"):
        for change in changes:
            if change.severity == level and change.signals:
                told.setdefault(change.signals[0], change)
    return list(told.values())[:most] if len(told) >= _FEW else []
