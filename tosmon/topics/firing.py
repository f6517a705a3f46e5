"""When one rule fires on one paragraph: its patterns, its conditions, what stands above.

Pure decisions on compiled rules; knows nothing of other rules or topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tosmon.topics.compiled import CompiledRule, TopicSet
from tosmon.topics.matching import Indexed, find
from tosmon.topics.patterns import Pattern
from tosmon.topics.records import Match, Paragraph

Span = tuple[int, int]
# Of the headings and lead-ins above, only the nearest can say that a rule is out of place.
NEAR = 3


def try_rule(
    compiled: CompiledRule,
    topic: str,
    text: Indexed,
    above: Sequence[Indexed],
    patterns: Iterable[Pattern],
) -> Match | None:
    """Return the match of one rule of `topic` on a paragraph, or None.

    `patterns` are those under `any` that match.
    """
    span = span_of(compiled, text, above, patterns)
    if span is None:
        return None
    start, end = text.words.quote_of(*span)
    rule = compiled.rule
    return Match(topic=topic, rule=rule.id, start=start, end=end, severity=rule.severity)


def span_of(
    compiled: CompiledRule,
    text: Indexed,
    above: Sequence[Indexed],
    patterns: Iterable[Pattern],
) -> Span | None:
    """Return the words that the rule fires on, or None; of `any` only `patterns` are tried."""
    if not _context_fits(compiled, text, above):
        return None
    if not compiled.any:
        return text.words.sentence_span(text.words.sentence[0])
    fit: dict[int, bool] = {}
    for pattern in patterns:
        for first, last in find(pattern, text):
            home = text.words.sentence[first]
            if home not in fit:
                fit[home] = _sentence_fits(compiled, text, home)
            if fit[home]:
                return first, last
    return None


def every_span(compiled: CompiledRule, text: Indexed, above: Sequence[Indexed]) -> list[Span]:
    """Return the words that the rule fires on, the first in each sentence, in their order."""
    if not _context_fits(compiled, text, above):
        return []
    if not compiled.any:
        return [text.words.sentence_span(text.words.sentence[0])]
    found: dict[int, Span] = {}
    for pattern in compiled.any:
        for span in find(pattern, text):
            home = text.words.sentence[span[0]]
            if (home not in found or span < found[home]) and _sentence_fits(compiled, text, home):
                found[home] = span
    return [found[home] for home in sorted(found)]


def _context_fits(compiled: CompiledRule, text: Indexed, above: Sequence[Indexed]) -> bool:
    """Whether what stands above, and the paragraph as a whole, let the rule speak."""
    if compiled.under and not any(words.has_any(compiled.under) for words in above):
        return False
    if compiled.not_under and any(
        words.has_any(compiled.not_under) and not words.has_any(compiled.headings)
        for words in above[-NEAR:]
    ):
        return False
    if compiled.with_ and not text.has_any(compiled.with_):
        return False
    return not (compiled.never and text.has_any(compiled.never))


def _sentence_fits(compiled: CompiledRule, text: Indexed, sentence: int) -> bool:
    if compiled.within and not text.has_in(sentence, compiled.within):
        return False
    return not text.has_in(sentence, compiled.unless)


def rule_fires(rule: CompiledRule, paragraph: Paragraph, topics: TopicSet) -> bool:
    """Whether one rule fires on a paragraph; what examples are checked with."""
    above = tuple(topics.context(words) for words in (*paragraph.section, *paragraph.lead_ins))
    return span_of(rule, topics.index(paragraph.text), above, rule.any) is not None
