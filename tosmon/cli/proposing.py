"""Entries that were found or taken over: printed, or written into platforms.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tosmon.cli.context import Place, emit, say
from tosmon.cli.writing import write_file

_TOLD = 30  # settings that are not taken over; the report in JSON has them all

if TYPE_CHECKING:
    from tosmon.proposals import Added, DeclarationsReport, Entry


def write_entries(place: Place, entries: Sequence[Entry], *, dry: bool = False) -> Added:
    """Put `entries` into platforms.yaml, which is made where there is none; tell what was written.

    One whose id or address is listed already is refused. With `dry` nothing is written, only what
    would be is told. Raises `ConfigError` where the file has no place for them.
    """
    from tosmon.config import load, with_entries
    from tosmon.proposals import Added, Refused

    path = place.config_path
    listed = load(path).documents if path.exists() else ()
    keys = {document.key: document.url for document in listed}
    parts = {(document.url, document.select): document.key for document in listed}
    fresh: list[Entry] = []
    refused: list[Refused] = []
    for entry in entries:
        known = parts.get((entry.url, entry.select))
        if known is not None or entry.key in keys:
            name = "" if known == entry.key else f", as {known}" if known else ""
            other = "" if known else f", for {keys[entry.key]}"
            reason = f"is listed already{name}{other}"
            refused.append(Refused(document=entry.key, reason=reason))
            continue
        fresh.append(entry)
        keys[entry.key] = entry.url
        parts[entry.url, entry.select] = entry.key
    if fresh:
        text = with_entries(path, fresh)
        if not dry:
            write_file(path, text)
    return Added(written=tuple(entry.key for entry in fresh), refused=tuple(refused))


def tell_added(added: Added, place: Place, *, dry: bool = False) -> None:
    """Say on standard error what was not written, and why; on standard output what was."""
    from tosmon.render.style import count

    for entry in added.refused:
        say(f"tosmon: {entry.document} {entry.reason}")
    done = "would add" if dry else "added"
    if added.written:
        what = count(len(added.written), "document")
        emit(f"{done} {what} to {place.config_path}: {', '.join(added.written)}\n")
    else:
        emit(f"{place.config_path} was left as it is: nothing new\n")


def take_over(folder: Path, place: Place, *, add: bool) -> DeclarationsReport:
    """Read the declarations in `folder` as entries, and write them where `add` says so."""
    from tosmon.config import faults_of
    from tosmon.imports.declarations import read_declarations
    from tosmon.proposals import DeclarationsReport, NotTakenOver

    declared = read_declarations(folder)
    sound, notes = [], list(declared.not_taken_over)
    for entry in declared.entries:
        faults = faults_of(entry)
        if not faults:
            sound.append(entry)
        for fault in faults:
            field, _, sentence = fault.partition(": ")
            notes.append(
                NotTakenOver(
                    service=entry.platform_name or entry.platform,
                    terms=entry.title or entry.id,
                    setting=field.rpartition(".")[2],
                    detail=sentence,
                    lost=True,
                )
            )
    return DeclarationsReport(
        files=declared.files,
        entries=tuple(sound),
        not_taken_over=tuple(notes),
        added=write_entries(place, sound) if add else None,
    )


def tell_not_taken_over(report: DeclarationsReport) -> None:
    """Say what the entries lack that their declarations say, each on a line of its own."""
    notes = sorted(report.not_taken_over, key=lambda note: not note.lost)
    for note in notes[:_TOLD]:
        what = " (left out)" if note.lost else ""
        where = f"{note.service}, {note.terms}" if note.terms else note.service
        say(f"tosmon: {where}: {note.setting}{what}: {note.detail}")
    if len(notes) > _TOLD:
        say(f"tosmon: and {len(notes) - _TOLD} more settings; --json has them all")
