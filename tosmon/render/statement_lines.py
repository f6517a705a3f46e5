"""`provisions` for a terminal: document by document, topic by topic."""

from __future__ import annotations

from itertools import groupby

from tosmon.model import Severity
from tosmon.render.style import Tone, count, cut, day, line, tint
from tosmon.render.wrapped import quoted, wrapped
from tosmon.statements import ProvisionEntry, ProvisionsReport

TONES: dict[Severity, Tone] = {"high": "red", "medium": "yellow", "low": "dim"}
_LINES = 4  # of a quote; `--json` and `show` have the whole


def provision_lines(report: ProvisionsReport, *, colour: bool, width: int | None) -> str:
    """Return each provision with its answer, its quote, since when, and the rule behind it."""
    if not report.provisions:
        return f"no such provision in {count(report.documents, 'document')}\n"
    out: list[str] = []
    for document, of_document in groupby(report.provisions, key=lambda p: p.document):
        found = list(of_document)
        title = f"{document}  {count(len(found), 'provision')}, version {found[0].version[:8]}"
        out += [tint(title, "bold", colour=colour), ""]
        for topic in dict.fromkeys(p.topic for p in found):
            out.append(tint(topic, "cyan", colour=colour))
            for provision in found:
                if provision.topic == topic:
                    out += _one(provision, colour=colour, width=width)
            out.append("")
    total = f"{count(len(report.provisions), 'provision')} in {count(report.documents, 'document')}"
    return "\n".join([*out, total]) + "\n"


def _one(provision: ProvisionEntry, *, colour: bool, width: int | None) -> list[str]:
    head = f"  {provision.severity:<6}  {_heading(provision)}"
    out = [tint(cut(head, width), TONES[provision.severity], colour=colour)]
    out += quoted(provision.quote, width, "    ", _LINES)
    out += [
        tint(text, "dim", colour=colour)
        for note in _notes(provision)
        for text in wrapped(note, width, "      ")
    ]
    return out


def _heading(provision: ProvisionEntry) -> str:
    answer = provision.stance or ""
    if provision.subject:
        answer += f" ({provision.subject})"
    where = " › ".join(line(words) for words in provision.section)
    return " · ".join(part for part in (answer, where) if part) or "(no section)"


def _notes(provision: ProvisionEntry) -> list[str]:
    since = f"since {day(provision.first_seen)}"
    if provision.reworded:
        times = ", ".join(day(sighting.at) for sighting in provision.reworded[-3:])
        since += f", reworded {count(len(provision.reworded), 'time')} (last {times})"
    if provision.removed_at:
        since += f", removed {day(provision.removed_at)}"
    rules = ", ".join(dict.fromkeys(signal.rule for signal in provision.signals))
    notes = [
        f"{since}; {provision.provision}; {provision.start}–{provision.end}",
        f"severity by {provision.severity_rule}; rules: {rules or '-'}",
    ]
    if provision.interpretive_note:
        notes.append(f"note: {provision.interpretive_note}")
    return notes
