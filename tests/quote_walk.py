"""Walks an answer and finds every quote in it in the archive, letter by letter at its offsets."""

from __future__ import annotations

from typing import Any

from tosmon.archive import Archive


def walk(report: Any, archive: Archive) -> int:
    """Return how many quotes of `report` (JSON as printed) were found; raise for the first that
    is not.
    """
    texts: dict[str, str] = {}

    def text(version: str) -> str:
        if version not in texts:
            texts[version] = archive.text(archive.version(version))
        return texts[version]

    def visit(value: Any, version: str | None) -> int:
        if isinstance(value, (list, tuple)):
            return sum(visit(item, version) for item in value)
        if not isinstance(value, dict):
            return 0
        version = value.get("quoted_version") or value.get("version") or version
        found = sum(visit(item, version) for item in value.values())
        quote = value.get("quote")
        if quote is None:
            return found
        assert version is not None, f"a quote of no version: {quote!r}"
        at = text(version)[value["start"] : value["end"]]
        assert at == quote, f"{version[:12]} {value['start']}-{value['end']}: {quote!r} is {at!r}"
        assert quote.strip()
        return found + 1

    return visit(report, None)
