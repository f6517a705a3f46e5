"""Plain text, Markdown, Word documents, data within pages; bodies that are not what is claimed."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tests.extract.pages import CLAUSES, page, prose
from tosmon.extract import extractor_of, read
from tosmon.model import FailureReason, QuarantineReason, Reading, Unreadable

URL = "https://quillmoor.example/terms"


def reading_of(body: bytes, content_type: str | None, url: str = URL, **named) -> Reading:
    found = read(body, content_type=content_type, url=url, **named)
    assert isinstance(found, Reading), found
    return found


def refused(body: bytes, content_type: str | None, **named) -> Unreadable:
    found = read(body, content_type=content_type, url=URL, **named)
    assert isinstance(found, Unreadable), found
    return found


# --- text and Markdown ---------------------------------------------------------------------------

MARKDOWN = """---
title: Terms
---
Quillmoor Terms
===============

<!-- reviewed by counsel -->
You keep **every right** in what you [write][1], and you grant us
only the [licence](https://quillmoor.example/licence "ours") below.

* Drafts are kept for thirty days
  after you delete them.
    * unfinished ones for ten
1) Invoices are kept for ten years.

| Data | Kept |
|---|---|
| Drafts | 30 days |

[1]: https://quillmoor.example/writing
"""


@pytest.mark.parametrize(
    ("content_type", "url"), [("text/markdown", URL), ("text/plain; charset=utf-8", URL + ".md?a")]
)
def test_markdown_is_read_by_its_marks(content_type: str, url: str) -> None:
    reading = reading_of(MARKDOWN.encode(), content_type, url)
    assert reading.text == (
        "# Quillmoor Terms\n\n"
        "You keep every right in what you write, and you grant us\nonly the licence below.\n\n"
        "- Drafts are kept for thirty days after you delete them.\n  - unfinished ones for ten\n"
        "1. Invoices are kept for ten years.\n\n"
        "| Data | Kept |\n|---|---|\n| Drafts | 30 days |\n"
    )
    assert [(link.words, link.target[-8:]) for link in reading.links] == [
        ("write", "/writing"),
        ("licence", "/licence"),
    ]


def test_plain_text_keeps_its_lines_and_items_are_whole() -> None:
    source = (
        "TERMS\r\n\r\n"
        + CLAUSES[0]
        + "\r\n\f\r\n  • drafts, until you\r\n    delete them\r\n2) *all*"
    )
    reading = reading_of(source.encode(), "text/plain")
    assert reading.text == f"TERMS\n\n{CLAUSES[0]}\n\n- drafts, until you delete them\n2. *all*\n"


@pytest.mark.parametrize(
    "body",
    [
        f"{CLAUSES[0]} {CLAUSES[1]} Geprüft: café.".encode("cp1252"),
        f"{CLAUSES[0]} {CLAUSES[1]} Geprüft: café.".encode(),
        b"\xef\xbb\xbf" + f"{CLAUSES[0]} {CLAUSES[1]} Geprüft: café.".encode(),
        f"{CLAUSES[0]} {CLAUSES[1]} Geprüft: café.".encode("utf-16"),
        f"{CLAUSES[0]} {CLAUSES[1]} ".encode() + b"\xff Gepr\xc3\xbcft: caf\xc3\xa9.",
    ],
)
def test_text_without_a_charset_is_read_as_what_it_is(body: bytes) -> None:
    assert reading_of(body, "text/plain").text.endswith("Geprüft: café.\n")


def test_the_body_beats_the_content_type() -> None:
    whole = page(prose())
    for claim in ("application/octet-stream", "text/plain", "application/json", None):
        assert reading_of(whole, claim).extractor == "html"
    assert reading_of(docx(paragraph(CLAUSES[0] + CLAUSES[1])), "text/html").extractor == "docx"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "before 2007"),
        (b"{\\rtf1\\ansi Terms}", "Rich Text"),
        (b"PK\x03\x04" + bytes(30), "ZIP"),
        (b'{"terms": "none"}', "select: {json"),
    ],
)
def test_what_nobody_reads_is_named(body: bytes, words: str) -> None:
    found = refused(body, "application/octet-stream")
    assert found.reason is FailureReason.UNSUPPORTED_TYPE
    assert words in found.detail


# --- Word ----------------------------------------------------------------------------------------

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
STYLES = (
    f"<w:styles {_W}><w:style w:styleId='H'><w:name w:val='heading 1'/><w:pPr><w:numPr>"
    "<w:numId w:val='1'/></w:numPr></w:pPr></w:style><w:style w:styleId='Clause'>"
    "<w:basedOn w:val='H'/><w:pPr><w:numPr><w:ilvl w:val='1'/></w:numPr></w:pPr></w:style>"
    "<w:style w:styleId='T1'><w:name w:val='toc 1'/></w:style></w:styles>"
)
NUMBERING = (
    f"<w:numbering {_W}><w:abstractNum w:abstractNumId='7'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:lvlText w:val='%1.'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:numFmt w:val='lowerRoman'/><w:lvlText w:val='%1.%2'/></w:lvl>"
    "</w:abstractNum><w:abstractNum w:abstractNumId='8'><w:lvl w:ilvl='0'>"
    "<w:numFmt w:val='bullet'/></w:lvl></w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
    "<w:num w:numId='2'><w:abstractNumId w:val='8'/></w:num></w:numbering>"
)
RELATIONS = (
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    "<Relationship Id='r1' TargetMode='External' Target='https://quillmoor.example/list'/>"
    "</Relationships>"
)


def paragraph(words: str, style: str = "", number: str = "", runs: str = "") -> str:
    properties = f"<w:pStyle w:val='{style}'/>" if style else ""
    if number:
        properties += f"<w:numPr><w:ilvl w:val='0'/><w:numId w:val='{number}'/></w:numPr>"
    text = f"<w:r><w:t>{words}</w:t></w:r>" if words else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{text}{runs}</w:p>"


def docx(body: str, document: str | None = None) -> bytes:
    whole = document or f"<w:document {_W} {_R}><w:body>{body}</w:body></w:document>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", whole)
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/numbering.xml", NUMBERING)
        archive.writestr("word/_rels/document.xml.rels", RELATIONS)
    return file.getvalue()


def test_a_word_document_is_read_with_the_numbers_that_word_shows() -> None:
    tracked = (
        "<w:del><w:r><w:delText>never</w:delText></w:r></w:del><w:ins><w:r><w:t> once</w:t></w:r>"
        "</w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:hyperlink r:id='r1'><w:r><w:tab/><w:t>the list</w:t></w:r></w:hyperlink>"
    )
    cells = "".join(f"<w:tc>{paragraph(words)}</w:tc>" for words in ("Drafts", "30 days"))
    reading = reading_of(
        docx(
            paragraph("Scope ... 1", "T1")
            + paragraph("Scope", "H")
            + paragraph("Both parties are bound.", "Clause")
            + paragraph("Neither may assign it.", "Clause")
            + paragraph("Data", "H")
            + paragraph("A clause of the second section.", "Clause")
            + paragraph("drafts", number="2")
            + paragraph("comments", number="2")
            + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
            + paragraph("We share data", runs=tracked)
        ),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
    assert reading.text == (
        "# 1. Scope\n\n1.i Both parties are bound.\n\n1.ii Neither may assign it.\n\n# 2. Data\n\n"
        "2.i A clause of the second section.\n\n- drafts\n- comments\n\n| Drafts | 30 days |\n"
        "| --- | --- |\n\nWe share data once the list\n"
    )
    assert [(link.words, link.target) for link in reading.links] == [
        ("the list", "https://quillmoor.example/list")
    ]


def test_hostile_word_documents_fail_with_a_sentence() -> None:
    bomb = docx("", " " * 33 * 1024 * 1024)
    entities = "<!DOCTYPE w [<!ENTITY a 'aaaa'>]><w:document/>"
    for body, words in (
        (bomb, "unpacks to more than"),
        (docx("", entities), "document type"),
        (docx("", "<w:document"), "damaged"),
    ):
        found = refused(body, None)
        assert found.reason is FailureReason.EXTRACTION
        assert words in found.detail


# --- data ----------------------------------------------------------------------------------------


def carried(value: object) -> bytes:
    script = f"<script id='__NEXT_DATA__' type='application/json'>{json.dumps(value)}</script>"
    return page("<div id='root'></div>" + script)


PATH = "props.pageProps.sections.*.html"
SECTIONS = [{"html": f"<h2>Section {n}</h2><p>{words}</p>"} for n, words in enumerate(CLAUSES, 1)]


def test_text_is_read_from_the_data_that_a_page_carries() -> None:
    body = carried({"props": {"pageProps": {"sections": SECTIONS}}})
    text = reading_of(body, "text/html", data=(PATH,)).text
    assert f"## Section 2\n\n{CLAUSES[1]}\n" in text
    bare = json.dumps({"terms": f"# Terms\n\n{CLAUSES[0]}\n\n{CLAUSES[1]}"}).encode()
    assert reading_of(bare, "application/json", data=("terms",)).text.startswith("# Terms\n\nThese")
    state = f"<script>window.__STATE__ = {json.dumps({'a': [CLAUSES[0], CLAUSES[1]]})};</script>"
    assert CLAUSES[1] in reading_of(page(state), "text/html", data=("a",)).text


def test_a_path_that_leads_nowhere_says_what_is_there() -> None:
    found = refused(carried({"props": {"page": {}, "locale": "en"}}), "text/html", data=(PATH,))
    assert found.reason is QuarantineReason.RESTRUCTURED
    assert "at 'props' there is page, locale" in found.detail


def test_the_reader_of_a_kind_is_evidence() -> None:
    assert extractor_of(page(prose()), "text/html", URL).startswith("html/")
    assert extractor_of(b"Terms", "text/plain", URL).startswith("text/")
    assert extractor_of(docx(""), None, URL).startswith("docx/")
    assert extractor_of(page(prose()), "text/html", URL, data=True).startswith("data/")
