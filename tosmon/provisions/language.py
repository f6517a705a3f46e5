"""Whether the topic rules can read a text: they are written for English.

A text that they cannot read is never called silent.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
# Words that stand in most sentences of a language and hardly in another's.
_ENGLISH = frozenset(["the", "of", "and", "to", "or", "your", "you", "we", "any", "this", "our"])
# Of German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish.
_OTHERS = frozenset(
    re.findall(
        r"\w+",
        "der die das und oder wir sie nicht von mit für le la les des et vous nous pour est el los "
        "las que por para una se il che per di del con não da em os na het een van en wij niet och "
        "att som vi är på jest się nie dla lub",
    )
)
_FOREIGN = 0.08  # share of such words, which English texts never have
_SCRIPT = 0.3  # share of letters beyond Latin-1, which only names and quotes have in English
_LAST_LATIN = "\u024f"


def readable(text: str) -> bool:
    """Return whether `text` is in a language that the rules read, or says too little to tell."""
    letters = sum(map(str.isalpha, text))
    beyond = sum(1 for c in text if c > _LAST_LATIN and c.isalpha())
    if beyond > _SCRIPT * letters:
        return False
    words = _WORD.findall(text.lower())
    english = sum(word in _ENGLISH for word in words)
    others = sum(word in _OTHERS for word in words)
    return others < _FOREIGN * len(words) or others < 2 * english
