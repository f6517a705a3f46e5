"""What a search makes of each page that it gets: a document, a list of documents, or neither."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from tosmon.finding.audience import without_locale
from tosmon.finding.candidates import Candidate, candidates, same_site
from tosmon.model import Document, Failure, FailureReason, Record, Reply, Sha256
from tosmon.proposals import LeftOut, LeftOutReason
from tosmon.watch.looking import Look, looked
from tosmon.watch.proposing import (
    Named,
    Owner,
    doubt_about,
    entry_of,
    lasting,
    named,
    parts_of,
    site_named,
)
from tosmon.watch.sorting import Sorted

_HUBS = 6  # pages that list documents; further ones list the same
_HUB_WORDS = 600
_HUB_LINKS = 4


class Wanted(Record):
    """Where to begin, for whom, and the bounds. `most` counts requests, `delay` is in seconds.

    `seeds` are documents that a list has of this platform: they are looked at, too, and keep their
    names; `listed` is what platforms.yaml has already.
    """

    start: str
    owner: Owner
    delay: float = 1.0
    most: int = 40
    private: bool = False
    seeds: tuple[Document, ...] = ()
    listed: tuple[Document, ...] = ()


class Pages:
    """The pages of a search, judged one by one. `site` is the host that the start led to."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._hubs = 0
        self._start_hash: Sha256 | None = None
        self.owner = wanted.owner
        self.home = wanted.start
        self.language: str | None = None
        self.found: list[Sorted] = []
        self.left: list[LeftOut] = []

    @property
    def site(self) -> str:
        """The host that the start led to."""
        return (urlsplit(self.home).hostname or "").lower()

    def begin(self, candidate: Candidate, reply: Reply) -> list[Candidate]:
        """Take the start page; return what it leads to. One below the root may be a document."""
        look = self._look(candidate.url, reply)
        self.language = look.checked.language or look.facts.language
        if isinstance(reply, Failure):
            self.left.append(left_out(candidate, "failed", _why(reply.reason, reply.detail)))
            return []
        self.home = look.checked.final_url or candidate.url
        self.owner = site_named(self.owner, look)
        inside = "/" in without_locale(self.home)  # beyond a folder that names a language
        deep = inside or _named_at_all(look, candidate, self.owner)
        if deep:
            self.take(candidate, reply)
        else:
            self._start_hash = look.checked.text_sha256
        return candidates(look.facts.links, self.site, self.home, in_hub=deep)

    def take(self, candidate: Candidate, reply: Reply) -> list[Candidate]:
        """Judge what came from an address; return what it leads to, if it lists documents."""
        look = self._look(candidate.url, reply)
        if isinstance(reply, Failure) and reply.reason != FailureReason.NEEDS_BROWSER:
            self.left.append(left_out(candidate, "failed", _why(reply.reason, reply.detail)))
            return []
        url = lasting(candidate.url, reply)
        if not same_site(url, self.site) and not candidate.foreign:
            self.left.append(left_out(candidate, "other_site", f"led to {url}"))
            return []
        what = named(look, candidate, self.owner)
        links = candidates(look.facts.links, self.site, url, in_hub=True)
        listed = {each.url for each in links if not each.hub and "the text" in each.found_by}
        lists = look.checked.words < _HUB_WORDS and len(listed) >= _HUB_LINKS
        if not candidate.hub and not lists:
            self._judge(candidate, reply, look, what, url)
            return []
        if candidate.hub and not listed and what.by_page and what.sure == 3:
            self._judge(candidate, reply, look, what, url)
        self._hubs += 1
        return links if self._hubs <= _HUBS else []

    def document(self, url: str) -> Document:
        """Return `url` as a document to ask for."""
        return Document(
            key=f"{self.owner.platform}/found",
            platform_name=self.owner.name,
            title="",
            url=url,
            language=self.owner.language,
            delay=self._wanted.delay,
            private=self._wanted.private,
        )

    def _look(self, url: str, reply: Reply) -> Look:
        """Look at a page whatever language it is in; which copy stays is decided in the end."""
        return looked(msgspec.structs.replace(self.document(url), language=None), reply)

    def _judge(self, candidate: Candidate, reply: Reply, look: Look, what: Named, url: str) -> None:
        checked = look.checked
        scripted = checked.reason == FailureReason.NEEDS_BROWSER
        if not checked.ok and not (scripted and candidate.sure >= 2):
            why = _why(checked.reason or "", checked.detail or "")
            self.left.append(left_out(candidate, "failed", why))
            return
        doubt = doubt_about(look, what, candidate, self._start_hash)
        if doubt is not None:
            self.left.append(left_out(candidate, "no_document", doubt))
            return
        parts = parts_of(self.document(candidate.url), reply, look)
        if not parts:
            entry = entry_of(self.owner, what, look, candidate, url)
            self.found.append(Sorted(entry=entry, what=what, look=look, candidate=candidate))
        for title, kind, select, of_part in parts:
            one = msgspec.structs.replace(what, title=title, kind=kind)
            part = entry_of(self.owner, one, of_part, candidate, url)
            part = msgspec.structs.replace(part, select=select)
            self.found.append(Sorted(entry=part, what=one, look=of_part, candidate=candidate))


def left_out(candidate: Candidate, reason: LeftOutReason, detail: str) -> LeftOut:
    """Return the note that an address is not proposed."""
    return LeftOut(url=candidate.url, words=candidate.words, reason=reason, detail=detail)


def _named_at_all(look: Look, candidate: Candidate, owner: Owner) -> bool:
    what = named(look, candidate, owner)
    return what.by_page and what.sure == 3


def _why(reason: str, detail: str) -> str:
    return f"{str(reason).replace('_', ' ')}: {detail}"
