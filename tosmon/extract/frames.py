"""A page as the first reading expects one: its words in paragraphs, these in an article.

trafilatura goes by elements that say what they are. Of a page without them it gathers paragraphs
and lists from all over, no heading among them, and words that stand loose in a box are lost or torn
apart at each link. Owns how such words get their elements. Adds and leaves out no word.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from trafilatura import xpaths

from tosmon.extract.furniture import characters_in
from tosmon.extract.tags import INLINE

Element: TypeAlias = Any

# An element that holds less of the page is no frame of its document: a teaser, a tab that is open.
_SHARE = 0.4
# Fewer loose words are labels and questions to the reader ("Did you find this helpful?"), which the
# library rightly leaves out where a page has paragraphs.
_SENTENCE_WORDS = 10
_BOXES = ("div", "section", "article", "main", "body", "details", "figcaption")
_ITEMS = ("li", "dd", "dt", "blockquote")  # parted where a line is broken in them
# Words that a reader sees and the library takes out, among them the date of "Last updated".
_DROPPED = ("time", "output", "marquee", "blink")
_IN_A_LINE = INLINE | {"br", "img"}


def frame(root: Element) -> None:
    """Put the words of a page into elements by which the first reading finds them."""
    body = root.find("body")
    if body is None:
        return
    if not _has_frame(body):
        article = root.makeelement("article")
        article.text, body.text = body.text, None
        article.extend(list(body))
        body.append(article)
    for element in root.iter("code", *_DROPPED):
        if element.tag != "code" or _is_in_a_line(element):
            element.tag = "span"
    for box in list(root.iter(*_BOXES, *_ITEMS)):
        _part(box)


def _is_in_a_line(code: Element) -> bool:
    """Return whether code stands in a sentence, of which the library would make three blocks."""
    return "\n" not in (code.text or "") and code.getparent().tag != "pre"


def _has_frame(body: Element) -> bool:
    """Return whether one of the library's own expressions finds an element that holds the page."""
    least = _SHARE * float(characters_in(body))
    found = (expression(body) for expression in xpaths.BODY_XPATH)
    return any(elements and characters_in(elements[0]) >= least for elements in found)


def _part(box: Element) -> None:
    """Make a paragraph of each run of words that stands loose in `box`.

    As browsers lay them out: an anonymous block box of CSS 2.1, section 9.2.1.1.
    """
    before, run, loose = None, list[Element](), box.text or ""
    for child in [*box, None]:
        if child is not None and _is_of_a_line(child):
            run.append(child)
            loose += child.tail or ""
            continue
        if (run or loose) and _is_torn(box, run, loose):
            _wrap(box, before, run)
        if child is not None:
            before, run, loose = child, [], child.tail or ""


def _is_of_a_line(element: Element) -> bool:
    """Return whether an element parts no line, and nothing within it does."""
    if element.tag not in _IN_A_LINE:  # as most boxes, of which no walk need be made
        return False
    return not len(element) or all(inner.tag in _IN_A_LINE for inner in element.iter())


def _is_torn(box: Element, run: list[Element], loose: str) -> bool:
    """Return whether the library would lose `run`, or part of it: `loose` are the words between."""
    if box.tag in _ITEMS:
        return any(element.tag == "br" for child in run for element in child.iter())
    within = [piece for child in run for piece in child.itertext() if piece.strip()]
    if len(within) + bool(loose.strip()) > 1 and within and _says(run, loose):
        return True
    return len(loose.split()) + sum(len(piece.split()) for piece in within) >= _SENTENCE_WORDS


def _says(run: list[Element], loose: str) -> bool:
    """Return whether a word of a run stands in no link: links alone are a menu."""
    return bool(loose.strip()) or any(
        (child.text or "").strip() for child in run if child.tag != "a"
    )


def _wrap(box: Element, before: Element | None, run: list[Element]) -> None:
    """Make a paragraph of what follows `before` in `box`, or begins it: loose words, then `run`."""
    paragraph = box.makeelement("p")
    if before is None:
        paragraph.text, box.text = box.text, None
        box.insert(0, paragraph)
    else:
        paragraph.text, before.tail = before.tail, None
        before.addnext(paragraph)
    paragraph.extend(run)
