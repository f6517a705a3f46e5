"""What the places of words say: heads and feet, columns, tables, divided words, links."""

from __future__ import annotations

import pytest

from tosmon.extract import read
from tosmon.model import FailureReason, Reading, Unreadable


def made(*objects: str, trailer: str = "") -> bytes:
    """A PDF of objects 1, 2, … without a table of them, which readers rebuild."""
    body = "".join(f"{n} 0 obj\n{words}\nendobj\n" for n, words in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer <</Root 1 0 R {trailer}>>\n%%EOF\n".encode("latin-1")


def stream(words: str, keys: str = "") -> str:
    return f"<</Length {len(words)} {keys}>> stream\n{words}\nendstream"


def paged(*contents: str, box: str = "0 0 600 800") -> bytes:
    """A PDF with a page for each content, in Helvetica and Helvetica-Bold."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(contents)))
    font = "<</Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding>>"
    pages = []
    for number, content in enumerate(contents):
        pages += [
            f"<</Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents {6 + 2 * number} 0 R "
            "/Resources <</Font <</F 3 0 R /B 4 0 R>>>>>>",
            stream(content),
        ]
    return made(
        "<</Type /Catalog /Pages 2 0 R>>",
        f"<</Type /Pages /Kids [{kids}] /Count {len(contents)}>>",
        font % "Helvetica",
        font % "Helvetica-Bold",
        *pages,
    )


def lines(*texts: str, top: int = 700, left: int = 60, size: int = 10) -> str:
    shown = (
        f"BT /F {size} Tf {left} {top - 13 * n} Td ({text}) Tj ET" for n, text in enumerate(texts)
    )
    return "\n".join(shown)


PROSE = (
    "The provider keeps what the customer submits for as long as the account is open,",
    "and deletes it within thirty days of its end, unless a law requires it to be kept for",
    "a longer time, in which case access to it is restricted to the purpose of that law.",
)


def test_running_heads_and_feet_are_left_out() -> None:
    pages = [
        lines("Ternhill Terms of Use", top=780)
        + "\n"
        + lines(*(f"{line[:-1]} {word}," for line in PROSE), top=600)
        + "\n"
        + lines(f"Page {n} of 3", top=20, left=280)
        for n, word in enumerate(("alpha", "beta", "gamma"), 1)
    ]
    reading = read(paged(*pages), content_type=None, url="")
    assert isinstance(reading, Reading)
    assert "Ternhill" not in reading.text
    assert "Page" not in reading.text
    assert "gamma" in reading.text


def test_a_number_inside_the_text_is_no_page_number() -> None:
    page = lines(*PROSE) + "\n" + lines("24", top=400) + "\n" + lines(*PROSE, top=300)
    reading = read(paged(page), content_type=None, url="")
    assert isinstance(reading, Reading)
    assert "\n24\n" in reading.text


def test_a_word_divided_at_the_end_of_a_line_is_put_together() -> None:
    page = lines(
        "The information that a third-party provider sends is kept, and the infor-",
        "mation that users send is kept as well; it stays with the third-",
        "party provider, who keeps infor-",
        "mation for a year at most, whatever it may be and wherever it may be.",
    )
    reading = read(paged(page), content_type=None, url="")
    assert isinstance(reading, Reading)
    assert reading.text.count("information") == 3
    assert reading.text.count("third-party") == 2


def test_links_stand_in_the_table_of_targets() -> None:
    body = paged(lines(*PROSE, "See our list of subprocessors for more."))
    annotation = (
        "/Annots [<</Type /Annot /Subtype /Link /Rect [55 650 400 672] "
        "/A <</S /URI /URI (https://ternhill.example/subprocessors)>>>>] /MediaBox"
    )
    body = body.replace(b"/MediaBox", annotation.encode())
    reading = read(body, content_type=None, url="")
    assert isinstance(reading, Reading)
    assert [(link.words, link.target) for link in reading.links] == [
        ("See our list of subprocessors for more.", "https://ternhill.example/subprocessors")
    ]


def test_a_file_with_endless_pages_is_refused() -> None:
    body = made(
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [" + "3 0 R " * 2000 + "] /Count 2000>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800]>>",
    )
    found = read(body, content_type="application/pdf", url="")
    assert isinstance(found, Unreadable)
    assert "pages" in found.detail


def test_a_file_that_costs_too_much_ends_its_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tosmon.extract.pdf.apart.CPU_SECONDS", 1)
    rules = "\n".join(f"0.5 w 20 {n / 4:.2f} m 580 {n / 4:.2f} l S" for n in range(3000))
    words = "\n".join(lines(*["a b c d e f g h i j k l m n"] * 60, left=x) for x in (20, 300))
    found = read(paged(*[rules + "\n" + words] * 30), content_type=None, url="")
    assert isinstance(found, Unreadable)
    assert found.reason == FailureReason.EXTRACTION
    assert "too much time" in found.detail
