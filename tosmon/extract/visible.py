"""Two cheap hashes of a page, by which most captures are known without reading them.

Of all that a reader can see, for a walk over the bytes: bodies that differ in scripts, comments,
attributes, hashed class names or hidden form fields alone share it. Of the content alone, for a
parse: those that differ in menus, footers, consent panels and their like share that one too. Both
err on one side: a word more makes another hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from tosmon.extract.kinds import is_html
from tosmon.model import Record, Sha256

_AT_ONCE = 16_384  # bytes whose words are counted before it is asked whether these are enough
_EAST_ASIAN = re.compile(rb"[\xe3-\xed][\x80-\xbf]{2}")
_UNSEEN = (b"script", b"style", b"template", b"noscript", b"title")
_OPENING = re.compile(rb"<(?:!--|(" + b"|".join(_UNSEEN) + rb")\b)", re.IGNORECASE)
_COMMENT_END = re.compile(rb"--!?>")  # HTML, 13.2.5.46 to 50; `<!-->` is one, too
_QUOTES = (b'"', b"'")
_CLOSING = {name: re.compile(b"</" + name, re.IGNORECASE) for name in _UNSEEN}
# The rest of a tag. In a quoted value brackets are letters; without quotes the next one ends it, so
# that whatever begins matches, and no page makes the search go over it twice.
_REST = rb"(?:[^<>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+>?"
_TAG = re.compile(rb"<(/?[a-zA-Z][^\s/<>]*+)" + _REST)
_UNSEEN_TAG = re.compile(rb"</?(?:meta|link|head|input|form)\b" + _REST, re.IGNORECASE)
_BOX = b"<div"  # begins a piece of a page, as any tag may that parts words
# E-mail addresses that a server hides anew each time, see `page.parse`.
_CODED = re.compile(rb"(?:data-cfemail=[\"']?|/cdn-cgi/l/email-protection#)([0-9a-fA-F]{4,400})")


class Visible(Record):
    """What a reader can see of a page, furniture and all.

    `words` are pieces of text and, between NULs, the names of the tags that part them, white space
    folded. `addresses` are the e-mail addresses that a server hid. `sha256` is the hash of both;
    bytes count in whatever coding they are.
    """

    words: bytes
    addresses: tuple[str, ...]
    sha256: Sha256


def visible_of(body: bytes) -> Visible | None:
    """Return what a reader can see of `body`, None for no HTML."""
    if not is_html(body):
        return None
    shown = b"".join(_seen(body))
    return _visible(shown, _words_of(shown))


class Walk:
    """Looks at the pages of one document in turn, once over what two in a row share."""

    def __init__(self) -> None:
        self._known: dict[bytes, bytes | None] | None = None  # the words of the last page's pieces

    def visible_of(self, body: bytes) -> Visible | None:
        """Return the same as the function `visible_of`."""
        if self._known is None:  # most documents are looked at once in a run
            self._known = {}
            return visible_of(body)
        if not is_html(body):
            return None
        shown = b"".join(_seen(body))
        first, *pieces = shown.split(_BOX)
        known = {
            piece: self._known[piece] if piece in self._known else _words_alone(_BOX + piece)
            for piece in dict.fromkeys(pieces)
        }
        self._known = known
        words = [_words_alone(first), *map(known.__getitem__, pieces)]
        if None in words:
            return _visible(shown, _words_of(shown))
        return _visible(shown, b"".join(filter(None, words)))


def _words_of(shown: bytes) -> bytes:
    """Return text and, each between NULs, the names of tags, white space folded."""
    return _folded(_UNSEEN_TAG.sub(b"", shown))


def _words_alone(piece: bytes) -> bytes | None:
    """Return the words of a piece of a page, None where it may have others in the page."""
    bare = _UNSEEN_TAG.sub(b"", piece)
    return None if _may_go_on(piece) or _may_go_on(bare) else _folded(bare)


def _may_go_on(piece: bytes) -> bool:
    """Return whether a value in quotes may go on behind a piece of a page.

    Nothing closes such a quote in the piece, so it is the last one of its kind.
    """
    ends = (piece.rfind(quote) for quote in _QUOTES)
    return any(_begins_value(piece[:end]) for end in ends if end >= 0)


def _begins_value(before: bytes) -> bool:
    """Return whether a quote that stands behind `before` may be the first one of a value."""
    return before.rstrip().endswith(b"=")


def _folded(bare: bytes) -> bytes:
    parted = b"\x00".join(_TAG.split(bare))
    folded = b" ".join(parted.split()).replace(b"\x00 \x00", b"\x00\x00")
    ends = parted[-1:].isspace() and not folded.endswith(b"\x00")
    return folded + b" " if ends else folded


def _visible(shown: bytes, words: bytes) -> Visible:
    from tosmon.extract import page  # noqa: PLC0415 - lxml only where a page came back

    words = words.rstrip()
    digest = hashlib.sha256(words)
    hides = b"cfemail" in shown or b"/email-protection#" in shown
    coded = _CODED.findall(shown) if hides else ()
    addresses = tuple(page.address_of(each.decode("ascii")) or "" for each in coded)
    for address in addresses:
        digest.update(address.encode("utf-8", "surrogatepass"))
    return Visible(words=words, addresses=addresses, sha256=digest.hexdigest())


def shown_words(body: bytes, *, most: int) -> int:
    """Return about how many words of a page a reader can see, menus and all.

    Counts no further than a little over `most`: a page's beginning tells whether it has a text.
    """
    shown = 0
    for seen in _seen(body):
        begins = 0
        while begins < len(seen) and shown <= most:
            ends = seen.find(b">", begins + _AT_ONCE) + 1 or len(seen)
            part = _UNSEEN_TAG.sub(b"", seen[begins:ends])
            shown += words_in(_TAG.sub(b" ", part))
            begins = ends
    return shown


def words_in(text: bytes) -> int:
    """Return about how many words UTF-8 `text` has; of East Asian letters two make one."""
    return len(text.split()) + len(_EAST_ASIAN.findall(text)) // 2


def _seen(body: bytes) -> Iterator[bytes]:
    """Yield `body` without comments and without elements whose words no reader sees.

    What begins within an attribute's value is neither: whoever writes pages need not escape it.
    What nothing ends is left in, as a reader of broken pages may see it.
    """
    position = looked = 0
    open_values: set[bytes] = set()
    while opening := _OPENING.search(body, looked):
        for quote in _QUOTES:
            last = body.rfind(quote, looked, opening.start())
            if last >= 0:
                begins = _begins_value(body[looked:last])
                (open_values.add if begins else open_values.discard)(quote)
        looked = opening.end()
        if open_values:
            continue
        if opening[1] is None:
            closing = _COMMENT_END.search(body, opening.end() - 2)
        else:
            closing = _CLOSING[opening[1].lower()].search(body, opening.end())
        if closing is None:
            break
        yield body[position : opening.start()]
        position = closing.end()
        if opening[1] is not None:
            position = body.find(b">", position) + 1 or len(body)
        looked = position
    yield body[position:]


class Content(Record):
    """What a page says once its furniture is out: its outline in the text format, and its hash."""

    text: str
    sha256: Sha256


def content_of(body: bytes, *, content_type: str | None, beside: bool = False) -> Content | None:
    """Return what `body` says once its furniture is out, None for no HTML.

    A reading of the same body shares the parse; `beside` leaves that to the body asked for before.
    """
    from tosmon.extract import page  # noqa: PLC0415 - lxml only where a page came back
    from tosmon.extract.outline import outline  # noqa: PLC0415

    if not is_html(body):
        return None
    if beside:
        root = page.parse_beside(body, content_type)
    else:
        root = page.parse_body(body, content_type, pruned=True)
    if root is None:
        return None
    text = outline(root, keep=not beside)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Content(text=text, sha256=digest)
