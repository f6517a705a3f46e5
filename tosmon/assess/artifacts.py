"""Changes that no author made as a whole: error pages, other languages and copies, lost parts.

Owns what makes a difference an artifact. Of single lines, `furniture` says what they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tosmon.assess.editorial import differs_in_particles, respelling
from tosmon.assess.furniture import ERROR_WORDS, authored, is_error_line
from tosmon.diff import Diff
from tosmon.diff.words import size
from tosmon.model import Change
from tosmon.text import normalize, parse

_RESPELLED = 2  # blocks in another spelling by which the copy of another region is known
_LABEL_LENGTH = 40  # characters of an error page's other lines, such as the way back
_ERROR_LINES = 2  # blocks of an error page: what happened, what to do
_LOST = 0.2  # share of the words that is left where extraction, not an author, cut a text
_LANGUAGE_WORDS = 60
_CONSENT_SHARE = 0.03  # of a panel's lines, which a document that speaks of cookies has not
_TABLE_ROWS = 2
_TABLE_NAMED = re.compile(r"\btable (?:below|above)\b|\b(?:following|above|below) table\b", re.I)
_CONSENT_LINES = 4  # lines of a consent panel by which the whole panel is known
_CONSENT = re.compile(
    r"\b(?:accept all|reject all|(?:revisit|manage|your) consent|consent preferences"
    r"|vendors seeking|we value your privacy|legitimate interest:|cookie categor)",
    re.IGNORECASE,
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
            lost > 2 * ERROR_WORDS
            and len(said) <= _ERROR_LINES
            and any(is_error_line(change) for change in changes if change.op == op)
        ):
            return True
    return False


def _is_label(change: Change) -> bool:
    """Return whether a change is of a line so short that it may be the error page's own."""
    return max(len(change.before or ""), len(change.after or "")) <= _LABEL_LENGTH


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
