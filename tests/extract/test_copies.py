"""Pages that hold their text twice, and titles of contents that are gone."""

from __future__ import annotations

from tests.extract.pages import CLAUSES, page, prose
from tests.extract.test_read import text_of


def test_a_page_that_holds_its_document_twice_reads_once() -> None:
    once = page("<main>" + prose() + "</main>")
    twice = page("<div class='wide'>" + prose() + "</div><div class='narrow'>" + prose() + "</div>")
    assert text_of(twice) == text_of(once)


def test_a_clause_that_the_author_repeats_stays_twice() -> None:
    assert text_of(page(prose() + f"<p>{CLAUSES[0]}</p>")).count(CLAUSES[0]) == 2


def test_the_heading_of_a_table_of_contents_goes_with_it() -> None:
    links = "".join(f"<li><a href='#s{n}'>Section {n}</a></li>" for n in range(4))
    contents = f"<div><h2>On this page</h2><div><ul>{links}</ul></div></div>"
    assert text_of(page(prose(), before=contents)) == text_of(page(prose()))


def test_headings_of_teasers_are_no_reason_to_take_the_reading_that_lets_them_in() -> None:
    text = "".join(f"<p>{words} {words}</p>" for words in CLAUSES * 3)
    teasers = "".join(f"<div><h3>Product {n}</h3><a href='/{n}'>More</a></div>" for n in range(4))
    body = f"<h1>Terms of Service</h1>{text}"
    assert "Product 1" not in text_of(page(body, after=teasers))


def test_a_skip_link_is_no_word_of_the_document() -> None:
    skip = "<p><a href='#content'>Skip to main content</a></p>"
    assert text_of(page(prose(), before=skip)) == text_of(page(prose()))
