"""Words that stand where the library does not look for them, or alone, stay in the text."""

from __future__ import annotations

import re

import pytest
from lxml import html
from trafilatura import utils

from tests.extract.pages import CLAUSES, page, prose, text_of
from tosmon.extract import wording
from tosmon.extract.frames import frame

PROSE = "".join(f"<p>{words}</p>" for words in CLAUSES)
BITS = {
    "links": "Write to <a href='/q'>our desk</a> or <b>call</b> us, <i>any day</i>.",
    "break": "Quillmoor Ltd<br>12 Harbour Lane <a href='/map'>(map)</a>, Eastport",
    "code": "Send <code>opt-out</code> in the subject of a mail.",
    "time": "Last updated <time datetime='2031-07-03'>3 July 2031</time> by us",
}
BOXES = {
    "paragraph": "<p>{}</p>",
    "item": "<ul><li>{}</li></ul>",
    "paragraph in an item": "<ul><li><p>{}</p></li></ul>",
    "box in an item": "<ul><li><div>{}</div></li></ul>",
    "box": "<div>{}</div>",
    "cell": "<table><tr><td>Desk</td><td>{}</td></tr><tr><td>A</td><td>B</td></tr></table>",
    "quote": "<blockquote>{}</blockquote>",
    "heading": "<h3>{}</h3>",
    "definition": "<dl><dt>Desk</dt><dd>{}</dd></dl>",
    "details": "<details><summary>More</summary>{}</details>",
}


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("bit", BITS)
def test_a_line_is_read_as_it_stands(bit: str, box: str) -> None:
    expected = words(re.sub("<[^>]+>", "", BITS[bit].replace("<br>", " ")))
    assert expected in words(text_of(page(prose() + BOXES[box].format(BITS[bit]) + PROSE)))


def test_a_page_without_main_or_article_keeps_its_headings() -> None:
    sections = "".join(f"<h2>Section {n}</h2><p>{each}</p>" for n, each in enumerate(CLAUSES, 1))
    text = text_of(f"<html><body><div><h1>Terms</h1>{sections * 3}</div></body></html>".encode())
    assert "# Terms\n" in text
    assert all(f"## Section {n}\n" in text for n in range(1, 6))


def test_a_name_that_is_also_a_button_stays_in_lists_and_tables() -> None:
    table = (
        "<table><tr><th>Who</th><th>Where</th></tr><tr><td>Google</td><td>Ohio</td></tr></table>"
    )
    text = text_of(page(prose() + "<ul><li>Name</li><li>Email</li></ul>" + table + PROSE))
    assert "- Email" in text
    assert "| Google | Ohio |" in text


def test_the_filter_that_is_set_aside_is_still_the_library_s() -> None:
    assert utils.RE_FILTER is wording._NOTHING
    assert utils.textfilter(html.fromstring("<p>Facebook</p>")) is False


def test_a_list_within_a_list_within_an_item_comes_once() -> None:
    inner = "<ul><li>Weapons of any kind<ul><li>Their designs</li></ul></li></ul>"
    text = text_of(page(prose() + f"<ul><li>Never for <span>this:{inner}</span></li></ul>" + PROSE))
    assert text.count("Weapons of any kind") == text.count("Their designs") == 1


def test_a_label_beside_the_text_stays_out() -> None:
    text = text_of(page(prose() + "<div>Did this page help you?</div>" + PROSE))
    assert "Did this page help" not in text


@pytest.mark.parametrize("bit", BITS.values())
def test_no_word_is_added_moved_or_lost(bit: str) -> None:
    menu = "<div><a href='/a'>Home</a> <a href='/b'>Prices</a></div>"
    box = f"<div>{bit} And more.<ul><li>{bit}</li></ul>{bit}</div>"
    body = f"{box}{menu}<section><b>{bit}</b></section>"
    root = html.document_fromstring(f"<html><body>Before. {body} After.</body></html>")
    before = words(root.text_content())
    frame(root)
    assert words(root.text_content()) == before


def test_a_long_list_that_the_first_reading_loses_is_regained() -> None:
    """Boxes of links and terms: the library takes them for a list of links, a dozen and more."""
    items = "".join(
        f"<li><a href='/c{n}'><strong>Category number {n} of what we collect:</strong> this and"
        f" that about you, for as long as purpose {n} lasts and no longer</a></li>"
        for n in range(16)
    )
    text = text_of(page(prose() + f"<h3>What we collect</h3><ul>{items}</ul>" + prose(title="End")))
    assert all(f"for as long as purpose {n} lasts" in text for n in range(16))
