"""For whom, where and in which language a document is, from its names and its first words."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from tosmon.finding.words import plain
from tosmon.model import Tier

_TIERS: tuple[tuple[Tier, re.Pattern[str]], ...] = (
    ("api", re.compile(r"\b(?:apis?|developers?|sdk)\b")),
    (
        "business",
        re.compile(
            r"\b(?:enterprise|business(?:es)?|commercial|corporate|customers?|teams?|workspace"
            r"|organi[sz]ations?|b2b|reseller|partners?|education|schools?|unternehmen"
            r"|geschaftskunden|entreprises?|professionnels?|empresas?|imprese|zakelijk\w*)\b"
        ),
    ),
    (
        "consumer",
        re.compile(
            r"\b(?:consumers?|individuals?|personal (?:account|use|plan)s?|end users?|free"
            r"|verbraucher\w*|particuliers|consumidores|consumatori|consumenten)\b"
        ),
    ),
)
_BY_TYPE: dict[str, Tier] = {
    "dpa": "business",
    "subprocessors": "business",
    "commercial-terms": "business",
    "api-terms": "api",
}
# What a document says of itself near its beginning.
_NOT_BUSINESS = re.compile(
    r"\b(?:do|does) not apply to\b[^.]{0,120}"
    r"\b(?:business|enterprise|commercial|api|organi[sz]ation)"
)
_NOT_CONSUMERS = re.compile(
    r"\b(?:do|does) not apply to\b[^.]{0,80}\b(?:consumers?|individuals?|personal accounts?)\b"
)
_FOR_API = re.compile(r"\b(?:govern|apply to|cover)s?\b[^.]{0,80}\b(?:apis?|developer)\b")
_HEAD = 3_000  # characters

_REGIONS = (
    ("eea", re.compile(r"\b(?:eea|eu|europe(?:an)?(?: (?:economic area|union))?|gdpr)\b")),
    ("uk", re.compile(r"\b(?:uk|united kingdom|great britain)\b")),
    ("us-ca", re.compile(r"\b(?:california\w*|ccpa|cpra)\b")),
    ("us", re.compile(r"\b(?:us|u s|usa|united states)\b")),
    ("ch", re.compile(r"\b(?:switzerland|swiss|schweiz|suisse)\b")),
    ("au", re.compile(r"\baustralian?\b")),
    ("ca", re.compile(r"\bcanad(?:a|ian)\b")),
    ("br", re.compile(r"\bbra[sz]il(?:ian)?|lgpd\b")),
    ("in", re.compile(r"\bindian?\b")),
    ("jp", re.compile(r"\bjapan(?:ese)?\b")),
    ("kr", re.compile(r"\b(?:south )?korean?\b")),
)
_ROW_OF_WORLD = re.compile(r"\b(?:outside|non|except|rest of)\b")
_LOCALE = re.compile(r"(?:intl[-_/])?([a-z]{2})(?:[-_]([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
_LANGUAGES = frozenset(
    (
        *("ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr"),
        *("hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nb", "nl", "no", "pl", "pt", "ro", "ru"),
        *("sk", "sl", "sr", "sv", "th", "tr", "uk", "vi", "zh"),
    )
)
_REGION_KEYS = frozenset(("gl", "country", "region", "cc"))
_LANGUAGE_KEYS = frozenset(("hl", "lang", "language", "locale"))


def tier_of(kind: str, names: str, text: str) -> Tier:
    """Return whom a document of type `kind` binds, "unspecified" where nothing says it.

    `names` are its title and the words of its links, `text` its own words in English.
    """
    words = plain(names)
    for tier, pattern in _TIERS:
        if pattern.search(words):
            return tier
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    head = " ".join(text[:_HEAD].lower().split())
    if _NOT_BUSINESS.search(head):
        return "consumer"
    if _NOT_CONSUMERS.search(head):
        return "business"
    return "api" if kind == "terms" and _FOR_API.search(head) else "unspecified"


def region_of(names: str, url: str) -> str | None:
    """Return the region that a document's names or its address tell, None for none or many."""
    words = plain(names)
    found = [region for region, pattern in _REGIONS if pattern.search(words)]
    if len(found) == 1 and not _ROW_OF_WORLD.search(words):
        return found[0]
    return None if found else locale_of(url)[1]


def locale_of(url: str) -> tuple[str | None, str | None]:
    """Return the language and the region that an address names (`/en-gb/`, `?hl=de&gl=AT`)."""
    try:
        parts = urlsplit(url)
        query = {name.lower(): value for name, value in parse_qsl(parts.query)}
    except ValueError:
        return None, None
    language = region = None
    for segment in parts.path.split("/")[:4]:
        match = _locale(segment)
        if match is not None:
            language, region = match
            break
    for name, value in query.items():
        match = _locale(value)
        if name in _LANGUAGE_KEYS and match is not None:
            language, region = match[0], match[1] or region
    for name, value in query.items():
        if name in _REGION_KEYS and re.fullmatch(r"[A-Za-z]{2}", value):
            region = value.lower()
    return language, region


def without_locale(url: str) -> str:
    """Return host and path of `url` without the segments and values that name a language."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    kept = [s for n, s in enumerate(parts.path.split("/")) if s and not (n < 4 and _locale(s))]
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query)
        if name.lower() not in _LANGUAGE_KEYS | _REGION_KEYS
    ]
    host = (parts.hostname or "").removeprefix("www.")
    first, _, rest = host.partition(".")
    host = rest if _locale(first) and "." in rest else host
    return "/".join((host, *kept)).lower() + "".join(f"?{n}={v}" for n, v in query)


def _locale(text: str) -> tuple[str, str | None] | None:
    """Return the language and region that `text` is made of, None where it is something else."""
    match = _LOCALE.fullmatch(text)
    if match is None or match[1].lower() not in _LANGUAGES:
        return None
    region = match[2].lower() if match[2] and match[2].isalpha() else None
    return match[1].lower(), region
