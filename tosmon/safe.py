"""What may reach a terminal: nothing that it would obey.

Apart from `text` because every listing command needs it and none needs to parse a text.
"""

from __future__ import annotations

import re


def safe(text: str) -> str:
    """Return `text` fit for a terminal: control, escape and direction marks made visible."""
    if text.isprintable():  # most texts are, and the search looks at them for thrice as long
        return text
    return _UNSAFE.sub(lambda match: _shown(match[0]), text)


_UNSAFE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


def _shown(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
