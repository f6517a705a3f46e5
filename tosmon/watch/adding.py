"""Use case of `add`: one address becomes an entry, after one look at it."""

from __future__ import annotations

import msgspec

from tosmon.fetch import Fetcher, Job
from tosmon.finding.candidates import Candidate
from tosmon.model import Document, FailureReason
from tosmon.proposals import AddReport, FoundDocument
from tosmon.watch.looking import looked
from tosmon.watch.pages import Wanted
from tosmon.watch.proposing import distinct, entry_of, lasting, named, site_named
from tosmon.watch.scripted import wants_browser


def find_one(wanted: Wanted, fetcher: Fetcher, identity: str | None) -> AddReport:
    """Look at the start alone; return the entry for it, named `identity` where that is given."""
    url, owner = wanted.start, wanted.owner
    document = Document(
        key=f"{owner.platform}/{identity or 'new'}",
        platform_name=owner.name,
        title="",
        url=url,
        delay=wanted.delay,
        private=wanted.private,
    )
    reply = fetcher.get(Job(document=document), wants_browser)
    look = looked(document, reply)
    checked = look.checked
    if not checked.ok and checked.reason != FailureReason.NEEDS_BROWSER:
        return AddReport(url=url, found=None, checked=checked)
    owner = site_named(owner, look)
    candidate = Candidate(url=url, words="", found_by="its address")
    what = named(look, candidate, owner)
    entry = entry_of(owner, what, look, candidate, lasting(url, reply))
    theirs = [each for each in wanted.listed if each.platform == owner.platform]
    taken = {each.key.partition("/")[2] for each in theirs}
    same = next((each.key for each in theirs if each.url == entry.url), None)
    name = identity or (entry.id if same else distinct(entry.id, entry, taken))
    entry = msgspec.structs.replace(entry, id=name)
    checked = msgspec.structs.replace(checked, document=entry.key)
    found = FoundDocument(entry=entry, found_by=(), checked=checked, listed=same)
    return AddReport(url=url, found=found, checked=checked)
