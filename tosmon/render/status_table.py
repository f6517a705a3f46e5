"""`status` for a terminal: what is wrong first, then a line for each document."""

from __future__ import annotations

from collections.abc import Sequence

from tosmon.render.style import Tone, age, columns, count, cut, day, line, tint
from tosmon.results import DocumentCondition, DocumentStatus, HeldCapture, StatusReport

_MARKS: dict[DocumentCondition, tuple[str, Tone]] = {
    "ok": ("ok", "green"),
    "failing": ("failing", "red"),
    "withdrawn": ("withdrawn", "red"),
    "quarantined": ("set aside", "yellow"),
    "never_captured": ("not yet", "dim"),
    "unlisted": ("unlisted", "dim"),
}


def status_table(report: StatusReport, *, colour: bool, width: int | None, verbose: bool) -> str:
    """Return one line for each document, what is wrong below it, and a sum."""
    if not report.documents:
        return "no document is watched or recorded here; `tosmon init` writes a first list\n"
    header = ("document", "state", "last success", "last change", "versions")
    rows = [header, *(_row(document) for document in report.documents)]
    plain = columns(rows, ["plain"] * len(header), colour=False)
    out = [tint(plain[0], "dim", colour=colour)]
    start = plain[0].index("state")
    for document, text in zip(report.documents, plain[1:], strict=True):
        mark, tone = _MARKS[document.condition]
        end = start + len(mark)
        shown = text[:start] + tint(text[start:end], tone, colour=colour) + text[end:]
        out.append(shown)
        out.extend(
            tint(cut("    " + note, width), "dim", colour=colour)
            for note in _notes(document, verbose=verbose)
        )
    return "\n".join([*out, "", _sum(report), ""])


def _row(document: DocumentStatus) -> tuple[str, ...]:
    return (
        document.document,
        _MARKS[document.condition][0],
        age(document.success_age_s) + (" ago" if (document.success_age_s or 0) >= 60 else ""),
        day(document.last_change),
        str(document.versions),
    )


def _notes(document: DocumentStatus, *, verbose: bool) -> list[str]:
    notes = []
    if document.failing_since is not None:
        reason = (document.reason or "").replace("_", " ")
        detail = f": {line(document.detail)}" if document.detail else ""
        times = count(document.failures, "time")
        notes.append(f"{reason} since {day(document.failing_since)} ({times}){detail}")
    if document.moved_to is not None:
        notes.append(f"moved for good; change its line to `url: {line(document.moved_to)}`")
    if document.variants is not None:
        copies = document.variants
        which = "the newest version" if copies.served_is_newest_version else "another copy"
        notes.append(
            f"alternates between copies of its text ({copies.seen} seen); {which} is served since "
            f"{day(copies.served_since)}"
        )
    if document.same_text_as:
        notes.append(f"has the same text as {', '.join(document.same_text_as)}")
    notes += _set_aside(document.quarantined)
    if document.robots_ignored:
        notes.append("robots.txt is not asked here, by its entry in the list")
    if verbose and document.url:
        notes.append(line(document.url))
    return notes


def _set_aside(held: Sequence[HeldCapture]) -> list[str]:
    """Return a line for each reason: a page that is another at each look would fill the screen."""
    by_reason: dict[tuple[str, str], list[HeldCapture]] = {}
    for capture in held:
        by_reason.setdefault((capture.reason, capture.way_out), []).append(capture)
    notes = []
    for (reason, way_out), captures in by_reason.items():
        name = reason.replace("_", " ")
        first, last = captures[0], captures[-1]
        if len(captures) == 1:
            told = f"on {day(first.first_seen)} ({name}, seen {count(first.times, 'time')})"
        else:
            told = (
                f"from {day(first.first_seen)} to {day(last.last_seen)} ({name}, "
                f"{len(captures)} different captures)"
            )
        notes.append(f"set aside {told}: {way_out}")
    return notes


def _sum(report: StatusReport) -> str:
    names: dict[DocumentCondition, str] = {
        "ok": "in order",
        "failing": "failing",
        "withdrawn": "withdrawn",
        "quarantined": "with a capture set aside",
        "never_captured": "never captured",
        "unlisted": "no longer listed",
    }
    parts = [
        f"{number} {words}"
        for condition, words in names.items()
        if (number := sum(d.condition == condition for d in report.documents))
    ]
    due = sum(document.due for document in report.documents)
    return f"{count(len(report.documents), 'document')}: {', '.join(parts)}; {due} due"
