"""The embedded example: the main job on invented platforms' pages, served on loopback."""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tosmon.cli.context import emit, terminal
from tosmon.errors import Exit, UsageError

_STEPS = (
    ("How every document stands", ["status"]),
    ("What happened, newest first", ["log"]),
    ("What calls for a decision", ["changes", "--severity", "high"]),
    ("The newest change of each of a platform's documents", ["diff"]),
    ("Proof that the record is whole", ["verify"]),
)


def play(directory: Path | None) -> Exit:
    """Play the example in `directory`, or in a folder that is removed afterwards."""
    if directory is None:
        with tempfile.TemporaryDirectory(prefix="tosmon-demo-") as folder:
            return _play(Path(folder))
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{directory} cannot be made: {error.strerror}") from None
    if any(directory.iterdir()) and not (directory / ".tosmon-demo").exists():
        raise UsageError(f"{directory} is not empty; name a new folder for the example")
    _clear(directory)
    (directory / ".tosmon-demo").touch()
    return _play(directory)


def _clear(directory: Path) -> None:
    """Remove what an earlier play left: only in a folder that a play marked as its own."""
    import shutil

    for name in ("archive", "platforms.yaml"):
        path = directory / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _play(folder: Path) -> Exit:
    from tosmon.demo import FOCUS, REVISIONS, platforms_yaml, serve

    worst = Exit.DONE
    with serve() as site:
        (folder / "platforms.yaml").write_text(platforms_yaml(site.address), encoding="utf-8")
        for number, moment in enumerate(REVISIONS):
            site.show(number)
            _say(f"{moment:%d %B %Y}: look at what is due")
            _tosmon(folder, ["fetch"], clock=f"{moment:%Y-%m-%dT%H:%M:%SZ}")
        after = f"{REVISIONS[-1]:%Y-%m-%dT%H:%M:%SZ}"
        for words, arguments in _STEPS:
            _say(words)
            extra = [FOCUS] if arguments == ["diff"] else []
            code = _tosmon(folder, [*arguments, *extra], clock=after)
            worst = worst if code == 0 else Exit(code)
    return worst


def _say(words: str) -> None:
    mark = "\x1b[1m" if terminal().colour else ""
    emit(f"\n{mark}# {words}{chr(27) + '[0m' if mark else ''}\n")
    sys.stdout.flush()


def _tosmon(folder: Path, arguments: list[str], *, clock: str) -> int:
    import os

    emit(f"$ tosmon {shlex.join(arguments)}\n")
    sys.stdout.flush()
    environment = {**os.environ, "TOSMON_CLOCK": clock}  # noqa: TID251 - a child's environment
    environment.pop("TOSMON_CONFIG", None)
    environment.pop("TOSMON_ARCHIVE", None)
    command = [sys.executable, "-m", "tosmon.cli.main", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, check=False)  # noqa: S603 - ourselves
    return done.returncode
