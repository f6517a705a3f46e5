"""`compare` for a terminal: platform by platform, the answer first, then the words behind it."""

from __future__ import annotations

from itertools import groupby

from tosmon.render.style import Tone, day, tint
from tosmon.render.wrapped import quoted, wrapped
from tosmon.statements import CompareReport, CompareRow

_LINES = 3  # of a quote
_SILENT = ("silent",)


def compare_lines(report: CompareReport, *, colour: bool, width: int | None) -> str:
    """Return the question, a block for each platform that answers, and who is silent."""
    had = report.adoption
    out = [
        tint(report.question, "bold", colour=colour),
        f"{had.answering} of {had.platforms} platforms have a provision that answers it",
        "",
    ]
    for platform, of_platform in groupby(report.rows, key=lambda row: row.platform):
        rows = [
            row for row in of_platform if row.stance not in _SILENT or row.tier != "unspecified"
        ]
        if not rows:
            continue
        out.append(tint(platform, "cyan", colour=colour))
        for row in _merged(rows):
            out += _row(*row, colour=colour, width=width)
        out.append("")
    silent = [r.platform for r in report.rows if r.stance == "silent" and r.tier == "unspecified"]
    if silent:
        out += wrapped(f"silent: {', '.join(dict.fromkeys(silent))}", width, "")
    return "\n".join(out).rstrip("\n") + "\n"


def _merged(rows: list[CompareRow]) -> list[tuple[CompareRow, tuple[str, ...]]]:
    """Return rows that say the same in the same words as one, with the documents that do."""
    merged: dict[tuple[object, ...], tuple[CompareRow, tuple[str, ...]]] = {}
    for row in rows:
        key = (row.tier, row.region, row.subject, row.stance, row.quote)
        first, documents = merged.get(key, (row, ()))
        name = (row.document or "").partition("/")[2]
        merged[key] = first, (*documents, name)
    return list(merged.values())


def _row(
    row: CompareRow, documents: tuple[str, ...], *, colour: bool, width: int | None
) -> list[str]:
    whom = [part for part in (row.tier if row.tier != "unspecified" else "", row.region) if part]
    if row.subject and row.subject not in whom:
        whom.append(row.subject)
    users = f" ({', '.join(whom)})" if whom else ""
    head = f"{row.stance}{users}: {row.says}"
    out = [tint(text, _tone(row), colour=colour) for text in wrapped(head, width, "  ")]
    if row.quote is None:
        return out
    out += quoted(row.quote, width, "    ", _LINES)
    since = f", since {day(row.first_seen)}" if row.first_seen else ""
    where = f"{', '.join(documents)}, version of {day(row.captured_at)}{since}"
    notes = [where]
    if row.opt_out and row.opt_out.quote != row.quote:
        notes.append(f"opt out ({row.opt_out.route}): “{row.opt_out.quote}”")
    notes += [f"still ({c.what}): “{c.quote}”" for c in row.carve_outs if c.quote != row.quote]
    if row.interpretive_note:
        notes.append(f"note: {row.interpretive_note}")
    for note in notes:
        out += [tint(text, "dim", colour=colour) for text in wrapped(note, width, "    ", _LINES)]
    return out


def _tone(row: CompareRow) -> Tone:
    return "dim" if row.stance == "silent" else "yellow"
