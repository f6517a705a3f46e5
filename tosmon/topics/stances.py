"""The answers that a paragraph gives to a topic's question, and of whom each speaks.

Pure; a topic's stance rules stand in order of priority, and each sentence gives one answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from tosmon.topics.compiled import CompiledRule, CompiledTopic
from tosmon.topics.firing import every_span
from tosmon.topics.matching import Indexed
from tosmon.topics.records import StanceFound, StanceRule


def stances_of(
    compiled: CompiledTopic, text: Indexed, above: Sequence[Indexed]
) -> list[StanceFound]:
    """Return the answers in `text`: the first rule that fires, and others in other sentences.

    The same answer counts again only where another sentence gives it for other users.
    """
    found: list[StanceFound] = []
    homes: set[int] = set()
    for rule in compiled.stances:
        for span in every_span(rule, text, above):
            home = text.words.sentence[span[0]]
            if home in homes:
                continue
            homes.add(home)
            subject = _subject(compiled, text, home)
            said = {known.subject for known in found if known.default == _default(rule)}
            if said and (subject is None or said & {None, subject}):
                continue
            if _is_alone(rule) and any(known.subject == subject for known in found):
                continue
            start, end = text.words.quote_of(*span)
            found.append(
                StanceFound(
                    topic=compiled.topic.id,
                    default=_default(rule),
                    rule=rule.rule.id,
                    subject=subject,
                    start=start,
                    end=end,
                )
            )
    return _general_first(found, compiled)


def _general_first(found: list[StanceFound], compiled: CompiledTopic) -> list[StanceFound]:
    """Put an answer for a part of the users behind an answer for all that stands before it."""
    narrow = {subject.id for subject in compiled.topic.subjects if subject.narrow}
    general = min((s.start for s in found if s.subject not in narrow), default=None)
    if general is None:
        return found
    return sorted(found, key=lambda s: s.subject in narrow and s.start > general)


def _is_alone(compiled: CompiledRule) -> bool:
    return isinstance(compiled.rule, StanceRule) and compiled.rule.alone


def _default(compiled: CompiledRule) -> str:
    assert isinstance(compiled.rule, StanceRule)  # noqa: S101 - the loader builds no other
    return compiled.rule.default


def _subject(compiled: CompiledTopic, text: Indexed, sentence: int) -> str | None:
    for name, patterns in compiled.subjects:
        if text.has_in(sentence, patterns):
            return name
    return None
