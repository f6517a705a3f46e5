"""Words that trafilatura leaves out wherever they stand alone: in a document they are the text.

It takes a line, an item or a cell of "Google", "Facebook", "Email" or "Print" for a button that
shares the page. In a table of subprocessors or a list of what is collected such a word is the
very thing that was promised. Buttons go by other rules: by their elements, roles and links.
"""

from __future__ import annotations

import re

from trafilatura import utils

_NOTHING = re.compile(r"(?!)")


def keep_words() -> None:
    """Have the library's filter of single words match nothing, where it has one."""
    if isinstance(getattr(utils, "RE_FILTER", None), re.Pattern):
        utils.RE_FILTER = _NOTHING
