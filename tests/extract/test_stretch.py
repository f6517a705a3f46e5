"""The stretch: a page is known by the lines in which its document stands, and by those alone."""

from __future__ import annotations

import pytest

from tests.extract.pages import CLAUSES, page, prose
from tosmon.extract import (
    Lines,
    content_of,
    is_surely_broken,
    lines_of,
    lines_of_text,
    read,
    stretch_of,
    visible_of,
)
from tosmon.model import Reading

MENU = "<div>Last seen 4 days ago</div><div><a>Writing</a></div><div><a>Pricing</a></div>"
TEASERS = "<div>Read on</div><div><h4>Ten drafts a day</h4></div><div>© Quillmoor</div>"
ADDRESS = "<p>Write to <a data-cfemail='{}'>[email&#160;protected]</a> with a question.</p>"


def furnished(main: str = "", *, menu: str = MENU, teasers: str = TEASERS) -> bytes:
    return page(main or prose(), before=menu, after=teasers)


def stands(before: bytes, after: bytes) -> bool:
    """Whether `after` is known by the stretch of `before`, of which the text is what is read."""
    first, later = visible_of(before), visible_of(after)
    assert first is not None
    assert later is not None
    reading = read(before, content_type="text/html", url="https://quillmoor.example/terms")
    assert isinstance(reading, Reading)
    stretch = stretch_of(lines_of(first), reading.text)
    assert stretch is not None
    return stretch.stands_in(lines_of(later))


@pytest.mark.parametrize(
    "later",
    [
        furnished(),
        furnished(menu=MENU.replace("4 days", "5 days")),
        furnished(menu=MENU.replace("Writing", "Drafting")),
        furnished(teasers=TEASERS.replace("Ten drafts a day", "Why writers rest")),
        furnished(prose().replace("<p>", "<p class='a1'>").replace("never", "<b>never</b>")),
        furnished(menu=f"<nav><p>{' '.join(['A menu that says a lot'] * 4)}</p></nav>" + MENU),
    ],
    ids=["same", "count", "menu", "teaser", "styled", "nav"],
)
def test_what_stands_around_a_document_is_not_part_of_its_stretch(later: bytes) -> None:
    assert stands(furnished(), later)


@pytest.mark.parametrize(
    "later",
    [
        furnished(prose().replace("thirty days", "sixty days")),
        furnished(prose().replace("<h2>Section 2", "<h3>Section 2").replace("2</h2>", "2</h3>")),
        furnished(prose().replace(f"<p>{CLAUSES[1]}</p>", "")),
        furnished(prose() + "<p>Annex B applies.</p>"),
        furnished("<p>Second edition</p>" + prose()),
        furnished(menu=MENU + "<div>Draft of May</div>"),
        furnished(menu="<div>These terms end on the last day of this year.</div>" + MENU),
        furnished(teasers=TEASERS + f"<p>{CLAUSES[0]} Not any more.</p>"),
        page("<p>Page not found</p>", before=MENU, after=TEASERS),
    ],
    ids=["word", "level", "removed", "appended", "preceded", "beside", "banner", "below", "error"],
)
def test_an_edit_or_a_new_sentence_anywhere_is_read(later: bytes) -> None:
    assert not stands(furnished(), later)


def test_a_sentence_that_is_a_link_is_a_teaser() -> None:
    teaser = "<div><a href='/post'>Our new desk writes ten drafts a day, and rests</a></div>"
    assert stands(furnished(), furnished(teasers=TEASERS + teaser))


@pytest.mark.parametrize(
    "notice",
    [
        "<div>Our terms change in May, <a href='/new'>read what will be new</a> before that.</div>",
        "<a name='top'></a><div>These terms end on the last day of this year.</div>",
        "<div><a name='top'>Top</div><div>These terms end on the last day of this year.</div>",
    ],
    ids=["partly", "anchor", "unclosed"],
)
def test_a_sentence_beside_a_link_is_read(notice: str) -> None:
    assert not stands(furnished(), furnished(menu=notice + MENU))


def test_a_text_whose_lines_the_page_parts_ends_where_it_ends() -> None:
    """What a text joins to one line, a page may show in two; below that stand other things."""
    broken = CLAUSES[4].replace("established", "<div>established</div>")
    main = prose().replace(CLAUSES[4], broken)
    assert stands(furnished(main), furnished(main, teasers=TEASERS.replace("Ten", "Twelve")))
    assert not stands(furnished(main), furnished(main.replace("disputes", "claims")))


def stands_in_outline(before: bytes, after: bytes) -> bool:
    first, later = (content_of(body, content_type=None) for body in (before, after))
    assert first is not None
    assert later is not None
    reading = read(before, content_type="text/html", url="https://quillmoor.example/terms")
    assert isinstance(reading, Reading)
    stretch = stretch_of(lines_of_text(first.text), reading.text)
    assert stretch is not None
    return stretch.stands_in(lines_of_text(later.text))


def test_what_comes_into_the_midst_of_a_page_and_is_furniture_is_known_by_the_outline() -> None:
    button = "<button>Copy a link to this section</button>"
    busy = furnished(prose().replace("<h2>Section 3", f"{button}<h2>Section 3"))
    assert not stands(furnished(), busy)
    assert stands_in_outline(furnished(), busy)


@pytest.mark.parametrize(
    "main",
    [
        prose().replace("thirty days", "sixty days"),
        prose().replace("<h2>Section 3", "<p>Not so in Sweden.</p><h2>Section 3"),
        prose() + "<p>Annex B applies.</p>",
        prose().replace(f"<p>{CLAUSES[1]}</p>", ""),
    ],
    ids=["word", "inserted", "appended", "removed"],
)
def test_an_edit_is_seen_in_the_outline(main: str) -> None:
    assert not stands_in_outline(furnished(), furnished(main))


def test_a_hidden_address_that_became_another_is_read() -> None:
    # "a@b.example" and "c@b.example", each byte XORed with the first, 0x10
    one, other = (f"10{''.join(f'{ord(c) ^ 16:02x}' for c in s)}" for s in ("a@b.ex", "c@b.ex"))
    before = furnished(prose() + ADDRESS.format(one))
    assert stands(before, furnished(prose() + ADDRESS.format(one), menu="<div>Drafts</div>" + MENU))
    assert not stands(before, furnished(prose() + ADDRESS.format(other)))


def test_no_stretch_without_a_line_that_is_surely_the_texts() -> None:
    shown = visible_of(furnished())
    assert shown is not None
    text = "# Another document\n\nOf which the page shows no line at all.\n"
    assert stretch_of(lines_of(shown), text) is None


def test_no_stretch_for_a_text_that_stands_in_a_footer() -> None:
    """A page sets its footer aside, so its lines would not be looked at."""
    shown = visible_of(page(prose(), after="<footer><p>Notices go to the desk.</p></footer>"))
    assert shown is not None
    text = "".join(f"{clause}\n\n" for clause in CLAUSES)
    assert stretch_of(lines_of(shown), text) is not None
    assert stretch_of(lines_of(shown), text + "Notices go to the desk.\n") is None


def test_a_line_of_the_text_that_is_gone_breaks_every_stretch() -> None:
    def lines(words: str) -> Lines:
        shown = visible_of(furnished(words))
        assert shown is not None
        return lines_of(shown)

    edited = prose().replace(CLAUSES[0], CLAUSES[0].replace(" ", " not ", 1))
    text = "\n".join(CLAUSES)
    assert is_surely_broken(lines(prose()), lines(edited), text)
    assert not is_surely_broken(lines(prose()), lines(prose()), text)
    assert not is_surely_broken(lines(prose()), lines(edited), "Words of another document.")
