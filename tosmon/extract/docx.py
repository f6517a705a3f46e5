"""Word documents (ECMA-376) to a reading: headings, numbers of clauses, lists, tables, links.

Nothing in the file is run, resolved or fetched, and no more of it is unpacked than the bounds
allow. Insertions that are tracked count, deletions do not; headers and footers are left out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

from tosmon.extract.docx_lists import Numbering
from tosmon.model import FailureReason, Link, Reading, Unreadable
from tosmon.text import clean, written

Element: TypeAlias = Any

MAX_PART = 32 * 1024 * 1024  # bytes unpacked; a thousand pages of text have some ten
_MAX_DEPTH = 200
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = frozenset((f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{_COMPATIBILITY}Fallback"))
_MAX_TARGET = 2000


class _BadFileError(Exception):
    """The file cannot be read, and why."""


def read_docx(body: bytes) -> Reading | Unreadable:
    """Return the text of a Word document, or why there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            document = _parsed(archive, "word/document.xml")
            styles = _parsed(archive, "word/styles.xml")
            numbering = _parsed(archive, "word/numbering.xml")
            relations = _parsed(archive, "word/_rels/document.xml.rels")
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return _refused("a damaged Word document")
    except _BadFileError as error:
        return _refused(str(error))
    if document is None or document.find(f"{W}body") is None:
        return _refused("a damaged Word document")
    writer = _Writer(styles, numbering, relations)
    writer.blocks(document.find(f"{W}body"), 0)
    return Reading(text=writer.text(), extractor="docx", links=tuple(writer.links))


def _refused(sentence: str) -> Unreadable:
    return Unreadable(reason=FailureReason.EXTRACTION, detail=sentence)


def _parsed(archive: zipfile.ZipFile, name: str) -> Element | None:
    """Return a part of the file as a tree, None where it has none."""
    if name not in archive.namelist():
        return None
    with archive.open(name) as stream:
        data = stream.read(MAX_PART + 1)  # the size that the file states may be a lie
    if len(data) > MAX_PART:
        raise _BadFileError(f"a Word document that unpacks to more than {MAX_PART >> 20} MB")
    if b"<!DOCTYPE" in data[:4096]:
        raise _BadFileError("a Word document with a document type of its own")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise _BadFileError("a damaged Word document") from None


class _Styles:
    """What the styles of a document say of headings and lists, those that they are based on too."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {
            style.get(f"{W}styleId"): style
            for style in (root.iter(f"{W}style") if root is not None else ())
        }

    def find(self, properties: Element | None, path: str) -> str | None:
        """Return the value at `path` of a paragraph's properties, or of its style's."""
        style: str | None = None
        for _ in range(20):  # of styles based on styles; a circle is possible
            if properties is not None:
                found = properties.find(path)
                if found is not None:
                    value: str | None = found.get(f"{W}val")
                    return value
                named = properties.find(f"{W}pStyle")
                style = named.get(f"{W}val") if named is not None and style is None else style
            element = self._styles.get(style)
            if element is None:
                return None
            properties = element.find(f"{W}pPr")
            based = element.find(f"{W}basedOn")
            style = based.get(f"{W}val") if based is not None else None
        return None

    def name(self, properties: Element | None) -> str:
        """Return the name of a paragraph's style in small letters."""
        named = properties.find(f"{W}pStyle") if properties is not None else None
        if named is None:
            return ""
        style = self._styles.get(named.get(f"{W}val"))
        found = style.find(f"{W}name") if style is not None else None
        return str((found if found is not None else named).get(f"{W}val") or "").casefold()


class _Writer:
    """Gathers the lines of the text and the links."""

    def __init__(
        self, styles: Element | None, numbering: Element | None, relations: Element | None
    ) -> None:
        self._styles = _Styles(styles)
        self._numbering = Numbering(numbering)
        self._targets = {
            relation.get("Id"): relation.get("Target")
            for relation in (relations if relations is not None else ())
            if relation.get("TargetMode") == "External"
        }
        self._lines: list[tuple[str, str]] = []
        self.links: list[Link] = []

    def blocks(self, parent: Element, depth: int) -> None:
        """Write the paragraphs and tables of `parent` in order."""
        if depth > _MAX_DEPTH:
            return
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
                self.blocks(child, depth + 1)

    def text(self) -> str:
        """Return what was written in the text format."""
        return written(self._lines)

    def _paragraph(self, paragraph: Element) -> None:
        properties = paragraph.find(f"{W}pPr")
        name = self._styles.name(properties)
        if name.startswith("toc"):  # a table of contents says the headings again, with pages
            return
        words = clean("".join(_words(paragraph)))
        self._link(paragraph)
        mark, depth = self._mark(properties)
        if not words:
            return
        level = self._level(properties, name)
        if level is not None:
            self._lines.append(("heading", f"{'#' * level} {f'{mark} {words}'.strip()}"))
        elif mark == "-" or (mark[:-1].isdigit() and mark.endswith(".")):
            self._lines.append(("item", f"{'  ' * depth}{mark} {words}"))
        else:
            self._lines.append(("paragraph", f"{mark} {words}".strip()))

    def _level(self, properties: Element | None, name: str) -> int | None:
        if name == "title":
            return 1
        if name.startswith("heading ") and name[8:].isdigit():
            return min(int(name[8:]), 6)
        outline = self._styles.find(properties, f"{W}outlineLvl")
        return int(outline) + 1 if outline in tuple("012345") else None

    def _mark(self, properties: Element | None) -> tuple[str, int]:
        """Return the number or bullet that Word shows before a paragraph, "" for none."""
        number = self._styles.find(properties, f"{W}numPr/{W}numId")
        if number in (None, "0"):
            return "", 0
        level = self._styles.find(properties, f"{W}numPr/{W}ilvl") or "0"
        depth = int(level) if level in tuple("012345678") else 0
        return self._numbering.next(str(number), depth), depth

    def _table(self, table: Element) -> None:
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl"), None) is not table:
                continue  # of a table within a cell, whose words are the cell's
            cells = []
            for cell in row.findall(f"{W}tc"):
                lines = [clean("".join(_words(p))) for p in cell.iter(f"{W}p")]
                cells.append(" ".join(filter(None, lines)).replace("|", "/"))
            if any(cells):
                self._lines.append(("row", "| " + " | ".join(cells) + " |"))
        self._link(table)

    def _link(self, element: Element) -> None:
        for link in element.iter(f"{W}hyperlink"):
            words, target = clean("".join(_words(link))), self._targets.get(link.get(f"{_R}id"))
            if words and target:
                self.links.append(Link(words=words, target=clean(target)[:_MAX_TARGET]))


def _words(element: Element, depth: int = 0) -> Iterator[str]:
    """Yield the words of an element that a reader sees."""
    if depth > _MAX_DEPTH:
        return
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or ""
        elif tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            yield " "
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag == f"{W}r" and _is_hidden(child):
            continue
        elif isinstance(tag, str) and tag not in _LEFT_OUT and tag != f"{W}pPr":
            yield from _words(child, depth + 1)


def _is_hidden(run: Element) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish")
    return hidden is not None and hidden.get(f"{W}val") not in ("0", "false")
