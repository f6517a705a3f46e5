"""Files with dates: single ones, those that a manifest lists, or folders whose names say it all.

    DIR/<platform>/<document>/<YYYY-MM-DD[THHMMSSZ]>.html, .htm, .md, .txt or .pdf

Owns the names; what a manifest may say is in manifest. Every fault is told, with its file, before
anything is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from tosmon.errors import UsageError
from tosmon.imports.manifest import SUFFIXES, Entry, read_manifest
from tosmon.imports.snapshots import (
    MAX_BODY,
    ImportedSnapshot,
    Withheld,
    in_order,
    moment_of,
    response,
    slug,
)
from tosmon.model import DocumentKey, Moment, Response

TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
}
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?")
_NAME = "write platform/document/2024-05-01.html, or 2024-05-01T060000Z.html"
_TOLD = 20  # faults; who sees these knows what is wrong with the others


def read_files(path: Path, *, now: Moment) -> tuple[ImportedSnapshot, ...]:
    """Return the captures of a folder, or of a manifest; raise `UsageError` with every fault."""
    if path.is_dir():
        entries, problems = _by_names(path)
        root = path
    elif path.suffix.lower() in SUFFIXES:
        entries, problems = read_manifest(path)
        root = path.parent
    else:
        raise UsageError(
            f"{path} is neither a folder nor a manifest ({', '.join(SUFFIXES)}); "
            "a single file takes --document, too"
        )
    problems += [*_checked(entries, root, now)]
    if problems:
        more = [f"and {len(problems) - _TOLD} faults more"] if len(problems) > _TOLD else []
        raise UsageError("\n".join([*problems[:_TOLD], *more]))
    if not entries:
        raise UsageError(f"{path} names no capture; {_NAME}")
    return in_order(_snapshot(entry, root) for entry in entries)


def read_single(
    path: Path, document: DocumentKey, url: str, captured_at: Moment | None, *, now: Moment
) -> tuple[ImportedSnapshot, ...]:
    """Return one file as a capture of `document`; its name tells the date where nobody does."""
    moment = captured_at or _moment(path.stem)
    if moment is None:
        raise UsageError(f"{path}: when was it captured? --at 2024-05-01, or name it after the day")
    if path.suffix.lower() not in TYPES:
        raise UsageError(f"{path}: is none of {', '.join(TYPES)}")
    entry = Entry(
        place=str(path),
        document=document,
        captured_at=moment,
        url=url,
        file=path.name,
        content_type=TYPES[path.suffix.lower()],
    )
    problems = list(_checked([entry], path.parent, now))
    if problems:
        raise UsageError("\n".join(problems))
    return (_snapshot(entry, path.parent),)


def _by_names(folder: Path) -> tuple[list[Entry], list[str]]:
    entries: list[Entry] = []
    problems: list[str] = []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if any(part.startswith(".") for part in inner.parts) or path.is_dir():
            continue
        moment = _moment(path.stem)
        if len(inner.parts) != 3:
            problems.append(f"{path}: stands at the wrong depth; {_NAME}")
        elif path.suffix.lower() not in TYPES:
            problems.append(f"{path}: is none of {', '.join(TYPES)}")
        elif moment is None:
            problems.append(f"{path}: its name is no date; {_NAME}")
        else:
            entries.append(
                Entry(
                    place=str(path),
                    document=f"{slug(inner.parts[0])}/{slug(inner.parts[1])}",
                    captured_at=moment,
                    url="",
                    file=inner.as_posix(),
                    content_type=TYPES[path.suffix.lower()],
                )
            )
    return entries, problems


def _moment(stem: str) -> Moment | None:
    match = _DATED.fullmatch(stem)
    if match is None:
        return None
    day, hour, minute, second = match.groups()
    return moment_of(f"{day}T{hour}:{minute}:{second}+00:00" if hour else day)


def _checked(entries: Iterable[Entry], root: Path, now: Moment) -> Iterator[str]:
    """Yield what is wrong with files and dates: too large, not there, outside, twice, to come."""
    whole = root.resolve()
    seen: dict[tuple[DocumentKey, Moment], str] = {}
    for entry in entries:
        path = root / entry.file
        try:
            if not path.resolve().is_relative_to(whole):
                yield f"{entry.place}: file: '{entry.file}' lies outside of {root}"
            elif not path.is_file():
                yield f"{entry.place}: file: there is no file '{entry.file}' in {root}"
            elif path.stat().st_size > MAX_BODY:
                yield f"{entry.place}: file: is larger than {MAX_BODY // 1024 // 1024} MiB"
        except (OSError, ValueError) as error:
            yield f"{entry.place}: file: cannot be read: {error}"
        if entry.captured_at > now:
            yield f"{entry.place}: captured_at: lies in the future"
        first = seen.setdefault((entry.document, entry.captured_at), entry.place)
        if first != entry.place:
            yield f"{entry.place}: {entry.document} has a capture of that moment: {first}"


def _snapshot(entry: Entry, root: Path) -> ImportedSnapshot:
    kind = entry.content_type or TYPES.get(Path(entry.file).suffix.lower(), "")
    return ImportedSnapshot(
        document=entry.document,
        title=entry.document,
        captured_at=entry.captured_at,
        url=entry.url,
        source=f"file {entry.file}",
        look=partial(_look, root / entry.file, entry.url, kind),
    )


def _look(path: Path, url: str, content_type: str) -> Response | Withheld:
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BODY + 1)
    except OSError as error:
        return Withheld(detail=f"{path}: cannot be read: {(error.strerror or str(error)).lower()}")
    return response(url, content_type, body)
