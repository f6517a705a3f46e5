"""Topics: what a document can state, as data files, and the engine that finds it in paragraphs.

`load` reads the files, `classify` applies them. Pure but for the reading of topic files; knows
nothing of archives, versions or platforms.
"""

from __future__ import annotations

from tosmon.topics.compiled import TopicSet
from tosmon.topics.context import in_context, of_blocks
from tosmon.topics.engine import Memo, classify
from tosmon.topics.loading import load
from tosmon.topics.records import (
    Classified,
    Example,
    Law,
    Match,
    Paragraph,
    Rule,
    StanceFound,
    StanceMeaning,
    StanceRule,
    Subject,
    Topic,
    Wording,
)

__all__ = [
    "Classified",
    "Example",
    "Law",
    "Match",
    "Memo",
    "Paragraph",
    "Rule",
    "StanceFound",
    "StanceMeaning",
    "StanceRule",
    "Subject",
    "Topic",
    "TopicSet",
    "Wording",
    "classify",
    "in_context",
    "load",
    "of_blocks",
]
