"""Whom and what a sentence covers: tiers, regions, lists that grow or shrink.

Owns the names of tiers and regions and the rules that fire when an edit changes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tosmon.assess.edits import Edit, Passage
from tosmon.assess.signals.polarity import direction, favours
from tosmon.model import Signal

_TIER = re.compile(
    r"\b(?P<tier>free|paid|pro|plus|team|teams|enterprise|business|education|edu|student|students"
    r"|premium|consumer|individual|personal|api|basic|starter|standard|teacher|teachers|healthcare"
    r"|developer|government)\b(?=[\w ,/-]{0,30}\b(?:plans?|tiers?|users?|customers?"
    r"|accounts?|subscri\w+"
    r"|versions?|workspaces?|services?|offerings?|editions?)\b)"
    r"|(?<=[a-z] )(?P<name>Free|Pro|Plus|Team|Enterprise|Business|Edu|Student|Premium|API|Teachers"
    r"|Healthcare|Max|Ultra|Basic|Individual)\b",
    re.IGNORECASE,
)
# Without one of these no name of a region or tier was edited.
_CAPITAL_OR_PLAN = re.compile(
    r"[A-Z]|\b(?:free|paid|pro|plus|team|enterprise|business|edu\w*|student|premium|consumer"
    r"|individual|personal|api|basic|starter|standard|teacher|healthcare|developer|government)"
)
_ONE = re.compile(r"(?<=[mtr])s$")  # teams, students, teachers; not business
_REGION = re.compile(
    r"\b(?:EEA|EU|European (?:Union|Economic Area)|United (?:Kingdom|States|Arab Emirates)"
    r"|UK|USA?|"
    r"U\.S\.|Switzerland|California|Colorado|Virginia|Texas|Illinois|Delaware|New York|Washington"
    r"|Canada|Quebec|Australia|New Zealand|Japan|(?:South )?Korea|China|Hong Kong|Taiwan|Singapore"
    r"|India|Brazil|Mexico|Argentina|Israel|T(?:u|ü)rki?(?:ye|ey)|Russia|Ukraine|Norway|Iceland"
    r"|Liechtenstein|Ireland|France|Germany|Italy|Spain|Netherlands|Sweden|Denmark|Finland"
    r"|Poland|Austria|Belgium|Luxembourg|Portugal|Greece|England|Scotland|Wales|Nigeria|Kenya"
    r"|South Africa|Indonesia|Malaysia|Philippines|Thailand|Vietnam|Saudi Arabia)\b"
    r"|\b(?:CA|CO|DE|IL|NY|TX|VA|WA)(?= \d{5}\b)"  # as an address has them
)
_NAMES = (
    "CA=California CO=Colorado DE=Delaware IL=Illinois NY=New_York TX=Texas VA=Virginia"
    " WA=Washington US=United_States USA=United_States U.S.=United_States UK=United_Kingdom"
    " EU=European_Union EEA=European_Economic_Area"
)
# One region under several names.
_SAME = dict(pair.replace("_", " ").split("=") for pair in _NAMES.split())
_CAPITALS = re.compile(r"\b(?!EEA\b|USA\b)[A-Z]{3,}\b")
_LIST_STARTS = re.compile(
    r"^\s*(?:,|and\b|or\b|including\b|such as\b|as well as\b|\()", re.IGNORECASE
)
_LIST_ENDS = re.compile(r"(?:,|\band|\bor|\bincluding|\bsuch as)\s*$", re.IGNORECASE)
_WIDE = re.compile(
    r"\b(?:any|all|every|other|affiliates?|partners?|including (?:but|without)|at least)\b", re.I
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|will|may|must|shall|can|do|does|has|have)\b", re.IGNORECASE
)
_SERIAL = re.compile(r"\W*[A-Z]{0,4}[\d,.]{4,}\W*")  # another number of a list of numbers
_LIST_WORDS = 25  # words of an edit that may be items of a list


def tiers(sentence: str) -> dict[str, str]:
    """Return the kinds of users and plans that `sentence` names, each with the words for it."""
    found = [m["tier"] or m["name"] for m in _TIER.finditer(sentence)]
    return {_ONE.sub("", name.lower()): name for name in reversed(found)}


def _regions(sentence: str) -> dict[str, str]:
    plain = _CAPITALS.sub(lambda m: m[0].title(), sentence) if sentence.isupper() else sentence
    found = _REGION.finditer(plain)
    return {_SAME.get(m[0], m[0]): sentence[m.start() : m.end()] for m in found}


def named_scope_changed(passage: Passage) -> Iterator[Signal]:
    """tier- and region-added and -removed, -named where none was, in a sentence that stands."""
    if not passage.before.strip() or not passage.after.strip():
        return
    if not _CAPITAL_OR_PLAN.search(f"{passage.gone} {passage.come}"):
        return
    for name, find in (("tier", tiers), ("region", _regions)):
        was, now = find(passage.before), find(passage.after)
        come = [words for key, words in sorted(now.items()) if key not in was]
        gone = [words for key, words in sorted(was.items()) if key not in now]
        if come:
            rule = f"{name}-added" if was else f"{name}-named"
            yield Signal(rule=rule, after=", ".join(come))
        if gone:
            yield Signal(rule=f"{name}-removed", before=", ".join(gone))


def _place(passage: Passage, edit: Edit) -> int | None:
    """Return about where an edit stands in its sentence."""
    sentence = passage.after if edit.new else passage.before
    place = sentence.find(edit.new or edit.old)
    return place if place >= 0 else None


def list_changed(passage: Passage) -> Iterator[Signal]:
    """scope-widened and scope-narrowed: words that join or leave a list, "any", "including"."""
    if not passage.before.strip() or not passage.after.strip():
        return
    for edit in passage.edits:
        old, new = edit.old.strip(), edit.new.strip()
        if old and new:
            continue
        words = old or new
        if not re.search(r"[^\W\d]{2}", words) or _SERIAL.fullmatch(words):
            continue
        if len(words.split()) > _LIST_WORDS or _FINITE.search(words):
            continue
        listed = (
            _LIST_STARTS.search(words)
            or _LIST_ENDS.search(words)
            or (_LIST_ENDS.search(edit.leading) and _LIST_STARTS.search(edit.following))
            or _WIDE.fullmatch(words)
        )
        if listed:
            sign = favours(passage.after if new else passage.before, _place(passage, edit))
            yield Signal(
                rule="scope-widened" if new else "scope-narrowed",
                before=old.strip(" ,;") or None,
                after=new.strip(" ,;") or None,
                direction=direction(sign if new else -sign),
            )
