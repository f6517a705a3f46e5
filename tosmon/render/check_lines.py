"""`check --live` for a terminal: what each address gives today."""

from __future__ import annotations

from tosmon.render.style import count, line
from tosmon.results import CheckedDocument, CheckReport


def check_lines(report: CheckReport) -> str:
    """Return a few lines for each document, and a sum."""
    good = sum(document.ok for document in report.live)
    out = [text for document in report.live for text in _document(document)]
    out.append(f"{good} of {count(len(report.live), 'document')} can be read; nothing was recorded")
    return "\n".join(out) + "\n"


def _document(document: CheckedDocument) -> list[str]:
    if not document.ok:
        reason = (document.reason or "").replace("_", " ")
        return [f"{document.document}  {reason}: {line(document.detail or '')}"]
    sections = count(len(document.sections), "section")
    return [
        f"{document.document}  {document.http_status}  {count(document.words, 'word')}, {sections}",
        f"    begins: {line(document.first_words)}",
        f"    ends:   {line(document.last_words)}",
    ]
