"""A web of one's own on loopback: pages that change over pretend days, and every kind of fault.

    with serve() as web:
        web.put("/terms", "first words", "second words")   # one for each day; the last one stays
        web.put("/gone", Answer(410))
        web.put("/hangs", drip(b"x", every=0.05))
        web.day = 1
        ... web.url("/terms") ...
        web.seen                                            # the requests, with their moments

Pages answer conditional requests by themselves. A page may also be a function that is given the
handler and writes to its socket what it likes.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """A well-formed answer. Without `length` the body's own is declared."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None


@dataclass
class Seen:
    """A request that came in. `began` and `ended` are monotonic seconds."""

    path: str
    headers: dict[str, str]
    peer: tuple[str, int]
    began: float
    ended: float = float("inf")


Fault = Callable[[http.server.BaseHTTPRequestHandler], None]
Page = str | bytes | Answer | Fault


class Web:
    """One host of the pretend web. Its day decides which edition of a page it shows."""

    def __init__(self, scheme: str, address: str, port: int) -> None:
        self.day = 0
        self.seen: list[Seen] = []
        self.most_at_once = 0
        self._base = f"{scheme}://{address}:{port}"
        self._pages: dict[str, tuple[Page, ...]] = {}
        self._now = 0
        self._lock = threading.Lock()

    def url(self, path: str = "/") -> str:
        return self._base + path

    def put(self, path: str, *editions: Page) -> str:
        """Show `editions` at `path`, one a day; return the address."""
        self._pages[path] = editions
        return self.url(path)

    def paths(self) -> list[str]:
        return [each.path for each in self.seen]

    def asked(self, path: str) -> list[Seen]:
        return [each for each in self.seen if each.path == path]

    def page(self, path: str) -> Page:
        editions = self._pages.get(path, (Answer(404, b"no such page"),))
        return editions[min(self.day, len(editions) - 1)]

    @contextlib.contextmanager
    def _noting(self, handler: http.server.BaseHTTPRequestHandler) -> Iterator[Seen]:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        seen = Seen(handler.path, headers, handler.client_address, time.monotonic())
        with self._lock:
            self.seen.append(seen)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            yield seen
        finally:
            self.end(seen)

    def end(self, seen: Seen) -> None:
        """Count a request as answered: before its last bytes go, after which the next may come."""
        with self._lock:
            if seen.ended == float("inf"):
                self._now -= 1
                seen.ended = time.monotonic()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    web: Web
    seen: Seen

    def do_GET(self) -> None:
        with self.web._noting(self) as self.seen:
            page = self.web.page(self.path)
            try:
                if callable(page):
                    self.close_connection = True
                    page(self)
                else:
                    self._answer(page)
            except OSError:
                self.close_connection = True

    def _answer(self, page: str | bytes | Answer) -> None:
        if not isinstance(page, Answer):
            page = document(page)
        tag = page.headers.get("ETag")
        date = page.headers.get("Last-Modified")
        known = tag and self.headers.get("If-None-Match") == tag
        if known or (not tag and date and self.headers.get("If-Modified-Since") == date):
            page = Answer(304, b"", page.headers)
        self.send_response(page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if page.status != 304:
            length = len(page.body) if page.length is None else page.length
            self.send_header("Content-Length", str(length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.web.end(self.seen)
        self.end_headers()
        self.wfile.write(page.body)

    def log_message(self, *arguments: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that goes away early is what some tests are about


@contextlib.contextmanager
def serve(address: str = "127.0.0.1", certificate: Path | None = None) -> Iterator[Web]:
    """Serve a pretend host; `certificate` is a PEM file with key and certificate, for https."""
    handler = type("Handler", (_Handler,), {})
    server = _Server((address, 0), handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    web = Web("https" if certificate else "http", address, server.server_port)
    handler.web = web
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def document(words: str | bytes) -> Answer:
    """Return an ordinary page, with the entity tag of its bytes."""
    body = words.encode() if isinstance(words, str) else words
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Answer(200, body, {"Content-Type": "text/html; charset=utf-8", "ETag": tag})


def redirect(target: str, status: int = 302) -> Answer:
    return Answer(status, b"elsewhere", {"Location": target})


def encoded(body: bytes, coding: str) -> Answer:
    return Answer(200, body, {"Content-Encoding": coding, "Content-Type": "text/html"})


# --- faults -----------------------------------------------------------------------------------


def raw(data: bytes, *, reset: bool = False) -> Fault:
    """Write `data` and close, abruptly where `reset`."""

    def page(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.wfile.write(data)
        handler.wfile.flush()
        if reset:
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            handler.connection.close()

    return page


def drip(data: bytes, *, every: float, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> Fault:
    """Write `head` at once and then `data` again and again, until the client has enough."""

    def page(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while True:
            handler.wfile.write(data)
            handler.wfile.flush()
            time.sleep(every)

    return page


def endless(size: int, *, headers: bytes = b"") -> Fault:
    """Write a body of `size` bytes, as fast as it goes, without declaring its length."""

    def page(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n")
        block = b"x" * (1 << 16)
        for _ in range(size // len(block)):
            handler.wfile.write(block)

    return page


def silent(seconds: float) -> Fault:
    """Accept the request and say nothing."""

    def page(handler: http.server.BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)

    return page


def failing(times: int, fault: Page, then: Page) -> Fault:
    """Show `fault` so many times, and `then` from there on."""
    left = [times]

    def page(handler: http.server.BaseHTTPRequestHandler) -> None:
        chosen = fault if left[0] > 0 else then
        left[0] -= 1
        if callable(chosen):
            chosen(handler)
        else:
            handler._answer(chosen)  # type: ignore[attr-defined]

    return page
