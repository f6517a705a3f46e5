"""Differences that no author made: page furniture, obfuscated addresses, other copies, errors.

Owns what makes a difference an artifact. Knows lines that sites in general put around a document,
and no site in particular.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from tosmon.assess.editorial import differs_in_particles, respelling, says_other_words
from tosmon.assess.edits import passages
from tosmon.assess.navigation import (
    is_above_the_document,
    is_menu_line,
    is_page_title,
    is_related,
)
from tosmon.diff import Diff
from tosmon.diff.words import size
from tosmon.model import Change
from tosmon.text import normalize, parse

_CONTROL_WORDS = 14  # words of a line that can be a button, a label or a banner
_ERROR_WORDS = 24
_MANY = 200  # changes, more than the longest consent panel has lines
_LINE = 400  # characters of a block that stands around a text
_RESPELLED = 2  # blocks in another spelling by which the copy of another region is known
_LABEL_LENGTH = 40  # characters of an error page's other lines, such as the way back
_ERROR_LINES = 2  # blocks of an error page: what happened, what to do
_LOST = 0.2  # share of the words that is left where extraction, not an author, cut a text
_LANGUAGE_WORDS = 60
_CONSENT_SHARE = 0.03  # of a panel's lines, which a document that speaks of cookies has not
_TABLE_ROWS = 2
_TABLE_NAMED = re.compile(r"\btable (?:below|above)\b|\b(?:following|above|below) table\b", re.I)
_CONSENT_LINES = 4  # lines of a consent panel by which the whole panel is known

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
_CONSENT = re.compile(
    r"\b(?:accept all|reject all|(?:revisit|manage|your) consent|consent preferences"
    r"|vendors seeking|we value your privacy|legitimate interest:|cookie categor)",
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
# The most frequent words of English prose; a text without them is not in English.
_ENGLISH = frozenset({"the", "of", "and", "to", "in", "or", "you", "your", "for", "is", "we"})


_REGION = "another copy: the same text in the spelling of another region"
_PANEL = "a panel that asks for consent to cookies came or went"
# Reasons for which all of the document stands on both sides.
HARMLESS = frozenset({_REGION, _PANEL})


def artifact(
    diff: Diff, weighty: Sequence[Change], edited: Sequence[Change], old: str, new: str
) -> str | None:
    """Return in plain words why the author made no edit, None where one may have been made.

    `weighty` are the changes that are more than dates, marks, case and numbering; `edited` those of
    them that are not furniture.
    """
    if not weighty:
        other = bool(diff.changes) and not authored(diff.changes, old, new)
        return "another copy: dates in another order, labels or addresses hidden" if other else None
    reason = _exchanged(diff, weighty, edited, old, new)
    if reason:
        return reason
    if is_regional_copy(diff.changes, edited):
        return _REGION
    if len(weighty) == len(diff.changes) and not edited:
        return "only what stands around the text differs"
    return None


def _exchanged(
    diff: Diff, telling: Sequence[Change], edited: Sequence[Change], old: str, new: str
) -> str | None:
    """Return why most of what differs is another page or none."""
    if is_error_page(edited):
        return "an error message took the place of the text, or gave it back"
    if 2 * diff.stats.words_removed > size(old) and is_other_language(old, new):
        return "the text is in another language"
    if is_lost(old, new, telling):
        return "most of the text is missing on one side, nothing stands instead"
    if is_consent_panel(telling):
        return _PANEL
    if is_table_missing(telling, old, new):
        return "a table of which both texts speak is missing on one side"
    return None


def is_regional_copy(changes: Sequence[Change], edited: Sequence[Change]) -> bool:
    """Return whether several blocks turned from British to American spelling, or back, and no more.

    What is edited beside it is less than half of the changes, and of small words alone.
    """
    signs = {respelling(change) for change in changes} - {0}
    blocks = sum(1 for change in changes if respelling(change))
    return (
        len(signs) == 1
        and blocks >= _RESPELLED
        and 2 * len(edited) < len(changes)
        and all(change.op == "modified" and differs_in_particles(change) for change in edited)
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
            or (is_above_the_document(change, old, new) and not _is_error_line(change))
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
    if is_only_counts(change) or _is_title_of(before, after, headings):
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


def is_error_page(changes: Sequence[Change]) -> bool:
    """Return whether an error message took the place of words, or words took its place.

    Where anything but labels was edited beside it, an author's edit may hide there: no.
    """
    telling = [change for change in changes if not _is_label(change)]
    blocks = [change for change in telling if change.op in ("added", "removed")]
    if len(blocks) < len(telling):
        return False
    for op in ("added", "removed"):
        said = [change for change in blocks if change.op == op]
        lost = sum(len((c.after or c.before or "").split()) for c in changes if c.op != op)
        if (
            lost > 2 * _ERROR_WORDS
            and len(said) <= _ERROR_LINES
            and any(_is_error_line(change) for change in changes if change.op == op)
        ):
            return True
    return False


def _is_error_line(change: Change) -> bool:
    return _is_error(change.after or change.before or "")


def _is_label(change: Change) -> bool:
    """Return whether a change is of a line so short that it may be the error page's own."""
    return max(len(change.before or ""), len(change.after or "")) <= _LABEL_LENGTH


def _is_error(words: str) -> bool:
    form = normalize(words)
    return len(form.split()) <= _ERROR_WORDS and bool(_ERROR.search(form))


def is_table_missing(changes: Sequence[Change], old: str, new: str) -> bool:
    """Return whether all that came or went is a table that the other side speaks of and lacks.

    An author who takes a table out does not leave the words "in the table below" behind.
    """
    ops = {change.op for change in changes}
    if ops not in ({"added"}, {"removed"}) or len(changes) < _TABLE_ROWS:
        return False
    sections = {change.section for change in changes}
    poorer = old if ops == {"added"} else new
    if len(sections) > 1 or not _TABLE_NAMED.search(poorer):
        return False
    if not all((change.after or change.before or "").startswith("|") for change in changes):
        return False
    names = {tuple(normalize(title) for title in section) for section in sections}
    here = [b for b in parse(poorer) if tuple(normalize(title) for title in b.section) in names]
    return any(_TABLE_NAMED.search(b.text) for b in here) and all(b.kind != "row" for b in here)


def may_be_panel(*ops: str) -> bool:
    """Return whether changes of these kinds may be one panel that came or went."""
    return len(set(ops)) == 1 and ops[0] in ("added", "removed")


def is_consent_panel(changes: Sequence[Change]) -> bool:
    """Return whether all that came or went is a panel that asks for consent to cookies."""
    if not may_be_panel(*(change.op for change in changes)):
        return False
    lines = [change.after or change.before or "" for change in changes]
    asking = sum(1 for line in lines if _CONSENT.search(line))
    return asking >= max(_CONSENT_LINES, _CONSENT_SHARE * len(lines))


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


def is_other_language(old: str, new: str) -> bool:
    """Return whether one text is in English and the other is not."""
    shares = []
    for text in (old, new):
        words = re.findall(r"[^\W\d_]+", text.lower())
        if len(words) < _LANGUAGE_WORDS:
            return False
        shares.append(sum(word in _ENGLISH for word in words) / len(words))
    return max(shares) > 0.12 and min(shares) < 0.04


def is_lost(old: str, new: str, changes: Sequence[Change]) -> bool:
    """Return whether most of a text is gone, or back, and nothing was put instead."""
    before, after = size(old), size(new)
    if min(before, after) > _LOST * max(before, after):
        return False
    op = "removed" if after < before else "added"
    return all(change.op == op for change in changes)
