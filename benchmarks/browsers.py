"""What the browser costs, and whether it ever outlives its run. Needs a Chromium and /proc.

    python benchmarks/browsers.py orphans [--runs 100] [--kills 20]
    python benchmarks/browsers.py cost [--documents 50] [--scripted 10] [--times 3]

`orphans` runs `tosmon fetch --force` over a page that scripts make, again and again, and then kills
such runs with SIGKILL at moments of chance; after each it counts the processes that are left of it,
known by a mark in their environment. `cost` runs the same list twice, in turns: with some
of its documents made by scripts, and with all of them static.
"""

from __future__ import annotations

import argparse
import contextlib
import http.server
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

GONE = 15.0  # seconds that a killed run's processes may take to end
WORDS = "The operator keeps the records of each visit for ninety days and deletes them after. "


def page(number: int, *, scripted: bool) -> bytes:
    html = f"<h1>Terms {number}</h1>" + "".join(f"<p>{n}. {WORDS * 3}</p>" for n in range(60))
    if not scripted:
        return f"<!doctype html><html><body><main>{html}</main></body></html>".encode()
    return (
        "<!doctype html><html><body><div id=root></div><script>"
        f"document.getElementById('root').innerHTML = {html!r};</script></body></html>"
    ).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, _, number = self.path.strip("/").partition("/")
        found = kind in ("static", "scripted")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if found:
            self.wfile.write(page(int(number), scripted=kind == "scripted"))

    def log_message(self, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def served() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def listed(folder: Path, base: str, documents: int, scripted: int) -> None:
    lines = ["platforms:", "  - id: quillmere", "    documents:"]
    for n in range(documents):
        kind = "scripted" if n < scripted else "static"
        lines.append(f"      - {{id: d{n}, url: '{base}/{kind}/{n}', delay: 0s}}")
    (folder / "platforms.yaml").write_text("\n".join(lines) + "\n")


def command(*more: str) -> list[str]:
    return [sys.executable, "-m", "tosmon.cli.main", "fetch", "--force", "-q", *more]


def left_of(mark: str) -> list[int]:
    """Return the processes that carry `mark` in their environment."""
    found = []
    for each in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if each.name.isdecimal() and mark.encode() in (each / "environ").read_bytes():
                found.append(int(each.name))
    return found


def gone(mark: str) -> tuple[float, list[int]]:
    """Wait until nothing of a run is left; return the seconds, and what stayed."""
    since = time.monotonic()
    while (left := left_of(mark)) and time.monotonic() - since < GONE:
        time.sleep(0.05)
    return time.monotonic() - since, left


def orphans(runs: int, kills: int) -> None:
    with served() as base, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        listed(folder, base, 2, 2)
        outlived, failed, took = 0, 0, []
        for _ in range(runs):
            mark = f"TOSMON_MARK={uuid.uuid4()}"
            done = subprocess.run(command(), cwd=folder, env=marked(mark), check=False)
            failed += done.returncode != 0
            outlived += bool(left_of(mark))
        print(f"{runs} runs: {failed} failed, processes left after {outlived}")
        outlived, began = 0, 0
        for _ in range(kills):
            mark = f"TOSMON_MARK={uuid.uuid4()}"
            process = subprocess.Popen(command(), cwd=folder, env=marked(mark))
            time.sleep(random.uniform(0.8, 4.0))
            began += len(left_of(mark)) > 1
            process.kill()
            process.wait()
            seconds, left = gone(mark)
            took.append(seconds)
            outlived += bool(left)
        print(
            f"{kills} runs killed, {began} with a browser: processes left after {outlived}, "
            f"the last gone after {max(took, default=0):.2f} s at most"
        )


def marked(mark: str) -> dict[str, str]:
    name, _, value = mark.partition("=")
    return {**os.environ, name: value}


def cost(documents: int, scripted: int, times: int) -> None:
    with served() as base, tempfile.TemporaryDirectory() as name:
        figures: dict[int, list[tuple[float, float, float]]] = {0: [], scripted: []}
        for _ in range(times):
            for share, found in figures.items():
                folder = Path(name) / f"{share}-{len(found)}"
                folder.mkdir()
                listed(folder, base, documents, share)
                found.append(measured(folder))
        plain, with_browser = (tuple(map(min, zip(*figures[n], strict=True))) for n in figures)
        print(f"{documents} documents, {scripted} of them made by scripts; best of {times}")
        for label, row in (("all static", plain), ("with browser", with_browser)):
            print(f"{label:13} {row[0]:6.2f} s CPU  {row[1]:6.0f} MiB at most  {row[2]:6.2f} s")
        ratios = [b / a for a, b in zip(plain, with_browser, strict=True)]
        print("ratios        {:.1f} x CPU  {:.1f} x memory  {:.1f} x time".format(*ratios))
        print(
            f"a rendered page: {(with_browser[0] - plain[0]) / scripted:.2f} s CPU, start included"
        )


def measured(folder: Path) -> tuple[float, float, float]:
    """Return CPU seconds, the most memory (PSS, MiB) of all its processes, and seconds of a run."""
    mark = f"TOSMON_MARK={uuid.uuid4()}"
    since, most, used = time.monotonic(), 0.0, {}
    with subprocess.Popen(command(), cwd=folder, env=marked(mark)) as process:
        while process.returncode is None:
            of_run = left_of(mark)
            most = max(most, sum(map(proportional, of_run)))
            used |= {each: seconds for each in of_run if (seconds := cpu(each))}
            time.sleep(0.05)
            if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                used[process.pid] = cpu(process.pid)  # of a process that nobody waited for yet
                process.wait()
    return sum(used.values()), most / 1024, time.monotonic() - since


def cpu(process: int) -> float:
    """Return the CPU seconds of a process alone."""
    try:
        row = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(row[11]) + int(row[12])) / os.sysconf("SC_CLK_TCK")


def proportional(process: int) -> float:
    """Return the KiB of a process, shared pages counted by their share."""
    try:
        rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((float(row.split()[1]) for row in rows if row.startswith("Pss:")), 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    one = actions.add_parser("orphans")
    one.add_argument("--runs", type=int, default=100)
    one.add_argument("--kills", type=int, default=20)
    two = actions.add_parser("cost")
    two.add_argument("--documents", type=int, default=50)
    two.add_argument("--scripted", type=int, default=10)
    two.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    if given.action == "orphans":
        orphans(given.runs, given.kills)
    else:
        cost(given.documents, given.scripted, given.times)


if __name__ == "__main__":
    main()
