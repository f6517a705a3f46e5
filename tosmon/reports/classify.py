"""Use case: any text, paragraph by paragraph, with topics, answers and evidence.

Owns what a paragraph of a plain text is (a longest run of non-blank lines) and the records of
`classify` and `topics`. Reads no file and prints nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tosmon.results import (
    ClassifiedParagraph,
    EngagedLaw,
    RuleEvidence,
    StanceFound,
    TopicEntry,
    TopicsReport,
)
from tosmon.topics import Classified, Match, Topic, TopicSet, classify, in_context

TRAINING = "ai_training"
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the longest runs of non-blank lines of `text`, in order."""
    return tuple(found.group() for found in _PARAGRAPH.finditer(text.replace("\r\n", "\n")))


def classify_text(text: str, topics: TopicSet) -> Iterator[ClassifiedParagraph]:
    """Yield one record for each paragraph of `text`, numbered from 0."""
    context = in_context(paragraphs(text))
    for number, found in enumerate(classify(context, topics)):
        yield _record(number, context[number].text, found)


def _record(number: int, text: str, found: Classified) -> ClassifiedParagraph:
    stances = tuple(
        StanceFound(
            topic=s.topic,
            default=s.default,
            subject=s.subject,
            quote=text[s.start : s.end],
            rule=s.rule,
        )
        for s in found.stances
    )
    return ClassifiedParagraph(
        n=number,
        topics=found.topics,
        stances=stances,
        stance=next((s for s in stances if s.topic == TRAINING), None),
        evidence=_evidence(text, found.matches),
        carve_outs=_evidence(text, found.carve_outs),
        opt_outs=_evidence(text, found.opt_outs),
    )


def _evidence(text: str, matches: Sequence[Match]) -> tuple[RuleEvidence, ...]:
    return tuple(
        RuleEvidence(topic=m.topic, rule=m.rule, quote=text[m.start : m.end]) for m in matches
    )


def list_topics(topics: TopicSet) -> TopicsReport:
    """Return all topics with their questions, answers and the laws that they engage."""
    return TopicsReport(topics=tuple(_entry(topic) for topic in topics.topics))


def _entry(topic: Topic) -> TopicEntry:
    return TopicEntry(
        topic=topic.id,
        title=topic.title,
        question=topic.question,
        rules=len(topic.rules),
        answers=tuple(answer.id for answer in topic.answers),
        laws=tuple(
            EngagedLaw(
                law=law.law,
                article=law.article,
                title=law.title,
                reason=law.reason,
                source=law.source,
                jurisdiction=law.jurisdiction,
            )
            for law in topic.laws
        ),
    )
