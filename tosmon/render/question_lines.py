"""`status --questions` for a terminal: a table of many platforms, or one's answers with quotes.

Owns how the columns share the width. The answers' words are the report's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tosmon.render.style import Tone, cells, cut, day, line, padded, tint
from tosmon.render.style import wrapped as broken
from tosmon.render.wrapped import quoted, wrapped
from tosmon.results import FirstAnswer, PlatformAnswers, QuestionsReport

_FEW = 3  # platforms whose answers are shown with their quotes
_QUOTE_LINES = 3
_LONGEST_NAME = 18
_WIDEST = 26  # columns of an answer, users included, where the width is not limited
_SILENT = frozenset(["silent", "unread", "mentions_only"])
NO_ANSWER = "–"


def question_lines(report: QuestionsReport, *, colour: bool, width: int | None) -> str:
    """Return what `report` says, as a table or, for few platforms, with the quotes."""
    if not report.platforms:
        return ""
    if len(report.platforms) <= _FEW:
        return _quoted(report, colour=colour, width=width)
    return _table(report, colour=colour, width=width)


def _table(report: QuestionsReport, *, colour: bool, width: int | None) -> str:
    longest = _LONGEST_NAME if width is None else min(_LONGEST_NAME, width // 6)
    names = [cut(entry.platform, longest) for entry in report.platforms]
    first = max(cells(name) for name in (*names, "platform"))
    asked = len(report.questions)
    room = _WIDEST if width is None else max((width - first) // asked - 2, 9)
    room = min(room, _WIDEST)
    asks = [[question.asks.rstrip("?").lower()] for question in report.questions]
    header = _row("platform", asks, ["plain"] * asked, first, room)
    out = [tint(text, "dim", colour=colour) for text in header]
    for name, entry in zip(names, report.platforms, strict=True):
        found = [entry.to(question.id) for question in report.questions]
        tones = [_tone(answers) if colour else "plain" for answers in found]
        out += _row(name, [_words(answers) for answers in found], tones, first, room)
    topics = dict.fromkeys(question.topic for question in report.questions)
    hint = f"The sentences behind it: tosmon compare {'|'.join(topics)} [PLATFORM]..."
    return "\n".join([*out, "", *(tint(t, "dim", colour=colour) for t in broken(hint, width)), ""])


def _words(answers: Sequence[FirstAnswer]) -> list[str]:
    """Return the lines of a cell: one for each answer, and for whom where it is not for all."""
    told = [f"{a.few} ({a.users})" if a.users else a.few for a in answers]
    return list(dict.fromkeys(told)) or [NO_ANSWER]


def _row(
    name: str, parts: Sequence[Sequence[str]], tones: Sequence[Tone], first: int, room: int
) -> list[str]:
    """Return a row of the table: every answer in its column, in as many lines as it needs."""
    columns = [
        [" " * bool(place) + text for part in lines for place, text in _broken(part, room)]
        for lines in parts
    ]
    out = []
    for number in range(max(map(len, columns))):
        text = padded(name if number == 0 else "", first)
        for lines, tone in zip(columns, tones, strict=True):
            cell = padded(lines[number], room) if number < len(lines) else " " * room
            text += "  " + tint(cell, tone, colour=tone != "plain")
        out.append(text.rstrip())
    return out


def _broken(part: str, room: int) -> Iterator[tuple[int, str]]:
    """Yield the lines of an answer; those after its first have a column less."""
    yield from enumerate(broken(line(part), room if cells(part) <= room else room - 1))


def _tone(answers: Sequence[FirstAnswer]) -> Tone:
    return "dim" if all(answer.stance in _SILENT for answer in answers) else "plain"


def _quoted(report: QuestionsReport, *, colour: bool, width: int | None) -> str:
    out = []
    for entry in report.platforms:
        out.append(tint(entry.platform, "cyan", colour=colour))
        for question in report.questions:
            out.append("  " + tint(question.asks, "bold", colour=colour))
            answers = entry.to(question.id)
            if not answers:
                out.append("    " + tint(NO_ANSWER, "dim", colour=colour))
            for answer in answers:
                out += _answer(entry, answer, colour=colour, width=width)
        out.append("")
    return "\n".join(out) + "\n" if out else ""


def _answer(
    entry: PlatformAnswers, answer: FirstAnswer, *, colour: bool, width: int | None
) -> list[str]:
    users = f" (for {answer.users})" if answer.users else ""
    out = wrapped(line(f"{answer.few}{users}: {answer.says}"), width, "    ")
    if answer.quote is None:
        return [tint(text, "dim", colour=colour) for text in out]
    out += quoted(answer.quote, width, "      ", _QUOTE_LINES)
    names = ", ".join(key.removeprefix(f"{entry.platform}/") for key in answer.documents)
    since = f", stated since {day(answer.since)}" if answer.since else ""
    source = wrapped(f"{line(names)}{since}", width, "      ")
    return out + [tint(text, "dim", colour=colour) for text in source]
