"""The stretch of a page in which its document stands, known again without reading the page.

Of a page that was read it is known which of its lines hold the text. A later page that shows the
same lines in the same order, and no new sentence anywhere else, says what that one said: what
differs are labels, counts, links and names of articles around the document. Errs on one side:
whatever is not surely so is read.
"""

from __future__ import annotations

import heapq
import html
from collections.abc import Iterable, Iterator, Sequence

from tosmon.extract.tags import INLINE
from tosmon.extract.visible import Visible, words_in
from tosmon.model import Record

# Fewer words outside the stretch are labels; a banner that says something has a sentence.
SENTENCE_WORDS = 8
_ANCHOR = 60  # letters of a line that stands nowhere else by chance
_MOST_TRIED = 8  # lines that are gone; an edit moves few, a new menu many

_MARKED = frozenset((b"h1", b"h2", b"h3", b"h4", b"h5", b"h6", b"li", b"td", b"th"))


def _both(names: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the tag that opens each of these elements, and the one that closes it."""
    for name in names:
        yield from (name, b"/" + name)


# What a tag says of the line that stands there; all others part lines and say nothing. Of those the
# commonest are named: they need not be asked for twice.
_KINDS: dict[bytes, str] = {
    **dict.fromkeys(_both((b"div", b"p", b"ul", b"ol")), "block"),
    **dict.fromkeys(_both(map(str.encode, INLINE)), "inline"),
    **dict.fromkeys(_both((b"a",)), "link"),
    **dict.fromkeys(_MARKED, "mark"),
    **dict.fromkeys(_both((b"main", b"article")), "holder"),
    **dict.fromkeys(_both((b"nav", b"header", b"footer")), "aside"),
}
_NO_LETTERS = bytes(n for n in range(128) if not chr(n).isalpha() and n != ord("\n"))


class Lines(Record):
    """What a page shows, line by line, each with its mark.

    `aside` are lines that the page itself sets aside, `linked` those all of whose words lead
    elsewhere, `addresses` the e-mail addresses that a server hid.
    """

    lines: list[bytes]
    aside: list[bytes]
    linked: set[bytes]
    addresses: tuple[str, ...] = ()


class Stretch(Record):
    """The lines in which a document stands on a page, and all that this page says, as fingerprints.

    What an author adds at an end stands beside the stretch, be it ever so short: so what stands
    there must be known of the page as well. Fingerprints are of this process alone.
    """

    lines: tuple[int, ...]
    known: frozenset[int]
    addresses: tuple[str, ...]

    def stands_in(self, page: Lines) -> bool:
        """Return whether `page` shows these lines unbroken and says nothing else that is new."""
        if page.addresses != self.addresses:
            return False
        lines = tuple(map(hash, page.lines))
        start = _place(lines, self.lines)
        if start is None:
            return False
        end = start + len(self.lines)
        beside = {*lines[max(0, start - 1) : start], *lines[end : end + 1]}
        return beside <= self.known and not any(
            mark not in self.known and line not in page.linked and words_in(line) >= SENTENCE_WORDS
            for mark, line in zip(lines, page.lines, strict=True)
        )


def stretch_of(page: Lines, text: str) -> Stretch | None:
    """Return where on `page` the document `text` stands, None where that cannot be told."""
    wanted = list(filter(None, _keys(text.encode("utf-8", "replace").split(b"\n"))))
    shown, aside = _keys(map(_words, page.lines)), _keys(map(_words, page.aside))
    if not set(wanted).isdisjoint(set(aside) - set(shown)):
        return None
    span = _span(shown, wanted)
    if span is None:
        return None
    return Stretch(
        lines=tuple(map(hash, page.lines[span[0] : span[1] + 1])),
        known=frozenset(map(hash, (*page.lines, *page.aside))),
        addresses=page.addresses,
    )


def is_surely_broken(before: Lines, after: Lines, text: str) -> bool:
    """Return whether a line of the document `text`, which stood on `before`, is gone from `after`.

    Asked first, since it costs little: no stretch of the one page is in the other then.
    """
    gone = set(before.lines).difference(after.lines)
    for line in heapq.nlargest(_MOST_TRIED, gone, key=len):
        words = _words(line).lstrip(b"#- ").decode("utf-8", "replace")
        if len(words) >= _ANCHOR and words in text:
            return True
    return False


def lines_of_text(text: str) -> Lines:
    """Return the lines of an outline, which has no furniture to set aside and no links."""
    lines = text.encode("utf-8", "replace").split(b"\n")
    return Lines(lines=list(filter(None, lines)), aside=[], linked=set())


def lines_of(page: Visible) -> Lines:
    """Return the lines of a page.

    A line is what stands between tags that part words. Aside stand a page's navigation, its footer,
    and its header where that has no title.
    """
    lines: list[bytes] = []
    aside: list[bytes] = []
    linked: set[bytes] = set()
    said: set[bytes] = set()
    words: list[bytes] = []
    mark = b""
    link, says = False, False  # whether a link is open; whether a word of the line stands in none
    held = 0  # elements that hold a document and are open
    within, since, depth = b"", 0, 0  # the outermost that is aside, its first line, its like in it
    parts = page.words.split(b"\x00")
    for piece, tag in zip(parts[::2], [*parts[1::2], b""], strict=True):
        if piece and piece != b" ":
            words.append(piece)
            says = says or not link
        kind = _KINDS.get(tag) or _KINDS.get(tag.lower(), "block")
        if kind == "inline":
            continue
        if kind == "link":
            link = tag[:1] != b"/"
            continue
        if words:
            line = b"".join(words).strip()
            lines.append(mark + (b" ".join(line.split()) if b"  " in line else line))
            (said if says else linked).add(lines[-1])
            words, mark, says = [], b"", False
        link = False  # an anchor that nobody closed leads nowhere
        if kind == "block":  # as most are, and around no words
            continue
        name = tag.lower().lstrip(b"/")
        opens = tag[:1] != b"/"
        if kind == "mark":
            mark = name + b">"
        elif kind == "holder":
            held = max(0, held + (1 if opens else -1))
        elif name == within:
            depth += 1 if opens else -1
            if not depth:
                is_title = name == b"header" and any(x.startswith(b"h1>") for x in lines[since:])
                if not is_title:
                    aside += lines[since:]
                    del lines[since:]
                within = b""
        elif opens and not within and (name == b"nav" or not held):
            within, since, depth = name, len(lines), 1
    return Lines(lines=lines, aside=aside, linked=linked - said, addresses=page.addresses)


def _place(lines: tuple[int, ...], stretch: tuple[int, ...]) -> int | None:
    """Return where `stretch` begins in `lines`, None where it is not there unbroken."""
    at = -1
    for _ in range(lines.count(stretch[0])):
        at = lines.index(stretch[0], at + 1)
        if lines[at : at + len(stretch)] == stretch:
            return at
    return None


def _span(page: Sequence[bytes], text: Sequence[bytes]) -> tuple[int, int] | None:
    """Return the first and the last line of the page that are the text's.

    From a line that is surely the text's to both sides, letter by letter: the page may part what
    the text joins. Where some letters are not there, the stretch goes to the end of the page.
    """
    places: dict[bytes, list[int]] = {}
    for place, line in enumerate(page):
        places.setdefault(line, []).append(place)
    sure = [n for n, line in enumerate(text) if len(line) >= _ANCHOR and line in places]
    if not sure:
        return None
    first, last = places[text[sure[0]]][0], places[text[sure[-1]]][-1]
    if first > last:
        return None
    above, below = b"".join(text[: sure[0]]), b"".join(text[sure[-1] + 1 :])
    for place in range(first - 1, -1, -1):
        if not above:
            break
        if page[place] and above.endswith(page[place]):
            above = above[: -len(page[place])]
            first = place
    for place in range(last + 1, len(page)):
        if not below:
            break
        if page[place] and below.startswith(page[place]):
            below = below[len(page[place]) :]
            last = place
    return (0 if above else first), (len(page) - 1 if below else last)


def _words(line: bytes) -> bytes:
    """Return the words of a line of a page, without its mark, references resolved."""
    mark, bracket, words = line.partition(b">")
    bare = words if bracket and mark in _MARKED else line
    if b"&" not in bare:
        return bare
    resolved = html.unescape(bare.decode("utf-8", "replace"))
    return resolved.replace("\n", " ").encode("utf-8", "replace")


def _keys(lines: Iterable[bytes]) -> list[bytes]:
    """Return the letters of each line, by which a line of a page and one of the text are the same.

    The lines, none of which has a line end in it, are looked at all at once.
    """
    joined = b"\n".join(lines).replace(b"\xc2\xa0", b"")
    return joined.translate(None, _NO_LETTERS).lower().split(b"\n")
