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
_BOXES = ("div", "section", "article", "main", "body")
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
    for box in list(root.iter(*_BOXES)):
        _part(box)


def _has_frame(body: Element) -> bool:
    """Return whether one of the library's own expressions finds an element that holds the page."""
    least = _SHARE * float(characters_in(body))
    found = (expression(body) for expression in xpaths.BODY_XPATH)
    return any(elements and characters_in(elements[0]) >= least for elements in found)


def _part(box: Element) -> None:
    """Make a paragraph of each run of words that stands loose in `box`.

    As browsers lay them out: an anonymous block box of CSS 2.1, section 9.2.1.1.
    """
    before, run, loose = None, list[Element](), len((box.text or "").split())
    for child in list(box):
        if all(element.tag in _IN_A_LINE for element in child.iter()):
            run.append(child)
            loose += len("".join(child.itertext()).split()) + len((child.tail or "").split())
            continue
        if loose >= _SENTENCE_WORDS:
            _wrap(box, before, run)
        before, run, loose = child, [], len((child.tail or "").split())
    if loose >= _SENTENCE_WORDS:
        _wrap(box, before, run)


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
