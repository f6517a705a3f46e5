"""`classify` and `topics` for a terminal."""

from __future__ import annotations

from tosmon.render.style import count, line
from tosmon.results import ClassifiedParagraph, TopicEntry, TopicsReport


def paragraph_lines(paragraph: ClassifiedParagraph) -> str:
    """Return a line of topics, then one for each answer and each piece of evidence."""
    out = [f"{paragraph.n}  {', '.join(paragraph.topics) or '-'}"]
    out += [
        f"    {s.topic}: {s.default}{f' ({s.subject})' if s.subject else ''}  “{line(s.quote)}”"
        for s in paragraph.stances
    ]
    out += [f"    {e.topic}, rule {e.rule}: “{line(e.quote)}”" for e in paragraph.evidence]
    return "\n".join(out) + "\n"


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
