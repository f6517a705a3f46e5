"""Makes a large archive out of a small one, and measures what answers cost over it.

    python benchmarks/scale.py make SOURCE DIR [--documents 1000] [--versions 20]
    python benchmarks/scale.py measure DIR

SOURCE is any archive, such as one that `tosmon import` made. Each document of DIR takes the texts
of one of SOURCE's in turn and goes on with small edits of the last where there are too few.
`measure` runs each command twice, as processes of their own: the first brings the index up to date.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import subprocess
import sys
from pathlib import Path

from tosmon.archive import Archive, CaptureEvent, DiskFiles, NewVersion, writing
from tosmon.model import Evidence
from tosmon.text import NORMALIZER, normalized_sha256

LONGEST = 60_000  # characters of a text; the mean of governance documents is half of it
PLATFORMS = 3  # documents of each
ASKED = [
    ["compare", "ai_training", "--json"],
    ["compare", "data_retention", "--json"],
    ["provisions", "--topic", "ai_training", "--json"],
    ["provisions", "--topic", "data_retention", "--json"],
    ["search", "opt out", "--json"],
    ["search", '"machine learning" train*', "--all-versions", "--json"],
    ["timeline", "p0001", "--topic", "ai_training", "--json"],
    ["changes", "--since", "2030-04-01", "--json"],
]


class _Undurable(DiskFiles):
    """Files of an archive that is made for measuring: nobody needs it after a power cut."""

    def write(self, name: str, data: bytes, *, durable: bool = True) -> None:  # noqa: ARG002
        super().write(name, data, durable=False)

    def append(self, name: str, data: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(data)


def make(source: Path, target: Path, documents: int, versions: int) -> None:
    small = Archive(DiskFiles(source))
    histories = [
        [text for v in small.versions(key) if len(text := small.text(v.content)) < LONGEST]
        for key in sorted(small.heads)
    ]
    histories = [texts for texts in histories if texts]
    start = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    with writing(_Undurable(target), wait=False) as (writer, _):
        for number in range(documents):
            key = f"p{number // PLATFORMS:04}/d{number % PLATFORMS}"
            texts = list(histories[number % len(histories)])[:versions]
            while len(texts) < versions:
                texts.append(_edited(texts[-1], len(texts) + number))
            for place, text in enumerate(texts):
                _record(writer, key, text, start + dt.timedelta(days=5 * place), first=not place)
            if number % 50 == 49:
                writer.flush()
                print(f"{number + 1} documents", file=sys.stderr)


def _edited(text: str, seed: int) -> str:
    """Return `text` with one paragraph changed, so that it is another version."""
    paragraphs = text.split("\n\n")
    place = seed * 7919 % len(paragraphs)
    paragraphs[place] += f" This sentence was added in revision {seed}."
    return "\n\n".join(paragraphs)


def _record(writer, key: str, text: str, at: dt.datetime, *, first: bool) -> None:
    normalized = normalized_sha256(text)
    version = writer.add_version(
        NewVersion(
            document=key,
            text=text,
            body=text.encode(),
            links=(),
            normalized=normalized,
            normalizer=NORMALIZER,
            evidence=Evidence(
                requested_url=f"https://{key.split('/', maxsplit=1)[0]}.example/",
                final_url=f"https://{key.split('/', maxsplit=1)[0]}.example/",
                captured_at=at,
                status=200,
            ),
        ),
        recorded_at=at,
        confirmed_at=at,
    )
    writer.add_event(
        CaptureEvent(
            n=0,
            at=at,
            document=key,
            captured_at=at,
            outcome="initial" if first else "changed",
            http_status=200,
            version=version,
            normalized=normalized,
        )
    )


def measure(target: Path) -> None:
    print("| command | CPU at first, s | CPU then, s | answer, KB |\n|---|---|---|---|")
    site = [["site", f"{target}-site", "--json"]]  # last: the answers before it are kept by then
    for arguments in ASKED + site:
        first, then = _cpu(arguments, target), _cpu(arguments, target)
        shown = " ".join(json.dumps(a) if " " in a else a for a in arguments[:-1])
        print(f"| `{shown}` | {first[0]:.2f} | {then[0]:.2f} | {then[1] // 1024} |", flush=True)


def _cpu(arguments: list[str], target: Path) -> tuple[float, int]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "tosmon.cli.main", *arguments, "--archive", str(target)]
    done = subprocess.run(command, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, len(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("source", type=Path)
    making.add_argument("target", type=Path)
    making.add_argument("--documents", type=int, default=1000)
    making.add_argument("--versions", type=int, default=20)
    measuring = commands.add_parser("measure")
    measuring.add_argument("target", type=Path)
    given = parser.parse_args()
    if given.command == "make":
        make(given.source, given.target, given.documents, given.versions)
    else:
        measure(given.target)


if __name__ == "__main__":
    main()
