"""Boxes that sum a clause up ("In short: …"), and the clause that each sums up.

A summary is no clause of its own: where both stand, answers quote the clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from tosmon.model import Block
from tosmon.provisions.records import Provision
from tosmon.topics import Paragraph

_NAMES = (
    r"(?:in (?:short|brief|summary|plain (?:english|words|language))|(?:plain[- ]language |quick |"
    r"short |the |brief )?summary|tl;? ?dr|the short version|short version|what this means|"
    r"at a glance|key points|(?:the )?(?:gist|highlights|basics)|to sum up|overview)"
)
_RUN_IN = re.compile(rf"\W*{_NAMES}(?: of [^.:]{{1,60}})?\W*[:.–—-]\W", re.IGNORECASE)
_HEADING = re.compile(rf"\W*(?:\d+[.)]?\s*)?{_NAMES}(?: of .{{1,60}})?\W*", re.IGNORECASE)
# Blocks between a box and its clause: a heading, a picture's words, one paragraph.
_NEAR = 12


def is_summary(block: Block, paragraph: Paragraph) -> bool:
    """Return whether a block is a box that sums up, by its first words or its own heading."""
    if _RUN_IN.match(block.text):
        return True
    above = block.section[-1:] or paragraph.section[-1:]
    return bool(above) and _HEADING.fullmatch(above[0]) is not None


def with_links(provisions: Sequence[Provision]) -> tuple[Provision, ...]:
    """Return `provisions` with each summary tied to the clause of its topic that stands nearest."""
    clauses = [p for p in provisions if not p.summary]
    linked = []
    for provision in provisions:
        sums_up = None
        if provision.summary:
            near = [
                (abs(clause.first - provision.last), clause.first < provision.first, clause.start)
                for clause in clauses
                if clause.topic == provision.topic and abs(clause.first - provision.last) <= _NEAR
            ]
            if near:
                sums_up = min(near)[2]
        linked.append(msgspec.structs.replace(provision, sums_up=sums_up))
    return tuple(linked)
