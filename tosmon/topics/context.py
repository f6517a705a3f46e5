"""What stands above a paragraph: headings, run-in titles and lead-in sentences.

Owns how plain paragraphs (runs of lines) and blocks of a version's text become `Paragraph`s with
their context. Knows nothing of topics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tosmon.model import Block
from tosmon.topics.records import Paragraph

_HASHES = re.compile(r"(#{1,6})\s+\S")
_UNDERLINE = re.compile(r"\s(=|-){3,}\s*$")
_MARKED_ITEM = re.compile(
    r"\s*(?:[-*+•·‣▪◦–](?:\s|(?=[A-Z]))|\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s)"
)
_BULLET = re.compile(
    r"\s*(?:(?:[-*+•·‣▪◦–]\s*)+(?=\s|\*|[A-Z])|\(?[ivx]{1,5}[.)]\s|\(?[a-z][.)]\s|\(?\d{1,2}\)\s)"
)
_EMPHASIS = re.compile(
    r"^\W*(?:[\w.]{1,5}\W{1,3})?(?:\*\*|__|\*|_)(.+?)(?:\*\*|__|\*|_)\W*$", re.DOTALL
)
_LEADS = re.compile(r"(?:\b(?:the|as|these|those) follow(?:ing|s)(?: \w+){0,4}[.:]|[:\uff1a]|: -)$")
_LINKED = re.compile(r"!?\[[^\]]*\](?:\([^)]*\))?")
_TOP_CLAUSE = re.compile(r"\W*\*\*\W*\d{1,2}\W{0,2}[.)]\W*\s")
_CLAUSE = re.compile(r"\W*\(?(?:[a-z]|\d{1,2}(?:\.\d{1,2})?)[.)]", re.IGNORECASE)
_MARKS = re.compile(r"[*_#\\`\u200b-\u200f\ufeff]+")
_NUMBERING = re.compile(
    r"^\s*(?:(?:section|article|part)\s+)?(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})[.):]+)?"
    r"[\s.)–—-]*",
    re.IGNORECASE,
)
_RUN_IN = re.compile(r"(.{3,90}?)(?:[.:]|\s[–—-])(?:\s|$)|(.{3,80}?\?)\s", re.DOTALL)
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "our",
        "the",
        "this",
        "to",
        "under",
        "use",
        "uses",
        "we",
        "with",
        "your",
        "you",
        "us",
        "is",
        "are",
        "do",
        "how",
        "what",
        "not",
        "no",
        "it",
        "if",
        "when",
        "any",
        "all",
        "other",
    ]
)
MAX_HEADING_WORDS = 14


def plain(text: str) -> str:
    """Return `text` without Markdown's marks, its white space folded."""
    return " ".join(_MARKS.sub("", text).split())


def title_of(text: str) -> str:
    """Return a heading's words without marks and numbering."""
    return _NUMBERING.sub("", plain(_UNDERLINE.sub("", text)), count=1)


def run_in_title(text: str) -> str | None:
    """Return the short title that a paragraph starts with ("Refunds. All fees …"), if any."""
    cut = text[:160]
    bare = _NUMBERING.sub("", plain(_BULLET.sub("", cut, count=1)), count=1)
    found = _RUN_IN.match(bare)
    if found is None or not bare[found.end() :].strip():
        return None
    title = found.group(1) or found.group(2)
    words = title.split()
    if not 1 <= len(words) <= 9 or not title[0].isupper():
        return None
    large = [w for w in words if w.strip("“”\"'(),/&").lower() not in _SMALL]
    capital = sum(not w.strip("“”\"'(,").islower() for w in large)
    marked = re.match(r"\W*(?:[\w.()]{1,6}\s*)?\*\*", cut) is not None
    if marked or (len(words) <= 8 and capital == len(large)):
        return title
    return None


def heading_level(text: str) -> int | None:
    """Return the depth of a paragraph that is a heading, 1 to 7, or None for one that is not."""
    hashes = _HASHES.match(text.lstrip("\u200b\u200d \ufeff"))
    if hashes and len(plain(text).split()) <= 2 * MAX_HEADING_WORDS:
        return len(hashes.group(1))
    underline = _UNDERLINE.search(text)
    if underline and not text.lstrip().startswith("|"):
        return 1 if underline.group(1) == "=" else 2
    if len(text.split()) > MAX_HEADING_WORDS:
        return None
    emphasis = _EMPHASIS.match(text.strip())
    if emphasis and "**" not in emphasis.group(1) and _reads_like_a_title(emphasis.group(1)):
        return 6 if re.search(r"\d\.\d", text[:12]) else 5
    words = title_of(text)
    numbered = re.match(r"\s*(?:\W{0,4}(?:section|article)\s+)?\d{1,2}(?:\.\d{1,2})*[.):]?\s", text)
    if words and (numbered or words.isupper()) and not _ends_like_a_sentence(text):
        letters = [w for w in words.split() if w.lower() not in _SMALL]
        if letters and len(letters) <= 8 and all(not w[:1].islower() for w in letters):
            return 5
    return 6 if _is_bare_title(text) else None


def _is_bare_title(text: str) -> bool:
    """Whether a line without marks reads like a title: few capitalised words, no punctuation."""
    words = text.split()
    if not 2 <= len(words) <= 10 or not re.fullmatch(r"[A-Z][^\d.,:;@|•*\[\]!]*[^\W\d_]\??", text):
        return False
    large = [w for w in words if w.lower() not in _SMALL and w[:1].isalpha()]
    return len(large) >= 2 and all(w[0].isupper() for w in large)


def only_links(text: str) -> bool:
    """Whether a paragraph is nothing but links or pictures, as in a menu, or empty."""
    return not re.search(r"[^\W_]", _LINKED.sub(" ", text))


def says_something(text: str) -> bool:
    """Whether a paragraph has words of its own beside links, pictures and numbers."""
    return len(re.findall(r"[^\W\d_]{2,}", _LINKED.sub(" ", text))) >= 4


def _reads_like_a_title(text: str) -> bool:
    words = [w for w in re.findall(r"[^\W\d_][\w'’]*", plain(text)) if w.lower() not in _SMALL]
    capital = sum(not w[0].islower() for w in words)
    return bool(words) and (capital >= 0.7 * len(words) or not _ends_like_a_sentence(text))


def _ends_like_a_sentence(text: str) -> bool:
    bare = plain(text)
    return len(bare.split()) > 5 and bare.endswith((".", ";", ","))


def in_context(texts: Iterable[str]) -> tuple[Paragraph, ...]:
    """Return paragraphs (runs of lines, in the document's order) with what stands above each."""
    walk = _Walk()
    return tuple(walk.plain_paragraph(text) for text in texts)


def of_blocks(blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    """Return one paragraph for each block of a version's text, with what stands above it."""
    walk = _Walk()
    return tuple(walk.block(block) for block in blocks)


class _Walk:
    """Headings and lead-ins that are in force while a document is read from top to bottom."""

    def __init__(self) -> None:
        self._section: list[tuple[int, str]] = []
        self._lead_ins: list[str] = []
        self._clause: str | None = None

    def plain_paragraph(self, text: str) -> Paragraph:
        level = heading_level(text)
        if level is not None:
            while self._section and self._section[-1][0] >= level:
                self._section.pop()
            above = tuple(words for _, words in self._section)
            self._section.append((level, title_of(text)))
            self._lead_ins.clear()
            self._clause = None
            return Paragraph(text=text, section=above, kind="heading")
        item = _MARKED_ITEM.match(text) is not None
        return self._body(text, tuple(words for _, words in self._section), item=item)

    def block(self, block: Block) -> Paragraph:
        if block.kind == "heading":
            self._lead_ins.clear()
            self._section.clear()
            self._clause = None
            return Paragraph(text=block.text, section=block.section, kind="heading")
        section = tuple(title_of(words) for words in block.section)
        level = heading_level(block.text) if block.kind == "paragraph" else None
        if level is not None:
            while self._section and self._section[-1][0] >= level:
                self._section.pop()
            self._section.append((level, title_of(block.text)))
            self._lead_ins.clear()
            self._clause = None
            return Paragraph(text=block.text, section=section, kind="heading")
        section += tuple(words for _, words in self._section)
        return self._body(block.text, section, item=block.kind == "item", kind=block.kind)

    def _body(
        self, text: str, section: tuple[str, ...], *, item: bool, kind: str = "paragraph"
    ) -> Paragraph:
        bare = plain(text)
        leads = _LEADS.search(bare[-90:].lower()) is not None
        above = tuple(self._lead_ins) if item or self._continues(bare) else ()
        if not above:
            self._lead_ins.clear()
        if leads:
            del self._lead_ins[2:]
            self._lead_ins.append(bare[-400:])
        title = run_in_title(text)
        if title and _CLAUSE.match(text[:12]):
            self._clause = title
            if _TOP_CLAUSE.match(text[:12]):
                self._section.clear()
                section = ()
        title = title or self._clause
        return Paragraph(
            text=text,
            section=(*section, title) if title else section,
            lead_ins=above,
            kind="item" if item else "row" if kind == "row" else "paragraph",
        )

    def _continues(self, bare: str) -> bool:
        """Whether an unmarked paragraph after a lead-in reads like one of its list's items."""
        return bool(self._lead_ins) and (
            bare[:1].islower() or bare.endswith((";", "; and", "; or", ";or", "; and/or"))
        )
