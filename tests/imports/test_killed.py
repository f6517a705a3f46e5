"""An import that is killed at random moments and run again is as good as one left alone."""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.imports.pages import page
from tests.imports.repository import Repository
from tosmon.archive import Archive, DiskFiles, verify

KILLS = int(os.environ.get("TOSMON_TEST_KILLS", "2"))
CAPTURES = int(os.environ.get("TOSMON_TEST_CAPTURES", "75"))  # more than a flush holds
FIRST = dt.date(2024, 1, 1)


@pytest.fixture
def snapshots(tmp_path):
    """Return captures of three documents that change, go back, break and change again."""
    chance = random.Random(7)
    repository = Repository(tmp_path / "snapshots")
    for n in range(CAPTURES):
        name = f"Larkspur/Document {n % 3}.html"
        content = page(chance.choice((30, 60, 90, n)), title=f"Terms {n % 3}")
        if chance.random() < 0.1:
            content = "<html><body><h1>Error 500</h1><p>Something went wrong.</p></body></html>"
        repository.keep(f"{FIRST + dt.timedelta(days=n):%Y-%m-%dT06:00:00Z}", name, content)
    return repository.folder


def start(snapshots, archive):
    command = [*(sys.executable, "-m", "tosmon.cli.main", "import", "ota", str(snapshots))]
    return subprocess.Popen([*command, "-q", "--archive", str(archive)], cwd=snapshots.parent)


def told(archive) -> dict[str, list[tuple[str, str]]]:
    """Return the versions of each document with their texts, in order of time."""
    record = Archive(DiskFiles(archive))
    return {
        key: [(v.version, record.text(v.content)) for v in record.every_version(key)]
        for key in record.heads
    }


def test_killed_and_run_again_it_ends_with_the_same_versions(tmp_path, snapshots):
    begun = time.monotonic()
    assert start(snapshots, tmp_path / "whole").wait() == 0
    took = time.monotonic() - begun
    chance, hits = random.Random(), 0
    for _ in range(3 * KILLS):
        run = start(snapshots, tmp_path / "killed")
        time.sleep(chance.uniform(0.3, 0.9) * took)
        if run.poll() is None:
            run.send_signal(signal.SIGKILL)
            hits += 1
        run.wait()
        if hits >= KILLS:
            break
    assert start(snapshots, tmp_path / "killed").wait() == 0
    whole = told(tmp_path / "whole")
    assert len(whole) == 3
    assert told(tmp_path / "killed") == whole
    assert not verify(DiskFiles(tmp_path / "killed")).damaged
