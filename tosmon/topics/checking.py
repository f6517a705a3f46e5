"""Proves topic files by their own examples: each rule fires where it should and nowhere else.

Run by `check` and by the tests, not at every start. Knows rules and examples, no files.
"""

from __future__ import annotations

from collections.abc import Iterator

from tosmon.topics.compiled import CompiledRule, CompiledTopic, TopicSet
from tosmon.topics.firing import rule_fires
from tosmon.topics.records import Example, Paragraph


def failing_examples(topics: TopicSet) -> tuple[str, ...]:
    """Return a sentence for each example that a rule's patterns contradict."""
    return tuple(
        complaint
        for compiled in topics.compiled
        for rule in _rules(compiled)
        for complaint in _failures(compiled.topic.id, rule, topics)
    )


def _rules(compiled: CompiledTopic) -> Iterator[CompiledRule]:
    yield from compiled.rules
    yield from compiled.stances
    yield from compiled.carve_outs
    yield from compiled.opt_out


def _failures(topic: str, rule: CompiledRule, topics: TopicSet) -> Iterator[str]:
    for wanted, examples in ((True, rule.rule.matches), (False, rule.rule.rejects)):
        for example in examples:
            paragraph = _paragraph(example)
            if rule_fires(rule, paragraph, topics) is not wanted:
                verb = "does not match" if wanted else "matches"
                yield f"{topic}.yaml: {rule.rule.id}: {verb} its example {paragraph.text!r}"


def _paragraph(example: str | Example) -> Paragraph:
    if isinstance(example, str):
        return Paragraph(text=example)
    return Paragraph(
        text=example.text,
        section=(example.heading,) if example.heading else (),
        lead_ins=(example.lead_in,) if example.lead_in else (),
    )
