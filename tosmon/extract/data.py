"""Text that a page carries as data (JSON in the body or in a script), by a declared path.

A path is keys and places with dots between them; `*` stands for every value of a list. Knows not
what makes the text: it returns HTML or Markdown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from tosmon.extract.charset import decode

MAX_VALUES = 2000  # that one path may name
_MAX_SCRIPTS = 500
_SCRIPT = re.compile(r"<script\b[^<>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_ASSIGNED = re.compile(r"[\w$.\[\]\"' ]{1,100}=\s*(?=[\[{])")
_MARKUP = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|table|section|article|br|span|a|b|strong)\b[^<>]*>"
)
_OFFERED = 8


class NoDataError(ValueError):
    """A path leads nowhere; says how far it leads and what is there."""


def texts(body: bytes, content_type: str | None, paths: Sequence[str]) -> tuple[str, ...]:
    """Return what `paths` name in the data of `body`; raise `NoDataError` where one names none."""
    sources = list(_sources(decode(body, content_type)))
    if not sources:
        raise NoDataError("the page carries no data (JSON) any more")
    return tuple(text for path in paths for text in _named(sources, path))


def is_markup(text: str) -> bool:
    """Return whether a string of data is HTML."""
    return _MARKUP.search(text) is not None


def _sources(page: str) -> Iterator[object]:
    """Yield the data of a page: the whole body, or what is in its scripts."""
    decoder = json.JSONDecoder()
    bare = page.lstrip("\ufeff \t\r\n")
    starts = [bare] if bare[:1] in ("{", "[") else []
    for number, script in enumerate(_SCRIPT.finditer(page)):
        if number >= _MAX_SCRIPTS:
            break
        content = script[1].strip()
        assigned = _ASSIGNED.match(content)
        starts.append(content[assigned.end() :] if assigned else content)
    for start in starts:
        if start[:1] not in ("{", "["):
            continue
        try:
            yield decoder.raw_decode(start)[0]
        except (ValueError, RecursionError):
            continue


def _named(sources: Sequence[object], path: str) -> list[str]:
    """Return the strings at `path` in the first of `sources` that has any."""
    keys = path.split(".")
    furthest = (-1, "")
    for source in sources:
        values, reached, there = _walk(source, keys)
        strings = [value for value in values if isinstance(value, str) and value.strip()]
        if strings:
            return strings[:MAX_VALUES]
        if values:
            there = f"no text but {_shown(values[0])}"
        furthest = max(furthest, (reached, there))
    reached, there = furthest
    raise NoDataError(
        f"the path '{path}' leads nowhere in the page's data any more; "
        f"at '{'.'.join(keys[:reached]) or 'its beginning'}' there is {there}"
    )


def _walk(source: object, keys: Sequence[str]) -> tuple[list[object], int, str]:
    """Return the values at `keys`, how many keys led somewhere, and what is there."""
    values = [source]
    for number, key in enumerate(keys):
        following = [found for value in values for found in _step(value, key)][:MAX_VALUES]
        if not following:
            return [], number, _shown(values[0])
        values = following
    if len(values) == 1 and isinstance(values[0], list):
        values = list(values[0])
    return values, len(keys), ""


def _step(value: object, key: str) -> Iterator[object]:
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        elif key == "*":
            yield from value.values()
    elif isinstance(value, list):
        if key == "*":
            yield from value
        elif key.isdecimal() and int(key[:9]) < len(value):
            yield value[int(key[:9])]


def _shown(value: object) -> str:
    if isinstance(value, dict):
        names = [str(name)[:40] for name in value]
        more = ", …" if len(names) > _OFFERED else ""
        return f"{', '.join(names[:_OFFERED])}{more}" if names else "an empty object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "an empty text" if isinstance(value, str) else "a single value"
