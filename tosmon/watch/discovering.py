"""Use case of `discover`: from one address to the documents of its site; records nothing.

Owns the order of the requests and their number: the start, the pages that list documents, the
sitemaps, what promises most of all that, customary addresses last. Each host is asked one request
at a time, as for `fetch`; what an address means is decided in finding, what a page holds by a look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

import msgspec

from tosmon import extract
from tosmon.fetch import Fetcher, Job, decoded_body, fetch_all
from tosmon.finding.candidates import (
    Candidate,
    address,
    candidates,
    customary,
    from_addresses,
    policy_of,
    same_page,
    same_site,
)
from tosmon.model import Document, Failure, FailureReason, Record, Reply, Response
from tosmon.proposals import DiscoverReport, LeftOut, LeftOutReason
from tosmon.watch.looking import Look, looked
from tosmon.watch.proposing import (
    Named,
    Owner,
    entry_of,
    lasting,
    named,
    parts_of,
    security_policies,
    site_named,
)
from tosmon.watch.scripted import wants_browser
from tosmon.watch.sorting import Sorted, sort_out

_HUBS = 3
_SITEMAPS = 3
_SITEMAP_BYTES = 20_000_000
_FOREIGN = 6
_LEAST_WORDS = 60
_HUB_WORDS = 600
_HUB_LINKS = 4
_UNREACHABLE = (FailureReason.DNS, FailureReason.CONNECTION, FailureReason.TLS)


class Wanted(Record):
    """Where to begin, for whom, and the bounds. `most` counts requests, `delay` is in seconds.

    `seeds` are addresses that are known from a list; `listed` what platforms.yaml has already.
    """

    start: str
    owner: Owner
    delay: float = 1.0
    most: int = 40
    private: bool = False
    seeds: tuple[str, ...] = ()
    listed: tuple[Document, ...] = ()


class Discovery:
    """A search in progress."""

    def __init__(self, wanted: Wanted, fetcher: Fetcher) -> None:
        self._wanted = wanted
        self._fetcher = fetcher
        self._site = (urlsplit(wanted.start).hostname or "").lower()
        self._owner = wanted.owner
        self._asked: dict[str, str] = {}
        self._waiting: dict[str, Candidate] = {}
        self._found: list[Sorted] = []
        self._left: list[LeftOut] = []
        self._language: str | None = None
        self._hubs = 0
        self._start_hash: str | None = None

    def run(self) -> Iterator[str]:
        """Search, yielding each address as it was asked; `report` tells what came of it."""
        yield from self._start()
        for url in self._wanted.seeds:
            self._wait_for([Candidate(url=url, words="", found_by="the shipped list", sure=3)])
        yield from self._lists()
        yield from self._look_through()
        yield from self._by_custom()
        yield from self._in_wanted_language()

    def report(self) -> DiscoverReport:
        """Return what was found and what was left out, duplicates sorted out."""
        for each in self._found:
            self._owner = site_named(self._owner, each.look)
        found, doubles = sort_out(self._found, self._owner, self._wanted.listed)
        left = [*self._left, *doubles]
        left += [
            _left_out(each, "not_asked", f"{self._wanted.most} pages were asked for already")
            for each in self._waiting.values()
            if not each.hub
        ]
        return DiscoverReport(
            start=self._wanted.start,
            platform=self._owner.platform,
            platform_name=self._owner.name,
            requests=len(self._asked),
            found=tuple(found),
            left_out=tuple(left),
        )

    # --- rounds -------------------------------------------------------------------------------

    def _start(self) -> Iterator[str]:
        """Ask for the start, under `www.` where the bare name does not answer."""
        start = self._wanted.start
        for url in (start, start.replace("://", "://www.", 1)):
            again = False
            for candidate, reply in self._ask([Candidate(url=url, words="", found_by="the start")]):
                yield url
                silent = isinstance(reply, Failure) and reply.reason in _UNREACHABLE
                again = silent and url == start
                if not again:
                    self._read_start(candidate, reply)
            if not again:
                return

    def _read_start(self, candidate: Candidate, reply: Reply) -> None:
        look = self._looked(candidate.url, reply)
        self._language = look.checked.language or look.facts.language
        self._start_hash = look.checked.text_sha256
        if isinstance(reply, Failure):
            self._left.append(_left_out(candidate, "failed", _why(reply.reason, reply.detail)))
        url = look.checked.final_url or candidate.url
        self._site = (urlsplit(url).hostname or self._site).lower()
        self._owner = site_named(self._owner, look)
        deep = urlsplit(url).path.strip("/") != ""
        self._wait_for(candidates(look.facts.links, self._site, url, in_hub=deep))

    def _lists(self) -> Iterator[str]:
        """Ask for what lists documents: security.txt, sitemaps, hubs."""
        start = self._wanted.start
        root = urljoin(f"{urlsplit(start).scheme}://{urlsplit(start).netloc}", "/")
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
                self._take(candidate, reply)
            elif candidate.url.endswith("security.txt"):
                self._wait_for(_policies(reply, candidate.url))
            else:
                more += self._read_sitemap(candidate.url, reply)
        children = [Candidate(url=url, words="", found_by="a sitemap") for url in _promising(more)]
        for candidate, reply in self._ask(children):
            yield candidate.url
            self._read_sitemap(candidate.url, reply)

    def _read_sitemap(self, url: str, reply: Reply) -> tuple[str, ...]:
        if not isinstance(reply, Response):
            return ()
        packed = reply.body.startswith(b"\x1f\x8b")
        body = decoded_body(reply.body, "gzip", _SITEMAP_BYTES) if packed else reply.body
        found = extract.sitemap(body or b"", url)
        self._wait_for(from_addresses(found.pages, self._site, "the sitemap"))
        return found.sitemaps

    def _look_through(self) -> Iterator[str]:
        """Look at what waits, the most promising first; then at what those pages list."""
        for _ in range(2):
            waiting = sorted(self._waiting.values(), key=lambda each: each.rank)
            foreign = [each for each in waiting if each.foreign]
            for candidate, reply in self._ask(
                [each for each in waiting if each not in foreign[_FOREIGN:]]
            ):
                yield candidate.url
                self._take(candidate, reply)

    def _by_custom(self) -> Iterator[str]:
        """Try customary addresses for terms and privacy, where none was found."""
        language = self._language
        lines = {kind: list(customary(kind, language)) for kind in ("terms", "privacy")}
        while any(lines.values()):
            kinds = {each.what.kind for each in self._found}
            tries = [
                Candidate(
                    url=urljoin(self._wanted.start, paths.pop(0)),
                    words="",
                    found_by="a customary address",
                    kind=kind,
                )
                for kind, paths in lines.items()
                if paths and kind not in kinds
            ]
            if not tries:
                return
            for candidate, reply in self._ask(tries):
                yield candidate.url
                if isinstance(reply, Response):
                    self._take(candidate, reply)
        yield from self._look_through()

    def _in_wanted_language(self) -> Iterator[str]:
        """Ask for the copy in the wanted language of what was found in another one."""
        wanted = self._owner.language
        tries = []
        for each in self._found:
            if each.look.checked.language in (None, wanted):
                continue
            copies = [a.url for a in each.look.facts.alternates if _speaks(a.language, wanted)]
            tries += [msgspec.structs.replace(each.candidate, url=url) for url in copies[:1]]
        for candidate, reply in self._ask(tries):
            yield candidate.url
            self._take(candidate, reply)

    # --- one page -----------------------------------------------------------------------------

    def _take(self, candidate: Candidate, reply: Reply) -> None:
        """Judge what came from an address: a document, a page that lists some, or neither."""
        look = self._looked(candidate.url, reply)
        if isinstance(reply, Failure) and reply.reason != FailureReason.NEEDS_BROWSER:
            self._left.append(_left_out(candidate, "failed", _why(reply.reason, reply.detail)))
            return
        url = lasting(candidate.url, reply)
        if not same_site(url, self._site) and not candidate.foreign:
            self._left.append(_left_out(candidate, "other_site", f"led to {url}"))
            return
        what = named(look, candidate, self._owner)
        links = candidates(look.facts.links, self._site, url, in_hub=True)
        listed = [each for each in links if not each.hub and "the text" in each.found_by]
        few = look.checked.words < _HUB_WORDS
        if candidate.hub or (few and len({each.url for each in listed}) >= _HUB_LINKS):
            if self._hubs < 2 * _HUBS:
                self._hubs += 1
                self._wait_for(links)
            if candidate.hub and not (what.by_page and what.sure == 3 and not listed):
                return
            if not candidate.hub:
                return
        self._judge(candidate, reply, look, what, url)

    def _judge(
        self,
        candidate: Candidate,
        reply: Reply,
        look: Look,
        what: Named,
        url: str,
    ) -> None:
        checked = look.checked
        scripted = checked.reason == FailureReason.NEEDS_BROWSER
        if not checked.ok and not (scripted and candidate.sure >= 2):
            why = _why(checked.reason or "", checked.detail or "")
            self._left.append(_left_out(candidate, "failed", why))
            return
        known = candidate.sure >= 2 and bool(candidate.words)
        doubt = None
        if checked.ok and checked.words < _LEAST_WORDS:
            doubt = f"{checked.words} words of text"
        elif checked.ok and checked.text_sha256 == self._start_hash:
            doubt = "the same page as the start"
        elif not scripted and not (what.by_page and what.sure >= 2) and not known:
            doubt = f"nothing on it names a document; it begins “{checked.first_words}”"
        if doubt is not None:
            self._left.append(_left_out(candidate, "no_document", doubt))
            return
        entry = entry_of(self._owner, what, look, candidate, url)
        parts = parts_of(self._document(candidate.url), reply, look)
        if not parts:
            self._found.append(Sorted(entry=entry, what=what, look=look, candidate=candidate))
        for title, kind, select, of_part in parts:
            one = msgspec.structs.replace(what, title=title, kind=kind)
            part = entry_of(self._owner, one, of_part, candidate, url)
            part = msgspec.structs.replace(part, select=select)
            self._found.append(Sorted(entry=part, what=one, look=of_part, candidate=candidate))

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
        todo = [Job(document=self._document(url), vouched=self._vouched) for url in jobs]
        for job, reply in fetch_all(todo, self._fetcher, wants_browser=wants_browser):
            yield jobs[job.document.url], reply

    @property
    def _vouched(self) -> str:
        return (urlsplit(self._wanted.start).hostname or "").lower()

    def _document(self, url: str) -> Document:
        return Document(
            key=f"{self._owner.platform}/found",
            platform_name=self._owner.name,
            title="",
            url=url,
            language=self._owner.language,
            delay=self._wanted.delay,
            private=self._wanted.private,
        )

    def _looked(self, url: str, reply: Reply) -> Look:
        """Look at a page whatever language it is in; which copy stays is decided in the end."""
        document = msgspec.structs.replace(self._document(url), language=None)
        return looked(document, reply)

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
        for url in policy_of(security_policies(reply))
    ]


def _promising(sitemaps: Iterable[str]) -> list[str]:
    """Return those of further sitemaps that may list documents, the likeliest first."""
    marks = ("legal", "polic", "page", "static", "main", "site", "web")
    poor = ("post", "blog", "news", "product", "image", "video", "author", "tag", "categor")
    ranked = []
    for url in dict.fromkeys(sitemaps):
        path = urlsplit(url).path.lower()
        likely = next((n for n, mark in enumerate(marks) if mark in path), len(marks))
        if address(url.removesuffix(".xml")) and not any(mark in path for mark in poor):
            ranked.append((likely, url))
    return [url for _, url in sorted(ranked)[:_SITEMAPS]]


def _speaks(tag: str, language: str) -> bool:
    return tag.partition("-")[0].lower() == language.partition("-")[0].lower()


def _why(reason: str, detail: str) -> str:
    return f"{str(reason).replace('_', ' ')}: {detail}"


def _left_out(candidate: Candidate, reason: LeftOutReason, detail: str) -> LeftOut:
    return LeftOut(url=candidate.url, words=candidate.words, reason=reason, detail=detail)
