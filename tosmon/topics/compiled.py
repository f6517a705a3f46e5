"""Topics made ready for use: patterns compiled once, rules found by their rarest words.

Owns which rules are worth trying on a paragraph and which headings announce which topics. Decides
nothing about a paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tosmon.topics.matching import Indexed, Vocabulary
from tosmon.topics.patterns import Pattern, compile_pattern
from tosmon.topics.records import Patterns, Rule, Topic
from tosmon.topics.words import Words


class CompiledRule:
    """A rule with its patterns compiled."""

    __slots__ = (
        "any",
        "headings",
        "never",
        "not_under",
        "rule",
        "under",
        "unless",
        "with_",
        "within",
    )

    def __init__(
        self, rule: Rule, compile_all: PatternCompiler, headings: tuple[Pattern, ...] = ()
    ) -> None:
        self.rule = rule
        self.headings = headings
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
        """Return `sources` compiled; `PatternError` says what is wrong with one."""
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
                atoms |= element.alternatives.singles
                for phrase in element.alternatives.phrases:
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
        self.rules = tuple(CompiledRule(rule, compile_all, self.headings) for rule in topic.rules)
        self.stances = tuple(CompiledRule(rule, compile_all) for rule in topic.stances)
        self.carve_outs = tuple(CompiledRule(rule, compile_all) for rule in topic.carve_outs)
        self.opt_out = tuple(CompiledRule(rule, compile_all) for rule in topic.opt_out)
        self.subjects = tuple((s.id, compile_all(s.any)) for s in topic.subjects)


class TopicSet:
    """All topics that are in force, ready to be applied."""

    def __init__(self, topics: Sequence[Topic], compile_all: PatternCompiler) -> None:
        self.topics = tuple(topics)
        self.compiled = tuple(CompiledTopic(topic, compile_all) for topic in topics)
        self.vocabulary = compile_all.vocabulary()
        self._by_id = {topic.id: topic for topic in topics}
        self._needs = {c.topic.id: c.heading_needs for c in self.compiled}
        self._numbered = [(topic, rule) for topic in self.compiled for rule in topic.rules]
        self._anchored: dict[str, frozenset[Pattern]] = {}
        self._places: dict[Pattern, list[tuple[int, int]]] = {}
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

    def candidates(
        self, text: Indexed
    ) -> list[tuple[CompiledTopic, CompiledRule, tuple[Pattern, ...]]]:
        """Return the rules of which a pattern matches, in the topics' order.

        Each comes with those of its patterns under `any` that match, in their order.
        """
        present = text.present
        anchored = self._anchored
        tried = set().union(*(anchored[atom] for atom in present & anchored.keys()))
        found: dict[int, list[int]] = {number: [] for number in self._unanchored}
        for pattern in tried:
            if text.starts(pattern):
                for number, place in self._places[pattern]:
                    found.setdefault(number, []).append(place)
        return [
            (topic, rule, tuple(rule.any[place] for place in sorted(found[number])))
            for number in sorted(found)
            for topic, rule in (self._numbered[number],)
        ]

    def _anchor(self) -> None:
        anchored: dict[str, set[Pattern]] = {}
        for number, (_, rule) in enumerate(self._numbered):
            if not rule.any:
                self._unanchored.add(number)
            for place, pattern in enumerate(rule.any):
                self._places.setdefault(pattern, []).append((number, place))
        for pattern in self._places:
            for atom in pattern.anchor:
                anchored.setdefault(atom, set()).add(pattern)
        self._anchored.update((atom, frozenset(found)) for atom, found in anchored.items())

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
                if words.has_any(c.headings) and not words.has_any(c.not_headings)
            )
            self._titled[heading] = known
        return known

    def heading_suffices(self, topic: str, text: Indexed) -> bool:
        """Whether a paragraph has the words without which a heading above it says nothing."""
        needs = self._needs[topic]
        return not needs or text.has_any(needs)
