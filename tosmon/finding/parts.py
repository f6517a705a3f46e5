"""Documents that stand on one page: told by headings that are full names of documents. Pure."""

from __future__ import annotations

import re

from tosmon.finding.words import beside, kind_of
from tosmon.model import Record
from tosmon.text import parse

_LEAST_WORDS = 250  # a section that refers to another document is shorter than that document
_NUMBER = re.compile(r"^[\s(]*(?:[0-9]+|[IVXivx]+|[A-Za-z])[.)]\s")
# A section about a document speaks of it; "data usage" and the like are sections of any document.
_ABOUT = re.compile(r"\b(?:this|our|we|your|changes|updates|how)\b", re.IGNORECASE)
_KINDS = frozenset(
    ("terms", "privacy", "commercial-terms", "dpa", "acceptable-use", "api-terms", "cookies")
)
_NAMES = 2  # words beside the name of a document: the platform's


class Part(Record):
    """A document on a page: its title, its type, and how many words it has."""

    title: str
    kind: str
    words: int


def documents_in(text: str) -> tuple[Part, ...]:
    """Return the documents that `text` holds beside each other, none where it is one document.

    Each has a heading of one level that is a document's full name, without a number as sections
    have, and words of its own.
    """
    headings = [
        (block.level, block.text, block.end) for block in parse(text) if block.kind == "heading"
    ]
    levels = sorted({level for level, title, _ in headings if _is_name(title)})
    for level in levels:
        starts = [each for each in headings if each[0] <= level]
        found = []
        for number, (depth, title, end) in enumerate(starts):
            until = starts[number + 1][2] if number + 1 < len(starts) else len(text)
            words = len(text[end:until].split())
            if depth == level and _is_name(title) and words >= _LEAST_WORDS:
                found.append(Part(title=title, kind=kind_of(title)[0], words=words))
        if len({part.kind for part in found}) > 1:
            return tuple(found)
    return ()


def _is_name(title: str) -> bool:
    if _NUMBER.match(title) or _ABOUT.search(title):
        return False
    kind, sure = kind_of(title)
    return sure == 3 and kind in _KINDS and beside(title) <= _NAMES
