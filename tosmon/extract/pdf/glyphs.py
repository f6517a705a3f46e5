"""What a PDF holds, page by page: its letters put together to fragments of lines.

Owns the file and what a hostile one may cost. Knows nothing of reading order.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

import pypdfium2 as pdfium
from pypdfium2 import raw

from tosmon.extract.pdf.drawn import bullets, drawn
from tosmon.extract.pdf.drawn import targets as targets_of
from tosmon.extract.pdf.places import Fragment, Page, Place
from tosmon.model import Record

# A long agreement with its schedules has some 150 pages of 3,000 letters.
MAX_PAGES = 500
MAX_LETTERS = 3_000_000

_WORD_GAP = 0.25  # of the font's size, between letters without a space
_LINE_GAP = 0.55  # a wider one ends the fragment: it may be another cell or column
_RAISED = 0.45  # marks of footnotes stand that much higher, and belong to their line
_BOLD = 600
_BOLD_NAMES = re.compile(r"bold|black|heavy|semibold|demi|cmbx|sfbx", re.IGNORECASE)
_TURNED = 0.1  # radians

# Where a font of LaTeX carries no names of its letters, their codes are those of the Cork encoding
# (T1), of text companion (TS1) or of OT1; none of these codes is a letter in Unicode.
_OF_TEX: dict[int, str] = dict(
    zip(
        (*range(0x10, 0x17), *range(0x1B, 0x20), 0x7F, 0x0B, 0x0C, 0x0E, 0x0F, 0x88),
        (*"“”„«»–—", "ff", "fi", "fl", "ffi", "ffl", "\u00ad", "ff", "fi", "ffi", "ffl", "•"),
        strict=True,
    )
)
_lock = threading.Lock()  # pdfium serves one thread at a time
_Raw: TypeAlias = Any  # ctypes handles come without types


class LockedError(Exception):
    """The file asks for a password."""


class BrokenError(Exception):
    """The file cannot be read as a PDF."""


def pages_of(body: bytes) -> tuple[tuple[Page, ...], str | None]:
    """Return the pages of a PDF, as many as the bounds allow, and its title.

    Raises `LockedError` and `BrokenError`.
    """
    with _lock, _opened(body) as document:
        pages: list[Page] = []
        letters = 0
        for number in range(min(len(document), MAX_PAGES)):
            if letters > MAX_LETTERS:
                break
            try:
                with contextlib.closing(document[number]) as page:
                    pages.append(_page(page))
            except pdfium.PdfiumError:
                continue  # a page that is damaged takes none of the others with it
            letters += sum(len(fragment.text) for fragment in pages[-1].fragments)
        title = document.get_metadata_value("Title").strip()
        return tuple(pages), title or None


@contextlib.contextmanager
def _opened(body: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise LockedError from None
        raise BrokenError(str(error)) from None
    try:
        yield document
    finally:
        document.close()


class _Letter(Record):
    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


def _page(page: pdfium.PdfPage) -> Page:
    with contextlib.closing(page.get_textpage()) as text:
        quarters = _quarters(text)
        place = Place(*page.get_mediabox(), quarters=-quarters % 4)  # pdfium counts clockwise
        fragments = tuple(_fragments(_letters(text, place, quarters)))
        targets = tuple(targets_of(page, text))
    rules, dots, pictures = drawn(page, place)
    return Page(
        width=place.width,
        height=place.height,
        fragments=(*fragments, *bullets(dots, fragments)),
        rules=rules,
        targets=targets,
        pictures=pictures,
    )


def _quarters(text: pdfium.PdfTextPage) -> int:
    """Return by how many quarters most letters are turned, whatever the page says of itself."""
    letters = range(min(text.count_chars(), MAX_LETTERS))
    turns = Counter(
        round(raw.FPDFText_GetCharAngle(text.raw, n) / (math.pi / 2)) % 4 for n in letters
    )
    return turns.most_common(1)[0][0] if turns else 0


def _letters(text: pdfium.PdfTextPage, place: Place, quarters: int) -> Iterator[_Letter]:
    handle = text.raw
    # Letters of a watermark, or along a margin, stand at another angle than the page's.
    upright = quarters * math.pi / 2
    box, name = raw.FS_RECTF(), ctypes.create_string_buffer(128)
    x, y, flags = ctypes.c_double(), ctypes.c_double(), ctypes.c_int()
    for n in range(min(text.count_chars(), MAX_LETTERS)):
        code = raw.FPDFText_GetUnicode(handle, n)
        if code in (0x0D, 0x0A) or raw.FPDFText_IsGenerated(handle, n) == 1:
            if code in (0x0D, 0x0A, 0x20):
                yield _Letter(text=" ", left=0, right=0, base=0, size=0, bold=False)
            continue
        letter = _letter_of(code, hyphen=raw.FPDFText_IsHyphen(handle, n) == 1)
        if not letter:
            continue
        angle = raw.FPDFText_GetCharAngle(handle, n) - upright
        if abs(math.remainder(angle, math.tau)) > _TURNED:
            continue
        if not raw.FPDFText_GetLooseCharBox(handle, n, box):
            continue
        raw.FPDFText_GetCharOrigin(handle, n, x, y)
        corners = place(box.left, box.bottom), place(box.right, box.top)
        weight = raw.FPDFText_GetFontWeight(handle, n)
        length = raw.FPDFText_GetFontInfo(handle, n, name, len(name), flags)
        yield _Letter(
            text=letter,
            left=min(corners[0][0], corners[1][0]),
            right=max(corners[0][0], corners[1][0]),
            base=place(x.value, y.value)[1],
            size=_size(handle, n),
            bold=weight >= _BOLD
            or bool(length and _BOLD_NAMES.search(name.value.decode("latin-1"))),
        )


def _letter_of(code: int, *, hyphen: bool) -> str:
    if hyphen or code == 0x02:  # pdfium's mark for a hyphen at the end of a line
        return "\u00ad"
    if code in _OF_TEX:
        return _OF_TEX[code]
    if code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return ""
    letter = chr(code)
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in ("Cc", "Co"):
        return ""
    # Ligatures are the printer's; the author wrote letters.
    return unicodedata.normalize("NFKC", letter) if 0xFB00 <= code <= 0xFB06 else letter


def _size(handle: _Raw, n: int) -> float:
    """Return the size of a letter as it is drawn, in points."""
    matrix = raw.FS_MATRIX()
    nominal = float(raw.FPDFText_GetFontSize(handle, n))
    if not raw.FPDFText_GetMatrix(handle, n, matrix):
        return nominal
    return nominal * (math.hypot(matrix.c, matrix.d) or 1.0)


class _Run:
    """Gathers letters of one fragment."""

    def __init__(self) -> None:
        self.letters: list[_Letter] = []
        self.parts: list[str] = []

    def add(self, letter: _Letter) -> None:
        self.letters.append(letter)
        self.parts.append(letter.text)

    def fragment(self) -> Fragment | None:
        text = " ".join("".join(self.parts).split())
        if not text:
            return None
        # A mark of a footnote, or a small capital, is not what the line looks like.
        first = max(self.letters, key=lambda letter: letter.size)
        shown = [letter for letter in self.letters if not letter.text.isspace()]
        return Fragment(
            text=text,
            left=min(letter.left for letter in shown),
            right=max(letter.right for letter in shown),
            base=first.base,
            size=first.size,
            bold=2 * sum(letter.bold for letter in shown) > len(shown),
        )


def _fragments(letters: Iterator[_Letter]) -> Iterator[Fragment]:
    run, spaced = _Run(), False
    for letter in letters:
        if letter.text == " ":
            spaced = True
            continue
        if run.letters and _breaks(run.letters[-1], letter):
            if (done := run.fragment()) is not None:
                yield done
            run, spaced = _Run(), False
        gap = letter.left - run.letters[-1].right if run.letters else 0.0
        if run.letters and (spaced or gap > _WORD_GAP * letter.size):
            run.parts.append(" ")
        run.add(letter)
        spaced = False
    if run.letters and (done := run.fragment()) is not None:
        yield done


def _breaks(before: _Letter, letter: _Letter) -> bool:
    """Return whether `letter` begins another fragment than `before` is of."""
    size = max(before.size, letter.size)
    if abs(letter.base - before.base) > _RAISED * size:
        return True
    gap = letter.left - before.right
    return gap > _LINE_GAP * size or gap < -_LINE_GAP * size
