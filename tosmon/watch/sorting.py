"""What was found, sorted out: one entry for a document, whatever copies and addresses it has.

Owns which of two findings are the same document, and which of them stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from tosmon.finding.audience import without_locale
from tosmon.finding.candidates import Candidate, same_page, weight_of
from tosmon.model import Document, Record
from tosmon.proposals import Alternate, Entry, FoundDocument, LeftOut
from tosmon.watch.looking import Look
from tosmon.watch.proposing import Named, Owner, distinct

_MOST_ALTERNATES = 60


class Sorted(Record):
    """A page that holds a document, before duplicates are taken out."""

    entry: Entry
    what: Named
    look: Look
    candidate: Candidate


def sort_out(
    found: Sequence[Sorted],
    owner: Owner,
    listed: Sequence[Document],
    seeds: Sequence[Document],
) -> tuple[list[FoundDocument], list[LeftOut]]:
    """Return each document once, in the wanted language where there is a copy, and the others.

    One text at two addresses is one document, and so are copies that name each other as
    alternates, or whose addresses differ in the language alone. What stands in `seeds` keeps the
    names that it has there.
    """
    left: list[LeftOut] = []
    kept: list[list[Sorted]] = []
    for each in sorted(found, key=lambda one: one.candidate.rank):
        group = next((g for g in kept if any(_is_same(each, other) for other in g)), None)
        if group is None:
            kept.append([each])
        else:
            group.append(each)
    taken = {
        each.key.partition("/")[2] for each in (*listed, *seeds) if each.platform == owner.platform
    }
    known = {same_page(document.url): document.key for document in listed}
    out: list[FoundDocument] = []
    for group in kept:
        best = min(group, key=lambda one: _preference(one, owner))
        left += [_double(one, best) for one in group if one is not best]
        listed_as = known.get(same_page(best.entry.url))
        entry = _as_listed(best.entry, seeds)
        if entry is None:
            entry = msgspec.structs.replace(
                best.entry, id=distinct(best.entry.id, best.entry, taken)
            )
            taken.add(entry.id)
        out.append(
            FoundDocument(
                entry=msgspec.structs.replace(entry, platform_name=owner.name),
                found_by=tuple(dict.fromkeys(one.candidate.found_by for one in group)),
                checked=best.look.checked,
                alternates=_alternates(best, group),
                listed=listed_as,
            )
        )
    out.sort(key=lambda each: (weight_of(each.entry.type or "other"), each.entry.id))
    return out, left


def _as_listed(entry: Entry, seeds: Sequence[Document]) -> Entry | None:
    """Return `entry` under the names that a list gives it, None where its address is in none."""
    page = same_page(entry.url)
    seed = next((each for each in seeds if same_page(each.url) == page), None)
    if seed is None or entry.select:
        return None
    return msgspec.structs.replace(
        entry,
        id=seed.key.partition("/")[2],
        title=seed.title,
        type=seed.type,
        tier=None if seed.tier == "unspecified" else seed.tier,
        region=seed.region,
        select=seed.select,
        remove=seed.remove,
        render=None if seed.render == "auto" else seed.render,
    )


def _is_same(one: Sorted, other: Sorted) -> bool:
    if one.entry.select != other.entry.select:
        return False
    a, b = one.look.checked, other.look.checked
    if a.text_sha256 is not None and a.text_sha256 == b.text_sha256:
        return True
    pages = (same_page(one.entry.url), same_page(other.entry.url))
    if pages[0] == pages[1]:
        return True
    for x, y in pairwise((one, other, one)):
        if same_page(y.entry.url) in {same_page(copy.url) for copy in x.look.facts.alternates}:
            return True
    same_place = without_locale(one.entry.url) == without_locale(other.entry.url)
    return same_place and a.language != b.language and one.entry.type == other.entry.type


def _preference(one: Sorted, owner: Owner) -> tuple[bool, bool, int]:
    language = one.look.checked.language
    return (not one.look.checked.ok, language != owner.language, len(one.entry.url))


def _double(one: Sorted, best: Sorted) -> LeftOut:
    same = one.look.checked.text_sha256 == best.look.checked.text_sha256
    language = one.look.checked.language
    detail = (
        f"the same text as {best.entry.url}"
        if same
        else f"a copy in “{language}” of {best.entry.url}"
    )
    return LeftOut(
        url=one.entry.url,
        words=one.candidate.words,
        reason="same_text" if same else "other_language",
        detail=detail,
    )


def _alternates(best: Sorted, group: Sequence[Sorted]) -> tuple[Alternate, ...]:
    """Return the copies that the page names, and those of the group, without the page itself."""
    found = {
        same_page(one.entry.url): Alternate(
            language=one.look.checked.language or "und", url=one.entry.url
        )
        for one in group
        if one.look.checked.text_sha256 != best.look.checked.text_sha256
    }
    for copy in best.look.facts.alternates:
        if copy.language != "x-default":
            found.setdefault(same_page(copy.url), copy)
    found.pop(same_page(best.entry.url), None)
    return tuple(found.values())[:_MOST_ALTERNATES]
