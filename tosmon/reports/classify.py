"""Use case: any text, paragraph by paragraph, with topics, answers and evidence.

Owns what a paragraph of a plain text is (a longest run of non-blank lines) and the records of
`classify` and `topics`. Reads no file and prints nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from tosmon.model import Record
from tosmon.topics import Classified, Law, Topic, TopicSet, classify, in_context

TRAINING = "ai_training"
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")


class Evidence(Record):
    """The words on which a rule fired, verbatim."""

    topic: str
    rule: str
    quote: str


class Stance(Record):
    """The answer that a paragraph gives to a topic's question, with the words that carry it."""

    topic: str
    default: str
    subject: str | None
    quote: str


class ClassifiedParagraph(Record):
    """One line of `classify`'s answer."""

    n: int
    topics: tuple[str, ...]
    stances: tuple[Stance, ...]
    stance: Stance | None
    evidence: tuple[Evidence, ...]
    schema: Literal["tosmon/classify/1"] = "tosmon/classify/1"


class TopicEntry(Record):
    """A topic as `topics` lists it."""

    topic: str
    title: str
    question: str
    rules: int
    answers: tuple[str, ...]
    laws: tuple[Law, ...]


class TopicsReport(Record):
    """The answer of `topics`."""

    topics: tuple[TopicEntry, ...]
    schema: Literal["tosmon/topics/1"] = "tosmon/topics/1"


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
        Stance(topic=s.topic, default=s.default, subject=s.subject, quote=text[s.start : s.end])
        for s in found.stances
    )
    return ClassifiedParagraph(
        n=number,
        topics=found.topics,
        stances=stances,
        stance=next((s for s in stances if s.topic == TRAINING), None),
        evidence=tuple(
            Evidence(topic=m.topic, rule=m.rule, quote=text[m.start : m.end]) for m in found.matches
        ),
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
        laws=topic.laws,
    )
