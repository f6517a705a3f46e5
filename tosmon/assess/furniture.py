"""Differences that stand around a document: page furniture, labels, obfuscated addresses.

Owns which changes an author made. Knows lines that sites in general put around a document, and no
site in particular.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from tosmon.assess.dates import is_same_date
from tosmon.assess.editorial import says_other_words
from tosmon.assess.edits import passages
from tosmon.assess.navigation import (
    is_above_the_document,
    is_menu_line,
    is_page_title,
    is_related,
)
from tosmon.model import Change
from tosmon.text import normalize

_CONTROL_WORDS = 14  # words of a line that can be a button, a label or a banner
ERROR_WORDS = 24  # words of an error message, which may say what to do
_MANY = 200  # changes, more than the longest consent panel has lines
_LINE = 400  # characters of a block that stands around a text

_KEY = r"(?:⌘|ctrl|cmd|alt|⌥|⇧)\s*\+?\s*[a-z0-9]"
_CONTROL = re.compile(
    rf"(?:{_KEY}|(?:select|choose|change) (?:your |a )?(?:language|region|country)"
    r"|(?:other|available) language(?:s| versions?)\W*|(?:view|copy)(?: this)?(?: page)?(?: as)? "
    r"(?:page|markdown|link|pdf|text|html)|powered by(?: \S+){0,2}|skip to (?:main )?content"
    r"|on this page|back to top|(?:share|print|search|menu|assistant|copy|close|download"
    r"|feedback|loading)(?: this page)?\W*|was this (?:page|article) helpful\W*"
    r"|(?:log|sign) (?:in|up|out)|(?:accept|reject|allow|deny|customi[sz]e|manage)"
    r"(?: all| cookies| preferences)+(?: (?:accept|reject|customi[sz]e)(?: all)?)*"
    r"|cookie (?:settings|preferences)|explore (?:us|this|.{1,20}) in ai tools?"
    r"|responses are generated (?:using|by|with) (?:ai|artificial intelligence)\b.*"
    r"|number of (?:vendors|partners) seeking .*|we (?:and our|use) .{0,12}\d+ partners\b.*"
    r"|(?:last )?(?:updated|edited) (?:\d+ \w+|yesterday|today) ?(?:ago)?"
    r"|\d+ min(?:ute)?s?(?: read)?|\d{1,2}|(?:play|watch)(?: the)? video"
    # What scripts measure fonts with, left in the page: FingerprintJS's probe, a word many times.
    r"|mmMwWLliI0\w*&1|(\w+)(?: \1){7,})",
    re.IGNORECASE,
)
_PROBE = re.compile(r"(\w+)(?: \1){7,}")  # of any length
_BANNER = re.compile(
    r"\b(?:fetch the complete documentation index|discover all available pages|llms\.txt)\b",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"\([a-z]{2}(?:-[a-z]{2})?\)", re.IGNORECASE)
_MONTH_NAME = (
    r"(January|February|March|April|May|June|July|August|September|October|November|December"
)
_MONTH_NAME += r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}}) {_MONTH_NAME},? (\d{{4}})\b")
_MONTH_FIRST = re.compile(rf"\b{_MONTH_NAME} (\d{{1,2}}),? (\d{{4}})\b")
_COUNTER = re.compile(r"(?:[^\W\d]+ ){1,6}\(\d+\)")
_ERROR = re.compile(
    r"\b(?:this (?:page|content) (?:isn't|is not) available|page not found|unexpected error has"
    r"|(?:link|page) may (?:be|have been) (?:broken|removed)|something went wrong"
    r"|internal server error|service (?:is )?(?:temporarily )?unavailable|bad gateway)\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# What is left of a mail link's marks where its lines were parted.
_LINK_END = re.compile(r"\]\((?:mailto:)?[^)\s]*\)")
_LINK_BEGINNING = re.compile(r"\[[\w.+-]+@[\w.-]+")
_OBFUSCATED = re.compile(r"\[\s*email\s*protected\s*\]", re.IGNORECASE)
_LABEL = re.compile(
    r"\s*\(\s*opens? in (?:a )?new (?:tab|window)\s*\)|\s*(?:external link)(?= |$)", re.IGNORECASE
)


def authored(changes: Sequence[Change], old: str, new: str) -> tuple[Change, ...]:
    """Return `changes` without those of furniture; very many are never furniture alone."""
    if len(changes) > _MANY:
        return tuple(changes)
    headings = headings_of(old) | headings_of(new)
    return tuple(
        change
        for change in changes
        if not (
            is_furniture(change, headings)
            or is_related(change)
            or (is_above_the_document(change, old, new) and not is_error_line(change))
        )
    )


@functools.lru_cache(maxsize=4)  # asked for both texts by each of the rules
def headings_of(text: str) -> frozenset[str]:
    """Return the headings of `text` in the normal form and in small letters."""
    lines = (line for line in text.split("\n") if line.startswith("#"))
    bare = (normalize(line.lstrip("# ")) for line in lines)
    return frozenset(line.lower() for line in bare if not _is_error(line))


def is_furniture(change: Change, headings: frozenset[str]) -> bool:
    """Return whether a change is of what stands around a document; `headings` are its own, bare."""
    before, after = change.before or "", change.after or ""
    if before == after:  # of place alone: somebody moved it
        return False
    longest = max(before, after, key=len)
    if len(longest) > _LINE and not (before and after) and not _PROBE.fullmatch(normalize(longest)):
        return False
    if before and after and says_other_words(change):
        return False
    # The first sentence that differs spares the reading of all others.
    if all(_read_alike(p.before, p.after) for p in passages(change)) and _read_alike(before, after):
        return True
    sides = [side for side in (before, after) if normalize(side)]
    is_said_anew = is_only_counts(change) or is_same_date(before, after)
    if is_said_anew or _is_title_of(before, after, headings):
        return True
    return bool(sides) and all(_is_control(side, headings) for side in sides)


def _read_alike(before: str, after: str) -> bool:
    return _plain(before, after) == _plain(after, before)


def _plain(text: str, other: str) -> str:
    """Return `text` without labels of links and with the day of a date first, as regions differ.

    Mail addresses are hidden where one side hides them.
    """
    if _OBFUSCATED.search(text + other):
        text = _MAIL.sub("@", _OBFUSCATED.sub("@", _LINK_END.sub("@", text)))
    text = _MONTH_FIRST.sub(r"\2 \1 \3", _LABEL.sub("", text))
    return normalize(_DAY_FIRST.sub(r"\1 \2 \3", text))


def _is_title_of(before: str, after: str, headings: frozenset[str]) -> bool:
    """Return whether a page's title lost or gained the words beside its bar."""
    for one, other in ((before, after), (after, before)):
        if other and _is_title(one, headings) and normalize(other) in normalize(one):
            return True
    return False


def _is_control(text: str, headings: frozenset[str]) -> bool:
    line = normalize(text)
    words = line.split()
    if _BANNER.search(line):
        return len(words) <= 3 * _CONTROL_WORDS
    if len(words) > 2 * _CONTROL_WORDS and not _CONTROL.match(line):
        return False
    return bool(
        _CONTROL.fullmatch(line)
        or (_LANGUAGE.search(line) and not re.search(r"[.;:]", line))
        or _is_title(text, headings)
        or is_page_title(text, headings)
        or is_menu_line(text)
        or _is_doubled(line)
        or _LINK_BEGINNING.fullmatch(line)
    )


def _is_title(text: str, headings: frozenset[str]) -> bool:
    """Return whether a line is a page's title: a heading, a bar, a name."""
    first, bar, _ = re.sub(r"\s+[|·–—-]\s+", "\n", text).partition("\n")
    return (
        bool(bar) and len(text.split()) <= _CONTROL_WORDS and normalize(first).lower() in headings
    )


def _is_doubled(line: str) -> bool:
    """Return whether a line is a row of links whose names an icon's label repeats."""
    return " " not in line and len(re.findall(r"([A-Z][A-Za-z]{2,30})\1", line)) >= 2


def is_error_line(change: Change) -> bool:
    """Return whether a change is of a line in which a server says that something went wrong."""
    return _is_error(change.after or change.before or "")


def _is_error(words: str) -> bool:
    form = normalize(words)
    return len(form.split()) <= ERROR_WORDS and bool(_ERROR.search(form))


def is_only_counts(change: Change) -> bool:
    """Return whether only counts of a consent panel, or in brackets after a label, differ."""
    if change.before is None or change.after is None:
        return False
    sides = [re.sub(r"\d+", "0", side) for side in (change.before, change.after)]
    if sides[0] != sides[1]:
        return False
    counted = re.search(r"\b(?:vendors|partners)\b", change.after, re.IGNORECASE)
    consent = re.search(r"\b(?:consent|interest|cookies|device)\b", change.after, re.IGNORECASE)
    return bool(counted and consent) or bool(_COUNTER.fullmatch(change.after))
