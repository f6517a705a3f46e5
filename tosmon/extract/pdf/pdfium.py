"""pdfium's characters to words at their places. The only file that knows pypdfium2.

Runs in a process of its own (`apart`).
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from tosmon.extract.pdf.drawn import Drawn, Page, Rule, Word
from tosmon.extract.pdf.place import Place

MAX_PAGES = 1000  # the longest governance documents met in public records have some 200
MAX_CHARACTERS = 4_000_000
MAX_PATHS = 4000  # of one page; a drawing has more, a table's lines never
_MAX_TARGET = 2000
_MAX_LINKS = 500
_THIN = 2.0  # points; a table's lines are thinner
_BULLET = (1.5, 7.0)  # a drawn bullet's width and height, in points
_BOLD = 600
_HYPHEN = 2  # pdfium's own sign for a hyphen at the end of a line
_GAP = 0.2  # of the font's size: the least space between two words
_ASKED = 500  # characters of a page tell how most of them are turned
_TURNED = 0.1  # radians
_FORMS = 4  # how deep forms, which hold drawings of their own, are looked into


class _Character(NamedTuple):
    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool


def draw(body: bytes) -> Drawn:
    """Return what the pages of `body` hold, or the fault that keeps them closed."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            return Drawn(fault="that asks for a password")
        return Drawn(fault="that is damaged")
    if len(document) > MAX_PAGES:
        return Drawn(fault=f"of {len(document)} pages; {MAX_PAGES} at most are read")
    pages, characters = [], 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            return Drawn(fault=f"that is damaged: its page {number + 1} cannot be read")
        text = page.get_textpage()
        characters += max(0, text.count_chars())
        if characters > MAX_CHARACTERS:
            return Drawn(fault=f"of more than {MAX_CHARACTERS:,} characters")
        pages.append(_page(page, text))
        text.close()
        page.close()
    title = document.get_metadata_value("Title")[:300]
    return Drawn(pages=tuple(pages), title=title, language=_language(document))


def _language(document: Any) -> str:
    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < size < 200:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    raw.FPDFCatalog_GetLanguage(document, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


def _page(page: Any, text: Any) -> Page:
    turns = _quarters(text)
    place = Place(*page.get_mediabox(), quarters=-turns % 4)  # pdfium counts clockwise
    links = list(_links(page, place))
    unmapped = 0
    words: list[Word] = []
    for run in _runs(text, place, turns):
        whole = "".join(c.text for c in run)
        word = whole.replace(_UNMAPPED, "")
        word = "•" if word == "ffl" else word  # code 15 of TeX's symbols, alone
        unmapped += len(whole) - len(word)
        if not word:
            continue
        first, last = run[0], run[-1]
        left, right = min(c.left for c in run), max(c.right for c in run)
        size = max(c.size for c in run)
        y = sorted(c.y for c in run)[len(run) // 2]
        words.append(
            Word(
                text=word,
                left=round(left, 2),
                right=round(right, 2),
                y=round(y, 2),
                size=round(size, 2),
                bold=first.bold and last.bold,
                link=_link_at(links, (left + right) / 2, y - size / 4),
            )
        )
    rules, bullets, images = _shapes(page, place)
    return Page(
        width=place.width,
        height=place.height,
        words=(*words, *bullets),
        rules=tuple(rules),
        targets=tuple(target for _, target in links),
        images=images,
        unmapped=unmapped,
    )


def _quarters(text: Any) -> int:
    """Return by how many quarters most characters are turned, whatever the page says of itself."""
    count = max(0, text.count_chars())
    turns = Counter(
        round(raw.FPDFText_GetCharAngle(text, index) / (math.pi / 2)) % 4
        for index in range(0, count, 1 + count // _ASKED)
    )
    return turns.most_common(1)[0][0] if turns else 0


def _runs(text: Any, place: Place, turns: int) -> Iterator[list[_Character]]:
    """Yield words: characters between white space, gaps and leaps."""
    run: list[_Character] = []
    for character in _characters(text, place, turns):
        if character is None or not (-place.width < character.left < 2 * place.width):
            if run:
                yield run
            run = []
            continue
        if run and _parts(run[-1], character):
            yield run
            run = []
        run.append(character)
    if run:
        yield run


def _parts(before: _Character, after: _Character) -> bool:
    size = max(before.size, after.size, 1.0)
    gap = after.left - before.right
    return gap > _GAP * size or gap < -0.9 * size or abs(after.y - before.y) > 0.5 * size


def _characters(text: Any, place: Place, turns: int) -> Iterator[_Character | None]:
    """Yield the characters in the order of drawing, None for white space."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    looks: dict[int | None, tuple[float, bool]] = {}
    for index in range(max(0, text.count_chars())):
        code = raw.FPDFText_GetUnicode(text, index)
        generated = raw.FPDFText_IsGenerated(text, index) == 1
        character = _character(code)
        if (generated and code != _HYPHEN) or character.isspace():
            yield None
            continue
        angle = raw.FPDFText_GetCharAngle(text, index) - turns * math.pi / 2
        if abs(math.remainder(angle, math.tau)) > _TURNED:
            continue  # a watermark, or a note along the edge
        if not raw.FPDFText_GetLooseCharBox(text, index, box):
            continue
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        drawn = raw.FPDFText_GetTextObject(text, index)
        name = ctypes.cast(drawn, ctypes.c_void_p).value
        if name not in looks:
            looks[name] = _look(text, index)
        size, bold = looks[name]
        left, _, right, _ = place.box(box.left, box.bottom, box.right, box.top)
        yield _Character(character, left, right, place(x.value, y.value)[1], size, bold)


# TeX's own fonts as bitmaps carry no table to Unicode: the codes are those of its encodings OT1 (11
# to 15) and T1 (16 to 31), which pdfium hands on as control characters; 136 is TS1's bullet.
_TEX = {
    **dict(zip(range(11, 16), ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
    **dict(zip(range(16, 23), "“”„«»–—", strict=True)),
    **dict(zip(range(27, 32), ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
    136: "•",
}
# Marks of lists in the private codes that Symbol and Wingdings have.
_SYMBOLS = dict.fromkeys((0xF0A7, 0xF0B7, 0xF0A8, 0xF06E, 0xF076, 0xF0D8, 0xF0FC), "•")
_UNMAPPED = "\ufffd"


def _character(code: int) -> str:
    """Return what a code stands for; ligatures as their letters, U+FFFD for what is none."""
    if code == _HYPHEN:
        return "-"
    if code == 0 or code in (9, 10):
        return " "
    if 0xD800 <= code < 0xE000 or code >= 0x110000:
        return _UNMAPPED
    if 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", chr(code))
    character = _TEX.get(code) or _SYMBOLS.get(code) or chr(code)
    unmapped = len(character) == 1 and unicodedata.category(character) in ("Co", "Cn", "Cc")
    return _UNMAPPED if unmapped and not character.isspace() else character


def _look(text: Any, index: int) -> tuple[float, bool]:
    """Return the size of a character on the page, and whether it is a bold one.

    Few files tell their fonts' weights; the names tell the others'.
    """
    matrix, flags = raw.FS_MATRIX(), ctypes.c_int()
    size = raw.FPDFText_GetFontSize(text, index)
    if raw.FPDFText_GetMatrix(text, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    buffer = ctypes.create_string_buffer(128)
    length = raw.FPDFText_GetFontInfo(text, index, buffer, 128, flags)
    name = buffer.raw[: min(length, 128)].lower()
    heavy = raw.FPDFText_GetFontWeight(text, index) >= _BOLD
    return max(size, 1.0), heavy or any(sign in name for sign in _BOLD_NAMES)


# Computer Modern's bold faces are called cmbx and sfbx.
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"cmbx", b"sfbx", b"semibold", b"demi")


def _links(page: Any, place: Place) -> Iterator[tuple[tuple[float, float, float, float], str]]:
    position, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    for _ in range(_MAX_LINKS):
        if not raw.FPDFLink_Enumerate(page, position, link):
            return
        action = raw.FPDFLink_GetAction(link)
        size = raw.FPDFAction_GetURIPath(page.pdf, action, None, 0) if action else 0
        if not 1 < size <= _MAX_TARGET or not raw.FPDFLink_GetAnnotRect(link, box):
            continue
        buffer = ctypes.create_string_buffer(size)
        raw.FPDFAction_GetURIPath(page.pdf, action, buffer, size)
        target = buffer.value.decode("utf-8", "replace")
        yield place.box(box.left, box.bottom, box.right, box.top), target


def _link_at(links: list[Any], x: float, y: float) -> int:
    for number, ((left, top, right, bottom), _) in enumerate(links):
        if left <= x <= right and top <= y <= bottom:
            return number
    return -1


def _shapes(page: Any, place: Place) -> tuple[list[Rule], list[Word], int]:
    """Return a page's thin lines, its drawn bullets, and how many images it has."""
    rules: list[Rule] = []
    bullets: list[Word] = []
    images = 0
    kinds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)
    for number, item in enumerate(page.get_objects(filter=kinds, max_depth=_FORMS)):
        if number > MAX_PATHS:
            return [], [], images
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            images += 1
            continue
        left, top, right, bottom = place.box(*item.get_bounds())
        wide, high = right - left, bottom - top
        if min(wide, high) <= _THIN and max(wide, high) > 3 * _THIN:
            rules.append(Rule(left=left, right=right, top=top, bottom=bottom))
        elif _BULLET[0] <= wide <= _BULLET[1] and abs(wide - high) < 1:
            middle = (top + bottom) / 2
            bullets.append(Word(text="•", left=left, right=right, y=middle, size=high, mark=True))
        elif wide > 20 and high > 6:  # a frame or a filled cell: its edges are a table's lines
            for edge in (top, bottom):
                rules.append(Rule(left=left, right=right, top=edge, bottom=edge))
            for edge in (left, right):
                rules.append(Rule(left=edge, right=edge, top=top, bottom=bottom))
    return rules, bullets, images
