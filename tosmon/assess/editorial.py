"""Which edits leave the meaning: dates of the text, case, marks, numbering, spelling, place.

Owns that decision for one change. Knows nothing of page furniture, nor of what an edit means.
"""

from __future__ import annotations

import re

from tosmon.assess.dates import DATED, ONLY_DATE
from tosmon.model import Change
from tosmon.text import normalize

# "3. ", "(a) ", "Section 4", "4.2 Payments"; not the figure of "2.5 percent".
_NUMBERING = re.compile(
    r"^\W*(?:(?i:section|article|part|clause|annex|schedule)\s+[\divxIVX]+(?:\.\d+)*[.):]*\s+"
    r"|\(?(?:\d+(?:\.\d+)*|[a-z]|[ivx]{1,5})\)\s*|\d+\.\s+|\d+(?:\.\d+)+\.?\s+(?=[^\W\da-z]))"
)
_REFERENCE = re.compile(
    r"\b(sections?|articles?|clauses?|paragraphs?)\s+\d+(?:\.\d+)*(?:\([a-z]\))*"
)
# An address, and the words by which a link stands for it.
_ADDRESS = re.compile(r"\(?(?:https?://|www\.)[^\s()]+|\b(?:this (?:page|link|list)|here)\b")
# What is left of a link's marks where a page wrote them wrongly: "support@a.example](mailto:…)".
_BROKEN_LINK = re.compile(r"\]\((?:mailto:|https?:)[^)\s]*\)?")
_OPENS = re.compile(r"\s*\(\s*opens? in (?:a )?new (?:tab|window)\s*\)", re.IGNORECASE)
_MARKS = re.compile(r"\(?(?<![^\W_])(?:[a-z]|[ivx]{1,4})\)(?=\s|$)")  # "(b)" within a sentence
# British and American spelling of one word: behaviour, organise, analyse, centre, licence.
_SPELLINGS = re.compile(
    r"\b(?P<stem>[a-z]{3,})(?P<end>our|(?:[iy]s)(?=(?:e[sd]?|ing|ations?)\b)|tre|enc(?=e[sd]?\b))"
    r"(?=(?:s|ed|ing|able|ite|al|ly)?\b|e[sd]?\b|ations?\b)"
)
_VARIANTS = re.compile(r"\benquir(?=e|i|y)")
_AMERICAN = {"our": "or", "is": "iz", "ys": "yz", "tre": "ter", "enc": "ens"}
_LONG_WORD = 6
_DEFINED = re.compile(
    r"\W*(?:the )?[\"“'](?P<term>[^\"”']{3,60})[\"”'][\s:]*(?=means?\b|refers?\b)", re.IGNORECASE
)
_NONE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
_LINE = 200  # characters beyond which a block is more than a date or a number
_INITIALS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")


def is_editorial(
    change: Change, headings: tuple[frozenset[str], frozenset[str]] = _NONE, new: str = ""
) -> bool:
    """Return whether a change leaves the meaning: dates of the text, case, marks, numbering, place.

    A date counts as the text's own where it stands alone or after words such as "last updated"; a
    deadline in a sentence does not. `headings` are those of the older and the newer text, as
    `headings_of` gives them: a heading alone states nothing, nor does a list of contents.
    """
    if change.before == change.after:
        return True
    if _is_heading(change.before, headings[0]) and _is_heading(change.after, headings[1]):
        return True
    if change.op == "modified" and _renames_a_term(change, new):
        return True
    if change.op in ("added", "removed") and len(change.before or change.after or "") > _LINE:
        return False
    old, new = _bare(change.before or ""), _bare(change.after or "")
    return old == new or _is_misspelt(old.split(), new.split())


def _is_heading(text: str | None, headings: frozenset[str]) -> bool:
    return text is None or normalize(text).lower() in headings


def _renames_a_term(change: Change, new: str) -> bool:
    """Return whether a definition is that of another word that the text uses nowhere else."""
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


def _bare(text: str) -> str:
    # Before the normal form, which would cut an address at its marks.
    form = _ADDRESS.sub(" address ", _BROKEN_LINK.sub(" ", _OPENS.sub("", text)))
    form = _NUMBERING.sub("", normalize(form), count=1).lower()
    if ONLY_DATE.fullmatch(form):
        return ""
    form = _SPELLINGS.sub(_american, DATED.sub("", form))
    form = _VARIANTS.sub("inquir", _INITIALS.sub("", form))
    form = _MARKS.sub(" ", form)
    form = _REFERENCE.sub(r"\1", form)
    return " ".join(re.findall(r"[^\W_]+(?:\.\d+)*|[%$€£¥]", form))


def _american(match: re.Match[str]) -> str:
    return match["stem"] + _AMERICAN[match["end"]]
