"""Time `tosmon --help` and `tosmon status` beside `import typer`; print ratios of CPU medians."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile

RUNS = 15


def cpu(command: list[str], folder: str) -> float:
    """Return the CPU seconds of one run."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Interleave the runs, so that a busy minute is everybody's."""
    folder = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()
    tosmon = [sys.executable, "-m", "tosmon.cli.main"]
    commands = {
        "import typer": [sys.executable, "-c", "import typer"],
        "tosmon --help": [*tosmon, "--help"],
        "tosmon status": [*tosmon, "status"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            times[name].append(cpu(command, folder))
    base = statistics.median(times["import typer"])
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:15} {median * 1000:6.0f} ms  {median / base:.2f}")


if __name__ == "__main__":
    main()
