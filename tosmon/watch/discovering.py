"""Use case of `discover`: from one address to the documents of its site; records nothing.

Owns the order of the requests and their number: the start, the pages that list documents, the
sitemaps, what promises most of all that, customary addresses last. Each host is asked one request
at a time, as for `fetch`; what an address means is decided in finding, what a page is in pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

import msgspec

from tosmon import extract
from tosmon.config import faults_of
from tosmon.fetch import Fetcher, Job, decoded_body, fetch_all
from tosmon.finding.candidates import (
    Candidate,
    customary,
    from_addresses,
    likely_sitemaps,
    policy_of,
    same_page,
)
from tosmon.model import Failure, FailureReason, Reply, Response
from tosmon.proposals import DiscoverReport, LeftOut
from tosmon.watch.pages import Pages, Wanted, left_out
from tosmon.watch.proposing import security_text, site_named
from tosmon.watch.scripted import wants_browser
from tosmon.watch.sorting import sort_out

_HUBS = 3
_SITEMAPS = 3
_SITEMAP_BYTES = 20_000_000
_FOREIGN = 6  # documents on hosts of others that are looked at
_UNREACHABLE = (FailureReason.DNS, FailureReason.CONNECTION, FailureReason.TLS)


class Discovery:
    """A search in progress."""

    def __init__(self, wanted: Wanted, fetcher: Fetcher) -> None:
        self._wanted = wanted
        self._fetcher = fetcher
        self._pages = Pages(wanted)
        self._asked: dict[str, str] = {}
        self._waiting: dict[str, Candidate] = {}

    def run(self) -> Iterator[str]:
        """Search, yielding each address as it was asked; `report` tells what came of it."""
        yield from self._start()
        for seed in self._wanted.seeds:
            listed = Candidate(
                url=seed.url, words=seed.title, found_by="the shipped list", kind=seed.type, sure=3
            )
            self._wait_for([listed])
        yield from self._lists()
        yield from self._look_through()
        yield from self._by_custom()
        yield from self._in_wanted_language()

    def report(self) -> DiscoverReport:
        """Return what was found and what was left out, duplicates sorted out."""
        owner = self._pages.owner
        for each in self._pages.found:
            owner = site_named(owner, each.look)
        wanted = self._wanted
        found, doubles = sort_out(self._pages.found, owner, wanted.listed, wanted.seeds)
        faults = {each.entry.url: faults_of(each.entry) for each in found}
        refused = [
            LeftOut(url=url, words="", reason="no_document", detail=told[0])
            for url, told in faults.items()
            if told
        ]
        spent = f"{self._wanted.most} pages were asked for already"
        rest = [
            left_out(each, "not_asked", spent) for each in self._waiting.values() if not each.hub
        ]
        return DiscoverReport(
            start=self._wanted.start,
            platform=owner.platform,
            platform_name=owner.name,
            requests=len(self._asked),
            found=tuple(each for each in found if not faults[each.entry.url]),
            left_out=(*self._pages.left, *doubles, *refused, *rest),
        )

    # --- rounds -------------------------------------------------------------------------------

    def _start(self) -> Iterator[str]:
        """Ask for the start, under `www.` where the bare name does not answer."""
        start = self._wanted.start
        bare = "" if "://www." in start else start.replace("://", "://www.", 1)
        for url in filter(None, (start, bare)):
            again = False
            for candidate, reply in self._ask([Candidate(url=url, words="", found_by="the start")]):
                yield url
                silent = isinstance(reply, Failure) and reply.reason in _UNREACHABLE
                again = silent and url == start and bool(bare)
                if not again:
                    self._wait_for(self._pages.begin(candidate, reply))
            if not again:
                return

    def _lists(self) -> Iterator[str]:
        """Ask for what lists documents: security.txt, sitemaps, hubs."""
        root = urljoin(self._pages.home, "/")
        named_there = self._fetcher.sitemaps(root) or ("/sitemap.xml",)
        sitemaps = [urljoin(root, each) for each in named_there][:_SITEMAPS]
        files = [
            Candidate(url=url, words="", found_by="robots.txt")
            for url in (urljoin(root, "/.well-known/security.txt"), *sitemaps)
        ]
        hubs = [each for each in self._waiting.values() if each.hub][:_HUBS]
        more: list[str] = []
        for candidate, reply in self._ask([*hubs, *files]):
            yield candidate.url
            if candidate.hub:
                self._wait_for(self._pages.take(candidate, reply))
            elif candidate.url.endswith("security.txt"):
                self._wait_for(_policies(reply, candidate.url))
            else:
                more += self._read_sitemap(candidate.url, reply)
        children = [
            Candidate(url=url, words="", found_by="a sitemap")
            for url in likely_sitemaps(more)[:_SITEMAPS]
        ]
        for candidate, reply in self._ask(children):
            yield candidate.url
            self._read_sitemap(candidate.url, reply)

    def _read_sitemap(self, url: str, reply: Reply) -> tuple[str, ...]:
        if not isinstance(reply, Response):
            return ()
        packed = reply.body.startswith(b"\x1f\x8b")
        body = decoded_body(reply.body, "gzip", _SITEMAP_BYTES) if packed else reply.body
        found = extract.sitemap(body or b"", url)
        self._wait_for(from_addresses(found.pages, self._pages.site, "the sitemap"))
        return found.sitemaps

    def _look_through(self) -> Iterator[str]:
        """Look at what waits, the most promising first; then at what those pages list."""
        for _ in range(2):
            waiting = sorted(self._waiting.values(), key=lambda each: each.rank)
            too_many = [each for each in waiting if each.foreign][_FOREIGN:]
            for candidate, reply in self._ask([each for each in waiting if each not in too_many]):
                yield candidate.url
                self._wait_for(self._pages.take(candidate, reply))

    def _by_custom(self) -> Iterator[str]:
        """Try customary addresses for terms and privacy, where none was found."""
        language = self._pages.language
        lines = {kind: list(customary(kind, language)) for kind in ("terms", "privacy")}
        while any(lines.values()):
            kinds = {each.what.kind for each in self._pages.found}
            tries = [
                Candidate(
                    url=urljoin(self._pages.home, paths.pop(0)),
                    words="",
                    found_by="a customary address",
                    kind=kind,
                )
                for kind, paths in lines.items()
                if paths and kind not in kinds
            ]
            if not tries:
                break
            for candidate, reply in self._ask(tries):
                yield candidate.url
                if isinstance(reply, Response):
                    self._wait_for(self._pages.take(candidate, reply))
        yield from self._look_through()

    def _in_wanted_language(self) -> Iterator[str]:
        """Ask for the copy in the wanted language of what was found in another one."""
        wanted = self._wanted.owner.language
        tries = []
        for each in self._pages.found:
            if each.look.checked.language in (None, wanted):
                continue
            copies = [a.url for a in each.look.facts.alternates if _speaks(a.language, wanted)]
            tries += [msgspec.structs.replace(each.candidate, url=url) for url in copies[:1]]
        for candidate, reply in self._ask(tries):
            yield candidate.url
            self._pages.take(candidate, reply)

    # --- requests -----------------------------------------------------------------------------

    def _ask(self, which: Iterable[Candidate]) -> Iterator[tuple[Candidate, Reply]]:
        """Ask for what was not asked for yet, as long as there are requests left.

        To be gone through to its end: what is left half way stops the fetcher.
        """
        jobs: dict[str, Candidate] = {}
        for each in which:
            page = same_page(each.url)
            if len(self._asked) >= self._wanted.most:
                break
            self._waiting.pop(page, None)
            if page not in self._asked:
                self._asked[page] = each.url
                jobs[each.url] = each
        vouched = (urlsplit(self._wanted.start).hostname or "").lower()
        todo = [Job(document=self._pages.document(url), vouched=vouched) for url in jobs]
        for job, reply in fetch_all(todo, self._fetcher, wants_browser=wants_browser):
            yield jobs[job.document.url], reply

    def _wait_for(self, found: Iterable[Candidate]) -> None:
        for each in found:
            page = same_page(each.url)
            known = self._waiting.get(page)
            if page not in self._asked and (known is None or known.rank[0] > each.rank[0]):
                self._waiting[page] = each


def _policies(reply: Reply, where: str) -> list[Candidate]:
    return [
        Candidate(
            url=url,
            words="Vulnerability disclosure policy",
            found_by=where,
            kind="other",
            sure=2,
            foreign=True,
        )
        for url in policy_of(security_text(reply))
    ]


def _speaks(tag: str, language: str) -> bool:
    return tag.partition("-")[0].lower() == language.partition("-")[0].lower()
