"""Whether a page's words come from scripts only. Over the bytes, without a parse: each day's page.

Owns the signs of a shell and the comparison of what a page shows with the data that it carries.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from tosmon.extract.visible import shown_words, words_in

# What a page says to readers without scripts, and the empty element that scripts fill.
_NOSCRIPT = re.compile(rb"<noscript\b", re.I)
_NOSCRIPTS = 50  # looked at, of each so many bytes
_NOSCRIPT_BYTES = 1500
_EMPTY = re.compile(rb"<(div|main|section|[a-z]+-[a-z-]+)\b([^<>]*)>\s*</\1>", re.I)
_NAMED = re.compile(rb"\bid=", re.I)
_SCRIPT = re.compile(rb"<script\b([^<>]*)>", re.I)
_IS_DATA = re.compile(rb"application/json|__NEXT_DATA__", re.I)
_BEGINS_DATA = re.compile(rb"\s*(?:self|window)\.__\w+")

_BARE_WORDS = 15  # no document is so short: whatever scripts do to the page, it is no worse then
_SHELL_WORDS = 60  # menus and notices of a page whose document is not there yet
_PROSE_WORDS = 8  # a string of data with so many words is a sentence, not a name or a path
_MENU_WORDS = 400  # a page that shows more has its document
_DATA_WORDS = 300
_DATA_SHARE = 4  # so many times what is shown is held as data


def may_be_scripted(body: bytes, content_type: str) -> bool:
    """Return whether `body` is a page with scripts at all."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in ("", "text/html", "application/xhtml+xml") or body.startswith(b"%PDF-"):
        return False
    return _SCRIPT.search(body) is not None


def is_scripted(body: bytes) -> bool:
    """Return whether scripts bring what the page is about: a shell, or far more than it shows."""
    shown = shown_words(body, most=_MENU_WORDS)
    if shown < _BARE_WORDS or (shown < _SHELL_WORDS and is_shell(body)):
        return True
    if shown > _MENU_WORDS:
        return False
    held = sum(_sentences(data) for data in _data(body))
    return held > max(_DATA_WORDS, _DATA_SHARE * shown)


def is_shell(body: bytes) -> bool:
    """Return whether a page without text says that scripts make it, or has a place for them."""
    if _SCRIPT.search(body) is None:
        return False
    for opening in itertools.islice(_NOSCRIPT.finditer(body), _NOSCRIPTS):
        words = body[opening.end() : opening.end() + _NOSCRIPT_BYTES].lower()
        if b"javascript" in words.partition(b"</noscript")[0]:
            return True
    return any(
        b"-" in empty[1] or _NAMED.search(empty[2]) is not None for empty in _EMPTY.finditer(body)
    )


def _data(body: bytes) -> Iterator[bytes]:
    """Yield what scripts hold that are data and no code."""
    small, ends = body.lower(), 0
    while ends >= 0 and (opening := _SCRIPT.search(body, ends)):
        begins = opening.end()
        ends = small.find(b"</script", begins)
        if _IS_DATA.search(opening[1]) or _BEGINS_DATA.match(body, begins):
            yield body[begins : ends if ends >= 0 else len(body)]


def _sentences(data: bytes) -> int:
    """Return how many words stand in the strings of `data` that are sentences."""
    counts = (words_in(string) for string in data.split(b'"'))
    return sum(count for count in counts if count >= _PROSE_WORDS)
