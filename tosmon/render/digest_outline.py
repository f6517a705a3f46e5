"""A digest as groups and notes, before any markup: what is opened, what is folded, which words.

Owns the sentences of a digest and how much of each document is shown. Knows no markup; fetched
words in it are as they were fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tosmon.model import Change, DocumentKey, Record
from tosmon.render import diff_order
from tosmon.render.style import count, day
from tosmon.results import VersionChange
from tosmon.telling import DigestReport, NamedDocument, SetAside, Unreachable

_OPENED = 3  # key changes shown of an opened change
_FOLDED = 4  # further changes of a document told in a line each
_DOCUMENTS = 100  # told one by one; beyond that a digest is no digest


class Told(Record):
    """A change: `facts` are ours, `headline` and the words of `keys` are fetched ones."""

    change: VersionChange
    facts: str
    headline: str
    keys: tuple[Change, ...]


class Group(Record):
    """The changes of a document, the weightiest first, and how many more there are."""

    document: DocumentKey
    title: str | None
    url: str | None
    told: tuple[Told, ...]
    more: int


class Note(Record):
    """A line about a document: when (or since when), which, and the words about it."""

    when: str
    document: DocumentKey
    words: str


class Notes(Record):
    """Lines of one sort under their heading."""

    heading: str
    notes: tuple[Note, ...]


def title(report: DigestReport) -> str:
    """Return what a digest is called."""
    return f"Terms that changed, {day(report.since)} to {day(report.until)}"


def empty(report: DigestReport) -> bool:
    """Return whether there is nothing to tell."""
    return not (report.changes or report.coming or report.unreachable or report.quarantined)


def summary(report: DigestReport) -> str:
    """Return the whole in a sentence or two; of an empty digest that is all."""
    watched = count(report.watched, "watched document")
    if empty(report):
        return (
            f"Nothing changed from {day(report.since)} to {day(report.until)} in {watched}, "
            "and all of them can be reached."
        )
    sentences = [_changed(report, watched)]
    lost, held = len(report.unreachable), len({item.document for item in report.quarantined})
    if report.coming:
        sentences.append(f"{count(len(report.coming), 'announced date')} lie ahead.")
        if len(report.coming) == 1:
            sentences[-1] = "1 announced date lies ahead."
    if lost:
        sentences.append(f"{count(lost, 'document')} cannot be reached.")
    if held:
        sentences.append(f"Captures of {count(held, 'document')} are set aside.")
    return " ".join(sentences)


def _changed(report: DigestReport, watched: str) -> str:
    if not report.changes:
        return f"Nothing changed in {watched}."
    documents = len({change.document for change in report.changes})
    rated = ratings(report.changes)
    told = f"{count(len(report.changes), 'change')} in {documents} of {watched}"
    return f"{told}: {rated}." if rated else f"{told}."


def ratings(changes: Sequence[VersionChange]) -> str:
    """Return how many of `changes` weigh how much."""
    levels = Counter(change.severity for change in changes)
    return ", ".join(f"{levels[name]} {name}" for name in diff_order.LEVELS if levels[name])


def groups(
    changes: Sequence[VersionChange], names: Sequence[NamedDocument]
) -> tuple[tuple[Group, ...], int]:
    """Return the documents in the order of their weightiest change, and how many more changed."""
    by_document: dict[DocumentKey, list[VersionChange]] = {}
    for change in changes:
        by_document.setdefault(change.document, []).append(change)
    named = {item.document: item for item in names}
    found = []
    for document, those in list(by_document.items())[:_DOCUMENTS]:
        opened = [c for n, c in enumerate(those) if n == 0 or c.severity == "high"]
        folded = [c for c in those if c not in opened]
        name = named.get(document)
        found.append(
            Group(
                document=document,
                title=name.title if name else None,
                url=name.url if name else None,
                told=(
                    *(told(change, change.key_changes[:_OPENED]) for change in opened),
                    *(told(change, ()) for change in folded[:_FOLDED]),
                ),
                more=max(len(folded) - _FOLDED, 0),
            )
        )
    return tuple(found), max(len(by_document) - _DOCUMENTS, 0)


def told(change: VersionChange, keys: tuple[Change, ...]) -> Told:
    """Return `change` with the words about it, opened as far as `keys` go."""
    facts = [
        change.severity or "",
        "" if change.kind == "substantive" else change.kind,
        diff_order.DIRECTIONS[change.direction],
        day(change.captured_at),
    ]
    if change.effective_date:
        facts.append(f"effective {change.effective_date}, as the text states")
    return Told(
        change=change,
        facts=", ".join(fact for fact in facts if fact),
        headline=change.headline,
        keys=keys,
    )


def notes(report: DigestReport) -> Iterator[Notes]:
    """Yield what else is told, each sort under its heading."""
    coming = tuple(
        Note(when=item.effective_date, document=item.document, words=item.headline)
        for item in report.coming
    )
    unreachable = tuple(
        Note(when=f"since {day(item.since)}", document=item.document, words=_why(item))
        for item in sorted(report.unreachable, key=lambda item: not item.new)
    )
    aside = tuple(
        Note(when=day(item.first_seen), document=item.document, words=_held(item))
        for item in sorted(report.quarantined, key=lambda item: not item.new)
    )
    sorts = (("Ahead", coming), ("Out of reach", unreachable), ("Set aside", aside))
    return (Notes(heading=heading, notes=those) for heading, those in sorts if those)


def _why(item: Unreachable) -> str:
    words = item.reason.replace("_", " ")
    return f"{words}: {item.detail}" if item.detail else words


def _held(item: SetAside) -> str:
    seen = f"seen {count(item.times, 'time')}"
    reason = item.reason.replace("_", " ")
    return f"{reason} ({seen}): {item.detail}; {item.way_out}"
