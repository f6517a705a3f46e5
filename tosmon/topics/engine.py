"""Applies the rules of topics to paragraphs: which topics, by which words, with which answers.

Pure: paragraphs in, matches out. A rule is tried on a paragraph only when every place of one of
its patterns finds a word there, which is what keeps hundreds of rules fast.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tosmon.topics.compiled import CompiledRule, TopicSet
from tosmon.topics.context import only_links, plain, says_something
from tosmon.topics.firing import every_span, try_rule
from tosmon.topics.matching import Indexed
from tosmon.topics.records import Classified, Match, Paragraph, StanceFound
from tosmon.topics.stances import stances_of
from tosmon.topics.words import Words

_DEFINES = re.compile(
    r"(?:(?:as used|for (?:the )?purposes|when we use)\b[^“\"]{0,60})?[\W\d]{0,6}(?:(?:an?|the) )?"
    r"[“\"‘][^”\"’.]{2,60}[”\"’]?[^.]{0,60}?[”\"’,) ]\s*(?:shall |will |do(?:es)? not )?"
    r"(?:means?|refers?|include[s]?|has the|have the|is the|are the)\b",
    re.IGNORECASE,
)
FROM_HEADING = "under-its-heading"
FROM_LEAD_IN = "under-its-lead-in"
# A first "sentence" shorter than this is a run-in title or a number; the next one is quoted.
MIN_EVIDENCE_WORDS = 4
# "For example:" leads a list in with what the sentence before it says (in characters).
SHORT_LEAD = 25
# What stands before the first break, if shorter than this, is a title and no sentence.
TITLE_LENGTH = 90


Memo = dict[tuple[Paragraph, frozenset[str]], Classified]


def classify(
    paragraphs: Sequence[Paragraph],
    topics: TopicSet,
    memo: Memo | None = None,
    *,
    answers: bool = True,
) -> tuple[Classified, ...]:
    """Return what each of `paragraphs` states, in order; headings state nothing themselves.

    `memo` remembers paragraphs under the same topics: most of a document's stand in its next
    version as they were. Without `answers` only topics are looked for: no stances, carve-outs or
    ways to opt out, which is half of the work.
    """
    results: list[Classified] = []
    leads: dict[str, frozenset[str]] = {}
    for paragraph in paragraphs:
        if paragraph.kind == "heading" or only_links(paragraph.text):
            results.append(Classified())
            continue
        inherited = frozenset[str]().union(
            *(leads.get(words, frozenset()) for words in paragraph.lead_ins)
        )
        found = memo.get((paragraph, inherited)) if memo is not None else None
        if found is None:
            found = _classify_one(paragraph, inherited, topics, answers=answers)
            if memo is not None:
                memo[paragraph, inherited] = found
        results.append(found)
        leads[plain(paragraph.text)[-400:]] = _said_last(paragraph.text, found)
    return tuple(results)


def _classify_one(
    paragraph: Paragraph, inherited: frozenset[str], topics: TopicSet, *, answers: bool
) -> Classified:
    text = topics.index(paragraph.text)
    if not text.words.words:
        return Classified()
    above = tuple(topics.context(words) for words in (*paragraph.section, *paragraph.lead_ins))
    defines = _is_definition(text.words)
    own = _own_matches(text, above, topics, defines=defines)
    announced = frozenset[str]() if defines else _announced(paragraph, text, own, topics)
    matches: list[Match] = []
    stances: list[StanceFound] = []
    carve_outs: list[Match] = []
    opt_outs: list[Match] = []
    for compiled in topics.compiled:
        topic = compiled.topic.id
        found = own.get(topic)
        if found is None and topic in announced:
            found = [_first_sentence(topic, FROM_HEADING, text)]
        if found is None and compiled.topic.inherits and topic in inherited:
            found = [_first_sentence(topic, FROM_LEAD_IN, text)]
        if found is None:
            continue
        matches.extend(found)
        if not answers:
            continue
        stances.extend(stances_of(compiled, text, above))
        carve_outs.extend(_matches(compiled.carve_outs, topic, text, above))
        opt_outs.extend(_matches(compiled.opt_out, topic, text, above))
    named = tuple(dict.fromkeys(match.topic for match in matches))
    return Classified(
        topics=named,
        matches=tuple(matches),
        stances=tuple(stances),
        carve_outs=tuple(carve_outs),
        opt_outs=tuple(opt_outs),
    )


def _said_last(text: str, found: Classified) -> frozenset[str]:
    """Return the topics of a paragraph's last sentence, which is what leads a list in."""
    body = text.rstrip(" \n*_:.-")
    begin = _last_break(body, len(body))
    if len(body) - begin < SHORT_LEAD:
        begin = _last_break(body, begin - 1)
    if begin < TITLE_LENGTH:
        begin = 0
    last = frozenset(match.topic for match in found.matches if match.end > begin)
    return last or frozenset(found.topics)


def _last_break(body: str, end: int) -> int:
    """Return where the last sentence of `body[:end]` begins."""
    return max(body.rfind(mark, 0, max(end, 0)) for mark in (". ", ".\n", ".** ", "**. ")) + 1


def _own_matches(
    text: Indexed, above: Sequence[Indexed], topics: TopicSet, *, defines: bool
) -> dict[str, list[Match]]:
    """Return, topic by topic, the rules that fire on the paragraph's own words."""
    own: dict[str, list[Match]] = {}
    for compiled, rule, patterns in topics.candidates(text):
        if defines and not compiled.topic.in_definitions:
            continue
        match = try_rule(rule, compiled.topic.id, text, above, patterns)
        if match:
            own.setdefault(compiled.topic.id, []).append(match)
    return own


def _matches(
    rules: Iterable[CompiledRule], topic: str, text: Indexed, above: Sequence[Indexed]
) -> list[Match]:
    """Return where `rules` fire, each once in a sentence."""
    found = []
    for compiled in rules:
        for span in every_span(compiled, text, above):
            start, end = text.words.quote_of(*span)
            found.append(Match(topic=topic, rule=compiled.rule.id, start=start, end=end))
    return found


def _announced(
    paragraph: Paragraph, text: Indexed, own: Mapping[str, object], topics: TopicSet
) -> frozenset[str]:
    """Return the topics that the innermost heading which announces any gives to the paragraph.

    None where the paragraph's own words already speak of one of them: of a heading such as
    "Warranty and liability" they say which half it is.
    """
    if not says_something(paragraph.text):
        return frozenset()
    for heading in reversed(paragraph.section):
        titled = topics.titled(heading)
        if titled:
            if not titled.isdisjoint(own.keys()):
                return frozenset()
            return frozenset(t for t in titled if topics.heading_suffices(t, text))
    return frozenset()


def _is_definition(words: Words) -> bool:
    """Whether a paragraph does nothing but define a word ("X" means ...)."""
    return _DEFINES.match(plain(words.text[:300])) is not None


def _first_sentence(topic: str, rule: str, text: Indexed) -> Match:
    words = text.words
    last_sentence = words.sentence[-1]
    first, last = words.sentence_span(0)
    while last - first < MIN_EVIDENCE_WORDS and words.sentence[first] < last_sentence:
        first, last = words.sentence_span(words.sentence[last])
    start, end = words.quote_of(first, last)
    return Match(topic=topic, rule=rule, start=start, end=end)
