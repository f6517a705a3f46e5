"""What stands beside an answer: the way out, and who answers otherwise.

Owns which route to opt out belongs to which row, and the notes on documents of one platform that
cannot both be right. It reconciles nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from tosmon.model import DocumentKey, Record
from tosmon.reports.compare_rows import Watched, answers, weight
from tosmon.statements import CompareRow, OptOutRoute, ProvisionEntry
from tosmon.topics import Topic


class _Route(Record):
    """A way out, and whose it is: None for all users of the document."""

    subject: str | None
    route: OptOutRoute


def with_opt_outs(
    rows: Sequence[CompareRow],
    members: Sequence[Watched],
    found: dict[DocumentKey, list[ProvisionEntry]],
    topic: Topic,
) -> list[CompareRow]:
    """Put the route to opt out beside each answer: the document's own, else the platform's.

    A way out that is for some users alone stands beside their answer, not beside that of all.
    """
    routes = {member.key: _routes(found[member.key], member.key, topic) for member in members}
    return [_with_opt_out(row, routes, topic) for row in rows]


def _routes(
    entries: Sequence[ProvisionEntry], document: DocumentKey, topic: Topic
) -> tuple[_Route, ...]:
    """Return the ways out that a document names, the plainest first."""
    order = {rule.id: place for place, rule in enumerate(topic.opt_out)}
    named = [
        (order.get(part.what, 0), weight(entry, topic), part.start, part, entry)
        for entry in entries
        if entry.topic == topic.id
        for part in entry.opt_outs
    ]
    return tuple(
        _Route(
            subject=entry.subject,
            route=OptOutRoute(
                route=part.what.replace("-", " "),
                quote=part.quote,
                document=document,
                version=entry.version,
                start=part.start,
                end=part.end,
            ),
        )
        for *_, part, entry in sorted(named, key=lambda item: item[:3])
    )


def _with_opt_out(
    row: CompareRow, routes: Mapping[DocumentKey, Sequence[_Route]], topic: Topic
) -> CompareRow:
    calls_for_none = any(a.id == row.stance and a.severity == "low" for a in topic.answers)
    if row.document is None or not answers(row, topic) or calls_for_none:
        return row
    theirs = {
        document: next((r.route for r in found if r.subject in (None, row.subject)), None)
        for document, found in routes.items()
    }
    route = theirs.get(row.document)
    others = [known for known in theirs.values() if known is not None]
    if route is None and others and row.stance.startswith("trains"):
        route = min(others, key=lambda known: known.document)
        row = _noted(row, f"the way to opt out stands in {route.document}")
    return msgspec.structs.replace(row, opt_out=route)


def side_by_side(row: CompareRow, rows: Sequence[CompareRow], topic: Topic) -> CompareRow:
    """Note which documents of the platform answer otherwise for the same users, and how."""
    against = next((a.against for a in topic.answers if a.id == row.stance), ())
    others: dict[str, dict[str, None]] = defaultdict(dict)
    for other in rows:
        if other.stance in against and other.document and _same_users(row, other):
            others[other.stance][other.document] = None
    for stance, documents in others.items():
        if row.document in documents:
            row = _noted(row, f"elsewhere this document answers otherwise ({stance})")
        else:
            row = _noted(row, f"side by side with {', '.join(documents)} ({stance})")
    return row


def _same_users(row: CompareRow, other: CompareRow) -> bool:
    if row.document == other.document and row.subject != other.subject:
        return False  # one document that tells its users apart
    open_tiers = ("all", "unspecified")
    tiers = row.tier == other.tier or row.tier in open_tiers or other.tier in open_tiers
    regions = row.region == other.region or row.region is None or other.region is None
    return tiers and regions


def _noted(row: CompareRow, note: str) -> CompareRow:
    notes = [part for part in (row.interpretive_note, note) if part]
    return msgspec.structs.replace(row, interpretive_note="; ".join(notes))
