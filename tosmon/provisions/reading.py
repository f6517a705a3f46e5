"""From a version's text to its provisions: which blocks belong together, and what they answer.

Owns how far a provision reaches (a list with its lead-in, rows of a table, the sentences of one
answer in a paragraph that gives several) and how severe it is. Knows nothing of versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from tosmon.model import Block, Record, Severity
from tosmon.provisions.records import Part, Provision, Signal
from tosmon.provisions.sentences import sentence_around
from tosmon.provisions.summaries import is_summary, with_links
from tosmon.text import parse
from tosmon.topics import (
    Classified,
    Match,
    Memo,
    Paragraph,
    StanceFound,
    Topic,
    TopicSet,
    classify,
    of_blocks,
)
from tosmon.topics.context import plain
from tosmon.topics.engine import FROM_LEAD_IN

# A list longer than this is quoted in pieces; nobody reads a quote of two pages.
MOST_BLOCKS = 40
MOST_CHARACTERS = 6_000
_ORDER: dict[Severity, int] = {"high": 0, "medium": 1, "low": 2}


class _Place(Record):
    """One block with what the rules found in it."""

    number: int
    block: Block
    paragraph: Paragraph
    found: Classified
    lead_in: int | None


def provisions_of(text: str, topics: TopicSet, memo: Memo | None = None) -> tuple[Provision, ...]:
    """Return the provisions of `text` in its order, those of one place in the topics' order.

    `memo` is shared between the versions of one document, so that a paragraph is read once.
    """
    places = _places(text, topics, memo)
    order = {topic.id: number for number, topic in enumerate(topics.topics)}
    provisions: list[Provision] = []
    for topic in topics.topics:
        having = [place for place in places if topic.id in place.found.topics]
        for run in _runs(having, topic):
            provisions.extend(_provisions(text, places, run, topic))
    provisions.sort(key=lambda p: (p.start, order[p.topic], p.end))
    return with_links(provisions)


def _places(text: str, topics: TopicSet, memo: Memo | None) -> list[_Place]:
    blocks = parse(text)
    paragraphs = of_blocks(blocks)
    leads: dict[str, int] = {}
    places = []
    for number, found in enumerate(classify(paragraphs, topics, memo)):
        above = paragraphs[number].lead_ins
        places.append(
            _Place(
                number=number,
                block=blocks[number],
                paragraph=paragraphs[number],
                found=found,
                lead_in=leads.get(above[-1]) if above else None,
            )
        )
        leads[plain(blocks[number].text)[-400:]] = number
    return places


def _runs(places: Sequence[_Place], topic: Topic) -> Iterator[list[_Place]]:
    """Yield the blocks of each provision: a lead-in with its items, or neighbours of one list."""
    run: list[_Place] = []
    for place in places:
        if run and _belongs(place, run, topic):
            run.append(place)
            continue
        if run:
            yield run
        run = [place]
    if run:
        yield run


def _belongs(place: _Place, run: Sequence[_Place], topic: Topic) -> bool:
    last = run[-1]
    if (
        place.number != last.number + 1
        or len(run) >= MOST_BLOCKS
        or place.block.end - run[0].block.start > MOST_CHARACTERS
    ):
        return False
    if _answers(place, topic) or (len(run) > 1 and _answers(last, topic)):
        return False
    if place.lead_in is not None and place.lead_in >= run[0].number:
        return _only_inherits(place, topic) or not _answers(run[0], topic)
    return (
        place.block.kind == last.block.kind
        and place.block.kind in ("item", "row")
        and place.block.section == last.block.section
        and place.lead_in == last.lead_in
        and not _answers(last, topic)
    )


def _answers(place: _Place, topic: Topic) -> bool:
    return any(stance.topic == topic.id for stance in place.found.stances)


def _only_inherits(place: _Place, topic: Topic) -> bool:
    return all(m.rule == FROM_LEAD_IN for m in place.found.matches if m.topic == topic.id)


def _provisions(
    text: str, places: Sequence[_Place], run: Sequence[_Place], topic: Topic
) -> Iterator[Provision]:
    """Yield the provision of `run`, or one for each of several answers that a paragraph gives."""
    stances = _settled(_by_whole_clauses(run, topic), topic)
    start, end = run[0].block.start, run[-1].block.end
    if len(stances) < 2 or len(run) > 1:
        stance = stances[0] if stances else None
        yield _provision(text, places, run, topic, span=(start, end), stance=stance)
        return
    inside = run[0].block
    begins = [start]
    for stance in sorted(stances, key=lambda s: s.start)[1:]:
        begin, _ = sentence_around(inside.text, stance.start - start, stance.end - start)
        begins.append(max(start + begin, begins[-1]))
    ends = [*begins[1:], end]
    for stance, begin, stop in zip(
        sorted(stances, key=lambda s: s.start), begins, ends, strict=True
    ):
        last = begin + len(text[begin:stop].rstrip())
        if last > begin:
            yield _provision(text, places, run, topic, span=(begin, last), stance=stance)


def _by_whole_clauses(run: Sequence[_Place], topic: Topic) -> list[StanceFound]:
    """Return the answers of `run`, without those of sentences that only make an exception."""
    weak = {answer.id for answer in topic.answers if answer.not_from_carve_outs}
    stances = [stance for place in run for stance in _absolute(place, topic)]
    carved = {
        _sentence(run, place.block.start + match.start, place.block.start + match.end)
        for place in run
        for match in place.found.carve_outs
        if match.topic == topic.id
    }
    whole = [
        stance
        for stance in stances
        if stance.default not in weak or _sentence(run, stance.start, stance.end) not in carved
    ]
    return whole or stances


def _absolute(place: _Place, topic: Topic) -> list[StanceFound]:
    at = place.block.start
    return [
        msgspec.structs.replace(stance, start=at + stance.start, end=at + stance.end)
        for stance in place.found.stances
        if stance.topic == topic.id
    ]


def _settled(stances: list[StanceFound], topic: Topic) -> list[StanceFound]:
    """Return `stances` without those that say nothing more beside another of the same users."""
    yields = {answer.id: answer.yields_to for answer in topic.answers}
    return [
        stance
        for stance in stances
        if not any(
            other.default in yields.get(stance.default, ())
            and other.subject in (None, stance.subject)
            for other in stances
        )
    ]


def _provision(
    text: str,
    places: Sequence[_Place],
    run: Sequence[_Place],
    topic: Topic,
    *,
    span: tuple[int, int],
    stance: StanceFound | None,
) -> Provision:
    start, end = span
    matches = _within(run, topic, "matches", span)
    signals = tuple(
        Signal(rule=m.rule, quote=text[m.start : m.end], start=m.start, end=m.end) for m in matches
    )
    if not signals and stance is not None:  # a sentence that answers, apart from the one that names
        signals = (
            Signal(
                rule=stance.rule,
                quote=text[stance.start : stance.end],
                start=stance.start,
                end=stance.end,
            ),
        )
    severity, rule = _severity(topic, stance, matches)
    lead_in = run[0].lead_in
    return Provision(
        topic=topic.id,
        section=run[0].block.section or run[0].paragraph.section,
        quote=text[start:end],
        start=start,
        end=end,
        stance=stance.default if stance else _unanswered(topic),
        subject=stance.subject if stance else None,
        answer=_answer(text, run, stance),
        severity=severity,
        severity_rule=rule,
        signals=signals,
        first=run[0].number,
        last=run[-1].number,
        lead_in=_lead(text, places[lead_in].block) if lead_in is not None else None,
        opt_outs=_parts(text, run, _within(run, topic, "opt_outs", span)),
        carve_outs=_parts(text, run, _within(run, topic, "carve_outs", span)),
        summary=is_summary(run[0].block, run[0].paragraph),
    )


MENTIONS = "mentions_only"


def _unanswered(topic: Topic) -> str | None:
    """Return the answer of what speaks of a topic and leaves its question open, if it has one."""
    return MENTIONS if any(answer.id == MENTIONS for answer in topic.answers) else None


def _within(run: Sequence[_Place], topic: Topic, kind: str, span: tuple[int, int]) -> list[Match]:
    """Return the matches of one kind inside `span`, with absolute offsets.

    Of the rules that name the topic each counts once: one piece of evidence is enough.
    """
    found: dict[tuple[str, int], Match] = {}
    for place in run:
        for match in getattr(place.found, kind):
            start, end = place.block.start + match.start, place.block.start + match.end
            if match.topic == topic.id and span[0] <= start and end <= span[1]:
                placed = msgspec.structs.replace(match, start=start, end=end)
                found.setdefault((match.rule, 0 if kind == "matches" else start), placed)
    return list(found.values())


def _severity(
    topic: Topic, stance: StanceFound | None, matches: Sequence[Match]
) -> tuple[Severity, str]:
    """Return how severe, and by which answer, rule or topic."""
    default = stance.default if stance else _unanswered(topic)
    for answer in topic.answers:
        if answer.id == default and answer.severity:
            return answer.severity, f"answer:{answer.id}"
    said = [(m.severity, m.rule) for m in matches if m.severity]
    if said:
        severity, rule = min(said, key=lambda item: _ORDER[item[0]])
        return severity, f"rule:{rule}"
    return topic.severity, f"topic:{topic.id}"


def _answer(text: str, run: Sequence[_Place], stance: StanceFound | None) -> Part | None:
    if stance is None:
        return None
    start, end = _sentence(run, stance.start, stance.end)
    return Part(quote=text[start:end], start=start, end=end, what=stance.rule)


def _sentence(run: Sequence[_Place], start: int, end: int) -> tuple[int, int]:
    """Return the sentence around a piece of the text that stands in a block of `run`."""
    block = next(p.block for p in run if p.block.start <= start and end <= p.block.end)
    begin, stop = sentence_around(block.text, start - block.start, end - block.start)
    return block.start + begin, block.start + stop


def _parts(text: str, run: Sequence[_Place], matches: Sequence[Match]) -> tuple[Part, ...]:
    """Return the sentences of `matches`, each once, named by the first rule that found it."""
    parts: dict[tuple[int, int], Part] = {}
    for match in matches:
        start, end = _sentence(run, match.start, match.end)
        part = Part(quote=text[start:end], start=start, end=end, what=match.rule)
        parts.setdefault((start, end), part)
    return tuple(parts.values())


def _lead(text: str, block: Block) -> Part:
    begin, stop = sentence_around(block.text, len(block.text) - 1, len(block.text))
    start, end = block.start + begin, block.start + stop
    return Part(quote=text[start:end], start=start, end=end)
