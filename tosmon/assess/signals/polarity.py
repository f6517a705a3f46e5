"""Whom a sentence favours: by its subject, its verb, and whether it is negated.

Owns that reading, which rules of signals use to say in which direction an edit goes. Where the
sentence does not show it, there is no answer.
"""

from __future__ import annotations

import re

from tosmon.model import Direction

_USER = (
    r"\b(?:you|users?|customers?|clients?|subscribers?|members?|licensees?|end[- ]users?"
    r"|buyers?|consumers?|account holders?|individuals?|data subjects?)\b(?!['’]s)"
)
_VENDOR = (
    r"\b(?:we|(?:the )?(?:company|provider|vendor|licensor|platform|service provider"
    r"|seller|processor))\b(?!['’]s)"
)
# "for you", "to our users": whom a verb is done to, and not who does it.
_OBJECT = re.compile(
    r"\b(?:to|for|with|from|by|about|of|on|against|between|notify|inform|provide|give|let|allow"
    r"|require|ask|charge|our|other|show|help|enable|offer|tell)\s+(?:(?:the|all|any|each|such)\s+)?$",
    re.IGNORECASE,
)
_MODAL = (
    r"(?:may|might|can|could|will|would|shall|must|should|do|does|did|agrees?|reserves?|is|are"
    r"|has|have|cannot|won't|don't)"
)
# Whoever carries the verb: a word for the user, a word for the vendor, or a name.
_SUBJECT = re.compile(
    rf"(?P<user>(?i:{_USER}))|(?P<vendor>(?i:{_VENDOR}))"
    rf"|(?P<name>\b[A-Z][\w.&-]+)(?=\s+{_MODAL}\b)"
)
# What a vendor does to the user's detriment, and for the user.
_AGAINST = re.compile(
    r"\b(?:shar|sell|sold|disclos|train|collect|us(?:e|es|ed|ing)\b|process|transfer|retain"
    r"|keep|store"
    r"|charg|suspend|terminat|clos|remov|delete your (?:account|content)|restrict|limit"
    r"|chang|modif"
    r"|discontinu|monitor|review|assign|increas|rais|sublicen|publish|refus|den(?:y|ies)|track"
    r"|improv|profil|adverti|bill)\w*",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:notif|notice|refund|delet|eras|inform|compensat|protect|encrypt|honou?r|respond"
    r"|repl(?:y|ies)"
    r"|obtain (?:your |prior |express )*consent|ask|indemnif|reimburs|support|credit|warn|anonymi"
    r"|pseudonymi|answer|provide (?:you )?(?:with )?(?:a copy|notice|access)|give (?:you )?"
    r"(?:\w+ )*notice|guarantee|warrant)\w*",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"\b(?:must|shall|will|agrees?|required|responsible|liable|indemnif\w*|waives?|pays?"
    r"|prohibited"
    r"|owes?|bears?|obliged|need to|have to)\b",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    r"\b(?:may|can|could|entitled|rights?|allowed|permitted|free to|choose|option)"
    r"\b",
    re.IGNORECASE,
)
# "no longer needed" tells when something happens, and forbids nothing.
NEGATION = re.compile(
    r"\b(?:not(?! limited)|never|no(?! longer (?:required|needed|necessary))|cannot|neither|nor"
    r"|without(?! limit))\b|n['’]t\b",
    re.IGNORECASE,
)


def favours(sentence: str, at: int | None = None) -> int:
    """Return 1 where `sentence` favours the user, -1 where the vendor, 0 where it does not show.

    `at` is the place of the edited words: the subject before it carries them.
    """
    subject = _subject(sentence, len(sentence) if at is None else at)
    if subject is None:
        return 0
    sign = _of_user(sentence) if subject == "user" else _of_vendor(sentence, at)
    return -sign if NEGATION.search(_main_clause(sentence)) else sign


def direction(sign: int) -> Direction | None:
    """Return the direction that a sign means."""
    if sign == 0:
        return None
    return "towards_user" if sign > 0 else "towards_vendor"


def _main_clause(sentence: str) -> str:
    """Return `sentence` up to where an exception begins."""
    return re.split(r"\b(?:unless|except|other than|without (?:your|prior))\b", sentence)[0]


def _subject(sentence: str, at: int) -> str | None:
    """Return who carries the verb at `at`: the last subject before it, else the first after."""
    found = None
    for match in _SUBJECT.finditer(sentence):
        if match.start() >= at and found is not None:
            break
        if _OBJECT.search(sentence[max(0, match.start() - 24) : match.start()]):
            continue
        found = "user" if match["user"] else "vendor"
    return found


def _of_user(sentence: str) -> int:
    clause = _main_clause(sentence)
    right, duty = _RIGHT.search(clause), _DUTY.search(clause)
    if right and duty:
        return 1 if right.start() < duty.start() else -1
    return 1 if right else -1 if duty else 0


def _of_vendor(sentence: str, at: int | None) -> int:
    near = sentence if at is None else sentence[max(0, at - 40) :]
    for text in (near, sentence):
        against, helps = _AGAINST.search(text), _FOR.search(text)
        if against and helps:
            return -1 if against.start() < helps.start() else 1
        if against or helps:
            return -1 if against else 1
    return 0
