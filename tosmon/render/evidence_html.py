"""The evidence of a comparison as a part of a page: versions, moments, addresses, hashes.

Owns what of the record a page names, so that a reader can look it up and check it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from tosmon.render.page_html import Markup, element, link
from tosmon.render.style import minute
from tosmon.results import ComparedText, Comparison


def evidence(comparison: Comparison) -> Markup:
    """Return the section that names both sides, what is unknown of them left out."""
    rows = (
        ("version", lambda side: side.side.version),
        ("captured at (UTC)", lambda side: minute(side.captured_at) if side.captured_at else None),
        ("address", lambda side: link(side.source_url) if side.source_url else None),
        ("SHA-256 of the text", lambda side: side.text_sha256),
        ("SHA-256 of the body", lambda side: side.body_sha256),
        ("file", lambda side: side.side.label),
    )
    sides: tuple[ComparedText, ComparedText] = (comparison.older, comparison.newer)
    found = [(name, [read(side) for side in sides]) for name, read in rows]
    table = element(
        "table",
        _heads(),
        *(
            element(
                "tr",
                _name(name),
                *(element("td", value or "-", class_="id") for value in values),
            )
            for name, values in found
            if any(values)
        ),
    )
    return element(
        "section",
        element("h3", "Evidence"),
        table,
        *_checks(comparison),
        class_="evidence",
    )


@functools.cache
def _heads() -> Markup:
    return element("tr", element("th"), element("th", "before"), element("th", "after"))


@functools.cache
def _name(name: str) -> Markup:
    return element("th", name, scope="row")


def _checks(comparison: Comparison) -> Iterator[Markup]:
    if comparison.newer.side.version is None:
        return
    yield element(
        "p",
        "The texts and the bytes that they were read from are in the archive: ",
        element("code", f"tosmon show {comparison.newer.side.version[:12]} --meta"),
        " prints the evidence of the capture, ",
        element("code", "tosmon verify"),
        " rehashes the record.",
        class_="muted",
    )
