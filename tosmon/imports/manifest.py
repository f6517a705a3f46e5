"""Manifests: lists of captures as CSV, JSON Lines or YAML.

    document,captured_at,url,file,content_type
    larkspur/terms,2024-05-01T06:00:00Z,https://larkspur.example/terms,2024/terms.html,

Owns the columns and their checks. Every fault names file, line and column; that the files are
there is for files to say.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tosmon.errors import UsageError
from tosmon.imports.snapshots import is_address, is_key, moment_of
from tosmon.model import DocumentKey, Moment, Record

SUFFIXES = (".csv", ".jsonl", ".ndjson", ".yaml", ".yml")
MAX_MANIFEST = 64 * 1024 * 1024  # bytes: some 400,000 captures
_NEEDED = ("document", "captured_at", "file")
_COLUMNS = ("document", "captured_at", "url", "file", "content_type")
_SHOWN = 60

_Row = tuple[int, dict[str, str] | str]
"""A line and what it says, or what is wrong with it."""


class Entry(Record):
    """One capture that a manifest or a name tells of. `place` is where it does, for messages."""

    place: str
    document: DocumentKey
    captured_at: Moment
    url: str
    file: str
    content_type: str


def read_manifest(path: Path) -> tuple[list[Entry], list[str]]:
    """Return what `path` lists and a sentence for each fault; raise `UsageError` for no text."""
    try:
        if path.stat().st_size > MAX_MANIFEST:
            raise UsageError(f"{path} is larger than {MAX_MANIFEST // 1024 // 1024} MiB; split it")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
        ) from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text (byte {error.start + 1})") from None
    readers = {".csv": _csv, ".yaml": _yaml, ".yml": _yaml}
    entries: list[Entry] = []
    problems: list[str] = []
    for number, row in readers.get(path.suffix.lower(), _json_lines)(text):
        place = f"{path}:{number}"
        faults = [row] if isinstance(row, str) else list(_faults(row))
        if faults or isinstance(row, str):
            problems += [f"{place}: {fault}" for fault in faults]
            continue
        moment = moment_of(row["captured_at"])
        assert moment is not None  # noqa: S101 - one of the faults otherwise
        entries.append(
            Entry(
                place=place,
                document=row["document"],
                captured_at=moment,
                url=row.get("url", ""),
                file=row["file"],
                content_type=row.get("content_type", ""),
            )
        )
    return entries, problems


def _faults(row: dict[str, str]) -> Iterator[str]:
    for name in row:
        if name not in _COLUMNS:
            near = difflib.get_close_matches(name, _COLUMNS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(_COLUMNS)}"
            yield f"{_shown(name)} is no column; {hint}"
    for name in _NEEDED:
        if not row.get(name):
            yield f"{name}: is missing"
    document, moment, url = (row.get(name, "") for name in ("document", "captured_at", "url"))
    if document and not is_key(document):
        yield f"document: {_shown(document)} names no document; write platform/document"
    if moment and moment_of(moment) is None:
        yield f"captured_at: {_shown(moment)} is no moment; write 2024-05-01T06:00:00Z"
    if url and not is_address(url):
        yield f"url: {_shown(url)} is no web address; write https://host/path"
    kind = row.get("content_type", "")
    if kind and not (kind.isprintable() and kind.isascii() and "/" in kind):
        yield f"content_type: {_shown(kind)} is no type; write text/html"


def _shown(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…")


def _csv(text: str) -> Iterator[_Row]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in _NEEDED if name not in header]
        if missing:
            yield 1, f"the first line names the columns; {', '.join(missing)} is missing"
            return
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                yield reader.line_num, f"has {len(cells)} cells, the first line {len(header)}"
                continue
            pairs = zip(header, (cell.strip() for cell in cells), strict=False)
            yield reader.line_num, {name: cell for name, cell in pairs if name or cell}
    except csv.Error as error:
        yield reader.line_num, f"is no CSV: {error}"


def _json_lines(text: str) -> Iterator[_Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line, type=dict[str, str | None])
        except (msgspec.MsgspecError, RecursionError) as error:
            yield number, f'is no line of JSON Lines, {{"document": …, …}}: {error}'
            continue
        yield number, {name: value.strip() for name, value in row.items() if value is not None}


def _yaml(text: str) -> Iterator[_Row]:
    import yaml  # noqa: PLC0415 - only this kind of manifest pays for it

    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        yield mark.line + 1 if mark else 1, f"is no YAML: {error.problem or error.context}"
        return
    except (yaml.YAMLError, RecursionError):
        yield 1, "is no YAML of the kind that is read here"
        return
    if not isinstance(root, yaml.SequenceNode):
        yield 1, "is no list; write `- document: …` for each capture"
        return
    for item in root.value:
        number = item.start_mark.line + 1
        scalars = isinstance(item, yaml.MappingNode) and all(
            isinstance(node, yaml.ScalarNode) for pair in item.value for node in pair
        )
        if not scalars:
            yield number, "is no capture; write document, captured_at, file and their values"
            continue
        yield number, {name.value.strip(): node.value.strip() for name, node in item.value}
