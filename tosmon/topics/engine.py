"""Applies the rules of topics to paragraphs: which topics, by which words, with which answers.

Pure: paragraphs in, matches out. A rule is tried on a paragraph only when every place of one of
its patterns finds a word there, which is what keeps hundreds of rules fast.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tosmon.topics.context import plain, says_something
from tosmon.topics.patterns import Indexed, Pattern, Vocabulary, compile_pattern, find
from tosmon.topics.records import (
    Classified,
    Match,
    Paragraph,
    Patterns,
    Rule,
    StanceFound,
    StanceRule,
    Topic,
)
from tosmon.topics.words import Words

_DEFINES = re.compile(
    r"[\W\d]{0,6}[“\"‘][^”\"’.]{2,60}[”\"’]?[^.]{0,60}?[”\"’,) ]\s*(?:shall |will |do(?:es)? not )?"
    r"(?:means?|refers?|include[s]?|has the|have the|is the|are the)\b"
)
Span = tuple[int, int]
FROM_HEADING = "under-its-heading"
FROM_LEAD_IN = "under-its-lead-in"
# A first "sentence" shorter than this is a run-in title or a number; the next one is quoted.
MIN_EVIDENCE_WORDS = 4
# "For example:" leads a list in with what the sentence before it says (in characters).
SHORT_LEAD = 25
# What stands before the first break, if shorter than this, is a title and no sentence.
TITLE_LENGTH = 90


class CompiledRule:
    """A rule with its patterns compiled."""

    __slots__ = ("any", "never", "not_under", "rule", "under", "unless", "with_", "within")

    def __init__(self, rule: Rule, compile_all: PatternCompiler) -> None:
        self.rule = rule
        self.any = compile_all(rule.any)
        self.within = compile_all(rule.within)
        self.with_ = compile_all(rule.with_)
        self.unless = compile_all(rule.unless)
        self.never = compile_all(rule.never)
        self.under = compile_all(rule.under)
        self.not_under = compile_all(rule.not_under)


class PatternCompiler:
    """Compiles patterns once each and collects the words that they are made of."""

    def __init__(self, lists: Mapping[str, Patterns]) -> None:
        self._lists = lists
        self._known: dict[str, Pattern] = {}

    def __call__(self, sources: Patterns) -> tuple[Pattern, ...]:
        return tuple(self._one(source) for source in sources)

    def _one(self, source: str) -> Pattern:
        pattern = self._known.get(source)
        if pattern is None:
            pattern = self._known[source] = compile_pattern(source, self._lists)
        return pattern

    def vocabulary(self) -> Vocabulary:
        """Return the vocabulary of everything compiled so far."""
        atoms: set[str] = set()
        for pattern in self._known.values():
            for element in pattern.elements:
                atoms |= element.singles
                for phrase in element.phrases:
                    atoms.update(phrase)
        return Vocabulary(frozenset(atoms))


class CompiledTopic:
    """A topic with its rules compiled."""

    __slots__ = (
        "carve_outs",
        "heading_needs",
        "headings",
        "not_headings",
        "opt_out",
        "rules",
        "stances",
        "subjects",
        "topic",
    )

    def __init__(self, topic: Topic, compile_all: PatternCompiler) -> None:
        self.topic = topic
        self.headings = compile_all(topic.headings)
        self.heading_needs = compile_all(topic.heading_needs)
        self.not_headings = compile_all(topic.not_headings)
        self.rules = tuple(CompiledRule(rule, compile_all) for rule in topic.rules)
        self.stances = tuple(CompiledRule(rule, compile_all) for rule in topic.stances)
        self.carve_outs = tuple(CompiledRule(rule, compile_all) for rule in topic.carve_outs)
        self.opt_out = tuple(CompiledRule(rule, compile_all) for rule in topic.opt_out)
        self.subjects = tuple((s.id, compile_all(s.any)) for s in topic.subjects)


class TopicSet:
    """All topics that are in force, ready to be applied. `lists` are the named lists of words."""

    def __init__(self, topics: Sequence[Topic], lists: Mapping[str, Patterns]) -> None:
        compile_all = PatternCompiler(lists)
        self.topics = tuple(topics)
        self.compiled = tuple(CompiledTopic(topic, compile_all) for topic in topics)
        self.vocabulary = compile_all.vocabulary()
        self._by_id = {topic.id: topic for topic in topics}
        self._needs = {c.topic.id: c.heading_needs for c in self.compiled}
        self._numbered = [(topic, rule) for topic in self.compiled for rule in topic.rules]
        self._anchored: dict[str, list[tuple[Pattern, frozenset[int]]]] = {}
        self._unanchored: set[int] = set()
        self._anchor()
        self._contexts: dict[str, Indexed] = {}
        self._titled: dict[str, frozenset[str]] = {}

    def __getitem__(self, topic: str) -> Topic:
        return self._by_id[topic]

    def __contains__(self, topic: object) -> bool:
        return topic in self._by_id

    def index(self, text: str) -> Indexed:
        """Return `text` as words that the rules' patterns can be tried on."""
        return Indexed(Words(text), self.vocabulary)

    def candidates(self, text: Indexed) -> list[tuple[CompiledTopic, CompiledRule]]:
        """Return the rules that have a pattern which `text` may match, in the topics' order."""
        numbers = set(self._unanchored)
        for atom in text.present:
            for pattern, rules in self._anchored.get(atom, ()):
                if not rules <= numbers and not any(
                    required.isdisjoint(text.present) for required in pattern.required
                ):
                    numbers |= rules
        return [self._numbered[number] for number in sorted(numbers)]

    def _anchor(self) -> None:
        rules: dict[Pattern, set[int]] = {}
        for number, (_, rule) in enumerate(self._numbered):
            if not rule.any:
                self._unanchored.add(number)
            for pattern in rule.any:
                rules.setdefault(pattern, set()).add(number)
        for pattern, numbers in rules.items():
            for atom in pattern.anchor:
                self._anchored.setdefault(atom, []).append((pattern, frozenset(numbers)))

    def context(self, text: str) -> Indexed:
        """Return a heading or lead-in as words; each is read once."""
        known = self._contexts.get(text)
        if known is None:
            if len(self._contexts) > 10_000:
                self._contexts.clear()
            known = self._contexts[text] = self.index(text)
        return known

    def titled(self, heading: str) -> frozenset[str]:
        """Return the topics that a heading announces for what stands under it."""
        known = self._titled.get(heading)
        if known is None:
            if len(self._titled) > 10_000:
                self._titled.clear()
            words = self.context(heading)
            known = frozenset(
                c.topic.id
                for c in self.compiled
                if _any(c.headings, words) and not _any(c.not_headings, words)
            )
            self._titled[heading] = known
        return known

    def heading_suffices(self, topic: str, text: Indexed) -> bool:
        """Whether a paragraph has the words without which a heading above it says nothing."""
        needs = self._needs[topic]
        return not needs or _any(needs, text)


def classify(paragraphs: Sequence[Paragraph], topics: TopicSet) -> tuple[Classified, ...]:
    """Return what each of `paragraphs` states, in order; headings state nothing themselves."""
    results: list[Classified] = []
    leads: dict[str, frozenset[str]] = {}
    for paragraph in paragraphs:
        if paragraph.kind == "heading" or not paragraph.text.strip():
            results.append(Classified())
            continue
        inherited = frozenset[str]().union(*(leads.get(l, frozenset()) for l in paragraph.lead_ins))
        found = _classify_one(paragraph, inherited, topics)
        results.append(found)
        leads[plain(paragraph.text)[-400:]] = _said_last(paragraph.text, found)
    return tuple(results)


def _classify_one(
    paragraph: Paragraph, inherited: frozenset[str], topics: TopicSet
) -> Classified:
    text = topics.index(paragraph.text)
    if not text.words.words:
        return Classified()
    above = tuple(topics.context(words) for words in (*paragraph.section, *paragraph.lead_ins))
    own = _own_matches(text, above, topics)
    announced = _announced(paragraph, text, own, topics)
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
        stances.extend(_stances(compiled, text, above))
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
    return frozenset(match.topic for match in found.matches if match.end > begin)


def _last_break(body: str, end: int) -> int:
    """Return where the last sentence of `body[:end]` begins."""
    return max(body.rfind(mark, 0, max(end, 0)) for mark in (". ", ".\n", ".** ", "**. ")) + 1


def _own_matches(
    text: Indexed, above: Sequence[Indexed], topics: TopicSet
) -> dict[str, list[Match]]:
    """Return, topic by topic, the rules that fire on the paragraph's own words."""
    defines = _is_definition(text.words)
    own: dict[str, list[Match]] = {}
    for compiled, rule in topics.candidates(text):
        if defines and not compiled.topic.in_definitions:
            continue
        match = _try(rule, compiled.topic.id, text, above)
        if match:
            own.setdefault(compiled.topic.id, []).append(match)
    return own


def _matches(
    rules: Iterable[CompiledRule], topic: str, text: Indexed, above: Sequence[Indexed]
) -> list[Match]:
    return [match for rule in rules if (match := _try(rule, topic, text, above))]


def _announced(
    paragraph: Paragraph, text: Indexed, own: Mapping[str, object], topics: TopicSet
) -> frozenset[str]:
    """Return the topics that the innermost heading which announces any gives to the paragraph.

    None where the paragraph's own words already speak of one of them: of a heading such as
    "Warranty and liability" they say which half it is.
    """
    if _is_definition(text.words) or not says_something(paragraph.text):
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


def _try(
    compiled: CompiledRule, topic: str, text: Indexed, above: Sequence[Indexed]
) -> Match | None:
    span = _span(compiled, text, above)
    if span is None:
        return None
    start, end = text.words.quote_of(*span)
    rule = compiled.rule
    return Match(topic=topic, rule=rule.id, start=start, end=end, severity=rule.severity)


def _span(compiled: CompiledRule, text: Indexed, above: Sequence[Indexed]) -> Span | None:
    """Return the words that the rule fires on, or None."""
    if compiled.under and not any(_any(compiled.under, words) for words in above):
        return None
    if compiled.not_under and any(_any(compiled.not_under, words) for words in above):
        return None
    if compiled.with_ and not _any(compiled.with_, text):
        return None
    if compiled.never and _any(compiled.never, text):
        return None
    if not compiled.any:
        return text.words.sentence_span(text.words.sentence[0])
    fit: dict[int, bool] = {}
    for pattern in compiled.any:
        for first, last in find(pattern, text):
            home = text.words.sentence[first]
            if home not in fit:
                fit[home] = _sentence_fits(compiled, text, home)
            if fit[home]:
                return first, last
    return None


def _sentence_fits(compiled: CompiledRule, text: Indexed, sentence: int) -> bool:
    if compiled.within and not _in_sentence(compiled.within, text, sentence):
        return False
    return not (compiled.unless and _in_sentence(compiled.unless, text, sentence))


def _any(patterns: Iterable[Pattern], text: Indexed) -> bool:
    return any(text.has(pattern) for pattern in patterns)


def _in_sentence(patterns: Iterable[Pattern], text: Indexed, sentence: int) -> bool:
    return any(
        text.words.sentence[first] == sentence
        for pattern in patterns
        if text.known.get(pattern, True)
        for first, _ in find(pattern, text)
    )


def _first_sentence(topic: str, rule: str, text: Indexed) -> Match:
    words = text.words
    last_sentence = words.sentence[-1]
    first, last = words.sentence_span(0)
    while last - first < MIN_EVIDENCE_WORDS and words.sentence[first] < last_sentence:
        first, last = words.sentence_span(words.sentence[last])
    start, end = words.quote_of(first, last)
    return Match(topic=topic, rule=rule, start=start, end=end)


def _stances(
    compiled: CompiledTopic, text: Indexed, above: Sequence[Indexed]
) -> list[StanceFound]:
    """Return the answers in `text`: the first rule that fires, and others in other sentences."""
    found: list[StanceFound] = []
    homes: set[int] = set()
    for rule in compiled.stances:
        span = _span(rule, text, above)
        if span is None:
            continue
        home = text.words.sentence[span[0]]
        if home in homes or any(known.default == _default(rule) for known in found):
            continue
        homes.add(home)
        start, end = text.words.quote_of(*span)
        found.append(
            StanceFound(
                topic=compiled.topic.id,
                default=_default(rule),
                rule=rule.rule.id,
                subject=_subject(compiled, text, home),
                start=start,
                end=end,
            )
        )
    return found


def _default(compiled: CompiledRule) -> str:
    assert isinstance(compiled.rule, StanceRule)  # noqa: S101 - the loader builds no other
    return compiled.rule.default


def _subject(compiled: CompiledTopic, text: Indexed, sentence: int) -> str | None:
    for name, patterns in compiled.subjects:
        if _in_sentence(patterns, text, sentence):
            return name
    return None


def rule_fires(rule: CompiledRule, paragraph: Paragraph, topics: TopicSet) -> bool:
    """Whether one rule fires on a paragraph; what examples are checked with."""
    above = tuple(topics.context(words) for words in (*paragraph.section, *paragraph.lead_ins))
    return _span(rule, topics.index(paragraph.text), above) is not None
