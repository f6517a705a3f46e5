"""Which addresses are worth a look: links weighed by their words, their place and their address.

Pure. What a page holds decides later; this only spends the requests where they promise most.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from tosmon.finding.audience import without_locale
from tosmon.finding.records import PageLink
from tosmon.finding.words import beside, kind_of, names_hub, names_switch, plain
from tosmon.model import Record

# Paths of pages that speak about documents rather than being any.
_ABOUT = frozenset(
    (
        *("blog", "blogs", "news", "newsroom", "press", "media", "careers", "jobs", "forum"),
        *("forums", "events", "event", "webinars", "customers", "stories", "case-studies"),
        *("changelog", "releases", "glossary", "login", "signin", "signup", "register", "search"),
        *("tag", "tags", "category", "author", "pricing", "shop", "store", "products", "status"),
        *("academy", "podcast", "video", "videos", "templates", "integrations", "share", "intent"),
    )
)
# Where documents stand by custom, by type and in the language of the site; met most often first.
_CUSTOMS: dict[str, dict[str, tuple[str, ...]]] = {
    "": {
        "terms": ("/terms", "/terms-of-service", "/legal/terms"),
        "privacy": ("/privacy", "/privacy-policy", "/legal/privacy"),
    },
    "de": {"terms": ("/agb", "/nutzungsbedingungen"), "privacy": ("/datenschutz",)},
    "fr": {"terms": ("/cgu", "/conditions"), "privacy": ("/confidentialite",)},
    "es": {"terms": ("/terminos", "/condiciones"), "privacy": ("/privacidad",)},
    "it": {"terms": ("/termini",), "privacy": ("/privacy",)},
    "nl": {"terms": ("/voorwaarden",), "privacy": ("/privacyverklaring",)},
    "pt": {"terms": ("/termos",), "privacy": ("/privacidade",)},
}
_ORDER = (
    "terms",
    "privacy",
    "commercial-terms",
    "dpa",
    "acceptable-use",
    "api-terms",
    "data-usage",
    "subprocessors",
    "cookies",
    "other",
)
_MOST_WORDS = 12  # of a link's words; more are a sentence about something
_MOST_WEIGHED = 5_000  # addresses of a sitemap; each costs some 0.2 ms
_TRACKING = ("utm_", "gclid", "fbclid", "ref", "source")
# Parts of the names of sitemaps: those of pages, and those of articles, goods and pictures.
_GOOD_MAPS = ("legal", "polic", "page", "static", "main", "site", "web")
_POOR_MAPS = ("post", "blog", "news", "product", "image", "video", "author", "tag", "categor")
_FILES = (".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp", ".css", ".js", ".xml", ".zip", ".mp4")


class Candidate(Record):
    """An address that may hold a document, or lead to some (`hub`). `sure` is 0 to 3."""

    url: str
    words: str
    found_by: str
    kind: str = "other"
    sure: int = 0
    hub: bool = False
    foreign: bool = False

    @property
    def rank(self) -> tuple[int, int, int]:
        """The order in which candidates are looked at: what is surest and weightiest first."""
        return (-self.sure, weight_of(self.kind), len(self.url))


def weight_of(kind: str) -> int:
    """Return where a type stands in the order in which documents are listed."""
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def candidates(
    links: Iterable[PageLink], site: str, found_by: str, *, in_hub: bool = False
) -> list[Candidate]:
    """Return what the links of a page promise; `site` is the host that was asked for.

    In a hub every link counts that names a document at all; elsewhere its words must be those of
    a document alone, and more so outside of the footer.
    """
    found = (_candidate(link, site, found_by, in_hub=in_hub) for link in links)
    return [each for each in found if each is not None]


def _candidate(link: PageLink, site: str, found_by: str, *, in_hub: bool) -> Candidate | None:
    url = address(link.url)
    words = plain(link.words)
    if url is None or names_switch(words) or _is_about(url):
        return None
    by_words, by_path = kind_of(words), kind_of(last_words(url))
    foreign = not same_site(url, site)
    kind, sure = max(by_words, by_path, key=lambda found: found[1])
    if by_words[1] >= 2:
        kind = by_words[0]
    if len(words.split()) > _MOST_WORDS:
        kind, sure = by_path
    where = {"footer": "the footer", "menu": "a menu", "text": "the text", "data": "a script"}
    seen = f"{where[link.spot]} of {found_by}"
    loose = in_hub or link.spot == "footer"
    said = [text for text, found in ((words, by_words), (last_words(url), by_path)) if found[1]]
    strange = min(map(beside, said), default=0)
    if foreign and (by_words[1] < 3 or not (in_hub or link.spot == "footer")):
        return None
    if (sure >= 2 and strange <= (4 if loose else 1)) or (in_hub and sure == 1 and strange <= 4):
        return Candidate(
            url=url, words=link.words, found_by=seen, kind=kind, sure=sure, foreign=foreign
        )
    if foreign or in_hub or not is_hub(words, url):
        return None
    return Candidate(url=url, words=link.words, found_by=seen, hub=True)


def from_addresses(urls: Iterable[str], site: str, found_by: str) -> list[Candidate]:
    """Return what addresses without words promise: their last part must name a document alone.

    Of many, those nearest to the root are weighed.
    """
    known = {url for each in urls if (url := address(each)) is not None}
    near = sorted(known, key=lambda url: (urlsplit(url).path.count("/"), len(url), url))
    found = []
    for url in near[:_MOST_WEIGHED]:
        last = last_words(url)
        if len(last.split()) > _MOST_WORDS // 2 or _is_about(url) or not same_site(url, site):
            continue
        kind, sure = kind_of(last)
        alone = (sure >= 2 or is_hub("", url)) and beside(last) == 0
        if alone and sure >= 2:
            found.append(Candidate(url=url, words="", found_by=found_by, kind=kind, sure=sure))
        elif alone:
            found.append(Candidate(url=url, words="", found_by=found_by, hub=True))
    return found


def is_hub(words: str, url: str) -> bool:
    """Return whether a link's plain `words`, or the end of its address, name a page of documents.

    An address under a country's or a language's folder counts without it.
    """
    last = last_words(url)
    return any(map(names_hub, (words, last)))


def last_words(url: str) -> str:
    """Return the plain words of the last part of an address's path, or of its host's first name."""
    path = unquote(urlsplit(url).path)
    parts = [part for part in without_locale("http://x" + path).split("/")[1:] if part]
    name = parts[-1].rpartition(".")[0] or parts[-1] if parts else ""
    if not name:
        labels = (urlsplit(url).hostname or "").split(".")
        name = labels[0] if len(labels) > 2 else ""
    return plain(name.replace("-", " ").replace("_", " "))


def address(url: str) -> str | None:
    """Return a web address as it is compared: no fragment, no campaign; None for any other."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    if parts.path.lower().endswith(_FILES) or not url.isprintable() or len(url) > 2_000:
        return None
    parts = parts._replace(path=quote(parts.path, safe="/%:@!$&'()*+,;=~"))
    query = "&".join(
        each for each in parts.query.split("&") if each and not each.lower().startswith(_TRACKING)
    )
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", query, ""))


def same_page(url: str) -> str:
    """Return what two addresses of one page share: no scheme, no `www.`, no slash at the end."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def same_site(url: str, site: str) -> bool:
    """Return whether two hosts are of one owner, as far as their names tell."""
    return owner_of(url) == _owner(site)


def owner_of(url: str) -> str:
    """Return the registered name of an address's host, as far as the name tells."""
    return _owner((urlsplit(url).hostname or "").lower().rstrip("."))


def _owner(host: str) -> str:
    """Return the part of a host's name that is registered: two labels, three under `co.uk`."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.split(".")
        short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
        return ".".join(labels[-3:] if short else labels[-2:])
    return host


def _is_about(url: str) -> bool:
    segments = urlsplit(url).path.lower().split("/")
    return any(segment in _ABOUT for segment in segments)


def customary(kind: str, language: str | None) -> tuple[str, ...]:
    """Return the paths at which a document of type `kind` stands by custom, none for most types."""
    own = _CUSTOMS.get((language or "").partition("-")[0].lower(), {})
    return (*own.get(kind, ()), *_CUSTOMS[""].get(kind, ()))


def policy_of(security_txt: str) -> tuple[str, ...]:
    """Return the policies that a security.txt names (RFC 9116, section 2.5.7), three at most."""
    lines = (line.partition(":") for line in security_txt[:65_536].splitlines())
    found = [value.strip() for name, _, value in lines if name.strip().lower() == "policy"]
    return tuple(url for url in found if address(url) is not None)[:3]


def likely_sitemaps(urls: Iterable[str]) -> list[str]:
    """Return those of further sitemaps that may list documents, the likeliest first."""
    ranked = []
    for url in dict.fromkeys(urls):
        path = urlsplit(url).path.lower() if address(url.removesuffix(".xml")) else ""
        likely = next((n for n, mark in enumerate(_GOOD_MAPS) if mark in path), len(_GOOD_MAPS))
        if path and not any(mark in path for mark in _POOR_MAPS):
            ranked.append((likely, url))
    return [url for _, url in sorted(ranked)]
