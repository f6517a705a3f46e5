"""Time diffs of pairs of texts in one process beside `git diff --word-diff` on the same pairs.

The file holds a JSON object a line with `old` and `new`, in Markdown; plain or gzipped. CPU seconds
of a diff with its judgement are measured here, those of git by its own process, in turns. It also
checks that kept and deleted words rebuild the older block and kept and inserted ones the newer,
and times two unrelated documents of 13,000 words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from tosmon.assess.change import judge
from tosmon.diff import diff
from tosmon.reports.rules import topics
from tosmon.text import from_markdown

UNRELATED_WORDS = 13_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, help="a file of pairs, e.g. changes.jsonl.gz")
    parser.add_argument("--without-git", action="store_true", help="measure tosmon alone")
    arguments = parser.parse_args()
    pairs = read(arguments.pairs)
    warm(pairs[0])
    ours, judged, theirs, broken = [], [], [], 0
    for old, new in pairs:
        before, after = from_markdown(old), from_markdown(new)
        start = time.process_time()
        found = diff(before, after)
        middle = time.process_time()
        judge(found, before, after, topics())
        ours.append(middle - start)
        judged.append(time.process_time() - start)
        broken += sum(not rebuilds(change) for change in found.changes)
        if not arguments.without_git:
            theirs.append(git(old, new))
    print(f"{len(pairs)} pairs in one process, CPU milliseconds")
    show("diff", ours)
    show("diff and judgement", judged)
    if theirs:
        show("git diff --word-diff", theirs)
        ratio = statistics.median(ours) / statistics.median(theirs)
        print(f"ratio of medians, diff to git: {ratio:.2f}")
        ratio = statistics.median(judged) / statistics.median(theirs)
        print(f"ratio of medians, diff and judgement to git: {ratio:.2f}")
    print(f"blocks that their words do not rebuild: {broken}")
    unrelated()


def read(path: Path) -> list[tuple[str, str]]:
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
    return [(pair["old"], pair["new"]) for pair in map(json.loads, lines)]


def warm(pair: tuple[str, str]) -> None:
    """Pay for what a process pays once: imports, rules, patterns."""
    old, new = (from_markdown(text) for text in pair)
    judge(diff(old, new), old, new, topics())


def rebuilds(change) -> bool:
    old = "".join(words for op, words in change.words if op != "+")
    new = "".join(words for op, words in change.words if op != "-")
    return old == (change.before or "") and new == (change.after or "")


def git(old: str, new: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("old.md", "new.md")]
        for path, text in zip(paths, (old, new), strict=True):
            path.write_text(text, encoding="utf-8")
        command = ["git", "diff", "--no-index", "--word-diff", *map(str, paths)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
        return used.ru_utime + used.ru_stime


def show(name: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    print(
        f"{name:22} p50 {1000 * statistics.median(ordered):7.2f}  p99 {1000 * p99:7.2f}  "
        f"max {1000 * ordered[-1]:7.2f}"
    )


def unrelated() -> None:
    """Two texts of made-up words that share nothing but their shape."""
    old, new = (invented(seed) for seed in (1, 2))
    start = time.process_time()
    found = diff(old, new)
    verdict = judge(found, old, new, topics())
    spent = time.process_time() - start
    print(
        f"two unrelated documents of {len(old.split()):,} and {len(new.split()):,} words: "
        f"{1000 * spent:.0f} ms, {verdict.kind}: {verdict.headline}"
    )


def invented(seed: int) -> str:
    """Return headings and paragraphs of words that no other seed makes; the same every time."""
    chance = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"[seed % 2 :: 2]
    words = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(2_500)]
    common = ["the", "of", "and", "to", "you", "we", "may", "your", "or", "any", "in", "not"]
    blocks, left = ["# " + " ".join(chance.choices(words, k=3)).title()], UNRELATED_WORDS
    while left > 0:
        length = min(left, chance.randint(20, 120))
        if chance.random() < 0.15:
            blocks.append("## " + " ".join(chance.choices(words, k=3)).title())
        chosen = (chance.choice(common if chance.random() < 0.4 else words) for _ in range(length))
        blocks.append(" ".join(chosen).capitalize() + ".")
        left -= length
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    main()
