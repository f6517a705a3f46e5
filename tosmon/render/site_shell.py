"""The frame of every page of a site: head, navigation, landmarks, foot.

Owns the policy that lets a page load the site's own files and nothing else, from a server or from a
folder. Knows nothing of what a page shows.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from tosmon import __version__
from tosmon.model import Record
from tosmon.render import site_paths as paths
from tosmon.render.page_html import Markup, element, joined

# A page that is opened as a file has no origin that 'self' could name, hence `file:` beside it;
# to a page that a server sent, no browser gives a file.
_OWN = "'self' file:"
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath "
    "fill='%231a56a8' d='M2 3h12v2H2zm0 4h8v2H2zm0 4h10v2H2z'/%3E%3C/svg%3E"
)
_LED_TO = (paths.OVERVIEW, paths.CHANGES, paths.TOPICS, paths.SEARCH)  # by the banner
_LOOKS = ("page.css", "diff.css", "site.css")
_FOOT = (
    "Made by tosmon from archived texts. Kinds, severities, topics and answers are what rules say "
    "of the words; they describe what the texts state and are no legal determination."
)


class Frame(Record):
    """What all pages of one site share: its name, and the feeds that it has."""

    title: str = "Terms watched"
    feeds: tuple[tuple[str, str], ...] = ()


class Crumb(Record):
    """A page above this one."""

    words: str
    path: str


HOME = Crumb(words="Overview", path=paths.OVERVIEW)


def site_page(
    frame: Frame,
    path: str,
    title: str,
    *body: str,
    crumbs: Sequence[Crumb] = (),
    scripts: Sequence[str] = (),
    feed: tuple[str, str] | None = None,
) -> str:
    """Return the page that stands at `path`; `feed` is its own feed: title and path."""
    feeds = (*frame.feeds, *([feed] if feed else ()))
    folder = paths.folder(path)
    head = joined(
        _about(tuple(scripts)),
        element("title", title if path == paths.OVERVIEW else f"{title} · {frame.title}"),
        _leads(feeds, folder),
        *(element("script", src=paths.link(name, path), defer=True) for name in scripts),
    )
    whole = element(
        "body",
        element("a", "Skip to the content", href="#main", class_="skip"),
        _banner(frame.title, path if path in _LED_TO else folder),
        _crumbs(tuple(crumbs), folder),
        element("main", *body, id="main", tabindex="-1"),
        _foot(feeds, folder),
    )
    return f"<!doctype html>\n{element('html', element('head', head), whole, lang='en')}\n"


@functools.cache
def _about(scripts: tuple[str, ...]) -> Markup:
    """Return what the head of every page says of the page; pages differ in their scripts alone."""
    return joined(
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(scripts)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=f"tosmon {__version__}"),
    )


def _policy(scripts: Sequence[str]) -> str:
    script = f"script-src {_OWN}; " if scripts else ""
    return (
        f"default-src 'none'; {script}style-src {_OWN}; img-src data:; base-uri 'none'; "
        f"form-action {_OWN}"
    )


# Pages of one folder, which is that of one document, come one after the other: what they share is
# made for the first of them.
_of_a_folder = functools.lru_cache(maxsize=64)


@_of_a_folder
def _leads(feeds: tuple[tuple[str, str], ...], path: str) -> Markup:
    """Return where the head of a page leads: the style, the feeds."""
    return joined(
        element("link", rel="icon", href=_ICON),
        element("link", rel="stylesheet", href=paths.link(paths.STYLE, path)),
        *(
            element(
                "link",
                rel="alternate",
                type="application/atom+xml",
                title=name,
                href=paths.link(at, path),
            )
            for name, at in feeds
        ),
    )


@_of_a_folder
def _banner(title: str, path: str) -> Markup:
    places = (("Changes", paths.CHANGES), ("Topics", paths.TOPICS))
    here = {"aria_current": "page"}
    links = (
        element(
            "a",
            words,
            href=paths.link(target, path),
            **(here if target == path else {}),
        )
        for words, target in places
    )
    brand = element(
        "a",
        title,
        href=paths.link(paths.OVERVIEW, path),
        class_="brand",
        **(here if path == paths.OVERVIEW else {}),
    )
    parts = [element("nav", brand, *links, aria_label="Site")]
    if path != paths.SEARCH:
        parts.append(search_form(path))
    return element("header", *parts, class_="banner")


def search_form(path: str) -> Markup:
    """Return the form that leads to the search page, from any page."""
    return element(
        "form",
        element("label", "Search the documents", for_="q", class_="unseen"),
        element("input", type="search", id="q", name="q", placeholder="Search", autocomplete="off"),
        element("button", "Search", type="submit"),
        action=paths.link(paths.SEARCH, path),
        method="get",
        role="search",
    )


@_of_a_folder
def _crumbs(crumbs: tuple[Crumb, ...], path: str) -> Markup:
    if not crumbs:
        return Markup()
    steps = (
        element("li", element("a", crumb.words, href=paths.link(crumb.path, path)))
        for crumb in crumbs
    )
    return element("nav", element("ol", *steps), class_="crumbs", aria_label="Where this page is")


@_of_a_folder
def _foot(feeds: tuple[tuple[str, str], ...], path: str) -> Markup:
    links = [
        joined(element("a", name, href=paths.link(at, path), type="application/atom+xml"), " ")
        for name, at in feeds
    ]
    parts = [element("p", _FOOT)]
    if links:
        parts.append(element("p", "Feeds: ", *links))
    return element("footer", *parts, class_="muted")


@functools.cache
def style() -> str:
    """Return the style sheet of all pages."""
    return "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _LOOKS)


def section(title: str, *body: str, id_: str | None = None, note: str = "") -> Markup:
    """Return a part of a page under a heading that names it."""
    name = id_ or "-".join(title.lower().split())
    told = [element("p", note, class_="muted note")] if note else []
    return element("section", element("h2", title, id=name), *told, *body, aria_labelledby=name)
