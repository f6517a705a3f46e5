"""What a site puts around a document is no part of it; what only looks so stays."""

from __future__ import annotations

import pytest

from tests.extract.pages import CLAUSES, page, prose
from tests.extract.test_read import text_of
from tosmon.extract import content_of

PANEL = (
    "<div class='cookie-banner' role='dialog'><p>We use cookies to make this site work.</p>"
    "<button>Accept all</button><button>Reject all</button></div>"
)
CONTENTS = (
    "<ul><li><a href='#s1'>Section 1</a></li><li><a href='#s2'>Section 2</a></li>"
    "<li><a href='#s3'>Section 3</a></li></ul>"
)


@pytest.mark.parametrize(
    "furniture",
    [
        PANEL,
        PANEL.replace("class='cookie-banner' role='dialog'", "class='k3'"),
        CONTENTS,
        "<nav><a href='/a'>Products</a><a href='/b'>Careers</a></nav>",
        "<div role='navigation'><a href='/a'>Products</a></div>",
        "<footer><p>© 2031 Quillmoor. Follow us everywhere.</p></footer>",
        "<button>Copy page</button>",
        "<span class='sr-only'>Terms | Quillmoor</span>",
        "<p role='alert' aria-live='assertive'>Terms | Quillmoor</p>",
        "<select><option>English</option><option>Svenska</option></select>",
    ],
)
def test_furniture_changes_neither_text_nor_content_hash(furniture: str) -> None:
    bare, furnished = page(prose()), page(prose(), before=furniture)
    assert text_of(furnished) == text_of(bare)
    assert content_of(furnished, content_type=None) == content_of(bare, content_type=None)


def test_a_document_inside_a_consent_element_stays() -> None:
    body = f"<div class='cookie-policy consent'><button>Print</button>{prose()}</div>"
    assert CLAUSES[2] in text_of(page(body))


def test_the_words_of_an_accordions_button_stay_where_they_are_its_heading() -> None:
    body = prose() + f"<h2><button>How long do you keep data?</button></h2><p>{CLAUSES[3]}</p>"
    assert "## How long do you keep data?" in text_of(page(body))


@pytest.mark.parametrize("name", ["overlay", "toc-heading", "share-title", "banner"])
def test_a_heading_stays_whatever_its_box_is_called(name: str) -> None:
    heading = f"<div class='{name}'><h2 class='{name}' id='{name}'>Content</h2></div>"
    text = text_of(page(prose() + heading + f"<p>{CLAUSES[1]}</p>"))
    assert "## Content" in text


def test_a_notice_of_a_new_window_is_no_word_of_the_link() -> None:
    link = "<p>See the <a href='/x'>list of partners<span> (opens in a new window)</span></a>.</p>"
    assert "See the list of partners." in text_of(page(prose() + link))


def test_what_stands_above_the_title_goes_unless_it_is_a_date() -> None:
    def titled(above: str) -> str:
        return text_of(page(f"<p>{above}</p>{prose()}"))

    assert titled("Legal Centre").startswith("# Terms of Service")
    assert titled("Effective 1 May 2031").startswith("Effective 1 May 2031")


def test_a_title_in_a_header_of_its_own_stays() -> None:
    article = prose().replace("<h1>Terms of Service</h1>", "")
    body = f"<div><header><p>Legal</p><h1>Terms of Service</h1></header>{article}</div>"
    assert text_of(f"<html><body>{body}</body></html>".encode()).startswith("# Terms of Service")


def test_a_hidden_tab_keeps_its_words() -> None:
    words = f"<h2>Europe</h2><p>{CLAUSES[4] * 9}</p>"
    tab = f"<div role='tabpanel' hidden aria-hidden='true'>{words}</div>"
    assert CLAUSES[4] in text_of(page(prose() + tab))


def test_words_of_the_document_change_the_content_hash() -> None:
    edited = page(prose().replace("thirty", "sixty"))
    assert content_of(edited, content_type=None) != content_of(page(prose()), content_type=None)
