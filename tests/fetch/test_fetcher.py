"""What comes of one look at one page, told by a real server on loopback."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import time
import zlib
from pathlib import Path

import brotli
import pytest

from tests.pretend_web import (
    Answer,
    drip,
    encoded,
    endless,
    failing,
    raw,
    redirect,
    serve,
    silent,
)
from tosmon.fetch import Fetcher, Job, Limits
from tosmon.fetch.decoding import _zstd
from tosmon.model import Document, Failure, FailureReason, NotModified, Response, Validators

WORDS = b"<p>We keep your drawings for ninety days.</p>"


@pytest.fixture
def web():
    with serve() as host:
        yield host


class Waits(list):
    """A sleep that does not: the seconds that were asked for."""

    def __call__(self, seconds):
        self.append(seconds)


@pytest.fixture
def waits():
    return Waits()


@pytest.fixture
def look(waits):
    """Return a function that looks at an address and returns the reply."""
    opened = []

    def looking(url, validators=None, limits=None, proxies=None, ca_bundle=None, **document):
        fetcher = Fetcher(
            limits or Limits(),
            user_agent="tosmon/0 (test)",
            sleep=waits,
            chance=lambda: 0.5,
            proxies=proxies,
            ca_bundle=ca_bundle,
        )
        opened.append(fetcher)
        settings = {"robots": False, "delay": 0.0, "timeout": 5.0, **document}
        entry = Document(
            key="quillmere/terms", platform_name="Quillmere", title="Terms", url=url, **settings
        )
        return fetcher.get(Job(document=entry, validators=validators or Validators()))

    yield looking
    for fetcher in opened:
        fetcher.__exit__(None, None, None)


def failed(reply, reason):
    assert isinstance(reply, Failure), reply
    assert reply.reason is reason, reply
    assert reply.detail.strip()
    assert "\n" not in reply.detail
    return reply


# --- answers ----------------------------------------------------------------------------------


def test_a_page_comes_back_whole_with_the_headers_that_are_evidence(web, look):
    url = web.put(
        "/terms",
        Answer(
            200,
            WORDS,
            {
                "Content-Type": "text/html",
                "ETag": '"a"',
                "Set-Cookie": "id=7",
                "X-Trace": "y",
                "Content-Location": "/terms?token=abc",
            },
        ),
    )
    reply = look(url)
    assert isinstance(reply, Response)
    assert (reply.body, reply.status, reply.final_url) == (WORDS, 200, url)
    headers = dict(reply.headers)
    assert headers["etag"] == '"a"'
    assert headers["content-location"] == "/terms?token=REDACTED"
    assert "date" in headers
    assert not {"set-cookie", "x-trace", "server"} & set(headers)


def test_a_page_that_did_not_change_is_asked_for_in_vain(web, look):
    url = web.put("/terms", "first", "second")
    tag = dict(look(url).headers)["etag"]
    assert isinstance(look(url, Validators(etag=tag)), NotModified)
    web.day = 1
    assert look(url, Validators(etag=tag)).body == b"second"


def test_a_date_serves_where_there_is_no_entity_tag(web, look):
    date = "Mon, 02 Mar 2026 06:00:00 GMT"
    url = web.put("/terms", Answer(200, WORDS, {"Last-Modified": date}))
    assert isinstance(look(url, Validators(last_modified=date)), NotModified)


def test_past_a_redirect_only_a_telling_entity_tag_is_asked_with(web, look):
    date = "Mon, 02 Mar 2026 06:00:00 GMT"
    web.put("/old", redirect("/new"))
    web.put("/new", "words")
    tag = dict(look(web.url("/old")).headers)["etag"]
    known = Validators(etag=tag, last_modified=date)
    assert isinstance(look(web.url("/old"), known), NotModified)
    assert "if-modified-since" not in web.asked("/new")[-1].headers
    assert isinstance(look(web.url("/old"), Validators(etag='"1"')), Response)
    assert "if-none-match" not in web.asked("/new")[-1].headers


def test_not_modified_without_having_asked_is_no_success(web, look):
    failed(look(web.put("/terms", Answer(304))), FailureReason.CLIENT_ERROR)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (202, FailureReason.CLIENT_ERROR),
        (204, FailureReason.CLIENT_ERROR),
        (206, FailureReason.CLIENT_ERROR),
        (300, FailureReason.CLIENT_ERROR),
        (400, FailureReason.CLIENT_ERROR),
        (401, FailureReason.FORBIDDEN),
        (403, FailureReason.FORBIDDEN),
        (404, FailureReason.NOT_FOUND),
        (410, FailureReason.GONE),
        (451, FailureReason.FORBIDDEN),
        (501, FailureReason.SERVER_ERROR),
    ],
)
def test_a_status_that_is_final_is_asked_for_once(web, look, waits, status, reason):
    reply = failed(look(web.put("/terms", Answer(status))), reason)
    assert reply.http_status == status
    assert len(web.seen) == 1
    assert not waits


@pytest.mark.parametrize(
    ("answer", "who"),
    [
        (Answer(403, b"", {"cf-mitigated": "challenge"}), "Cloudflare"),
        (Answer(202, b"", {"x-amzn-waf-action": "challenge"}), "AWS WAF"),
        (Answer(503, b"<title>Just a moment...</title>"), "Cloudflare"),
        (Answer(403, b"<script src='https://ct.captcha-delivery.com/c.js'>"), "DataDome"),
        (Answer(403, b"<div class='g-recaptcha'>"), "a captcha"),
    ],
)
def test_a_challenge_is_told_from_a_plain_refusal(web, look, answer, who):
    reply = failed(look(web.put("/terms", answer)), FailureReason.BOT_CHALLENGE)
    assert who in reply.detail


def test_the_program_names_itself_and_asks_for_the_language(web, look):
    look(web.put("/terms", "words"), language="de")
    headers = web.seen[-1].headers
    assert headers["user-agent"].startswith("tosmon/")
    assert headers["accept-language"].startswith("de")
    assert "zstd" in headers["accept-encoding"]
    look(web.url("/terms"), user_agent="Someone/1")
    assert web.seen[-1].headers["user-agent"] == "Someone/1"


def test_a_cookie_is_never_sent_back(web, look):
    web.put("/a", Answer(302, b"", {"Location": "/b", "Set-Cookie": "id=1; Path=/"}))
    web.put("/b", "words")
    assert isinstance(look(web.url("/a")), Response)
    assert "cookie" not in web.asked("/b")[0].headers


# --- trying again -----------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Answer(503), Answer(502), raw(b""), raw(b"", reset=True)])
def test_trouble_that_passes_is_waited_for(web, look, waits, fault):
    reply = look(web.put("/terms", failing(2, fault, WORDS)))
    assert isinstance(reply, Response)
    assert reply.body == WORDS
    assert waits == [0.5, 1.0]


def test_trouble_that_stays_is_told(web, look):
    reply = failed(look(web.put("/terms", Answer(500))), FailureReason.SERVER_ERROR)
    assert (reply.http_status, len(web.seen)) == (500, 3)


def test_a_server_that_asks_for_seconds_gets_them(web, look, waits):
    url = web.put("/terms", failing(1, Answer(429, b"", {"Retry-After": "7"}), WORDS))
    assert isinstance(look(url), Response)
    assert 7 in waits


def test_a_server_that_names_a_moment_is_taken_by_its_own_clock(web, look, waits):
    def busy(handler):
        handler.wfile.write(
            b"HTTP/1.1 503 Busy\r\nDate: Mon, 02 Mar 2026 06:00:00 GMT\r\n"
            b"Retry-After: Mon, 02 Mar 2026 06:00:09 GMT\r\nContent-Length: 0\r\n\r\n"
        )

    assert isinstance(look(web.put("/terms", failing(1, busy, WORDS))), Response)
    assert 9 in waits


def test_a_wait_that_is_too_long_is_told_and_not_waited(web, look, waits):
    url = web.put("/terms", Answer(429, b"", {"Retry-After": "86400"}))
    reply = failed(look(url), FailureReason.RATE_LIMITED)
    assert (reply.retry_after, len(web.seen), waits) == (86400, 1, [])


def test_other_pages_of_a_host_that_wants_its_rest_are_not_asked_for(web):
    web.put("/a", Answer(429, b"", {"Retry-After": "3600"}))
    web.put("/b", "words")
    with Fetcher(Limits(), user_agent="tosmon/0") as fetcher:
        replies = [
            fetcher.get(
                Job(
                    document=Document(
                        key=f"q/{path}",
                        platform_name="Q",
                        title="T",
                        url=web.url(path),
                        robots=False,
                        delay=0,
                    )
                )
            )
            for path in ("/a", "/b")
        ]
    assert failed(replies[1], FailureReason.RATE_LIMITED).retry_after > 3500
    assert web.paths() == ["/a"]


# --- codings and sizes ------------------------------------------------------------------------


def _raw_deflate(body):
    inner = zlib.compressobj(wbits=-15)
    return inner.compress(body) + inner.flush()


CODINGS = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("GZIP", lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
    ("gzip", lambda body: gzip.compress(body) + b"\0\0\0"),
    ("deflate", zlib.compress),
    ("deflate", _raw_deflate),
    ("br", brotli.compress),
    ("zstd", lambda body: _zstd().compress(body)),
    ("zstd", lambda body: _zstd().compress(body[:9]) + _zstd().compress(body[9:])),
    ("identity", bytes),
    ("deflate, gzip", lambda body: gzip.compress(zlib.compress(body))),
]


@pytest.mark.parametrize(("coding", "compress"), CODINGS)
def test_every_coding_gives_the_same_words(web, look, coding, compress):
    body = WORDS * 5000
    reply = look(web.put("/terms", encoded(compress(body), coding)))
    assert isinstance(reply, Response), reply
    assert reply.body == body


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("fault", ["other", "cut"])
def test_a_body_that_is_not_what_it_claims_is_told(web, look, coding, fault):
    body = b"\xfeplain words" if fault == "other" else dict(CODINGS[::-1])[coding](WORDS * 99)[:-9]
    failed(look(web.put("/terms", encoded(body, coding))), FailureReason.BAD_ENCODING)


def test_an_unknown_coding_is_told(web, look):
    failed(look(web.put("/terms", encoded(WORDS, "compress"))), FailureReason.BAD_ENCODING)


@pytest.mark.parametrize(
    ("coding", "compress"),
    [
        ("gzip", gzip.compress),
        ("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
        ("deflate", zlib.compress),
        ("br", lambda body: brotli.compress(body, quality=1)),
        ("zstd", lambda body: _zstd().compress(body)),
    ],
)
def test_a_bomb_does_not_go_off(web, look, coding, compress):
    import resource

    bomb = compress(b"\0" * (64 << 20))
    url = web.put("/bomb", encoded(bomb, coding))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    failed(look(url, limits=Limits(max_bytes=1 << 20)), FailureReason.TOO_LARGE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 24 * 1024


def test_a_body_of_two_gigabytes_is_cut_off_early(web, look):
    url = web.put("/huge", endless(2 << 30))
    began = time.monotonic()
    failed(look(url, limits=Limits(max_bytes=4 << 20)), FailureReason.TOO_LARGE)
    assert time.monotonic() - began < 3
    assert len(web.seen) <= 1


def test_a_declared_size_is_believed_before_a_byte_is_read(web, look):
    url = web.put("/huge", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n"))
    failed(look(url), FailureReason.TOO_LARGE)


def test_a_body_shorter_than_declared_is_never_taken_for_the_page(web, look):
    url = web.put("/terms", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf a"))
    failed(look(url), FailureReason.CONNECTION)


def test_chunks_that_break_off_are_never_taken_for_the_page(web, look):
    url = web.put("/t", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf \r\n"))
    failed(look(url), FailureReason.CONNECTION)


def test_noise_instead_of_http_is_told(web, look):
    failed(look(web.put("/terms", raw(b"\x00\xff nonsense\r\n\r\n"))), FailureReason.CONNECTION)


# --- time -------------------------------------------------------------------------------------

SOON = Limits(total_s=0.6, tries=1)


@pytest.mark.parametrize(
    "fault",
    [
        drip(b"x", every=0.02),
        drip(b"x", every=0.02, head=b"HTTP/1.1 200 OK\r\nX-Slow: "),
        drip(b"X-More: 1\r\n", every=0.05, head=b"HTTP/1.1 200 OK\r\n"),
        drip(b"x", every=0.02, head=b"HTTP/1.1 404 No\r\n\r\n"),
        silent(4),
    ],
    ids=["body", "a header", "headers", "an error's body", "nothing"],
)
def test_a_server_that_drips_is_left_in_time(web, look, fault):
    began = time.monotonic()
    reply = look(web.put("/terms", fault), limits=SOON)
    assert isinstance(reply, Failure)
    assert reply.reason in (FailureReason.TIMEOUT, FailureReason.NOT_FOUND)
    assert time.monotonic() - began < 2


def test_the_timeout_of_a_document_holds(web, look):
    began = time.monotonic()
    reply = look(web.put("/terms", silent(4)), limits=Limits(tries=1), timeout=0.2)
    failed(reply, FailureReason.TIMEOUT)
    assert time.monotonic() - began < 1.5


# --- redirects --------------------------------------------------------------------------------


def test_each_hop_is_recorded(web, look):
    web.put("/a", redirect("/b", 301))
    web.put("/b", redirect(web.url("/c#part"), 307))
    web.put("/c", "words")
    reply = look(web.url("/a"))
    assert reply.final_url == web.url("/c")
    assert [(hop.status, hop.url) for hop in reply.redirects] == [
        (301, web.url("/b")),
        (307, web.url("/c")),
    ]


def test_a_circle_ends(web, look):
    web.put("/a", redirect("/b"))
    web.put("/b", redirect("/a"))
    failed(look(web.url("/a")), FailureReason.REDIRECT_LOOP)
    assert len(web.seen) == 2


def test_a_chain_without_end_ends(web, look):
    for step in range(30):
        web.put(f"/{step}", redirect(f"/{step + 1}"))
    failed(look(web.url("/0")), FailureReason.REDIRECT_LOOP)
    assert len(web.seen) == 11


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "javascript:alert(1)",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://localhost:1/",
        "http://2130706434/",
        "http://127.0.0.2:1/",
        "http://[broken/",
        "http://127.0.0.1:999999/",
    ],
)
def test_no_redirect_leads_to_a_private_address_or_out_of_the_web(web, look, target):
    reply = look(web.put("/terms", redirect(target)))
    failed(reply, FailureReason.BLOCKED_ADDRESS)


def test_an_entry_can_allow_private_addresses(web, look):
    with serve("127.0.0.2") as other:
        other.put("/terms", "words")
        url = web.put("/terms", redirect(other.url("/terms")))
        failed(look(url), FailureReason.BLOCKED_ADDRESS)
        assert not other.seen
        assert isinstance(look(url, private=True), Response)


def test_credentials_stay_with_their_host(web, look):
    with serve("127.0.0.2") as other:
        other.put("/terms", "words")
        web.put("/a", redirect("/b"))
        web.put("/b", redirect(other.url("/terms")))
        url = web.url("/a").replace("http://", "http://mara:pass@")
        reply = look(url, private=True)
        assert isinstance(reply, Response)
        assert "authorization" in web.asked("/a")[0].headers
        assert "authorization" not in other.seen[0].headers


def test_no_secret_of_an_address_reaches_a_failure(look):
    reply = look("http://mara:hunter2@127.0.0.1:9/terms?token=opensesame", limits=Limits(tries=1))
    failed(reply, FailureReason.CONNECTION)
    assert "hunter2" not in str(reply)
    assert "opensesame" not in str(reply)


# --- proxies, names, certificates -------------------------------------------------------------


def test_a_proxy_is_asked_and_does_not_open_the_way_inside(web, look):
    proxies = {"http": web.url(), "no": "spared.example"}
    web.put("http://terms.example/a", "words")
    web.put("http://terms.example/b", redirect("http://10.1.2.3/"))
    assert look("http://terms.example/a", proxies=proxies).body == b"words"
    failed(look("http://terms.example/b", proxies=proxies), FailureReason.BLOCKED_ADDRESS)
    asked = len(web.seen)
    look("http://spared.example/", proxies=proxies, limits=Limits(tries=1))
    assert len(web.seen) == asked


def test_a_name_that_is_not_found_is_told_once(look, waits):
    failed(look("http://nobody.invalid/"), FailureReason.DNS)
    assert not waits


def test_a_host_that_refuses_is_told(look):
    failed(look("http://127.0.0.1:9/", limits=Limits(tries=1)), FailureReason.CONNECTION)


@pytest.mark.parametrize(
    "url", ["http://exa mple/", "http://.example/", "http://a..b/", "http:///x"]
)
def test_an_impossible_address_is_a_failure_and_no_exception(look, url):
    assert isinstance(look(url, limits=Limits(tries=1)), Failure)


@pytest.fixture
def certificate(tmp_path):
    """Return a PEM file that vouches for 127.0.0.1 alone."""
    if shutil.which("openssl") is None:
        pytest.skip("makes a certificate with openssl")
    pem = tmp_path / "host.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    subject = ["-subj", "/CN=quillmere", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [*command.split(), *subject, "-keyout", pem, "-out", f"{pem}.crt"],
        check=True,
        capture_output=True,
    )
    pem.write_text(pem.read_text() + Path(f"{pem}.crt").read_text())
    return pem


def test_a_certificate_that_nobody_vouches_for_is_told_once(certificate, look, waits):
    with serve(certificate=certificate) as secure:
        failed(look(secure.put("/terms", "words")), FailureReason.TLS)
    assert not waits


def test_a_certificate_is_for_the_host_that_it_names(certificate, look):
    trusted = str(certificate)
    with serve(certificate=certificate) as own, serve("127.0.0.2", certificate) as other:
        assert look(own.put("/terms", "words"), ca_bundle=trusted).body == b"words"
        failed(look(other.put("/terms", "words"), ca_bundle=trusted), FailureReason.TLS)


@pytest.mark.parametrize("fault", [drip(b"x", every=0.02), silent(4)], ids=["drips", "silent"])
def test_time_is_bounded_behind_tls_too(certificate, look, fault):
    began = time.monotonic()
    with serve(certificate=certificate) as secure:
        url = secure.put("/terms", fault)
        failed(look(url, limits=SOON, ca_bundle=str(certificate)), FailureReason.TIMEOUT)
    assert time.monotonic() - began < 2
