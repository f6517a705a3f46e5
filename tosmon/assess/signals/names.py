"""Whom a text names: parties, recipients, authorities, laws, courts, addresses.

Owns how such names are recognised in general, and the rules that fire when one comes or goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tosmon.assess.edits import Passage
from tosmon.model import Signal

_NAME = r"[A-Z][\w&'’-]*(?:\.\w+)?(?:,? (?:[A-Z&][\w&'’-]*(?:\.\w+)?|of|de)){0,4}?"
_ENTITY = re.compile(
    rf"{_NAME},?\s(?:(?:OpCo|Pte|Pty|Co|HoldCo)\.?,?\s)?(?:L\.?L\.?C\b\.?|Inc\b\.?|Ltd\b\.?"
    rf"|Limited|GmbH|AB|AS|A/S|B\.?V\b\.?|N\.?V\b\.?"
    r"|S\.?A\.?S\b\.?|S\.?A\b\.?|SARL|Oyj?|PLC|plc|Corp\b\.?|Corporation|K\.?K\b\.?"
    r"|S\.r\.l\.?|AG|SE|LLP|L\.?P\b\.?)(?![\w])"
)
_FORM = re.compile(  # what no company's name lacks: spares the search for one
    r"L\.?L\.?C|\bInc|Ltd|Limited|GmbH|\bA[BSG]\b|A/S|B\.?V|N\.?V|S\.?A|Oy|PLC|plc|Corp|K\.?K|S\.r|SE|L\.?L?P"
)
_LAW = re.compile(
    r"\b(?:laws? of (?:the )?(?:State of |Commonwealth of )?(?P<place>[A-Z]\w+(?: [A-Z]\w+)*)"
    r"|(?P<adjective>[A-Z]\w+(?:ish|ian|an|ese|ch)) laws?\b)"
)
_COURT = re.compile(
    r"\bcourts? (?:of|in|located in|sitting in|for) (?:the )?(?:(?:County|City|State"
    r"|District) of )?(?P<place>[A-Z]\w+(?:[ ,]+[A-Z]\w+)*)"
    r"|(?P<kind>[A-Z]\w+(?: [A-Z]\w+)*) (?:Court|courts)\b"
)
_LEGAL = re.compile(r"[Ll]aw|[Cc]ourt|Act\b|Regulation|Directive|Framework|[A-Z]{3}")
_STATUTE = re.compile(
    r"\b(?:GDPR|UK GDPR|CCPA|CPRA|HIPAA|COPPA|FERPA|LGPD|PIPEDA|PIPL|APPI|DSA|DMA|DMCA|TCPA"
    r"|GLBA|PCI DSS|BIPA|FADP"
    r"|(?:[A-Z]\w+ ){1,4}(?:Act|Regulation|Directive|Framework)(?: of \d{4})?)\b"
)
_STREET = re.compile(
    r"\b\d{1,5},? [A-Z]\w+(?: [A-Z]?\w+){0,3}\b|\b[A-Z]{2} \d{5}\b"
    r"|\b(?:Street|Avenue|Road|Suite|Floor|Boulevard|Blvd|Drive|Lane|P\.?O\.? Box)\b"
)
_CONTACT = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|\+\d[\d ()-]{6,18}\d")
_LINK = re.compile(r"(?:https?://|www\.)[^\s)\]>|]+")
_RECIPIENTS = re.compile(
    r"\b(?:sub-?processors?|sub-?contractors?|service providers?|recipients?|vendors?"
    r"|third[- ]part(?:y|ies)|partners?"
    r"|affiliates|suppliers|disclos\w+|shar(?:e|ing))\b",
    re.IGNORECASE,
)
_PROCESSES = re.compile(
    r"\b(?:provides?|processes|hosting|cloud|infrastructure|payments?|analytics|support"
    r"|storage|e-?mail"
    r"|infrastructure|monitoring|inference|colocation)\b",
    re.IGNORECASE,
)
_ROW_WORDS = 60


def party_changed(passage: Passage) -> Iterator[Signal]:
    """party-changed, -added, -removed: a company by its legal form, outside lists of recipients."""
    if not is_recipient(passage):
        yield from _names("party", _ENTITY, passage)


def recipient_changed(passage: Passage) -> Iterator[Signal]:
    """recipient-changed, -added, -removed: an entry of a list of those who get or process data."""
    if not is_recipient(passage):
        return
    if passage.before.strip() and passage.after.strip():
        yield from _names("recipient", _ENTITY, passage)
        return
    text = passage.before.strip() or passage.after.strip()
    if len(text.split()) > _ROW_WORDS or not re.search(r"[A-Z]\w", text):
        return
    if passage.after.strip():
        yield Signal(rule="recipient-added", after=text, direction="towards_vendor")
    else:
        yield Signal(rule="recipient-removed", before=text, direction="towards_user")


def is_recipient(passage: Passage) -> bool:
    """Return whether a passage is an entry of a list or table of recipients."""
    text = (passage.after or passage.before).strip()
    under = any(_RECIPIENTS.search(heading) for heading in passage.section[-2:])
    row = text.startswith("|") or (len(text.split()) <= _ROW_WORDS and bool(_ENTITY.match(text)))
    return (under and (row or len(text.split()) <= 12)) or (row and bool(_PROCESSES.search(text)))


def law_changed(passage: Passage) -> Iterator[Signal]:
    """governing-law-changed, court-changed, and law-changed: the statutes that a sentence names."""
    if not _LEGAL.search(f"{passage.before}\n{passage.after}"):
        return
    yield from _places("governing-law", _LAW, passage)
    yield from _places("court", _COURT, passage)
    if passage.before.strip() and passage.after.strip():
        yield from _names("law", _STATUTE, passage)


def address_changed(passage: Passage) -> Iterator[Signal]:
    """address-changed and contact-changed: where one writes to; link-changed: another page."""
    if not passage.before.strip() or not passage.after.strip():
        if _CONTACT.search(passage.after):
            yield Signal(rule="contact-added", after=_CONTACT.findall(passage.after)[0])
        elif _CONTACT.search(passage.before):
            yield Signal(rule="contact-removed", before=_CONTACT.findall(passage.before)[0])
        return
    yield from _names("contact", _CONTACT, passage)
    yield from _names("link", _LINK, passage)
    for edit in passage.edits:
        if _STREET.search(edit.old) and _STREET.search(edit.new):
            yield Signal(rule="address-changed", before=edit.old.strip(), after=edit.new.strip())


def _names(name: str, pattern: re.Pattern[str], passage: Passage) -> Iterator[Signal]:
    if pattern is _ENTITY and not _FORM.search(f"{passage.before}\n{passage.after}"):
        return
    was = list(dict.fromkeys(m[0] for m in pattern.finditer(passage.before)))
    now = list(dict.fromkeys(m[0] for m in pattern.finditer(passage.after)))
    gone = [n for n in was if n not in now and n not in passage.after]
    come = [n for n in now if n not in was and n not in passage.before]
    for before, after in zip(gone, come, strict=False):
        yield Signal(rule=f"{name}-changed", before=before, after=after)
    for before in gone[len(come) :]:
        yield Signal(rule=f"{name}-removed", before=before)
    for after in come[len(gone) :]:
        yield Signal(rule=f"{name}-added", after=after)


def _places(name: str, pattern: re.Pattern[str], passage: Passage) -> Iterator[Signal]:
    was = {m[0] for m in pattern.finditer(passage.before)}
    now = {m[0] for m in pattern.finditer(passage.after)}
    if was == now:
        return
    if was and now:
        yield Signal(
            rule=f"{name}-changed",
            before=", ".join(sorted(was - now)) or None,
            after=", ".join(sorted(now - was)) or None,
        )
    elif now:
        yield Signal(rule=f"{name}-added", after=", ".join(sorted(now)))
    else:
        yield Signal(rule=f"{name}-removed", before=", ".join(sorted(was)))
