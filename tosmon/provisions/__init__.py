"""Provisions: what the blocks of a text state, and how that developed through its versions.

Pure: texts and topic rules in, provisions and their lineage out. Knows nothing of the archive, of
platforms.yaml or of how an answer is shown. `RULES` numbers the rules of this layer; what was
derived under another number is derived again.
"""

from __future__ import annotations

from tosmon.provisions.language import readable
from tosmon.provisions.lineage import Lineage, Mark, Wording, trace
from tosmon.provisions.reading import provisions_of
from tosmon.provisions.records import Part, Provision, Signal

__all__ = [
    "RULES",
    "Lineage",
    "Mark",
    "Part",
    "Provision",
    "Signal",
    "Wording",
    "provisions_of",
    "readable",
    "trace",
]

RULES = "1"
