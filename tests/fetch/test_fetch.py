"""What a person sees of fetching, against real servers on loopback."""

from __future__ import annotations

import gzip
import time
import zlib

import pytest

from tests.pretend_web import Handler, PretendWeb, send
from tosmon.fetch import Fetcher, Job, Limits, fetch_all, redact_url
from tosmon.model import Document, Failure, FailureReason, NotModified, Response, Validators

PAGE = b"<p>Lanternfish may change these terms.</p>"


def document(url: str, **fields: object) -> Document:
    made: dict[str, object] = {"delay": 0.0, "timeout": 5.0, "robots": False, **fields}
    return Document(key="lanternfish/terms", platform_name="L", title="T", url=url, **made)  # type: ignore[arg-type]


def look(
    url: str, limits: Limits | None = None, **fields: object
) -> Response | NotModified | Failure:
    chosen = limits or Limits(backoff_s=0.01)
    with Fetcher(chosen, user_agent="tosmon/0 (+test)") as fetcher:
        return fetcher.get(Job(document=document(url, **fields)))


def reason(reply: object) -> FailureReason:
    assert isinstance(reply, Failure), reply
    return reply.reason


def test_a_page_then_not_modified_then_its_change() -> None:
    with (
        PretendWeb({"/a": {0: PAGE, 2: b"new"}}) as web,
        Fetcher(Limits(), user_agent="tosmon/0") as fetcher,
    ):
        first = fetcher.get(Job(document=document(web.base + "/a")))
        assert isinstance(first, Response)
        assert first.body == PAGE
        known = Validators(etag=dict(first.headers)["etag"])
        again = Job(document=document(web.base + "/a"), validators=known)
        assert isinstance(fetcher.get(again), NotModified)
        web.day = 2
        changed = fetcher.get(again)
        assert isinstance(changed, Response)
        assert changed.body == b"new"


@pytest.mark.parametrize(
    ("status", "expected", "asked"),
    [
        (404, FailureReason.NOT_FOUND, 1),
        (410, FailureReason.GONE, 1),
        (403, FailureReason.FORBIDDEN, 1),
        (204, FailureReason.CLIENT_ERROR, 1),
        (503, FailureReason.SERVER_ERROR, 3),
        (429, FailureReason.RATE_LIMITED, 3),
    ],
)
def test_a_status_has_its_reason_and_its_tries(
    status: int, expected: FailureReason, asked: int
) -> None:
    with PretendWeb({"/a": lambda r: send(r, status)}) as web:
        assert reason(look(web.base + "/a")) is expected
        assert len(web.paths()) == asked


def test_a_challenge_names_its_service() -> None:
    with PretendWeb({"/a": lambda r: send(r, 403, b"x", cf_mitigated="challenge")}) as web:
        reply = look(web.base + "/a")
    assert reason(reply) is FailureReason.BOT_CHALLENGE


def test_a_long_retry_after_is_told_and_not_waited_for() -> None:
    with PretendWeb({"/a": lambda r: send(r, 429, Retry_After="9999")}) as web:
        reply = look(web.base + "/a")
    assert reason(reply) is FailureReason.RATE_LIMITED
    assert isinstance(reply, Failure)
    assert reply.retry_after == 9999
    assert len(web.paths()) == 1


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_compressed_bodies_are_read(coding: str) -> None:
    body = gzip.compress(PAGE) if coding == "gzip" else zlib.compress(PAGE)
    with PretendWeb({"/a": lambda r: send(r, 200, body, Content_Encoding=coding)}) as web:
        reply = look(web.base + "/a")
    assert isinstance(reply, Response)
    assert reply.body == PAGE


def test_a_gzip_bomb_stops_early() -> None:
    bomb = gzip.compress(bytes(80 * 1024 * 1024), 1)
    with PretendWeb({"/a": lambda r: send(r, 200, bomb, Content_Encoding="gzip")}) as web:
        reply = look(web.base + "/a", Limits(max_bytes=1024 * 1024))
    assert reason(reply) is FailureReason.TOO_LARGE
    assert len(web.paths()) == 1


def test_a_body_of_two_gigabytes_is_cut_off() -> None:
    def endless(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(2 * 1024**3))
        request.end_headers()
        for _ in range(2 * 1024):
            request.wfile.write(bytes(1024 * 1024))

    with PretendWeb({"/a": endless}) as web:
        reply = look(web.base + "/a", Limits(max_bytes=1024 * 1024))
    assert reason(reply) is FailureReason.TOO_LARGE


def test_a_drip_feed_ends_in_time() -> None:
    def drip(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        for _ in range(100):
            request.wfile.write(b"x")
            time.sleep(0.05)

    began = time.monotonic()
    with PretendWeb({"/a": drip}) as web:
        reply = look(web.base + "/a", Limits(total_s=0.5, tries=1))
    assert reason(reply) is FailureReason.TIMEOUT
    assert time.monotonic() - began < 3


def test_a_body_that_breaks_off_is_no_page() -> None:
    def broken(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(b"half")
        request.close_connection = True

    with PretendWeb({"/a": broken}) as web:
        assert reason(look(web.base + "/a")) is FailureReason.CONNECTION


def test_redirects_are_followed_and_recorded() -> None:
    with PretendWeb({"/a": lambda r: send(r, 301, Location="/b"), "/b": PAGE}) as web:
        reply = look(web.base + "/a")
    assert isinstance(reply, Response)
    assert [(hop.status, hop.url) for hop in reply.redirects] == [(301, web.base + "/b")]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/a", FailureReason.REDIRECT_LOOP),
        ("file:///etc/passwd", FailureReason.BLOCKED_ADDRESS),
        ("http://169.254.169.254/latest", FailureReason.BLOCKED_ADDRESS),
    ],
)
def test_bad_redirects_are_not_followed(target: str, expected: FailureReason) -> None:
    with PretendWeb({"/a": lambda r: send(r, 302, Location=target)}) as web:
        assert reason(look(web.base + "/a")) is expected


@pytest.mark.parametrize(
    ("status", "rules", "allowed"),
    [(200, b"User-agent: *\nDisallow: /a\n", False), (404, b"", True), (500, b"", False)],
)
def test_robots(status: int, rules: bytes, allowed: bool) -> None:
    with PretendWeb({"/robots.txt": lambda r: send(r, status, rules), "/a": PAGE}) as web:
        reply = look(web.base + "/a", robots=True)
        assert isinstance(reply, Response) is allowed
        assert allowed or reason(reply) is FailureReason.ROBOTS
        assert isinstance(look(web.base + "/a"), Response)


def test_one_request_at_a_time_a_host_and_hosts_side_by_side() -> None:
    def slow(request: Handler) -> None:
        time.sleep(0.05)
        send(request, 200, PAGE)

    pages = {f"/{n}": slow for n in range(4)}
    with PretendWeb(pages) as one, PretendWeb(pages, "127.0.0.2") as two:
        jobs = [Job(document=document(f"{w.base}/{n}")) for n in range(4) for w in (one, two)]
        with Fetcher(Limits(), user_agent="tosmon/0") as fetcher:
            replies = list(fetch_all(jobs, fetcher))
    assert all(isinstance(reply, Response) for _, reply in replies)
    assert one.most_at_once == two.most_at_once == 1
    assert one.paths() == two.paths() == ["/0", "/1", "/2", "/3"]
    assert any(a < d and c < b for a, b in one.spans for c, d in two.spans)


def test_closing_stops_the_workers() -> None:
    with PretendWeb({"/a": PAGE}) as web, Fetcher(Limits(), user_agent="tosmon/0") as fetcher:
        jobs = [Job(document=document(web.base + "/a", delay=30.0))] * 3
        replies = fetch_all(jobs, fetcher)
        next(replies)
        began = time.monotonic()
        replies.close()  # type: ignore[attr-defined]
        assert time.monotonic() - began < 2


def test_secrets_in_addresses_are_redacted() -> None:
    shown = redact_url("https://me:hunter2@lanternfish.example/a?token=abc&page=2")
    assert "hunter2" not in shown
    assert "abc" not in shown
    assert "page=2" in shown
    assert redact_url(shown) == shown
