"""Which edits leave the meaning: dates of the text, case, marks, numbering, spelling, place.

Owns that decision for one change. Knows nothing of page furniture, nor of what an edit means.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence

from tosmon.assess.dates import DATED, MONTHS, ONLY_DATE
from tosmon.assess.edits import edits_of, passages
from tosmon.assess.rewording import Names, states_nothing, what_is_stated
from tosmon.model import Change
from tosmon.text import normalize

# "3. ", "(a) ", "Section 4", "4.2 Payments"; not the figure of "2.5 percent".
_NUMBERING = re.compile(
    r"^\W*(?:(?i:section|article|part|clause|annex|schedule)\s+[\divxIVX]+(?:\.\d+)*[.):]*\s+"
    r"|\(?(?:\d+(?:\.\d+)*|[a-z]|[ivx]{1,5})\)\s*|(?:\d+|[ivx]{1,5}|[IVX]{1,5})\.\s+|[o·•]\s+"
    r"|\d+(?:\.\d+)+\.?\s*(?=[^\W\da-z])|\d+\.(?=[A-Z]))"
)
_REFERENCE = re.compile(
    r"\b(sections?|articles?|clauses?|paragraphs?)\s+\d+(?:\.\d+)*(?:\([a-z]\))*"
)
# An address, and the words by which a link stands for it.
_ADDRESS = re.compile(
    r"\(?(?:https?://|www\.)[^\s()]+|"
    r"\bthis (?:help cent(?:er|re) )?(?:page|link|list|article)\b|\bhere\b",
    re.IGNORECASE,
)
# What is left of a link's marks where a page wrote them wrongly: "support@a.example](mailto:…)".
_BROKEN_LINK = re.compile(r"\]\((?:mailto:|https?:)[^)\s]*\)?")
_EMPHASIS = re.compile(r"(?<=\w)(?:__|\*\*)(?=\w)")  # marks in the midst of a word
_OPENS = re.compile(r"\s*\(\s*opens? in (?:a )?new (?:tab|window)\s*\)", re.IGNORECASE)
_MARKS = re.compile(r"\(?(?<![^\W_])(?:[a-z]|[ivx]{1,4})\)(?=\s|$)")  # "(b)" within a sentence
# British and American spelling of one word: behaviour, organise, analyse, centre, licence.
_SPELLINGS = re.compile(
    r"\b(?P<stem>[a-z]{3,})(?P<end>our|(?:[iy]s)(?=(?:e[sd]?|ing|ations?)\b)|tre|enc(?=e[sd]?\b))"
    r"(?=(?:s|ed|ing|able|ite|al|ly)?\b|e[sd]?\b|ations?\b)"
)
# Pairs that writers and regions exchange while they say the same.
# Each with letters that it holds, for most stand in few texts.
_VARIANTS = tuple(
    (letters, re.compile(rf"\b{one}"), other)
    for letters, one, other in (
        ("enquir", r"enquir(?=e|i|y)", "inquir"),
        ("amongst", r"amongst\b", "among"),
        ("whilst", r"whilst\b", "while"),
        ("wards", r"(to|after|back|for)wards\b", r"\1ward"),
        ("off of", r"off of\b", "off"),
        ("on", r"on\b", "in"),  # text stored in a browser, on a browser
        ("repo", r"repo(?=s?\b)", "repository"),
        ("repositories", r"repositories\b", "repositorys"),
        ("info", r"info\b", "information"),
        ("app", r"app(?=s?\b)", "application"),
        ("admin", r"admin(?=s?\b)", "administrator"),
        (" are ", r"(?:customers|users|persons|individuals|people|those) (?:who|that) are ", ""),
    )
)
# Signs of a British copy beside its spelling: the day before the month, and these words.
_BRITISH = re.compile(
    rf"{_SPELLINGS.pattern}|\b\d{{1,2}} (?:{'|'.join(MONTHS)}),? \d{{4}}\b|\b(?:amongst|whilst)\b"
)
_PARTICLES = frozenset(
    {
        *("of", "on", "in", "at", "to", "for", "from", "the", "a", "an", "that", "which"),
    }
)
_AMERICAN = {"our": "or", "is": "iz", "ys": "yz", "tre": "ter", "enc": "ens"}
# "data that we collect", "seven days": written either way, they say the same.
_THAT = re.compile(r"\bthat\b")
_SMALL = {
    word: str(value)
    for value, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2
    )
}
_SMALL_NUMBER = re.compile(rf"\b(?:{'|'.join(_SMALL)})\b")
_OTHER_WORDS = 14  # on both sides; a page that turns British changes fewer in one paragraph
_LONG_WORD = 6
_DEFINED = re.compile(
    r"\W*(?:the )?[\"“'](?P<term>[^\"”']{3,60})[\"”'][\s:]*(?=means?\b|refers?\b)", re.IGNORECASE
)
_REPEATED = re.compile(r"\b([A-Z]\w+) and (?:its|their|his|her) \1\b")
# "Plan", "Pro Max" after a brand's name; no company, for another company is another party.
_PRODUCT = re.compile(
    r"(?!.*\b(?:LLC|Inc|Ltd|Limited|GmbH|OpCo|AB|Corp|Data|Content|Terms|Polic\w+)\b)"
    r"(?:[A-Z][a-z]+ ?){1,3}"
)
_BRAND = re.compile(r"\b([A-Z][\w-]+) $")
_NONE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
_LINE = 200  # characters beyond which a block is more than a date or a number
_FIGURE = re.compile(r"\d")  # which every date has
_INITIALS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")


def is_editorial(
    change: Change,
    headings: tuple[frozenset[str], frozenset[str]] = _NONE,
    texts: tuple[str, str] = ("", ""),
    names: Names = frozenset(),
) -> bool:
    """Return whether a change leaves the meaning: dates of the text, case, marks, numbering, place.

    A date counts as the text's own where it stands alone or after words such as "last updated"; a
    deadline in a sentence does not. `headings` are those of the older and the newer text, as
    `headings_of` gives them: a heading alone states nothing, nor does a list of contents. `names`
    are products that have another name in all of the text, as `renamed` gives them.
    """
    if change.before == change.after:
        return True
    if _is_heading(change.before, headings[0]) and _is_heading(change.after, headings[1]):
        return True
    if states_nothing(change, texts) or _renames_a_term(change, texts[1]):
        return True
    whole = change.op in ("added", "removed")
    if (whole and len(change.before or change.after or "") > _LINE) or says_other_words(change):
        return False
    return _says_the_same(change) or _states_the_same(change, names) or _mends_a_slip(change)


def respelling(change: Change) -> int:
    """Return 1 where words of a block turned British, -1 where American, 0 else."""
    if change.before is None or change.after is None:
        return 0
    old, new = (
        {
            m[0]
            for m in _BRITISH.finditer(" ".join(t for op, t in change.words if op == mark).lower())
        }
        for mark in "-+"
    )
    return (len(new) > len(old)) - (len(new) < len(old))


def differs_in_particles(change: Change) -> bool:
    """Return whether nothing but small words differ, such as "on" for "in", beside spelling."""
    sides = (_bare(side or "").split() for side in (change.before, change.after))
    old, new = ("".join(word for word in side if word not in _PARTICLES) for side in sides)
    return old == new


def _says_the_same(change: Change) -> bool:
    if "".join((change.before or "").split()) == "".join((change.after or "").split()):
        return True
    sentences = passages(change)  # the first that differs spares the reading of all others
    return all(
        _read_alike(sentence.before, sentence.after)
        for sentence in sentences
        if sentence.old_start or sentence.new_start  # a block's number may stand alone
    ) and _read_alike(change.before or "", change.after or "")


def _states_the_same(change: Change, names: Names) -> bool:
    """Return whether both sides say the same once what states nothing is left out."""
    if change.op != "modified":
        return False
    before, after = what_is_stated(change, names)
    return (before, after) != (change.before, change.after) and _read_alike(before, after)


def _read_alike(before: str, after: str) -> bool:
    old, new = _bare(before), _bare(after)
    # Words that a page glued together, or a list's marks, are no edit.
    if old.replace(" ", "") == new.replace(" ", ""):
        return True
    return _is_misspelt(old.split(), new.split())


def _mends_a_slip(change: Change) -> bool:
    """Return whether the only edit is of a word that repeated itself: "Buyer and its Buyer"."""
    edits = edits_of(change)
    slip = _REPEATED.search(change.before or "")
    return slip is not None and len(edits) == 1 and edits[0].old.strip() == slip[1]


def rejoined(changes: Sequence[Change]) -> frozenset[int]:
    """Return the ids of changes that put a line's end on the line before, or parted it."""
    found: set[int] = set()
    for first, second in itertools.pairwise(changes):
        for whole, piece in ((first, second), (second, first)):
            text = (piece.before or piece.after) if piece.op in ("added", "removed") else None
            if text is None or whole.op != "modified":
                continue
            edits = edits_of(whole)
            moved = [edit.new if piece.op == "removed" else edit.old for edit in edits]
            if len(edits) == 1 and normalize(moved[0]) == normalize(text):
                found |= {id(whole), id(piece)}
    return frozenset(found)


def renamed(changes: Sequence[Change], old: str, new: str) -> Names:
    """Return the products that have another name after the same brand, and nowhere the old one."""
    found = set()
    for change in changes if new else ():
        if change.op != "modified":
            continue
        for edit in edits_of(change):
            brand = _BRAND.search(edit.leading)
            before, after = edit.old.strip(" ,"), edit.new.strip(" ,")
            if brand is None or not (_PRODUCT.fullmatch(before) and _PRODUCT.fullmatch(after)):
                continue
            if f"{brand[1]} {before}" not in new and f"{brand[1]} {after}" not in old:
                found.add((before, after))
    return frozenset(found)


def says_other_words(change: Change) -> bool:
    """Return whether so many words differ that neither spelling nor marks can be all: cheap."""
    sides = (
        {word for op, part in change.words if op == mark for word in part.lower().split()}
        for mark in "-+"
    )
    gone, come = sides
    return min(len(gone - come), len(come - gone)) > _OTHER_WORDS


def _is_heading(text: str | None, headings: frozenset[str]) -> bool:
    return text is None or normalize(text).lower() in headings


def _renames_a_term(change: Change, new: str) -> bool:
    """Return whether a definition is that of another word that the text uses nowhere else."""
    if change.op != "modified":
        return False
    found = [_DEFINED.match(side or "") for side in (change.before, change.after)]
    if not new or found[0] is None or found[1] is None:
        return False
    rest = [(m.string[m.end() :]) for m in found if m]
    return rest[0] == rest[1] and found[0]["term"] not in new


def _is_misspelt(old: list[str], new: list[str]) -> bool:
    """Return whether only letters within long words changed places."""
    return len(old) == len(new) and all(
        a == b or (len(a) >= _LONG_WORD and a.isalpha() and sorted(a) == sorted(b))
        for a, b in zip(old, new, strict=True)
    )


@functools.lru_cache(maxsize=2048)  # each side is asked for as a whole and by its sentences
def _bare(text: str) -> str:
    # Before the normal form, which would cut an address at its marks.
    form = _EMPHASIS.sub("", _OPENS.sub("", text))
    form = _ADDRESS.sub(" address ", _BROKEN_LINK.sub(" ", form))
    form = _NUMBERING.sub("", normalize(form), count=1).lower()
    if ONLY_DATE.fullmatch(form):
        return ""
    form = DATED.sub("", form) if _FIGURE.search(form) else form
    form = _SPELLINGS.sub(_american, form)
    form = _INITIALS.sub("", form)
    for letters, one, other in _VARIANTS:
        if letters in form:
            form = one.sub(other, form)
    form = _MARKS.sub(" ", form) if ")" in form else form
    form = _THAT.sub("", form)
    form = _SMALL_NUMBER.sub(lambda match: _SMALL[match[0]], form)
    form = _REFERENCE.sub(r"\1", form)
    return " ".join(re.findall(r"[^\W_]+(?:\.\d+)*|[%$€£¥]", form))


def _american(match: re.Match[str]) -> str:
    return match["stem"] + _AMERICAN[match["end"]]
