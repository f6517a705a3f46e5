"""The names of a site's files, made of ids alone, and the links between them.

Owns that a name is safe on every system and leads nowhere outside of the site: an id of another
shape has no page.
"""

from __future__ import annotations

import re

from tosmon.model import DocumentKey, Moment, Sha256

OVERVIEW = "index.html"
CHANGES = "changes/index.html"
TOPICS = "topics/index.html"
SEARCH = "search/index.html"
STYLE = "site.css"
FEEDS = "feeds"

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}/[a-z0-9][a-z0-9-]{0,79}")
_TOPIC = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_DIGITS = 16  # of a version's id; two that begin alike in one document are not to be expected


def named(document: DocumentKey) -> bool:
    """Return whether `document` has a key of which a file's name can be made."""
    return _KEY.fullmatch(document) is not None


def named_topic(topic: str) -> bool:
    """Return whether `topic` has an id of which a file's name can be made."""
    return _TOPIC.fullmatch(topic) is not None


def platform(name: str) -> str:
    """Return the page of a platform."""
    return f"platforms/{name}.html"


def document(key: DocumentKey) -> str:
    """Return the page of a document."""
    return f"documents/{key}/index.html"


def text(key: DocumentKey) -> str:
    """Return the page of a document's newest text."""
    return f"documents/{key}/text.html"


def change(key: DocumentKey, version: Sha256) -> str:
    """Return the page of what `version` changed."""
    return f"documents/{key}/{version[:_DIGITS]}.html"


def topic(name: str) -> str:
    """Return the page that compares platforms on a topic."""
    return f"topics/{name}.html"


def month(at: Moment) -> str:
    """Return the page of a month's changes."""
    return f"changes/{at:%Y-%m}.html"


def block(start: int) -> str:
    """Return the anchor of the block that begins at `start` in a text."""
    return f"c{start}"


def folder(path: str) -> str:
    """Return the folder of `path` with its slash: from there as from `path` all links lead."""
    head, slash, _ = path.rpartition("/")
    return head + slash


def link(target: str, source: str, anchor: str = "") -> str:
    """Return the way from the page `source` to the page `target`."""
    ends, begins = target.split("/"), source.split("/")[:-1]
    same = 0
    while same < len(begins) and same < len(ends) - 1 and begins[same] == ends[same]:
        same += 1
    way = "../" * (len(begins) - same) + "/".join(ends[same:])
    return f"{way}#{anchor}" if anchor else way
