"""`timeline` for a terminal: day by day, changed words marked."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby

from tosmon.render.style import Tone, count, cut, line, minute, tint
from tosmon.render.wrapped import quoted, wrapped
from tosmon.statements import TimelineEvent, TimelineKind, TimelineReport

_NAMES: dict[TimelineKind, tuple[str, Tone]] = {
    "first_seen": ("first seen", "green"),
    "reworded": ("reworded", "yellow"),
    "removed": ("removed", "red"),
    "back": ("back", "green"),
}
_LINES = 4
_TOPICS = 6  # named where sightings are counted
_MANY = 12  # events of one kind at one version, beyond which they are counted by topic
_CONTEXT = 60  # characters kept before and after changed words
_LONGEST = 400  # characters shown of a changed piece
_TONES: dict[str, Tone] = {"-": "red", "+": "green", "": "plain"}


def timeline_lines(report: TimelineReport, *, colour: bool, width: int | None) -> str:
    """Return what happened at each version, oldest first; the first sightings counted."""
    name = ", ".join(report.documents)
    head = f"{name}: {report.topic}" if report.topic else name
    out = [tint(cut(head, width), "bold", colour=colour)]
    if report.question:
        out.append(report.question)
    versions = count(report.versions, "version")
    out += [f"{versions}, {count(len(report.events), 'event')}", ""]
    if not report.events:
        return "\n".join([*out[:-1], "the document does not say"]) + "\n"
    for (at, version, document), events in groupby(
        report.events, key=lambda e: (e.at, e.version, e.document)
    ):
        where = f"  {document}" if len(report.documents) > 1 else ""
        out.append(tint(f"{minute(at)}  {version[:8]}{where}", "cyan", colour=colour))
        found = list(events)
        for kind in _NAMES:
            some = [event for event in found if event.event == kind]
            many = report.topic is None and len(some) > _MANY and kind != "reworded"
            out += _counted(kind, some, colour=colour) if many else []
            for event, topics in () if many else _merged(some):
                out += _event(event, topics, colour=colour, width=width)
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def _counted(kind: TimelineKind, events: list[TimelineEvent], *, colour: bool) -> list[str]:
    name, tone = _NAMES[kind]
    counted = Counter(event.topic for event in events).most_common()
    topics = ", ".join(f"{topic} {number}" for topic, number in counted[:_TOPICS])
    more = ", …" if len(counted) > _TOPICS else ""
    return [
        tint(f"  {name}: {count(len(events), 'provision')} ({topics}{more})", tone, colour=colour)
    ]


def _merged(events: list[TimelineEvent]) -> list[tuple[TimelineEvent, str]]:
    """Return events with their topics; one sentence that speaks of several is told once."""
    merged: dict[tuple[object, ...], tuple[TimelineEvent, list[str]]] = {}
    for event in events:
        words = event.words or event.quote
        answers = (event.stance, event.stance_before) if event.stance_before else event.stance
        key = (event.event, words, answers if answers else None)
        merged.setdefault(key, (event, []))[1].append(event.topic)
    return [(event, ", ".join(dict.fromkeys(topics))) for event, topics in merged.values()]


def _event(event: TimelineEvent, topics: str, *, colour: bool, width: int | None) -> list[str]:
    name, tone = _NAMES[event.event]
    if event.stance_before != event.stance and event.event == "reworded":
        answer = f"{event.stance_before or 'no answer'} → {event.stance or 'no answer'}"
    else:
        answer = event.stance or ""
    where = " › ".join(line(words) for words in event.section)
    parts = [name, topics, answer, where]
    if event.reread:
        parts.insert(1, "page read anew")
    out = [tint(cut("  " + " · ".join(p for p in parts if p), width), tone, colour=colour)]
    if event.words:
        return [
            *out,
            *_coloured(wrapped(_words(event), width and width - 4, "    "), colour=colour),
        ]
    return out + quoted(event.quote, width, "    ", _LINES)


# Where changed words begin and end, while lines are broken; none of them reaches a terminal.
_OPEN = {"-": "\ue002", "+": "\ue003"}
_CLOSE = {"-": "\ue004", "+": "\ue005"}
_SHOWN = {"\ue002": "[-", "\ue003": "{+", "\ue004": "-]", "\ue005": "+}"}
_STRANGE = str.maketrans(dict.fromkeys(_SHOWN, " "))


def _words(event: TimelineEvent) -> str:
    """Return the changed words with a little of what stands around them."""
    out = []
    for place, (op, text) in enumerate(event.words):
        bare = text.translate(_STRANGE)
        if op == "=":
            out.append(_around(bare, first=not place, last=place == len(event.words) - 1))
        else:
            out.append(f"{_OPEN[op]}{_shortened(bare)}{_CLOSE[op]}")
    return "".join(out)


def _shortened(text: str) -> str:
    words = line(text)
    if len(words) <= _LONGEST:
        return words
    return f"{words[: _LONGEST // 2]} … {words[-_LONGEST // 2 :]}"


def _coloured(lines: list[str], *, colour: bool) -> list[str]:
    """Return `lines` with the changed words in brackets and in their colours."""
    out, inside = [], ""
    for text in lines:
        pieces, shown = re.split("([\ue002-\ue005])", text), ""
        for piece in pieces:
            if piece in _SHOWN:
                inside = {"\ue002": "-", "\ue003": "+"}.get(piece, inside)
                mark = _SHOWN[piece]
                shown += tint(mark, _TONES[inside], colour=colour)
                inside = "" if piece in _CLOSE.values() else inside
            else:
                indent = piece[: len(piece) - len(piece.lstrip())] if not shown else ""
                shown += indent + tint(piece[len(indent) :], _TONES[inside], colour=colour)
        out.append(shown)
    return out


def _around(text: str, *, first: bool, last: bool) -> str:
    words = text.replace("\n", " ")
    if len(words) <= 2 * _CONTEXT:
        return _spaced(words)
    head = "" if first else _spaced(words[:_CONTEXT])
    tail = "" if last else _spaced(words[-_CONTEXT:])
    return f"{head} … {tail}"


def _spaced(words: str) -> str:
    bare = line(words)
    return f"{' ' if words[:1].isspace() else ''}{bare}{' ' if words[-1:].isspace() else ''}"
