"""Parts of a page: ranges at any depth, headings by their words, fragments, what stands instead."""

from __future__ import annotations

from tests.extract.pages import CLAUSES, page, prose
from tests.extract.test_read import refused, text_of
from tosmon.extract import read
from tosmon.model import QuarantineReason, Range, Reading

SEVERAL = page(
    "<div class='tabs'><section><div><h1 id='terms'>1. Terms of Use</h1>"
    "<p>Terms begin here.</p></div>"
    f"<div><p>{CLAUSES[0]}</p></div></section><section><div><a name='privacy'></a>"
    f"<h1>2. Privacy Policy</h1><p>{CLAUSES[1]}</p><h2>Cookies</h2><p>{CLAUSES[2]}</p></div>"
    f"<div>{CLAUSES[3]}<h1 id='dpa'>Data Processing</h1><p>{CLAUSES[4]}</p></div></section></div>"
)


def test_a_range_goes_from_element_to_element_at_any_depth() -> None:
    text = text_of(SEVERAL, select=(Range(start="#terms", until="a[name=privacy]"),))
    assert text == f"# 1. Terms of Use\n\nTerms begin here.\n\n{CLAUSES[0]}\n"
    text = text_of(SEVERAL, select=(Range(start="Privacy Policy", until="data processing"),))
    assert text.startswith("# 2. Privacy Policy\n")
    assert CLAUSES[3] in text
    assert CLAUSES[4] not in text


def test_several_ranges_are_read_in_their_order() -> None:
    parts = (Range(start="Cookies", until="#dpa"), Range(start="#terms", until="Privacy"))
    text = text_of(SEVERAL, select=parts)
    assert text.startswith("## Cookies\n")
    assert "\n# 1. Terms of Use\n" in text
    assert CLAUSES[4] not in text


def named(fragment: str) -> Reading:
    found = read(SEVERAL, content_type="text/html", url="", fragment=fragment)
    assert isinstance(found, Reading), found
    return found


def test_a_fragment_takes_the_section_that_it_names() -> None:
    text = named("privacy").text
    assert text.startswith("# 2. Privacy Policy\n")
    assert "## Cookies" in text
    assert "Data Processing" not in text
    assert named("dpa").text == f"# Data Processing\n\n{CLAUSES[4]}\n"
    assert "Terms begin here." in named("/legal?tab=1").text


def test_what_is_not_there_any_more_is_told_with_what_is() -> None:
    for select, words in (
        ((".tab",), ".tabs"),
        ((Range(start="Imprint"),), "its headings are 1. Terms of Use, 2. Privacy Policy, Cookies"),
        ((Range(start="#dpa", until="#terms"),), "nothing after '#dpa' matches '#terms'"),
    ):
        found = refused(SEVERAL, select=select)
        assert found.reason is QuarantineReason.RESTRUCTURED
        assert words in found.detail, found.detail
    found = read(page(prose()), content_type="text/html", url="", fragment="gone")
    assert "no element of the page is named 'gone' any more" in getattr(found, "detail", "")
