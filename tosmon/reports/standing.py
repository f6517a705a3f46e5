"""Which version of a document answers, and its provisions as they stood in any version.

Owns the choice of the newest believed version, of the copy last served where a document
alternates, and the reading of older versions under the ids of today.
"""

from __future__ import annotations

from collections import defaultdict

from tosmon.archive import Archive
from tosmon.model import DocumentKey, Moment, Record
from tosmon.provisions import Lineage, Mark, Provision, provisions_of
from tosmon.reports.rulebook import Rulebook
from tosmon.reports.stated import Answered, entry_of
from tosmon.reports.statement_index import StatementIndex
from tosmon.statements import ProvisionEntry
from tosmon.text import normalize

ALTERNATES = (
    "the document alternates between copies of its text; this is quoted from the one last served"
)


class Sources:
    """The archive, its index and the rules: what every answer is made from."""

    def __init__(self, archive: Archive, index: StatementIndex, rules: Rulebook) -> None:
        self.archive = archive
        self.index = index
        self.rules = rules


class Standing(Record):
    """The version that answers for a document. `newest`: it is the newest by time."""

    mark: Mark
    newest: bool
    alternates: bool


def standing(sources: Sources, document: DocumentKey, now: Moment) -> Standing | None:
    """Return the version that answers for `document`, None where none is recorded."""
    state = sources.archive.states.get(document)
    variants = state.variants if state else None
    alternates = variants is not None and variants.alternates(now)
    if not alternates:  # which needs no look at the versions
        return None
    marks = sources.index.marks(document)
    served = [mark for mark in marks if variants and mark.normalized == variants.served]
    if not served:
        return None
    return Standing(mark=served[-1], newest=served[-1] == marks[-1], alternates=True)


def as_of(sources: Sources, document: DocumentKey, mark: Mark) -> list[ProvisionEntry]:
    """Return the provisions of one version of `document`, quoted from it, under their ids."""
    text = sources.archive.text(sources.archive.version(mark.version))
    known: dict[tuple[str, str], list[Lineage]] = defaultdict(list)
    lineages = sources.index.lineages(document)
    answered = Answered(sources.index.marks(document), lineages)
    for lineage in lineages:
        for wording in lineage.wordings:
            if wording.since.at <= mark.at <= wording.until.at:
                known[lineage.topic, normalize(wording.first.quote)].append(lineage)
    found = provisions_of(text, sources.rules.topics)
    named = [(p, _take(known, p)) for p in found]
    ids = {(p.topic, p.start): lineage.id for p, lineage in named if lineage}
    return [
        entry_of(
            lineage,
            provision,
            mark,
            answered,
            sums_up=ids.get((provision.topic, provision.sums_up))
            if provision.sums_up is not None
            else None,
        )
        for provision, lineage in named
        if lineage is not None
    ]


def _take(known: dict[tuple[str, str], list[Lineage]], provision: Provision) -> Lineage | None:
    candidates = known.get((provision.topic, normalize(provision.quote)))
    return candidates.pop(0) if candidates else None
