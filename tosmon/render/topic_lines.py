"""`classify` and `topics` for a terminal."""

from __future__ import annotations

from tosmon.render.style import count, line
from tosmon.render.wrapped import wrapped
from tosmon.results import ClassifiedParagraph, TopicEntry, TopicsReport
from tosmon.topics import Rule, TopicSet
from tosmon.topics.loading import rules_of


def paragraph_lines(paragraph: ClassifiedParagraph) -> str:
    """Return a line of topics, then one for each answer and each piece of evidence."""
    out = [f"{paragraph.n}  {', '.join(paragraph.topics) or '-'}"]
    out += [
        f"    {s.topic}: {s.default}{f' ({s.subject})' if s.subject else ''}  “{line(s.quote)}”"
        for s in paragraph.stances
    ]
    out += [f"    {e.topic}, rule {e.rule}: “{line(e.quote)}”" for e in paragraph.evidence]
    return "\n".join(out) + "\n"


def explained_lines(paragraph: ClassifiedParagraph, topics: TopicSet, *, width: int | None) -> str:
    """Return a paragraph's topics, each rule that fired, its words, and what the rule asks for."""
    rules = {
        (topic.id, group, rule.id): rule
        for topic in topics.topics
        for group, found in rules_of(topic)
        for rule in found
    }
    out = [f"{paragraph.n}  {', '.join(paragraph.topics) or '-'}"]
    groups = (
        ("topic", "rules", [(e.topic, e.rule, e.quote) for e in paragraph.evidence]),
        (
            "answer",
            "stances",
            [(s.topic, s.rule, s.quote) for s in paragraph.stances],
        ),
        ("exception", "carve_outs", [(e.topic, e.rule, e.quote) for e in paragraph.carve_outs]),
        ("way out", "opt_out", [(e.topic, e.rule, e.quote) for e in paragraph.opt_outs]),
    )
    for name, group, found in groups:
        for topic, rule, quote in found:
            out.append(f"    {name}: {topic}, rule {rule}, on “{line(quote)}”")
            known = rules.get((topic, group, rule))
            for part in _conditions(known) if known else ():
                out += wrapped(part, width, "        ")
    return "\n".join(out) + "\n"


def _conditions(rule: Rule) -> list[str]:
    named = (
        ("any of", rule.any),
        ("in its sentence", rule.within),
        ("in the paragraph", rule.with_),
        ("under", rule.under),
        ("not in its sentence", rule.unless),
        ("not in the paragraph", rule.never),
        ("not under", rule.not_under),
    )
    return [f"{name}: {'  |  '.join(patterns)}" for name, patterns in named if patterns]


def topic_lines(report: TopicsReport) -> str:
    """Return the topics with their questions; of a single one also its answers and laws."""
    if len(report.topics) == 1:
        return _whole(report.topics[0])
    width = max(len(entry.topic) for entry in report.topics)
    return "".join(f"{e.topic.ljust(width)}  {e.question}\n" for e in report.topics)


def _whole(entry: TopicEntry) -> str:
    out = [entry.title, entry.question, f"{count(entry.rules, 'rule')}"]
    if entry.answers:
        out.append(f"answers: {', '.join(entry.answers)}")
    for law in entry.laws:
        out += [
            "",
            f"{law.law}, {law.article}: {law.title}",
            f"    {law.reason}",
            f"    {law.source}",
        ]
    return "\n".join(out) + "\n"
