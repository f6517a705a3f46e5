"""`check --live` for a terminal: what each address gives today, and what will make trouble."""

from __future__ import annotations

from tosmon.render.style import cells, count, cut, fitting, line, tint
from tosmon.render.wrapped import wrapped
from tosmon.results import CheckedDocument, CheckReport, CheckWarning

_INDENT = "    "
_LABEL = 10  # columns of "sections" and the space after it


def check_lines(report: CheckReport, *, colour: bool, width: int | None) -> str:
    """Return a few lines for each document, and a sum."""
    good = sum(document.ok for document in report.live)
    warned = sum(bool(document.warnings) for document in report.live if document.ok)
    out = [
        text
        for document in report.live
        for text in document_lines(document, colour=colour, width=width)
    ]
    sum_ = f"{good} of {count(len(report.live), 'document')} can be read"
    if warned:
        sum_ += f", {warned} of them with a warning"
    out.append(f"{sum_}; nothing was recorded")
    return "\n".join(out) + "\n"


def document_lines(document: CheckedDocument, *, colour: bool, width: int | None) -> list[str]:
    """Return what an address gives: its measures, first and last words, sections, warnings."""
    if not document.ok:
        reason = (document.reason or "").replace("_", " ")
        mark = tint("failed", "red", colour=colour)
        head = [f"{document.document}  {mark}  {reason}"]
        detail = wrapped(document.detail or "", width, _INDENT)
        return [*head, *detail, *_warnings(document.warnings, colour=colour, width=width)]
    sections = count(len(document.sections), "section")
    mark = tint("ok", "green", colour=colour)
    measures = (
        f"{document.http_status}, {size(document.bytes)}, "
        f"{document.words:,} word{'' if document.words == 1 else 's'}, {sections}"
    )
    rows = [
        ("begins", f"{line(document.first_words)} …"),
        ("ends", _tail(line(document.last_words), width)),
    ]
    if document.sections:
        room = (width or 100) - len(_INDENT) - _LABEL
        shown = fitting([line(each) for each in document.sections], room)
        rows.append(("sections", shown))
    lines = [cut(f"{_INDENT}{name.ljust(_LABEL)}{text}", width) for name, text in rows]
    return [
        f"{document.document}  {mark}  {measures}",
        *(tint(text, "dim", colour=colour) for text in lines),
        *_warnings(document.warnings, colour=colour, width=width),
    ]


def _tail(words: str, width: int | None) -> str:
    """Return as many of the last words as there is room for."""
    room = None if width is None else width - len(_INDENT) - _LABEL
    while room is not None and cells(words) > room - 2 and " " in words:
        words = words.partition(" ")[2]
    return f"… {words}"


def _warnings(warnings: tuple[CheckWarning, ...], *, colour: bool, width: int | None) -> list[str]:
    out = []
    for warning in warnings:
        text = f"! {warning.detail}"
        out += [tint(each, "yellow", colour=colour) for each in wrapped(text, width, _INDENT)]
        if warning.line is not None:
            # Not wrapped: it is to be copied into the file.
            out.append(f"{_INDENT}  change its entry: {line(warning.line)}")
    return out


def size(number: int) -> str:
    """Return a number of bytes in its largest fitting unit."""
    if number < 1024:
        return f"{number} B"
    if number < 1024 * 1024:
        return f"{number / 1024:.0f} KB"
    return f"{number / 1024 / 1024:.1f} MB"
