"""The user's choice: ways to opt out, consent and opt-in, prior notice, and for whom.

Owns the words by which a text offers a choice, and the rules that fire when one comes, goes or is
given to other users.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tosmon.assess.edits import Passage
from tosmon.assess.signals.scope import tiers
from tosmon.model import Direction, Signal

_OPT_OUT = re.compile(
    r"\b(?:opt(?:s|ed|ing)?[- ]?out|object(?:ion)? to|unsubscrib\w*|(?:turn|switch)(?:ed"
    r"|ing)? (?:it |this )?off|disabl\w+"
    r"|declin\w+|withdraw\w* (?:your |their |that |its )*consent|do not sell|choose not to)\b"
    r"|退出|关闭|撤回同意",
    re.IGNORECASE,
)
_OPT_IN = re.compile(
    r"\b(?:opt(?:s|ed|ing)?[- ]?in\b|(?:with|without|prior|express|explicit|your|written"
    r"|obtain\w*|subject to|on) (?:\w+ ){0,2}consent"
    r"|consents? (?:is|to)\b|(?:expressly|explicitly) (?:agree|authori[sz]e|consent|opt)\w*"
    r"|your permission"
    r"|affirmatively (?:choose|agree))\b|征得.{0,8}同意|经.{0,6}同意",
    re.IGNORECASE,
)
_PRIOR_NOTICE = re.compile(
    r"\b(?:prior|advance|reasonable|written|\d+ days['’]?|days['’]) (?:\w+ ){0,2}notice\b"
    r"|\bnotif(?:y|ied) (?:\w+ ){0,4}(?:in advance|before|prior)"
    r"|\b(?:(?:we|company) (?:will|shall|must)|shall|will) (?:\w+ ){0,2}(?:notify|inform"
    r"|give (?:\w+ ){0,3}notice)",
    re.IGNORECASE,
)
_NEGATED_CHOICE = re.compile(
    r"(?:cannot|can't|may not|not (?:be able to|possible to)|no (?:right|way|option) to)"
    r"\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


def opt_out_changed(passage: Passage) -> Iterator[Signal]:
    """opt-out-gained, opt-out-lost, and opt-out-moved where it is now for other users."""
    yield from _choice("opt-out", _OPT_OUT, passage)


def opt_in_changed(passage: Passage) -> Iterator[Signal]:
    """consent-gained, consent-lost, consent-moved: an opt-in, a permission that is asked for."""
    yield from _choice("consent", _OPT_IN, passage)


def notice_changed(passage: Passage) -> Iterator[Signal]:
    """notice-gained and notice-lost: that something is announced beforehand."""
    was, now = _PRIOR_NOTICE.search(passage.before), _PRIOR_NOTICE.search(passage.after)
    if now and not was:
        yield Signal(rule="notice-gained", after=now[0], direction="towards_user")
    elif was and not now:
        yield Signal(rule="notice-lost", before=was[0], direction="towards_vendor")


def _choice(name: str, pattern: re.Pattern[str], passage: Passage) -> Iterator[Signal]:
    was, now = _offered(pattern, passage.before), _offered(pattern, passage.after)
    if now and not was:
        yield Signal(rule=f"{name}-gained", after=now, direction="towards_user")
    elif was and not now:
        yield Signal(rule=f"{name}-lost", before=was, direction="towards_vendor")
    elif was and now:
        before, after = tiers(passage.before), tiers(passage.after)
        if before.keys() != after.keys():
            yield Signal(
                rule=f"{name}-moved",
                before=", ".join(before[tier] for tier in sorted(before)) or None,
                after=", ".join(after[tier] for tier in sorted(after)) or None,
                direction=_of_tiers(frozenset(before), frozenset(after)),
            )


def _of_tiers(before: frozenset[str], after: frozenset[str]) -> Direction | None:
    """More users who have a choice, or fewer; those for whom none was named are all."""
    if (before and after > before) or (before and not after):
        return "towards_user"
    if (after and after < before) or (after and not before):
        return "towards_vendor"
    return None


def _offered(pattern: re.Pattern[str], sentence: str) -> str | None:
    for match in pattern.finditer(sentence):
        if not _NEGATED_CHOICE.search(sentence[: match.start()]):
            return match[0]
    return None
