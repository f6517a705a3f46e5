"""What is drawn on a page, and where its links lead.

Owns pdfium's objects and annotations. Knows nothing of letters.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import msgspec
import pypdfium2 as pdfium
from pypdfium2 import raw

from tosmon.extract.pdf.places import Fragment, Place, Rule, Target

_MAX_OBJECTS = 20_000  # drawn things of a page; a map has more, and no table
_MAX_LINKS = 2_000
_MAX_TARGET = 2_000
_RULE_LENGTH = 30.0
_RULE_WIDTH = 3.0
_DOT = 6.0  # points; a mark before an item is smaller
_BEFORE = 3.0  # of the size, from the mark to its item

_Raw: TypeAlias = Any  # ctypes handles come without types


def targets(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> Iterator[Target]:
    """Yield the links of a page that lead out of the file, with the words that they cover."""
    start, link = ctypes.c_int(), raw.FPDF_LINK()
    for _ in range(_MAX_LINKS):
        if not raw.FPDFLink_Enumerate(page.raw, start, link):
            return
        target = _address(page.pdf.raw, link)
        box = raw.FS_RECTF()
        if not target or not raw.FPDFLink_GetAnnotRect(link, box):
            continue
        words = text.get_text_bounded(box.left, box.bottom, box.right, box.top)
        words = " ".join(words.replace("\x02", "").split())
        if words:
            yield Target(words=words, target=target)


def _address(document: _Raw, link: _Raw) -> str:
    action = raw.FPDFLink_GetAction(link)
    if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
        return ""
    length = min(raw.FPDFAction_GetURIPath(document, action, None, 0), _MAX_TARGET)
    buffer = ctypes.create_string_buffer(length or 1)
    raw.FPDFAction_GetURIPath(document, action, buffer, length)
    return str(buffer.value, "utf-8", "replace")


def drawn(page: pdfium.PdfPage, place: Place) -> tuple[tuple[Rule, ...], tuple[Rule, ...], int]:
    """Return the horizontal rules of a page (edges of boxes too), its dots, how many pictures."""
    rules: list[Rule] = []
    dots: list[Rule] = []
    pictures = 0
    for n in range(min(raw.FPDFPage_CountObjects(page.raw), _MAX_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, n)
        kind = raw.FPDFPageObj_GetType(thing)
        pictures += kind == raw.FPDF_PAGEOBJ_IMAGE
        if kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        edges = [ctypes.c_float() for _ in range(4)]
        if not raw.FPDFPageObj_GetBounds(thing, *edges):
            continue
        left, bottom, right, top = (edge.value for edge in edges)
        (x0, y0), (x1, y1) = place(left, bottom), place(right, top)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if max(x1 - x0, y1 - y0) < _DOT and abs((x1 - x0) - (y1 - y0)) < 1:
            dots.append(Rule(left=x0, right=x1, at=(y0 + y1) / 2))
        if x1 - x0 < _RULE_LENGTH:
            continue
        rules.append(Rule(left=x0, right=x1, at=y0))
        if y1 - y0 > _RULE_WIDTH:
            rules.append(Rule(left=x0, right=x1, at=y1))
    return tuple(rules), tuple(dots), pictures


def bullets(dots: Iterable[Rule], fragments: Iterable[Fragment]) -> Iterator[Fragment]:
    """Yield marks of items that are drawn, as browsers print them, as letters of their lines."""
    lines = tuple(fragments)
    for dot in dots:
        for line in lines:
            before = line.left - _BEFORE * line.size < dot.left < line.left
            if before and line.base - line.size < dot.at < line.base:
                yield msgspec.structs.replace(line, text="•", left=dot.left, right=dot.right)
                break
