"""A look at a page becomes an entry for platforms.yaml: title, id, type, tier, region, language."""

from __future__ import annotations

import re
from collections.abc import Container

import msgspec

from tosmon import extract
from tosmon.finding.audience import region_of, tier_of
from tosmon.finding.candidates import Candidate, address, last_words
from tosmon.finding.parts import documents_in
from tosmon.finding.words import kind_of, plain
from tosmon.imports import slug
from tosmon.model import Document, Range, Record, Reply, Response, Selector, Sha256
from tosmon.proposals import Entry, FoundDocument
from tosmon.watch.looking import Look, looked

_SEPARATOR = re.compile(r"\s+[|–—·»-]\s+|\s*[|•]\s*|:\s+")
_LEAST_WORDS = 60
_LONGEST_TITLE = 90
_LONGEST_ID = 48
_QUOTED = 40  # characters of a document's beginning, so that a comment stays on one line
_TITLES = {
    "terms": "Terms of Service",
    "privacy": "Privacy Policy",
    "commercial-terms": "Commercial Terms",
    "dpa": "Data Processing Agreement",
    "acceptable-use": "Acceptable Use Policy",
    "api-terms": "API Terms",
    "data-usage": "Data Usage",
    "subprocessors": "Subprocessors",
    "cookies": "Cookie Policy",
}


class Owner(Record):
    """Whose documents they are: id and name of the platform, and the language that is wanted."""

    platform: str
    name: str
    language: str = "en"


def site_named(owner: Owner, look: Look) -> Owner:
    """Return `owner` with the name that the site gives itself, where none was known."""
    if owner.name != owner.platform:
        return owner
    named_so = (piece for piece in _pieces(look.facts.title) if slug(piece) == owner.platform)
    site = look.facts.site or next(named_so, "")
    name = " ".join("".join(c if c.isprintable() else " " for c in site).split())
    return msgspec.structs.replace(owner, name=name[:80]) if name else owner


class Named(Record):
    """What a page is called and which type that is; `sure` is 0 to 3, `by_page` if it says so."""

    title: str
    kind: str
    sure: int
    by_page: bool


def named(look: Look, candidate: Candidate, owner: Owner) -> Named:
    """Return what the page of `look` is: by its heading, its title, its link, its address."""
    said = [look.facts.heading, _first_section(look), *_pieces(look.facts.title)]
    own = [(text, *kind_of(text)) for text in said if text and len(text) <= _LONGEST_TITLE]
    others = [
        (text, *kind_of(text))
        for text in (candidate.words, last_words(candidate.url))
        if text and len(text) <= _LONGEST_TITLE
    ]
    fallback = (candidate.words, candidate.kind, candidate.sure)
    title, kind, sure = _best(own) or _best(others) or fallback
    better = _best(others)
    if sure < 3 and better is not None and better[2] == 3:
        kind, sure = better[1], 3
    by_page = _best(own) is not None
    shown = _trimmed(title, owner) if by_page or candidate.words else ""
    return Named(
        title=shown or _TITLES.get(kind, "") or plain(title).capitalize() or "Document",
        kind=kind,
        sure=sure,
        by_page=by_page,
    )


def _best(found: list[tuple[str, str, int]]) -> tuple[str, str, int] | None:
    """Return the first full name, or else the first word that names a document."""
    for least in (3, 2):
        match = next((each for each in found if each[2] >= least), None)
        if match is not None:
            return match
    return None


def _first_section(look: Look) -> str:
    return look.checked.sections[0] if look.checked.sections else ""


def _pieces(title: str) -> list[str]:
    return [piece for piece in _SEPARATOR.split(title) if piece]


def _trimmed(title: str, owner: Owner) -> str:
    """Return the piece of a title that names the document, the platform's name left off its end."""
    pieces = [piece for piece in _pieces(title) if kind_of(piece)[1] >= 2] or [title]
    words = "".join(c if c.isprintable() else " " for c in pieces[0]).split()
    while len(words) > 1 and plain(words[-1]) == plain(owner.name):
        words.pop()
    return " ".join(words)[:_LONGEST_TITLE].strip(" ,-–—|")


def doubt_about(look: Look, what: Named, candidate: Candidate, start: Sha256 | None) -> str | None:
    """Return why a page that was looked at is no document, None where it is one.

    `start` is the hash of the start page's text, which sites show in place of what is not there.
    """
    checked = look.checked
    if not checked.ok:
        return None
    if checked.words < _LEAST_WORDS:
        return f"{checked.words} words of text"
    if checked.text_sha256 == start:
        return "the same page as the start"
    linked = candidate.sure >= 2 and bool(candidate.words)
    if linked or (what.by_page and what.sure >= 2):
        return None
    return f"nothing on it names a document; it begins “{checked.first_words}”"


def entry_of(owner: Owner, what: Named, look: Look, candidate: Candidate, url: str) -> Entry:
    """Return the entry for a page, its id not yet made different from others'."""
    names = f"{what.title} {candidate.words} {last_words(url)}"
    checked = look.checked
    tier = tier_of(what.kind, names, look.text)
    return Entry(
        platform=owner.platform,
        platform_name=owner.name,
        id=_identity(what, owner),
        url=url,
        title=what.title,
        type=what.kind,
        tier=None if tier == "unspecified" else tier,
        region=region_of(names, url),
        language=checked.language,
        render="browser" if checked.reason == "needs_browser" else None,
    )


def _identity(what: Named, owner: Owner) -> str:
    brand = set(plain(owner.name).split()) | {owner.platform}
    words = [word for word in plain(what.title).split() if word not in brand]
    text = " ".join(words)
    if not re.search(r"[a-z]{3}", text) or len(text) > _LONGEST_ID or not text.isascii():
        text = what.kind
    return slug(text)


def lasting(url: str, reply: Reply) -> str:
    """Return the address to write down: where permanent redirects, and these alone, lead to."""
    if not isinstance(reply, Response) or not reply.redirects:
        return url
    lasting = all(hop.status in (301, 308) for hop in reply.redirects)
    return (address(reply.final_url) or url) if lasting else url


def distinct(identity: str, entry: Entry, taken: Container[str]) -> str:
    """Return an id that is not in `taken`: with the region, the tier, the language or a number."""
    extras = [entry.region, entry.tier, entry.language, *map(str, range(2, 100))]
    tries = [identity, *(f"{identity}-{extra}" for extra in extras if extra)]
    return next(each for each in tries if each not in taken)


def parts_of(
    document: Document, reply: Reply, look: Look
) -> list[tuple[str, str, tuple[Selector, ...], Look]]:
    """Return title, type, `select` and look of each document on one page; none for one alone.

    Only where the page names each beginning, so that a selector can.
    """
    parts = documents_in(look.text) if isinstance(reply, Response) else ()
    selectors = {heading.words: heading.selector for heading in look.facts.headings}
    starts = [selectors.get(part.title) for part in parts]
    if len(parts) < 2 or None in starts:
        return []
    found: list[tuple[str, str, tuple[Selector, ...], Look]] = []
    for part, start, until in zip(parts, starts, [*starts[1:], None], strict=True):
        select: tuple[Selector, ...] = (Range(start=str(start), until=until),)
        of_part = looked(msgspec.structs.replace(document, select=select), reply)
        if not of_part.checked.ok:
            return []
        found.append((part.title, part.kind, select, of_part))
    return found


def with_notes(found: FoundDocument) -> Entry:
    """Return the entry with what a reader of the file should know of it, as comments."""
    checked = found.checked
    notes = [f"found in {found.found_by[0]}"] if found.found_by else []
    if checked.ok:
        begins = checked.first_words[:_QUOTED].rpartition(" ")[0]
        notes.append(f"{checked.words:,} words, {len(checked.sections)} sections: “{begins} …”")
    else:
        notes.append(f"not read: {(checked.reason or '').replace('_', ' ')}")
    notes += [f"{warning.detail}" for warning in checked.warnings if warning.kind != "moved"]
    if found.alternates:
        languages = sorted({each.language for each in found.alternates})
        more = f" and {len(languages) - 12} more" if len(languages) > 12 else ""
        notes.append(f"also in: {', '.join(languages[:12])}{more}")
    return msgspec.structs.replace(found.entry, notes=tuple(notes))


def security_text(reply: Reply) -> str:
    """Return the text of a security.txt, "" where the answer is none."""
    if not isinstance(reply, Response) or extract.page_facts(reply.body, None, "").title:
        return ""
    return reply.body[:65_536].decode("utf-8", "replace")
