"""The search of a site: its script, and its index brought up to date part by part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tosmon import render
from tosmon.render import site_paths as paths
from tosmon.render.site_values import SiteDocument
from tosmon.reports.statement_index import StatementIndex
from tosmon.site import words
from tosmon.site.folder import SiteFolder
from tosmon.site.made import made_of

_SCRIPT = "search/search.js"
_INDEX = "search/index"


def put_search(
    folder: SiteFolder, statements: StatementIndex, documents: Iterable[SiteDocument]
) -> None:
    """Bring script and index up to date; only parts with a text that is another are made anew."""
    folder.put(_SCRIPT, Path(render.__file__).with_name("search.js").read_bytes())
    by_key = {document.key: document for document in documents}
    parts = words.parts(by_key)
    folder.put(f"{_INDEX}/index.js", words.contents(len(parts)).encode())
    for number, keys in enumerate(parts):
        _put_part(folder, statements, number, [by_key[key] for key in keys])


def _put_part(
    folder: SiteFolder, statements: StatementIndex, number: int, documents: Sequence[SiteDocument]
) -> None:
    below = f"{_INDEX}/{number}"
    key = made_of([(d.key, d.newest, d.title, d.platform_name) for d in documents])
    if folder.keep_group(below, key):
        return
    indexed = (
        words.Indexed(
            name=document.key,
            path=paths.text(document.key),
            title=f"{document.platform_name}: {document.title}",
            version_of=f"{document.newest_at:%Y-%m-%d}",
            blocks=statements.standing_blocks(document.key),
        )
        for document in documents
    )
    for name, content in words.index(number, indexed):
        folder.put(f"{below}/{name}", content.encode("utf-8", "replace"))
