"""The answers to what is asked first of a platform, taken from the comparisons of a few topics.

Owns which questions these are and the few words of each answer. How a topic is answered is
`compare`'s: nothing is judged here, and every answer keeps the sentence that gives it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tosmon.model import Config, DocumentKey, Moment, Record
from tosmon.reports.compare import compare
from tosmon.reports.compare_rows import MENTIONS, SILENT, STATED, UNREAD
from tosmon.reports.standing import Sources
from tosmon.results import FirstAnswer, FirstQuestion, PlatformAnswers, QuestionsReport
from tosmon.statements import CompareReport, CompareRow

_NOTHING = {
    MENTIONS: "not answered",
    SILENT: "not said",
    STATED: "stated",
    UNREAD: "not read",
}


class _Asked(Record):
    """A question: the topic whose comparison answers it, and its answers in a few words.

    An answer in `beside` is left out where the same platform gives a better one.
    """

    id: str
    asks: str
    topic: str
    words: dict[str, str]
    beside: tuple[str, ...] = ()
    routes: bool = False


_ASKED = (
    _Asked(
        id="training",
        asks="Trains on inputs?",
        topic="ai_training",
        words={
            "trains_unless_opt_out": "yes, opt-out",
            "no_training_unless_opt_in": "only by opt-in",
            "no_training": "no",
            "trains_no_opt_out": "yes",
            "setting_dependent": "by setting",
            "unclear": "left open",
            "licence_only": "licence only",
        },
        beside=("unclear", "licence_only"),
    ),
    _Asked(id="opt_out", asks="Opt-out?", topic="ai_training", words={}, routes=True),
    _Asked(
        id="arbitration",
        asks="Arbitration?",
        topic="dispute_resolution",
        words={
            "arbitration": "yes",
            "arbitration_with_opt_out": "yes, opt-out",
            "class_waiver": "no class suit",
            "informal_first": "talks first",
        },
        beside=("informal_first",),
    ),
    _Asked(
        id="liability_cap",
        asks="Liability cap?",
        topic="liability",
        words={
            "capped": "yes",
            "excluded": "none named",
            "users_risk": "none named",
        },
        beside=("excluded", "users_risk"),
    ),
    _Asked(
        id="changes",
        asks="Changes told?",
        topic="unilateral_changes",
        words={
            "changes_with_notice": "with notice",
            "changes_on_posting": "by posting",
            "changes": "way not named",
        },
        beside=("changes",),
    ),
)
NONE_NAMED = "none named"


def topics() -> tuple[str, ...]:
    """Return the topics on which the questions rest."""
    return tuple(dict.fromkeys(asked.topic for asked in _ASKED))


def questions(
    sources: Sources, config: Config | None, documents: Sequence[DocumentKey], now: Moment
) -> QuestionsReport:
    """Return what the platforms of `documents` answer, each with the sentence that says so."""
    return of_comparisons(
        {topic: compare(sources, config, topic, documents, now) for topic in topics()}
    )


def of_comparisons(reports: Mapping[str, CompareReport]) -> QuestionsReport:
    """Return the same from comparisons that are made already, one for each of `topics()`."""
    found: dict[str, list[FirstAnswer]] = defaultdict(list)
    names: dict[str, str] = {}
    for asked in _ASKED:
        by_platform: dict[str, list[CompareRow]] = defaultdict(list)
        for row in reports[asked.topic].rows:
            by_platform[row.platform].append(row)
            names.setdefault(row.platform, row.platform_name)
        for platform, rows in by_platform.items():
            found[platform].extend(_ways_out(asked, rows) if asked.routes else _said(asked, rows))
    return QuestionsReport(
        questions=tuple(FirstQuestion(id=a.id, asks=a.asks, topic=a.topic) for a in _ASKED),
        platforms=tuple(
            PlatformAnswers(platform=platform, platform_name=name, answers=tuple(found[platform]))
            for platform, name in names.items()
        ),
    )


def _said(asked: _Asked, rows: Sequence[CompareRow]) -> Iterator[FirstAnswer]:
    """Yield one answer for each thing that is said to the same users, the first row's words."""
    answers = [row for row in rows if row.stance in asked.words]
    whole = [row for row in answers if row.stance not in asked.beside]
    merged: dict[tuple[str, str], list[CompareRow]] = defaultdict(list)
    for row in whole or answers or rows:
        few = asked.words.get(row.stance) or _NOTHING.get(row.stance, row.stance.replace("_", " "))
        merged[few, _users(row)].append(row)
    for few, users in tuple(merged):
        if users and (few, "") in merged:  # what holds for all holds for some
            merged[few, ""] += merged.pop((few, users))
    for (few, users), same in merged.items():
        first = same[0]
        yield FirstAnswer(
            question=asked.id,
            stance=first.stance,
            few=few,
            says=first.says,
            users=users,
            documents=tuple(dict.fromkeys(row.document for row in same if row.document)),
            document=first.document if first.quote else None,
            quote=first.quote,
            version=first.version,
            section=first.section,
            start=first.start,
            end=first.end,
            since=min((row.stance_since for row in same if row.stance_since), default=None),
        )


def _ways_out(asked: _Asked, rows: Sequence[CompareRow]) -> Iterator[FirstAnswer]:
    """Yield each way to opt out of training, or that none is named where it is needed."""
    routes = {row.opt_out.route: row.opt_out for row in rows if row.opt_out}
    for route in routes.values():
        yield FirstAnswer(
            question=asked.id,
            stance="opt_out",
            few=route.route,
            says="a way to opt out is named",
            documents=(route.document,),
            document=route.document,
            quote=route.quote,
            version=route.version,
            start=route.start,
            end=route.end,
        )
    if not routes and any(row.stance == "trains_no_opt_out" for row in rows):
        yield FirstAnswer(
            question=asked.id,
            stance=SILENT,
            few=NONE_NAMED,
            says="trains on users' content; no way to opt out is named",
        )


def _users(row: CompareRow) -> str:
    tier = "" if row.tier == "unspecified" else row.tier
    return row.subject or ", ".join(part for part in (tier, row.region) if part)
