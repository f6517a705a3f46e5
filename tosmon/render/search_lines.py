"""`search` for a terminal: where, then the words, with what was found marked."""

from __future__ import annotations

from tosmon.render.style import count, cut, day, line, tint
from tosmon.render.wrapped import wrapped
from tosmon.statements import SearchHit, SearchReport

_MARKS = ("\x02", "\x03")  # never in fetched words that reach a terminal: `safe` shows them


def search_lines(report: SearchReport, *, colour: bool, width: int | None) -> str:
    """Return each hit with its document, version and section, and a sum."""
    out: list[str] = []
    for hit in report.hits:
        where = " › ".join(line(words) for words in hit.section)
        head = f"{hit.document}  {day(hit.captured_at)}  {hit.version[:8]}  {hit.start}–{hit.end}"
        if not hit.standing:
            head += "  (earlier version)"
        out.append(tint(cut(head, width), "cyan", colour=colour))
        if where:
            out.append(tint(cut("  " + where, width), "dim", colour=colour))
        out += [_shown(text, colour=colour) for text in _wrapped(hit, width)]
        out.append("")
    kind = "in all versions" if report.all_versions else "in the documents as they stand"
    total = f"{count(report.total, 'place')} {kind}"
    if report.total > len(report.hits):
        total += f", the nearest {len(report.hits)} shown; -n shows more"
    return "\n".join([*out, total]) + "\n"


def _wrapped(hit: SearchHit, width: int | None) -> list[str]:
    pieces, at = [], 0
    for start, end in hit.matches:
        a, b = start - hit.start, end - hit.start
        pieces += [line_kept(hit.quote[at:a]), _MARKS[0], line_kept(hit.quote[a:b]), _MARKS[1]]
        at = b
    pieces.append(line_kept(hit.quote[at:]))
    marked = "".join(pieces).replace(_MARKS[0], "\ue000").replace(_MARKS[1], "\ue001")
    return wrapped(marked, width, "  ")


def line_kept(text: str) -> str:
    """Return `text` on one line, without the characters that mark what was found."""
    return text.replace("\ue000", "").replace("\ue001", "").replace("\n", " ")


def _shown(text: str, *, colour: bool) -> str:
    if not colour:
        return text.replace("\ue000", "").replace("\ue001", "")
    return text.replace("\ue000", "\x1b[1;33m").replace("\ue001", "\x1b[0m")
