"""A stand-in for the Wayback Machine on loopback, written from the CDX server's documentation.

Its index knows `url`, `from`, `to`, `limit`, `collapse=field[:N]`, `fl`, `output=json`,
`showResumeKey` and `resumeKey`; its playback gives a capture's bytes (`id_`), sends a request for a
moment without a capture to the nearest one, and a redirect's to the capture of its target.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote_plus, urlsplit

NAMES = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


@dataclass(frozen=True)
class Kept:
    """One capture in the archive."""

    stamp: str
    url: str
    body: bytes
    status: int = 200
    kind: str = "text/html"
    location: str | None = None
    revisit: bool = False

    @property
    def row(self) -> dict[str, str]:
        digest = base64.b32encode(hashlib.sha1(self.body).digest()).decode()
        kind, status = ("warc/revisit", "-") if self.revisit else (self.kind, str(self.status))
        values = (key(self.url), self.stamp, self.url, kind, status, digest, str(len(self.body)))
        return dict(zip(NAMES, values, strict=True))


def key(url: str) -> str:
    """Return what the index compares: no scheme, no www, lower case."""
    parts = urlsplit(url)
    host = re.sub(r"^www\d*\.", "", parts.hostname or "")
    return ",".join(reversed(host.split("."))) + ")" + (parts.path.lower() or "/")


class Machine:
    """The archive: what it keeps, what it was asked for, how it is in a bad mood."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.kept: list[Kept] = []
        self.asked: list[str] = []
        self.tired = 0  # requests that are answered with 429
        self.retry_after = "1"
        self.most_rows = 150_000
        self.broken: set[str] = set()  # stamps that cannot be played
        self.failing: set[str] = set()  # stamps whose playback fails on the server
        self.index_body: bytes | None = None
        self.key_is_lost = False  # as where the server undoes its coding once too often

    def keep(self, stamp: str, url: str, body: str | bytes = b"", **more: object) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.kept.append(Kept(stamp.ljust(14, "0"), url, data, **more))  # type: ignore[arg-type]

    def played(self) -> list[str]:
        """Return the stamps whose bytes were asked for."""
        return [m[1] for path in self.asked if (m := re.match(r"/web/(\d{14})id_/", path))]

    def index(self, query: dict[str, str]) -> bytes:
        if self.index_body is not None:
            return self.index_body
        rows = [k.row for k in self.kept if key(k.url) == key(query["url"])]
        rows.sort(key=lambda row: (row["urlkey"], row["timestamp"]))
        low, high = query.get("from", ""), query.get("to", "9")
        rows = [r for r in rows if low <= r["timestamp"] and r["timestamp"][: len(high)] <= high]
        if "resumeKey" in query:
            begin = "" if self.key_is_lost else query["resumeKey"]
            rows = [r for r in rows if f"{r['urlkey']} {r['timestamp']}" >= begin]
        if "collapse" in query:
            name, _, digits = query["collapse"].partition(":")
            cut = int(digits) if digits else None
            rows = [
                row
                for n, row in enumerate(rows)
                if n == 0 or row[name][:cut] != rows[n - 1][name][:cut]
            ]
        limit = min(int(query.get("limit", self.most_rows)), self.most_rows)
        fields = query.get("fl", ",".join(NAMES)).split(",")
        table = [[row[name] for name in fields] for row in rows[:limit]]
        if not table:
            return b"[]\n"
        if len(rows) > limit and query.get("showResumeKey") == "true":
            last = rows[limit - 1]
            name = last["urlkey"] if "urlkey" in fields else "-"
            table += [[], [quote_plus(f"{name} {last['timestamp']}!")]]
        return json.dumps([fields, *table]).encode()

    def capture(self, stamp: str, url: str) -> Kept | None:
        """Return the capture nearest to `stamp`."""
        found = [k for k in self.kept if key(k.url) == key(url)]
        return min(found, key=lambda k: abs(int(k.stamp) - int(stamp)), default=None)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    machine: Machine

    def do_GET(self) -> None:
        machine = self.machine
        machine.asked.append(self.path)
        if machine.tired > 0:
            machine.tired -= 1
            self.answer(429, b"too many", {"Retry-After": machine.retry_after})
        elif self.path.startswith("/cdx/search/cdx?"):
            query = {n: v[0] for n, v in parse_qs(urlsplit(self.path).query).items()}
            body = gzip.compress(machine.index(query))
            headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
            self.answer(200, body, headers)
        else:
            self.play()

    def play(self) -> None:
        match = re.fullmatch(r"/web/(\d{14})id_/(.+)", self.path)
        capture = self.machine.capture(match[1], match[2]) if match else None
        if match and match[1] in self.machine.failing:
            self.answer(503, b"this capture cannot be brought forth", {})
        elif match is None or capture is None or match[1] in self.machine.broken:
            self.answer(404, b"the archive has not archived that URL", {})
        elif capture.stamp != match[1]:
            self.answer(302, b"", {"Location": f"/web/{capture.stamp}id_/{capture.url}"})
        elif capture.location:
            target = f"/web/{capture.stamp}id_/{capture.location}"
            self.answer(capture.status, b"", {"Location": target})
        else:
            headers = {
                "Content-Type": capture.kind,
                "Memento-Datetime": "Thu, 01 Jan 2024 00:00:00 GMT",
                "ETag": '"the archive\'s own"',
                "Last-Modified": "Thu, 01 Oct 2026 00:00:00 GMT",
            }
            self.answer(200, capture.body, headers)

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def machine() -> Iterator[Machine]:
    """Serve an empty archive."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    handler.machine = Machine(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield handler.machine
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
