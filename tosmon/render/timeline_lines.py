"""`timeline` for a terminal: day by day, changed words marked."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from tosmon.render.style import Tone, count, cut, line, minute, tint
from tosmon.render.wrapped import quoted
from tosmon.statements import TimelineEvent, TimelineKind, TimelineReport

_NAMES: dict[TimelineKind, tuple[str, Tone]] = {
    "first_seen": ("first seen", "green"),
    "reworded": ("reworded", "yellow"),
    "removed": ("removed", "red"),
    "back": ("back", "green"),
}
_LINES = 4
_MANY = 12  # events of one kind at one version, beyond which they are counted by topic
_CONTEXT = 60  # characters kept before and after changed words


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
            for event in () if many else some:
                out += _event(event, colour=colour, width=width)
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def _counted(kind: TimelineKind, events: list[TimelineEvent], *, colour: bool) -> list[str]:
    name, tone = _NAMES[kind]
    topics = ", ".join(f"{t} {n}" for t, n in Counter(e.topic for e in events).most_common(6))
    return [tint(f"  {name}: {count(len(events), 'provision')} ({topics}, …)", tone, colour=colour)]


def _event(event: TimelineEvent, *, colour: bool, width: int | None) -> list[str]:
    name, tone = _NAMES[event.event]
    if event.stance_before != event.stance and event.event == "reworded":
        answer = f"{event.stance_before or 'no answer'} → {event.stance or 'no answer'}"
    else:
        answer = event.stance or ""
    where = " › ".join(line(words) for words in event.section)
    parts = [name, event.topic, answer, where]
    if event.reread:
        parts.insert(1, "page read anew")
    out = [tint(cut("  " + " · ".join(p for p in parts if p), width), tone, colour=colour)]
    if event.words:
        return [*out, "    " + _words(event, colour=colour)]
    return out + quoted(event.quote, width, "    ", _LINES)


def _words(event: TimelineEvent, *, colour: bool) -> str:
    """Return the changed words with a little of what stands around them."""
    out = []
    for place, (op, text) in enumerate(event.words):
        if op == "-":
            out.append(tint(f"[-{line(text)}-]", "red", colour=colour))
        elif op == "+":
            out.append(tint(f"{{+{line(text)}+}}", "green", colour=colour))
        else:
            out.append(_around(text, first=not place, last=place == len(event.words) - 1))
    return "".join(out)


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
