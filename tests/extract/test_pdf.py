"""PDFs of three producers, in one and two columns, and what cannot be read of others."""

import zlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from tests.pdf_sources import TEXTS, source_words, words_of
from tests.pretend_web import Answer, serve
from tosmon.extract import read
from tosmon.model import FailureReason, QuarantineReason, Reading, Unreadable
from tosmon.text import parse

FILES = Path(__file__).parent / "pdfs"
PRINTED = ["chromium-terms-1", "latex-terms-2", "libreoffice-processing-2"]


def read_file(name):
    body = (FILES / f"{name}.pdf").read_bytes()
    return read(body, content_type="application/pdf", url="https://fernhollow.example/terms.pdf")


@pytest.fixture(scope="module")
def readings():
    return {name: read_file(name) for name in PRINTED}


@pytest.mark.parametrize("name", PRINTED)
def test_the_words_are_those_of_the_source_in_its_order(readings, name):
    source = source_words(TEXTS[name.split("-")[1]])
    got = [word for word in words_of(readings[name].text) if word != "-"]
    common = sum((Counter(source) & Counter(got)).values())
    assert common / len(source) >= 0.98
    assert common / len(got) >= 0.98
    pairs = Counter(pairwise(source))
    assert sum((pairs & Counter(pairwise(got))).values()) / sum(pairs.values()) >= 0.98


@pytest.mark.parametrize("name", PRINTED)
def test_headings_lists_and_tables_are_what_they_were(readings, name):
    source = TEXTS[name.split("-")[1]]
    blocks = parse(readings[name].text)
    headings = {block.text for block in blocks if block.kind == "heading"}
    assert headings >= {content for kind, content in source if kind in ("h1", "h2")}
    assert {b.level for b in blocks if b.kind == "heading" and b.text == source[0][1]} == {1}
    items = [block.text for block in blocks if block.kind == "item"]
    assert items == [content for kind, content in source if kind == "li"]
    [table] = [content for kind, content in source if kind == "table"]
    rows = [block.text for block in blocks if block.kind == "row"]
    assert rows == ["| " + " | ".join(row) + " |" for row in table]


def test_a_paragraph_is_one_block_over_lines_columns_and_pages(readings):
    for name in PRINTED[:2]:
        told = {block.text for block in parse(readings[name].text) if block.kind == "paragraph"}
        meant = {content for kind, content in TEXTS["terms"] if kind == "p"}
        assert len(meant & told) >= len(meant) - 1, name


def test_what_the_printer_put_at_the_edges_is_left_out(readings):
    latex = readings["latex-terms-2"].text
    assert "Legal department" not in latex
    assert "Version 7" not in latex
    assert "Page 1 of" not in readings["libreoffice-processing-2"].text


def test_a_hyphen_of_the_line_goes_and_one_of_the_author_stays(readings):
    latex = readings["latex-terms-2"].text
    assert "non-exclusive" in latex
    assert "agreement between you" in latex
    assert "\u00ad" not in latex


def test_a_pdf_is_read_whatever_the_server_calls_it():
    body = (FILES / "chromium-terms-1.pdf").read_bytes()
    for kind in ("text/html; charset=utf-8", "application/octet-stream", None):
        assert isinstance(read(body, content_type=kind, url=""), Reading)


def pdf(*objects):
    """Return a PDF of `objects`, the first of which is its catalogue; pdfium finds them itself."""
    parts = [f"{n} 0 obj\n".encode() + o + b"\nendobj\n" for n, o in enumerate(objects, 1)]
    return b"%PDF-1.4\n" + b"".join(parts) + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def stream(content, entries=b""):
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(content), entries, content)


PAGES = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources 5 0 R >>",
)
FONT = b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def test_a_scan_is_set_aside_and_says_so():
    picture = stream(
        zlib.compress(bytes(64)),
        b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Filter /FlateDecode ",
    )
    drawn = stream(b"q 300 0 0 300 0 0 cm /I Do Q")
    scan = pdf(*PAGES, drawn, b"<< /XObject << /I 6 0 R >> >>", picture)
    found = read(scan, content_type="application/pdf", url="")
    assert found == Unreadable(
        reason=QuarantineReason.EMPTY, detail="a scan without text: 1 page, 0 words"
    )


def test_a_locked_and_a_damaged_file_say_what_they_are():
    locked = read_file("locked")
    assert isinstance(locked, Unreadable)
    assert (locked.reason, locked.detail) == (
        FailureReason.EXTRACTION,
        "a PDF that asks for a password",
    )
    whole = (FILES / "chromium-terms-1.pdf").read_bytes()
    damaged = read(b"%PDF-1.7\n" + whole[4000:9000], content_type=None, url="")
    assert isinstance(damaged, Unreadable)
    assert damaged.reason == FailureReason.EXTRACTION


def test_words_that_steer_a_terminal_and_turned_words_stay_out():
    lines = [
        f"1 0 0 1 20 {280 - 14 * n} Tm (Clause {n} of the terms applies to you.) Tj"
        for n in range(12)
    ]
    turned = "0 1 -1 0 290 20 Tm (Draft of the third of May) Tj"
    drawn = f"BT /F 10 Tf {' '.join(lines)} 1 0 0 1 20 20 Tm (A \\033[2J word.) Tj {turned} ET"
    found = read(pdf(*PAGES, stream(drawn.encode()), FONT), content_type=None, url="")
    assert isinstance(found, Reading)
    assert "Clause 11 of the terms applies to you." in found.text
    assert "\x1b" not in found.text
    assert "Draft" not in found.text


@pytest.mark.parametrize(
    "turn", ["1 0 0 1 20 {}", "0 1 -1 0 {} 20", "-1 0 0 -1 280 {}", "0 -1 1 0 {} 280"]
)
def test_a_page_is_read_however_its_lines_are_turned(turn):
    down = turn.startswith(("1 0", "0 -1"))
    lines = [
        f"{turn.format(280 - 14 * n if down else 20 + 14 * n)} Tm (Clause {n} of these terms.) Tj"
        for n in range(12)
    ]
    found = read(
        pdf(*PAGES, stream(f"BT /F 10 Tf {' '.join(lines)} ET".encode()), FONT),
        content_type=None,
        url="",
    )
    assert isinstance(found, Reading)
    told = " ".join(found.text.split())
    assert told == " ".join(f"Clause {n} of these terms." for n in range(12))


def test_a_pdf_is_recorded_once_and_its_links_stand_beside_it(tosmon):
    body = (FILES / "chromium-terms-1.pdf").read_bytes()
    with serve() as web:
        web.put("/terms.pdf", Answer(200, body, {"Content-Type": "application/pdf"}))
        (tosmon.folder / "platforms.yaml").write_text(
            "defaults: {delay: 0s}\nplatforms:\n  - id: fernhollow\n    documents:\n"
            f"      - {{id: terms, url: '{web.url('/terms.pdf')}'}}\n"
        )
        first = tosmon("fetch", "--force", "--json").json
        again = tosmon("fetch", "--force", "--json").json
    assert [d["status"] for d in first["documents"]] == ["initial"]
    assert [d["status"] for d in again["documents"]] == ["unchanged"]
    assert "“Help to improve Fernhollow”" in tosmon("show", "fernhollow/terms").out
