"""Prose is told from lists of links without weighing all of it; the reading is the same."""

from __future__ import annotations

import lxml.html
import pytest
from lxml import etree
from trafilatura import htmlprocessing

from tests.extract.pages import CLAUSES, page, text_of
from tosmon.extract import density
from tosmon.extract.density import is_surely_prose

LINKS = "".join(f"<li><a href='/p{n}'>Article number {n}</a></li>" for n in range(12))
PROSE = "".join(f"<p>{words}</p>" for words in CLAUSES)


@pytest.mark.parametrize(
    "box",
    [
        f"<div><ul>{LINKS}</ul></div>",
        f"<div><div><ul>{LINKS}</ul></div>{PROSE}</div>",
        f"<div><p>See <a href='/fees'>our fees</a>.</p>{PROSE}</div>",
        f"<div><p><a href='/all'>{' '.join(CLAUSES)}</a></p></div>",
        "<div><p><a href='/next'>Next</a></p></div>",
    ],
)
def test_the_reading_is_the_one_of_the_library(box: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sections = "".join(f"<div><h2>Section {n}</h2>{PROSE}{box}</div>" for n in range(8))
    body = page(f"<h1>Terms of Service</h1><div><div>{sections}</div></div>")
    ours = text_of(body)
    monkeypatch.setattr(density, "is_surely_prose", lambda element: False)
    assert ours == text_of(body)


def test_the_library_asks_us_first(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(density, "is_surely_prose", lambda e: bool(asked.append(e.tag)))
    tree = lxml.html.fromstring("<div><div><p><ref>Words.</ref></p></div></div>")
    htmlprocessing.delete_by_link_density(tree, "div")
    assert asked == ["div", "div"]


@pytest.mark.parametrize(
    ("words", "links", "sure"),
    [
        (400, 0, True),
        (400, 1, True),
        (400, 30, True),
        (400, 390, False),
        (20, 0, False),
        (20, 20, False),
    ],
)
def test_most_of_it_must_be_in_no_link(words: int, links: int, sure: bool) -> None:
    linked = "".join(f"<ref target='/{n}'>letters</ref> " for n in range(links))
    said = "letters " * (words - links)
    tree = etree.fromstring(f"<div><p>{said}</p><div><list>{linked}</list></div></div>")
    assert is_surely_prose(tree) is sure


def test_white_space_is_no_prose() -> None:
    blank = "&#160;&#9; " * 4000
    assert not is_surely_prose(etree.fromstring(f"<div><p>Few words.{blank}</p></div>"))
