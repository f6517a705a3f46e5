"""Import a history beside trafilatura over the same bodies; print ratios of CPU, memory and size.

See README.md. Both run in processes of their own, by turns; of each the round counts that took the
least, since a busy machine adds to a figure and never takes from it. trafilatura is timed over its
calls alone, without the reading of the repository.
"""

from __future__ import annotations

import argparse
import pathlib
import subprocess
import sys
import tempfile

from beside import measure

TRAFILATURA = """
import logging, sys, time
import trafilatura
from dulwich.repo import Repo
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
repository = Repo(sys.argv[1])
settings = {
    "default": {},
    "recall": {
        "favor_recall": True, "include_tables": True, "include_links": True,
        "include_comments": False,
    },
}
spent, pages = dict.fromkeys(settings, 0.0), 0
for entry in repository.get_walker(include=[repository.head()]):
    for change in entry.changes():
        if isinstance(change, list) or not (change.new and change.new.path):
            continue
        if not change.new.path.endswith(b".html"):
            continue
        body, pages = repository.object_store.get_raw(change.new.sha)[1], pages + 1
        for name, keywords in settings.items():
            start = time.process_time()
            trafilatura.extract(body, **keywords)
            spent[name] += time.process_time() - start
repository.close()
print(pages, *spent.values())
"""


def imported(source: pathlib.Path, folder: pathlib.Path) -> tuple[float, float, int]:
    """Import `source`; return CPU seconds, peak MiB, and the archive's size in bytes."""
    (folder / "platforms.yaml").write_text("platforms: []\n")
    command = [sys.executable, "-m", "tosmon.cli.main", "import", "ota", str(source), "-q"]
    cpu, _, peak = measure(command, folder)
    files = (path for path in (folder / "archive").rglob("*") if path.is_file())
    return cpu, peak, sum(path.stat().st_size for path in files)


def read_by_trafilatura(source: pathlib.Path) -> tuple[int, float, float]:
    """Return how many pages trafilatura read, and its CPU seconds by default and in recall."""
    command = [sys.executable, "-c", TRAFILATURA, str(source)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(answer[0]), float(answer[1]), float(answer[2])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=pathlib.Path, help="an Open Terms Archive repository")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    source, rounds = given.source.resolve(), []
    for number in range(1, given.rounds + 1):
        with tempfile.TemporaryDirectory() as name:
            cpu, peak, size = imported(source, pathlib.Path(name))
        pages, default, recall = read_by_trafilatura(source)
        rounds.append((cpu, default, recall))
        ours = f"import {cpu:.1f} s of CPU, {peak:.0f} MiB, {size / 1e6:.1f} MB"
        theirs = f"trafilatura {default:.1f} s by default, {recall:.1f} s in recall, {pages} pages"
        print(f"round {number}: {ours}; {theirs}")
    cpu, default, recall = (min(figures) for figures in zip(*rounds, strict=True))
    print(f"import / trafilatura: {cpu / default:.2f} by default, {cpu / recall:.2f} in recall")


if __name__ == "__main__":
    main()
