"""The embedded example: invented platforms, whose pages change over three pretend months.

Owns the pages and a server of them on loopback. It must not know how pages are fetched, read or
archived: `tosmon demo` points the ordinary commands at it. All wording is invented.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import string
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer

__all__ = ["FOCUS", "REVISIONS", "Site", "page", "platforms_yaml", "serve"]

REVISIONS: tuple[dt.datetime, ...] = (
    dt.datetime(2026, 3, 2, 6, 0, tzinfo=dt.UTC),
    dt.datetime(2026, 4, 6, 6, 0, tzinfo=dt.UTC),
    dt.datetime(2026, 5, 4, 6, 0, tzinfo=dt.UTC),
)
"""When each revision of the pages is looked at; the first is revision 0."""

_PAGES = Path(__file__).with_name("pages")
_TITLES = {
    "quillmere/privacy": "Quillmere Privacy Policy",
    "quillmere/terms": "Quillmere Terms of Service",
    "fennimark/api-terms": "API Terms of Service",
    "fennimark/data-processing": "Data Processing Addendum",
    "tessadry/terms": "Tessadry Terms",
}
# The page furniture of each revision: (strip, cookie notice, footer). It changes where the
# documents do not, as on real sites; between the last two, fennimark changes nothing at all.
_FURNITURE = {
    "quillmere": (
        (
            "New: Quillmere for spreadsheets. <a href='/new'>See what it does</a>",
            "We and our 14 partners use cookies to measure how the site is used.",
            "© 2026 Quillmere Ltd. Loved by 212,408 writers.",
        ),
        (
            "Spring offer: two months for the price of one. <a href='/offer'>Upgrade</a>",
            "We and our 17 partners use cookies to measure how the site is used.",
            "© 2026 Quillmere Ltd. Loved by 219,950 writers.",
        ),
        (
            "Join our webinar on 20 May. <a href='/webinar'>Reserve a seat</a>",
            "We value your privacy. We and our 21 partners store cookies on your device.",
            "© 2026 Quillmere Ltd. Loved by 231,077 writers. All systems normal.",
        ),
    ),
    "fennimark": (
        ("On this site", "This site uses cookies. You choose which.", "© Fennimark Labs"),
        (
            "Library 12.1 · 3 new notices",
            "This site uses 9 cookies. You choose which.",
            "© Fennimark Labs · Status: operational",
        ),
        (
            "Library 12.1 · 3 new notices",
            "This site uses 9 cookies. You choose which.",
            "© Fennimark Labs · Status: operational",
        ),
    ),
    "tessadry": (
        ("Theme of the week: lighthouses", "Cookies help us.", "Tessadry Cooperative"),
        ("Theme of the week: moss", "Cookies help us.", "Tessadry Cooperative"),
        ("Theme of the week: clockwork", "We bake cookies.", "Tessadry Cooperative, est. 2024"),
    ),
}


FOCUS = "quillmere"
"""The platform whose changes tell most: a longer retention, AI training, "may" become "will"."""


class Site:
    """The example on loopback, at one revision of its pages at a time."""

    def __init__(self, server: ThreadingHTTPServer, revision: int) -> None:
        self._server = server
        self._revision = revision

    def show(self, revision: int) -> None:
        """Serve the pages of `revision`, an index of REVISIONS, from now on."""
        self._revision = revision

    @property
    def revision(self) -> int:
        """The revision that is served."""
        return self._revision

    @property
    def address(self) -> str:
        """The address that the pages' paths follow, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"


@contextlib.contextmanager
def serve(revision: int = 0) -> Iterator[Site]:
    """Serve the pages on a free port of 127.0.0.1 until the context ends.

    Pages carry an ETag; asking with it gives 304 as long as the page is the same (RFC 9110,
    section 13.1.2).
    """
    import http.server  # noqa: PLC0415  (70 ms that only the demo pays)
    import threading  # noqa: PLC0415

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            key = self.path.partition("?")[0].strip("/")
            if key == "robots.txt":
                return self._answer(200, b"User-agent: *\nDisallow: /signin\n", "text/plain", None)
            if key not in _TITLES:
                return self._answer(404, b"<h1>Not found</h1>", "text/html", None)
            body = page(key, site.revision)
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if etag in self.headers.get("If-None-Match", ""):
                return self._answer(304, b"", None, etag)
            return self._answer(200, body, "text/html; charset=utf-8", etag)

        def _answer(self, status: int, body: bytes, kind: str | None, etag: str | None) -> None:
            self.send_response(status)
            if etag is not None:
                self.send_header("ETag", etag)
            if kind is not None:
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
            with contextlib.suppress(ConnectionError):  # a visitor who leaves is no fault
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Stay silent: the terminal belongs to the commands that the demo runs."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site = Site(server, revision)
        # A short poll, so that the end of the demo is not half a second of waiting.
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


@functools.lru_cache(maxsize=32)
def page(key: str, revision: int) -> bytes:
    """Return the whole page of a document at a revision, as a browser would get it.

    Raises KeyError for a document that is not part of the example.
    """
    title = _TITLES[key]
    platform, _, document = key.partition("/")
    strip, cookies, footer = _FURNITURE[platform][revision]
    nonce = hashlib.sha256("".join((strip, cookies, footer)).encode()).hexdigest()[:12]
    frame = string.Template((_PAGES / platform / "frame.html").read_text(encoding="utf-8"))
    body = string.Template(_fragment(platform, document, revision)).substitute(nonce=nonce)
    filled = frame.substitute(
        title=title, body=body.rstrip(), nonce=nonce, strip=strip, cookies=cookies, footer=footer
    )
    return filled.encode()


def platforms_yaml(address: str) -> str:
    """Return a platforms.yaml that watches the example at `address`."""
    text = (_PAGES / "platforms.yaml").read_text(encoding="utf-8")
    return text.replace("BASE", address.rstrip("/"))


def _fragment(platform: str, document: str, revision: int) -> str:
    """Return the newest wording up to `revision`; files are numbered from 1."""
    if (platform, document, revision) == ("tessadry", "terms", 1):
        return (_PAGES / platform / "error.html").read_text(encoding="utf-8")
    numbers = range(revision + 1, 0, -1)
    paths = (_PAGES / platform / f"{document}.{number}.html" for number in numbers)
    return next(path for path in paths if path.exists()).read_text(encoding="utf-8")
