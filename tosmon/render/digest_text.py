"""A digest as plain text, for a terminal and a mail, and as Markdown.

Owns the marks around the words alone: what is told is the outline's. Text is at most 72 columns
wide where nothing says otherwise, as mail wants it (RFC 5322 recommends 78).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tosmon.model import Change
from tosmon.render import diff_order, diff_words
from tosmon.render.compare_files import marked
from tosmon.render.digest_outline import Group, Notes, Told, empty, groups, notes, summary, title
from tosmon.render.style import SEVERITY_TONES, count, line, tint
from tosmon.render.wrapped import wrapped
from tosmon.results import VersionChange
from tosmon.telling import DigestReport, NamedDocument

MAIL = 72  # columns
_MOST = 100  # and in a wide terminal
SIGNS = {"added": "+", "removed": "-", "modified": "~", "moved": ">"}
_MARKS = {"-": ("[-", "-]"), "+": ("{+", "+}"), "=": ("", "")}
_MARKDOWN = {"-": ("~~", "~~"), "+": ("**", "**"), "=": ("", "")}


def digest_text(report: DigestReport, *, colour: bool = False, width: int | None = None) -> str:
    """Return the digest as text of `width` columns."""
    room = min(width or MAIL, _MOST)
    lines = [] if empty(report) else [tint(title(report), "bold", colour=colour), ""]
    lines += wrapped(summary(report), room, "")
    lines += group_lines(report.changes, report.named, room, colour=colour)
    lines += note_lines(notes(report), room, colour=colour)
    return "\n".join(lines) + "\n"


def group_lines(
    changes: Sequence[VersionChange],
    names: Sequence[NamedDocument],
    room: int,
    *,
    colour: bool = False,
) -> Iterator[str]:
    """Yield the lines of changes by document, each after an empty one."""
    found, more = groups(changes, names)
    for group in found:
        yield from ("", tint(line(group.document), "bold", colour=colour))
        if group.url:
            yield f"  {line(group.url)}"
        for told in group.told:
            yield from _change(told, room, colour=colour)
        if group.more:
            yield f"  and {count(group.more, 'more change')} of it"
    if more:
        yield from ("", f"and changes of {count(more, 'more document')}")


def note_lines(sorts: Iterable[Notes], room: int, *, colour: bool = False) -> Iterator[str]:
    """Yield the lines of notes, each sort after an empty one."""
    for sort in sorts:
        yield from ("", tint(sort.heading, "bold", colour=colour))
        for note in sort.notes:
            yield f"  {note.when}  {tint(line(note.document), 'bold', colour=colour)}"
            yield from wrapped(note.words, room, "    ")


def _change(told: Told, room: int, *, colour: bool) -> Iterator[str]:
    level = told.change.severity or ""
    facts = wrapped(told.facts, room, "  ")
    if level and facts:
        mark = tint(level, SEVERITY_TONES[told.change.severity], colour=colour)
        facts[0] = facts[0].replace(level, mark, 1)
    yield from facts
    yield from wrapped(told.headline, room, "    ")
    section: tuple[str, ...] | None = None
    for key in told.keys:
        if key.section != section:
            path = f"In: {diff_order.path(key.section[-2:])}"
            yield from (tint(text, "dim", colour=colour) for text in wrapped(path, room, "    "))
        section = key.section
        yield from key_lines(key, room, "      ")


def key_lines(change: Change, room: int | None, indent: str) -> Iterator[str]:
    """Yield what was edited in a paragraph, in brackets: `[-gone-]`, `{+come+}`."""
    marks = _MARKS if change.op == "modified" else dict.fromkeys(_MARKS, ("", ""))
    words = _joined(change, marks)
    lines = wrapped(words, room, indent + "  ")
    for n, text in enumerate(lines):
        yield f"{indent}{SIGNS[change.op]} {text[len(indent) + 2 :]}" if n == 0 else text


def _joined(change: Change, marks: dict[str, tuple[str, str]], escape: bool = False) -> str:
    """Return the edited words of `change` in `marks`, which cling to words, not to spaces."""
    parts = []
    for op, words in diff_words.excerpt(change):
        bare = words.strip()
        head, _, tail = words.partition(bare) if bare else (words, "", "")
        before, after = marks[op] if bare else ("", "")
        shown = marked(bare) if escape and bare else bare
        parts.append(f"{head}{before}{shown}{after}{tail}")
    return "".join(parts)


def digest_markdown(report: DigestReport) -> str:
    """Return the digest as Markdown."""
    lines = [f"# {title(report)}", "", marked(summary(report))]
    found, more = groups(report.changes, report.named)
    for group in found:
        lines += ["", f"## {_heading(group)}"]
        for told in group.told:
            lines += ["", f"- *{told.facts}*: {marked(told.headline)}"]
            lines += _keys(told.keys)
        if group.more:
            lines += ["", f"and {count(group.more, 'more change')} of it"]
    if more:
        lines += ["", f"and changes of {count(more, 'more document')}"]
    for sort in notes(report):
        lines += ["", f"## {sort.heading}", ""]
        for note in sort.notes:
            lines.append(f"- {note.when}, **{marked(note.document)}**: {marked(note.words)}")
    return "\n".join(lines) + "\n"


def _heading(group: Group) -> str:
    name = marked(group.document)
    web = group.url is not None and group.url.startswith(("https://", "http://"))
    return f"{name} (<{group.url}>)" if web else name


def _keys(keys: Sequence[Change]) -> Iterator[str]:
    for key in keys:
        marks = _MARKDOWN if key.op == "modified" else dict.fromkeys(_MARKDOWN, ("", ""))
        words = _joined(key, marks, escape=True)
        yield f"  - {key.op}, {marked(diff_order.path(key.section[-2:]))}: {words}"
