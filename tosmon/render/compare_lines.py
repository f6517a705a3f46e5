"""`compare` for a terminal: an overview of who answers what, then the words behind it."""

from __future__ import annotations

from itertools import groupby

from tosmon.model import Record
from tosmon.render.style import Tone, columns, count, cut, day, tint
from tosmon.render.wrapped import quoted, wrapped
from tosmon.statements import CompareReport, CompareRow

_QUOTE_LINES = 3
_NOTE_LINES = 2
_FEW = 3  # platforms that need no overview
NO_ANSWER = frozenset(["silent", "unread"])


class Answer(Record):
    """Rows of one platform that answer the same for the same users, shown as one."""

    rows: tuple[CompareRow, ...]

    @property
    def first(self) -> CompareRow:
        """The row whose words are shown."""
        return self.rows[0]

    @property
    def users(self) -> str:
        """Whom the answer is for."""
        return users_of(self.first)

    @property
    def documents(self) -> str:
        """The documents that say so, without their platform."""
        names = [row.document.partition("/")[2] for row in self.rows if row.document]
        return ", ".join(dict.fromkeys(names))


def users_of(row: CompareRow) -> str:
    """Return whom a row is for: as its sentence says, else as its document is listed."""
    tier = row.tier if row.tier != "unspecified" else ""
    return row.subject or ", ".join(part for part in (tier, row.region) if part)


def answers(rows: list[CompareRow]) -> list[Answer]:
    """Return the answers of one platform in the rows' order."""
    merged: dict[tuple[object, ...], list[CompareRow]] = {}
    for row in rows:
        key = (row.tier, row.region, row.subject, row.stance)
        merged.setdefault(key, []).append(row)
    return [Answer(rows=tuple(same)) for same in merged.values()]


def compare_lines(report: CompareReport, *, colour: bool, width: int | None) -> str:
    """Return the question, an overview, then a block for each platform that answers."""
    had = report.adoption
    platforms = count(had.platforms, "platform")
    out = [
        tint(report.question, "bold", colour=colour),
        f"{had.answering} of {platforms} {'has' if had.answering == 1 else 'have'} a provision "
        "that answers it",
        "",
    ]
    grouped = [
        (platform, answers(list(rows)))
        for platform, rows in groupby(report.rows, key=lambda row: row.platform)
    ]
    if len(grouped) > _FEW:
        out += [*_overview(grouped, colour=colour, width=width), ""]
    for platform, found in grouped:
        if len(grouped) > _FEW and all(answer.first.stance in NO_ANSWER for answer in found):
            continue
        out.append(tint(platform, "cyan", colour=colour))
        for answer in found:
            out += _answer(answer, colour=colour, width=width)
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def _overview(
    grouped: list[tuple[str, list[Answer]]], *, colour: bool, width: int | None
) -> list[str]:
    rows = [("platform", "answer", "since", "for", "in")]
    for platform, found in grouped:
        for number, answer in enumerate(found):
            since = min((r.stance_since for r in answer.rows if r.stance_since), default=None)
            rows.append(
                (
                    "" if number else cut(platform, 20),
                    answer.first.stance,
                    day(since) if since else "",
                    cut(answer.users, 22),
                    answer.documents,
                )
            )
    head, *lines = columns(rows, ["plain"] * 5, colour=False)
    start = head.index("answer")
    shown = []
    for line, row in zip(lines, rows[1:], strict=True):
        whole, end = cut(line, width), start + len(row[1])
        shown.append(
            tint(whole[:start], "cyan", colour=colour)
            + tint(whole[start:end], _tone(row[1]), colour=colour)
            + whole[end:]
        )
    return [tint(cut(head, width), "dim", colour=colour), *shown]


def _answer(answer: Answer, *, colour: bool, width: int | None) -> list[str]:
    row = answer.first
    users = f" (for {answer.users})" if answer.users else ""
    head = f"{row.stance}{users}: {row.says}"
    out = [tint(text, _tone(row.stance), colour=colour) for text in wrapped(head, width, "  ")]
    if row.quote is None:
        return out
    out += quoted(row.quote, width, "    ", _QUOTE_LINES)
    for note in _notes(answer):
        out += [
            tint(text, "dim", colour=colour) for text in wrapped(note, width, "    ", _NOTE_LINES)
        ]
    return out


def _notes(answer: Answer) -> list[str]:
    row = answer.first
    notes = [
        f"{row.document}, version of {day(row.captured_at)}, stated since {day(row.stance_since)}"
    ]
    others = [r.document for r in answer.rows[1:] if r.document and r.document != row.document]
    if others:
        notes.append(f"so too {', '.join(dict.fromkeys(others))}")
    routes = {r.opt_out.quote: r.opt_out for r in answer.rows if r.opt_out}
    for quote, route in routes.items():
        words = "" if quote == row.quote else f", {route.document}: “{quote}”"
        notes.append(f"way out: {route.route}{words}")
    carved = {c.quote: c for r in answer.rows for c in r.carve_outs if c.quote != row.quote}
    notes += [f"even so ({c.what}): “{c.quote}”" for c in carved.values()]
    if row.interpretive_note:
        notes.append(f"note: {row.interpretive_note}")
    return notes


def _tone(stance: str) -> Tone:
    return "dim" if stance in NO_ANSWER else "yellow"
