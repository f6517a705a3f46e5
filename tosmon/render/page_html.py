"""Pages of HTML that stand alone: escaping by construction, the shell, the look.

Owns what all pages share: one file, no script, nothing loaded from anywhere, dark and light, a
phone and paper. Knows nothing of what a page shows. Plain strings become text, never markup; only
`element` makes markup, so that no fetched word can.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
from collections.abc import Sequence
from pathlib import Path

from tosmon import __version__
from tosmon.safe import safe

_FEW = 2048  # pieces that are remembered as they are written
_SHORT = 24  # characters of such a piece
_VOID = frozenset({"br", "hr", "input", "meta", "link"})


# What every page says of itself at its end.
DISCLAIMER = (
    "Made by tosmon from archived texts. Kinds, severities and topics are what rules say of the "
    "words; they describe what the texts state and are no legal determination."
)


class Markup(str):
    """A piece of HTML that this module made. A plain string is text and is escaped."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str | bool | None) -> Markup:
    """Return an element. Attributes: None and False are left out, True stands without a value.

    A trailing underscore of a name is dropped (`class_`), others become hyphens.
    """
    given = "".join([_attribute(key, value) for key, value in attributes.items()])
    if name in _VOID:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{_inner(children)}</{name}>")


@functools.lru_cache(maxsize=_FEW)  # most are of the few that this program writes itself
def _attribute(key: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{_escaped(str(value))}"'


def _inner(children: Sequence[str]) -> str:
    if len(children) == 1 and isinstance(children[0], Markup):
        return children[0]
    return "".join([child if isinstance(child, Markup) else _escaped(child) for child in children])


def joined(*children: str) -> Markup:
    """Return `children` one after the other, plain ones escaped."""
    return Markup(_inner(children))


def link(address: str, *words: str) -> Markup:
    """Return a link where `address` is one of the web's, else its words alone."""
    shown = words or (address,)
    if address.lower().startswith(("https://", "http://")):
        return element("a", *shown, href=address, rel="noreferrer noopener")
    return joined(*shown)


def _escaped(text: str) -> str:
    """Return `text` with the marks of HTML escaped and what no reader sees made visible."""
    return _of_few_letters(text) if len(text) <= _SHORT else html.escape(safe(text), quote=True)


@functools.lru_cache(maxsize=_FEW)  # names and labels, which come again and again
def _of_few_letters(text: str) -> str:
    return html.escape(safe(text), quote=True)


@functools.cache
def _look(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def page(title: str, *body: str, style: str | None = None) -> str:
    """Return a whole page: the shared look, then that of `style`, a file beside this one.

    The policy allows this look by its hash and nothing else: no script, no address, no form.
    """
    look = "".join(_look(name) for name in ("page.css", style) if name)
    digest = base64.b64encode(hashlib.sha256(look.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = joined(
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=f"tosmon {__version__}"),
        element("title", title),
        element("style", Markup(look)),
    )
    whole = element("html", element("head", head), element("body", *body), lang="en")
    return f"<!doctype html>\n{whole}\n"
