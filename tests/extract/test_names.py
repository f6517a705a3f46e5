"""Names that say nothing to the first reading are taken off before it; its text is the same."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator

import pytest
from lxml import etree
from trafilatura import xpaths

from tests.extract.pages import CLAUSES, page, text_of
from tosmon.extract import html
from tosmon.extract.names import forget_names

BOX = "<div class='{}' id='{}' style='{}'><p class='mt-4 text-base'>{}</p></div>"
ADVICE = "Whoever reads this box will find a clause in it that says when fees are due, and why."


def long_page(*boxes: str) -> bytes:
    """A page that is long enough to be read by trafilatura's own rules alone."""
    sections = "".join(
        f"<section class='css-{n}'><h2 class='title overlay'>Section {n}</h2>"
        + "".join(
            f"<p class='css-{n}-{m} leading-6'>{words}</p>" for m, words in enumerate(CLAUSES)
        )
        + (boxes[n] if n < len(boxes) else "")
        + "</section>"
        for n in range(30)
    )
    return page(f"<h1>Terms of Service</h1>{sections}")


@pytest.mark.parametrize(
    "box",
    [
        BOX.format("card", "fees", "color:red", ADVICE),
        BOX.format("sidebar", "", "", ADVICE),
        BOX.format("", "related-posts", "", ADVICE),
        BOX.format("", "", "display:none", ADVICE),
        BOX.format("post-content", "", "", ADVICE),
        BOX.format("image-caption", "", "", ADVICE),
        "<ul class='tags'><li>one</li><li>two</li></ul>",
        "<ol class='comments-list'><li>A reader wrote this below the terms, at length.</li></ol>",
        f"<div aria-hidden='true'>{ADVICE}</div>",
        f"<div role='subnavigation'>{ADVICE}</div>",
        f"<section class='main-1' role='main-part'>{ADVICE}</section>",
    ],
)
def test_the_reading_is_the_one_with_all_names(box: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body = long_page("", box)
    ours = text_of(body)
    monkeypatch.setattr(html, "forget_names", lambda root, characters: None)
    with as_installed():
        theirs = text_of(body)
    # Headings lose their names, so that no rule drops them; all else is the library's word.
    assert without_headings(ours) == without_headings(theirs)


def without_headings(text: str) -> list[str]:
    return [line for line in text.split("\n") if line and not line.startswith("#")]


@contextlib.contextmanager
def as_installed() -> Iterator[None]:
    """Put the library's rules back as its file has them."""
    spec = importlib.util.find_spec("trafilatura.xpaths")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    lists = {n: v for n, v in vars(module).items() if n.isupper() and isinstance(v, list)}
    quick = {name: list(getattr(xpaths, name)) for name in lists}
    assert any(type(quick[name][0]) is not type(rules[0]) for name, rules in lists.items())
    try:
        for name, rules in lists.items():
            getattr(xpaths, name)[:] = rules
        yield
    finally:
        for name, rules in quick.items():
            getattr(xpaths, name)[:] = rules


def test_what_the_rules_heed_stays() -> None:
    """Where the library renames its rules or its lists, this says so; nothing else would."""
    assert ADVICE in text_of(long_page("", BOX.format("card", "", "", ADVICE)))
    root = etree.fromstring(
        "<html><body><div class='sidebar'/><div class='mt-4'/><p id='footer'/></body></html>"
    )
    forget_names(root, characters=1_000_000)
    assert [dict(element.attrib) for element in root.iter("div", "p")] == [
        {"class": "sidebar"},
        {},
        {"id": "footer"},
    ]


@pytest.mark.parametrize("reference", ["&#xFFFE;", "&#1 ", "&#x1", "&#12 ", "&#xFFFF;"])
def test_a_name_that_no_tree_takes_costs_no_reading(reference: str) -> None:
    assert ADVICE in text_of(long_page("", BOX.format(f"a{reference}b", "", "", ADVICE)))
