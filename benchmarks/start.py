"""Time `tosmon --help` and `tosmon status` beside `import typer`; print ratios of CPU medians."""

from __future__ import annotations

import pathlib
import statistics
import sys
import tempfile

from beside import measure

RUNS = 15


def main() -> None:
    """Interleave the runs, so that a busy minute is everybody's."""
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    tosmon = [sys.executable, "-m", "tosmon.cli.main"]
    commands = {
        "import typer": [sys.executable, "-c", "import typer"],
        "tosmon --help": [*tosmon, "--help"],
        "tosmon status": [*tosmon, "status"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            times[name].append(measure(command, folder)[0])
    base = statistics.median(times["import typer"])
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:15} {median * 1000:6.0f} ms  {median / base:.2f}")


if __name__ == "__main__":
    main()
