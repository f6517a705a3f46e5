"""The fingerprint: what no reader sees leaves it, a word more changes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.pages import page, prose
from tosmon.extract import Walk, visible_of


def fingerprint(body: bytes) -> str | None:
    shown = visible_of(body)
    return shown.sha256 if shown is not None else None


@pytest.mark.parametrize(
    "noisy",
    [
        page(prose(), head="<meta name='csrf' content='f00d'><script nonce='1'>a()</script>"),
        page(prose() + "<script>track('9f2c')</script>"),
        page(prose() + "<!-- served by node 7 in 12 ms -->"),
        page(prose().replace("<p>", "<p class='css-1x8ab' data-request='77'>")),
        page(prose() + "<form><input type='hidden' name='token' value='abc'></form>"),
        page(prose(), head="<style>.a{color:red}</style>"),
        page(prose().replace("<p>", "<p class='[&>a]:underline' title=\"a > b < c\">")),
        page(prose() + '<form><input type=hidden value=\'{"at":"<9>"}\'></form>'),
    ],
    ids=["head", "script", "comment", "attributes", "form", "style", "brackets", "value"],
)
def test_what_no_reader_sees_leaves_the_fingerprint(noisy: bytes) -> None:
    assert fingerprint(noisy) == fingerprint(page(prose()))


@pytest.mark.parametrize(
    "edited",
    [
        page(prose().replace("thirty days", "sixty days")),
        page(prose() + "<p>New.</p>"),
        page(prose().replace("<h2>Section 2</h2>", "<p>Section 2</p>")),
        page(prose(), after="<footer>© Quillmoor</footer>"),
    ],
)
def test_what_a_reader_sees_changes_the_fingerprint(edited: bytes) -> None:
    assert fingerprint(edited) != fingerprint(page(prose()))


@pytest.mark.parametrize("begun", ["<script>", "<!--", "<title", "<style> <b>"])
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("gap", ["", " " * 99])
def test_a_value_that_begins_an_element_hides_no_words(gap: str, quote: str, begun: str) -> None:
    before = page(f"<p title={gap}{quote}write {begun} so{quote}>Example</p>" + prose())
    after = before.replace(b"thirty days", b"sixty days")
    assert before != after
    assert fingerprint(before) != fingerprint(after)


@pytest.mark.parametrize("odd", ["<!-->", "<!--->", "<!-- a --!>", "<!-- a", "<style>", "<script>"])
def test_a_comment_or_an_element_hides_no_more_than_it_holds(odd: str) -> None:
    before = page(f"{odd}<div>{prose()}</div>")
    after = before.replace(b"thirty days", b"sixty days")
    assert before != after
    assert fingerprint(before) != fingerprint(after)


def test_what_is_no_page_has_none() -> None:
    assert fingerprint(b"just words") is None


def test_an_address_that_is_hidden_anew_each_time_counts_by_what_it_hides() -> None:
    def with_address(coded: str) -> bytes:
        return page(prose() + f"<a class='m' data-cfemail='{coded}'>[email&#160;protected]</a>")

    # a@b.example under two keys, and x@b.example
    one, two = ("".join(f"{ord(c) ^ key:02x}" for c in f"{chr(0)}a@b.example") for key in (17, 90))
    other = "".join(f"{ord(c) ^ 17:02x}" for c in f"{chr(0)}x@b.example")
    assert fingerprint(with_address(one)) == fingerprint(with_address(two))
    assert fingerprint(with_address(one)) != fingerprint(with_address(other))


def test_a_word_after_a_hidden_field_counts() -> None:
    fields = "<form><input type='hidden' value='{}'>Write to {}.</form>"
    first, again, other = (
        fingerprint(page(prose() + fields.format(*values)))
        for values in (("1", "Ann"), ("2", "Ann"), ("2", "Bea"))
    )
    assert first == again != other


@pytest.mark.parametrize("shape", ["<script>", "<!--", "<a ", "<a title='", "</"])
def test_a_hostile_page_costs_no_more_than_its_length(shape: str) -> None:
    assert fingerprint(b"<html><body>" + shape.encode() * 300_000) is not None


PIECES = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<div class='a'>",
        '<div title="see <div y=',
        '<p title="',
        "<p title='",
        '">',
        "'>",
        "=",
        "words ",
        " \n ",
        "<form a=1>",
        "<input value='",
        "<b>bold</b>",
        "<DIV>",
        "<script>a('<div>')</script>",
        "<SCRIPT>b()</Script>",
        "<!-- <div> -->",
        "> <",
    ]
)


@given(st.lists(st.lists(PIECES, max_size=12), min_size=2, max_size=3))
def test_pages_looked_at_in_turn_are_seen_as_each_is_alone(pages: list[list[str]]) -> None:
    walk = Walk()
    for pieces in [*pages, *pages]:
        body = page("".join(pieces))
        assert walk.visible_of(body) == visible_of(body)


def test_what_a_quote_hides_is_no_box_of_its_own() -> None:
    walk, quoted = Walk(), page('<p title="see <div y=">at the desk</p><p class="a">as before</p>')
    for body in (page(prose()), page(prose()), quoted, quoted):
        assert walk.visible_of(body) == visible_of(body)
