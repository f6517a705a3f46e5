"""A small web on loopback whose pages change over pretend days, with errors and faults.

A page is bytes (status 200) or a function from the request to an answer. Knows nothing of tosmon.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

Handler = BaseHTTPRequestHandler
Page = bytes | Callable[[Handler], None]


class PretendWeb:
    """One host. `pages` maps a path to a page, or to pages by the day from which each is served."""

    def __init__(self, pages: Mapping[str, Page | Mapping[int, Page]], host: str = "127.0.0.1"):
        self.pages = dict(pages)
        self.day = 0
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.spans: list[tuple[float, float]] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        self._server = _server(self, host)
        self.base = f"http://{host}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> PretendWeb:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def paths(self) -> list[str]:
        """Return what was asked for, robots.txt left out."""
        return [path for path, _ in self.seen if path != "/robots.txt"]

    def answer(self, request: Handler) -> None:
        """Serve one request as the day has it."""
        began = time.monotonic()
        with self._lock:
            self.seen.append((request.path, {k.lower(): v for k, v in request.headers.items()}))
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            page = self._page(request.path)
            if page is None:
                send(request, 404, b"no such page")
            elif isinstance(page, bytes):
                _conditional(request, page)
            else:
                page(request)
        finally:
            with self._lock:
                self._now -= 1
                self.spans.append((began, time.monotonic()))

    def _page(self, path: str) -> Page | None:
        page = self.pages.get(path)
        if isinstance(page, Mapping):
            return page[max(day for day in page if day <= self.day)]
        return page


def send(request: Handler, status: int, body: bytes = b"", **headers: str) -> None:
    """Send one answer; `_` in a header's name stands for `-`."""
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    if status != 304:
        request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    if status != 304:
        request.wfile.write(body)


def _conditional(request: Handler, body: bytes) -> None:
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    status = 304 if request.headers.get("If-None-Match") == etag else 200
    send(request, status, body, ETag=etag, Content_Type="text/html; charset=utf-8")


def _server(web: PretendWeb, host: str) -> ThreadingHTTPServer:
    class Served(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                web.answer(self)
            except OSError:
                self.close_connection = True  # the other side had enough

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((host, 0), Served)
    server.daemon_threads = True
    server.block_on_close = False
    return server
