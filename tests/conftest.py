"""What several tests share: the program run in-process, and the example site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tosmon import demo
from tosmon.cli.main import build


@dataclass
class Done:
    """What a run of the program came to."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


class Program:
    """tosmon, run in a folder at a pretend moment."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.clock = "2026-05-01T06:00:00Z"
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: str) -> Done:
        self._monkeypatch.chdir(self.folder)
        self._monkeypatch.setenv("TOSMON_CLOCK", self.clock)
        result = CliRunner().invoke(build(), list(arguments))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(code=result.exit_code, out=result.stdout, err=result.stderr)


@pytest.fixture
def tosmon(tmp_path, monkeypatch) -> Program:
    for name in ("TOSMON_CONFIG", "TOSMON_ARCHIVE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return Program(tmp_path, monkeypatch)


@pytest.fixture
def example() -> Iterator[demo.Site]:
    """Serve the example's pages at their first revision."""
    with demo.serve() as site:
        yield site


@pytest.fixture
def watched(tosmon, example):
    """Return the program in a folder whose platforms.yaml names the example's pages."""
    (tosmon.folder / "platforms.yaml").write_text(demo.platforms_yaml(example.address))

    def at(revision: int) -> Program:
        example.show(revision)
        tosmon.clock = f"{demo.REVISIONS[revision]:%Y-%m-%dT%H:%M:%SZ}"
        return tosmon

    return at


@pytest.fixture(scope="session")
def played(tmp_path_factory) -> Path:
    """Return a folder with the example's archive after all revisions. Read it; write nothing."""
    folder = tmp_path_factory.mktemp("played")
    with demo.serve() as site, pytest.MonkeyPatch.context() as patched:
        for name in ("TOSMON_CONFIG", "TOSMON_ARCHIVE", "NO_COLOR"):
            patched.delenv(name, raising=False)
        (folder / "platforms.yaml").write_text(demo.platforms_yaml(site.address))
        program = Program(folder, patched)
        for revision, moment in enumerate(demo.REVISIONS):
            site.show(revision)
            program.clock = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
            program("fetch")
    return folder
