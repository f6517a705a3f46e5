"""A run that is killed at a random moment loses nothing and blocks nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tosmon.archive import Archive, DiskFiles, verify

KILLS = int(os.environ.get("TOSMON_TEST_KILLS", "6"))
DOCUMENTS = int(os.environ.get("TOSMON_TEST_DOCUMENTS", "70"))  # more than one flush holds


class Ledger:
    """A site whose documents change with every round."""

    def __init__(self) -> None:
        self.round = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                number = sum(map(ord, self.path))
                words = " ".join(f"clause {number}-{i} holds" for i in range(60))
                text = f"<h1>Terms</h1><p>Round {site.round}.</p><p>{words}.</p>"
                data = f"<html><body><main>{text}</main></body></html>".encode()
                known = self.path.startswith("/d")
                self.send_response(200 if known else 404)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # the other side was killed, as it should be

        self.server = Server(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def listing(self) -> str:
        lines = ["defaults: {delay: 0s}", "platforms:", "  - id: ledger", "    documents:"]
        port = self.server.server_port
        for n in range(DOCUMENTS):
            lines += [f"      - id: d{n}", f"        url: http://127.0.0.1:{port}/d{n}"]
        return "\n".join(lines) + "\n"


@pytest.fixture
def ledger():
    site = Ledger()
    yield site
    site.server.shutdown()


def start(folder):
    command = [sys.executable, "-m", "tosmon.cli.main", "fetch", "--force", "-q"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)


def recorded(folder) -> set[str]:
    return set(Archive(DiskFiles(folder / "archive")).recorded_as)


def test_killed_runs_lose_no_version_and_leave_a_sound_archive(tmp_path, ledger):
    (tmp_path / "platforms.yaml").write_text(ledger.listing())
    begun = time.monotonic()
    assert start(tmp_path).wait() == 0
    took = time.monotonic() - begun
    known = recorded(tmp_path)
    assert len(known) == DOCUMENTS
    chance, hits = random.Random(), 0
    while hits < KILLS:
        ledger.round += 1
        run = start(tmp_path)
        time.sleep(chance.uniform(0.3, 1.0) * took)
        if run.poll() is None:
            run.send_signal(signal.SIGKILL)
            hits += 1
        run.wait()
        result = verify(DiskFiles(tmp_path / "archive"))
        assert not result.damaged, result.findings
        now = recorded(tmp_path)
        assert known <= now
        known = now
    ledger.round += 1
    assert start(tmp_path).wait() == 0
    result = verify(DiskFiles(tmp_path / "archive"))
    assert not result.findings
    assert len(recorded(tmp_path)) >= len(known) + DOCUMENTS
