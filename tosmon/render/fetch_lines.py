"""What `fetch` says: a line for each thing worth knowing, nothing where there is none."""

from __future__ import annotations

from tosmon.render.style import Tone, count, line, tint
from tosmon.results import FetchedDocument, FetchReport

_TONES: dict[str, Tone] = {
    "initial": "green",
    "changed": "bold",
    "unchanged": "dim",
    "quarantined": "yellow",
    "failed": "red",
    "skipped": "dim",
}


def fetch_lines(report: FetchReport, *, colour: bool, verbose: bool) -> str:
    """Return the lines; with `verbose` every document has one, and a sum follows."""
    lines = [
        _line(document, colour=colour)
        for document in report.documents
        if document.news or document.recovered or verbose
    ]
    if lines and (verbose or report.totals.initial > 1):
        lines.append(_sum(report))
    return "".join(text + "\n" for text in lines)


def _line(document: FetchedDocument, *, colour: bool) -> str:
    mark = tint(document.status.ljust(11), _TONES[document.status], colour=colour)
    return f"{mark} {document.document}{_what(document)}"


def _what(document: FetchedDocument) -> str:
    parts = []
    if document.recovered:
        parts.append("reachable again")
    if document.change is not None:
        severity = f"{document.change.severity}: " if document.change.severity else ""
        kind = "" if document.change.kind == "substantive" else f"{document.change.kind}: "
        parts.append(kind + severity + line(document.change.headline))
    if document.reason:
        reason = document.reason.replace("_", " ")
        parts.append(f"{reason}: {line(document.detail)}" if document.detail else reason)
    return "  " + "; ".join(parts) if parts else ""


def _sum(report: FetchReport) -> str:
    totals = report.totals
    named = (
        (totals.initial, "recorded for the first time"),
        (totals.changed, "changed"),
        (totals.unchanged, "unchanged"),
        (totals.quarantined, "set aside"),
        (totals.failed, "failed"),
        (totals.skipped, "not due"),
    )
    return f"{count(len(report.documents), 'document')}: " + ", ".join(
        f"{number} {words}" for number, words in named if number
    )
