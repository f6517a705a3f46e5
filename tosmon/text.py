"""The text of a version: its blocks and sections, its normal form.

Owns what a text is made of (docs/archive-format.md) and when two texts are the same. Knows
nothing of pages, of the archive or of differences.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from tosmon.model import Block, BlockKind, Sha256

NORMALIZER = 1

_HEADING = re.compile(r"(#{1,6}) +(?=\S)")
_ITEM = re.compile(r"^( *)(?:[-*+•]|\d{1,3}[.)]|\(?[a-z][.)]|\([ivx]{1,5}\)) +(?=\S)")
_LISTED = re.compile(r"( *)(?:-|\d{1,9}\.) +(?=\S)")
_ROW = re.compile(r"\|.*\|$")
_SEPARATOR = re.compile(r"\|(?: *:?-{2,}:? *\|)+$")

# Characters that no reader sees (Unicode categories Cf and Cc but for line feed and tab, and the
# variation selectors); servers and editors sprinkle them over otherwise equal texts.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)


# A comparison asks for the blocks of both texts in the diff and again for their topics.
@functools.lru_cache(maxsize=4)
def parse(text: str) -> tuple[Block, ...]:
    """Return the blocks of `text` in order, with `text[b.start:b.end] == b.text` for each."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    section: list[tuple[int, str]] = []
    path: tuple[str, ...] = ()
    paragraph: tuple[int, int] | None = None
    position = 0
    for raw in text.split("\n"):
        start, end = position, position + len(raw)
        position = end + 1
        kind, offset, level = _kind_of_line(raw, inside=paragraph is not None)
        if kind == "paragraph":
            begin = start + len(raw) - len(raw.lstrip())
            paragraph = (paragraph[0] if paragraph else begin, start + len(raw.rstrip()))
            continue
        if paragraph is not None:
            yield _paragraph(text, paragraph, path)
            paragraph = None
        if kind is None:
            continue
        words = raw[offset:].rstrip()
        begin = start + offset
        if kind == "heading":
            while section and section[-1][0] >= level:
                section.pop()
            path = tuple(title for _, title in section)
        yield Block(
            kind=kind,
            text=words,
            start=begin,
            end=begin + len(words),
            section=path,
            level=level,
        )
        if kind == "heading":
            section.append((level, words))
            path = (*path, words)
    if paragraph is not None:
        yield _paragraph(text, paragraph, path)


def _paragraph(text: str, span: tuple[int, int], path: tuple[str, ...]) -> Block:
    start, end = span
    return Block(kind="paragraph", text=text[start:end], start=start, end=end, section=path)


def _kind_of_line(raw: str, *, inside: bool) -> tuple[BlockKind | None, int, int]:
    """Return what a line is (None: nothing), where its words begin, and its level."""
    stripped = raw.strip()
    if not stripped:
        return None, 0, 0
    first = stripped[0]  # spares most lines the patterns, none of which begins with a letter
    if first == "|":
        if _SEPARATOR.fullmatch(stripped):
            return None, 0, 0
        if _ROW.fullmatch(stripped):
            return "row", len(raw) - len(raw.lstrip()), 0
    elif first == "#":
        heading = _HEADING.match(raw)
        if heading:
            return "heading", heading.end(), len(heading[1])
    elif first == "-" or first.isdigit():
        item = _LISTED.match(raw)
        if item and not (inside and raw[0] == " "):
            return "item", item.end(), len(item[1]) // 2
    return "paragraph", 0, 0


def written(lines: Iterable[tuple[str, str]]) -> str:
    """Return the text of `lines`, kinds of blocks with their lines, as `parse` reads it back.

    A line carries its own mark; items and rows that follow each other stand close, and a table's
    first row gets the rule under it.
    """
    out: list[str] = []
    before = ""
    for kind, line in lines:
        if out:
            out.append("\n" if kind == before and kind in ("item", "row") else "\n\n")
        out.append(line)
        if kind == "row" and before != "row":
            out.append("\n|" + " --- |" * (line.count(" | ") + 1))
        before = kind
    return "".join(out) + "\n" if out else ""


def clean(text: str) -> str:
    """Return the visible words of `text`: invisible characters dropped, white space folded."""
    flat = text.replace("\n", " ")
    if flat.isascii() and flat.isprintable():  # as most are; a search and a list of words cost more
        return " ".join(flat.split()) if "  " in flat else flat.strip()
    return " ".join(_INVISIBLE.sub("", text).split())


def word_count(text: str) -> int:
    """Return how many words `text` has, parted by white space."""
    return sum(
        _words_in_line(line) if len(line) <= _LONG_LINE else len(line.split())
        for line in text.split("\n")
        if line
    )


@functools.lru_cache(maxsize=4096)  # the two readings of a page share most
def _words_in_line(line: str) -> int:
    return len(line.split())


_FOLDED = (
    *((mark, "'") for mark in "‘’‚‛′`´ʼ"),
    *((mark, '"') for mark in "“”„‟″«»"),
    *((mark, "-") for mark in "‐‑‒–—―−"),
    *((mark, " ") for mark in "•·●○▪■◦‣⁃"),
    ("…", "..."),
)
_MARKUP = re.compile(r"[*_#~|\\]+")


def normalize(text: str) -> str:
    """Return the normal form of `text`, which decides whether two texts are the same.

    White space, invisible characters, list marks, markup and typographic variants of quotes and
    dashes do not count; words, figures, case and punctuation do. `NORMALIZER` numbers the rules.
    """
    return _whole(text) if len(text) > _LONG else _of_a_block(text)


# A whole text is asked for by its hash, by the detectors and by the verdict, one after the other;
# a block by the alignment and by each rule that looks at it.
_LONG = 4000


@functools.lru_cache(maxsize=8)  # two texts, and what each has that the other has not
def _whole(text: str) -> str:
    return _normal(text)


@functools.lru_cache(maxsize=2048)
def _of_a_block(text: str) -> str:
    return _normal(text)


def _normal(text: str) -> str:
    normal: list[str] = []
    for line in filter(None, map(_normal_line, text.split("\n"))):
        normal.append(line if not normal or line[0] in _CLOSING else " " + line)
    return "".join(normal)


# What `_INVISIBLE`, the Unicode form and `_FOLDED` would leave as it is: most lines of most texts.
_UNFOLDED = re.compile(r"[\t\n -_a-~]*")
_CLOSING = ",.;:!?)]"
# A space before closing punctuation is where a link or an emphasis ended, not the author's.
_LOOSE = re.compile(rf" ([{re.escape(_CLOSING)}])")
_LONG_LINE = 2000  # characters: a hostile page has longer ones, and they would all be kept


def _normal_line(line: str) -> str:
    return _of_a_line(line) if len(line) <= _LONG_LINE else _without_marks(line)


@functools.lru_cache(maxsize=4096)  # the next version has most lines of the one before
def _of_a_line(line: str) -> str:
    return _without_marks(line)


def _without_marks(line: str) -> str:
    if not _UNFOLDED.fullmatch(line):
        line = unicodedata.normalize("NFKC", _INVISIBLE.sub("", line))
        for mark, plain in _FOLDED:  # `str.translate` looks at each character: fifty times the work
            line = line.replace(mark, plain)
    if "|" in line and _SEPARATOR.fullmatch(line.strip()):
        return ""
    bare = _MARKUP.sub(" ", _ITEM.sub("", line, count=1))
    return _LOOSE.sub(r"\1", " ".join(bare.split()))


def normalized_sha256(text: str) -> Sha256:
    """Return the SHA-256 of the normal form of `text`."""
    return hashlib.sha256(normalize(text).encode()).hexdigest()


# --- common Markdown --------------------------------------------------------------------------

_SETEXT = re.compile(r"(=+|-+) *$")
# Words of a link may hold one pair of brackets; their number is bounded, for a page is hostile.
_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\]){0,500})\]"
    r"\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?: +\"[^\"]*\")?\)"
)
_EMPHASIS = re.compile(
    r"(?:(\*\*\*|\*\*|\*)(?=\S)(.{1,600}?)(?<=\S)\1|(?<!\w)(___|__|_)(?=\S)(.{1,600}?)(?<=\S)\3(?!\w))"
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~>])")
_MARKDOWN_ITEM = re.compile(r"([ \t]*)([*+-]|\d{1,9}[.)])[ \t]+(?=\S)")


def from_markdown(source: str) -> str:
    """Return common Markdown as a text: ATX and setext headings, lists, tables, links by words."""
    out: list[str] = []
    lines = source.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    for place, raw in enumerate(lines):
        line = _INVISIBLE.sub("", raw).rstrip()
        follows = lines[place + 1].strip() if place + 1 < len(lines) else ""
        before = lines[place - 1].strip() if place else ""
        if line.strip() and _SETEXT.fullmatch(line.strip()) and _titles(before, line.strip()):
            continue
        if _titles(line.strip(), follows):
            level = "#" if follows[0] == "=" else "##"
            out.extend(("", f"{level} {_plain(line.strip())}", ""))
            continue
        out.append(_markdown_line(line))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n")
    return text + "\n" if text else ""


def _titles(line: str, underline: str) -> bool:
    """Return whether `underline` makes a heading of `line`."""
    if not line or not underline or not _SETEXT.fullmatch(underline):
        return False
    if underline[0] == "-" and len(underline) < 3:
        return False
    return not (_MARKDOWN_ITEM.match(line) or line.startswith(("#", "|", ">")))


def _markdown_line(line: str) -> str:
    heading = re.match(r"(#{1,6}) +(.*?) *#*$", line)
    if heading:
        return f"\n{heading[1]} {_plain(heading[2])}\n"
    item = _MARKDOWN_ITEM.match(line)
    if item:
        mark = "-" if item[2] in "*+-" else item[2].rstrip(".)") + "."
        return f"{'  ' * (len(item[1]) // 2)}{mark} {_plain(line[item.end() :])}"
    if re.fullmatch(r"([*_-] *){3,}", line.strip()):
        return ""
    return _plain(line.strip().removeprefix("> "))


def _plain(words: str) -> str:
    """Return `words` without links' targets, emphasis and escapes."""
    for _ in range(3):  # links inside emphasis inside links
        before = words
        words = _LINK.sub(r"\1", words)
        words = _EMPHASIS.sub(lambda match: match[2] or match[4], words)
        if words == before:
            break
    words = re.sub(r"<(https?://[^<>\s]+)>", r"\1", words)
    words = re.sub(r"<br */?>", " ", words)
    return " ".join(_ESCAPED.sub(r"\1", words).split())
