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
_ADDRESS = re.compile(r"\(?(?:https?://|www\.)\S+")
# British and American spelling of one word: behaviour, organise, analyse, centre, licence.
_SPELLINGS = re.compile(
    r"\b(?P<stem>[a-z]{3,})(?P<end>our|(?:[iy]s)(?=(?:e[sd]?|ing|ations?)\b)|tre|enc(?=e[sd]?\b))"
    r"(?=(?:s|ed|ing|able|ite|al|ly)?\b|e[sd]?\b|ations?\b)"
)
_AMERICAN = {"our": "or", "is": "iz", "ys": "yz", "tre": "ter", "enc": "ens"}
_LONG_WORD = 6
_LINE = 200  # characters beyond which a block is more than a date or a number
_INITIALS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")


def is_editorial(change: Change) -> bool:
    """Return whether a change leaves the meaning: dates of the text, case, marks, numbering, place.

    A date counts as the text's own where it stands alone or after words such as "last updated"; a
    deadline in a sentence does not.
    """
    if change.before == change.after:
        return True
    if change.op in ("added", "removed") and len(change.before or change.after or "") > _LINE:
        return False
    old, new = _bare(change.before or ""), _bare(change.after or "")
    return old == new or _is_misspelt(old.split(), new.split())


def _is_misspelt(old: list[str], new: list[str]) -> bool:
    """Return whether only letters within long words changed places."""
    return len(old) == len(new) and all(
        a == b or (len(a) >= _LONG_WORD and a.isalpha() and sorted(a) == sorted(b))
        for a, b in zip(old, new, strict=True)
    )


def _bare(text: str) -> str:
    # Before the normal form, which would cut an address at its marks.
    form = _ADDRESS.sub(" address ", text)
    form = _NUMBERING.sub("", normalize(form), count=1).lower()
    if ONLY_DATE.fullmatch(form):
        return ""
    form = _SPELLINGS.sub(_american, DATED.sub("", form))
    form = _INITIALS.sub("", form)
    form = _REFERENCE.sub(r"\1", form)
    return " ".join(re.findall(r"[^\W_]+(?:\.\d+)*|[%$€£¥]", form))


def _american(match: re.Match[str]) -> str:
    return match["stem"] + _AMERICAN[match["end"]]
