"""One document over several pages: read in order, whole or not at all."""

import hashlib

import pytest

from tests.pretend_web import Answer, serve
from tosmon.extract import read
from tosmon.fetch import Fetcher, Job, Limits
from tosmon.joined import MOST_PAGES, Page, join
from tosmon.model import Document, Failure, FailureReason, Unreadable

PARTS = {
    "/terms": "You may use Saltmarsh for your own work in the county where you live and trade.",
    "/terms/fees": "The fee for each seat is nine crowns a month, to be paid in advance by card.",
    "/terms/law": "The law of the county applies, and its courts decide what we dispute.",
}


def page(text, **headers):
    body = f"<html><body><main><h2>Part</h2><p>{text}</p></main></body></html>".encode()
    return Answer(200, body, {"Content-Type": "text/html; charset=utf-8", **headers})


@pytest.fixture
def saltmarsh(tosmon):
    with serve() as web:
        for path, text in PARTS.items():
            web.put(path, page(text, ETag='"one"'))
        first, *more = (web.url(path) for path in PARTS)
        (tosmon.folder / "platforms.yaml").write_text(
            "defaults: {delay: 0s}\nplatforms:\n  - id: saltmarsh\n    documents:\n"
            f"      - {{id: terms, url: '{first}', urls: ['{more[0]}', '{more[1]}']}}\n"
        )
        yield tosmon, web


def status(tosmon):
    [document] = tosmon("fetch", "--force", "--json").json["documents"]
    return document["status"], document["detail"]


def test_the_pages_are_one_text_in_their_order(saltmarsh):
    tosmon, _ = saltmarsh
    assert status(tosmon)[0] == "initial"
    text = tosmon("show", "saltmarsh/terms", "--text").out
    places = [text.index(part) for part in PARTS.values()]
    assert places == sorted(places)
    assert status(tosmon) == ("unchanged", None)
    assert tosmon("verify").code == 0


def test_a_change_of_any_page_is_a_change_of_the_document(saltmarsh):
    tosmon, web = saltmarsh
    status(tosmon)
    web.put("/terms/fees", page(PARTS["/terms/fees"].replace("nine", "twelve")))
    assert status(tosmon)[0] == "changed"
    assert "twelve" in tosmon("diff", "saltmarsh/terms").out


def test_one_page_that_fails_fails_the_whole_and_is_named(saltmarsh):
    tosmon, web = saltmarsh
    status(tosmon)
    web.put("/terms/law", Answer(404, b"gone", {"Content-Type": "text/html"}))
    outcome, detail = status(tosmon)
    assert outcome == "failed"
    assert "/terms/law" in detail
    assert len(tosmon("log", "--json").json["versions"]) == 1


def test_what_each_server_sent_is_kept_with_its_hash(saltmarsh):
    tosmon, web = saltmarsh
    status(tosmon)
    raw = tosmon("show", "saltmarsh/terms", "--raw").out
    for path, text in PARTS.items():
        sent = page(text).body
        assert sent.decode() in raw
        assert f"Content-SHA256: {hashlib.sha256(sent).hexdigest()}" in raw
        assert f"Content-Location: {web.url(path)}" in raw


def test_an_unreadable_page_sets_the_whole_aside(saltmarsh):
    tosmon, web = saltmarsh
    status(tosmon)
    web.put("/terms/fees", Answer(200, b"\x89PNG\r\n\x1a\n\x00\x00", {"Content-Type": "image/png"}))
    outcome, detail = status(tosmon)
    assert outcome == "failed"
    assert "/terms/fees: an image (PNG)" in detail


def test_a_server_cannot_make_us_read_pages_without_end():
    page_ = Page(url="https://saltmarsh.example/", content_type="text/html", body=b"<p>Words.</p>")
    body, kind = join((page_,) * (MOST_PAGES + 1))
    found = read(body, content_type=kind, url="https://saltmarsh.example/")
    assert isinstance(found, Unreadable)
    assert found.reason == FailureReason.UNSUPPORTED_TYPE


def test_pages_that_are_too_large_together_are_not_kept():
    with serve() as web:
        for path, text in PARTS.items():
            web.put(path, page(text))
        first, *more = (web.url(path) for path in PARTS)
        document = Document(
            key="saltmarsh/terms",
            platform_name="Saltmarsh",
            title="Terms",
            url=first,
            urls=tuple(more),
            delay=0.0,
            private=True,
        )
        limits = Limits(max_bytes=2 * len(page(PARTS["/terms"]).body))
        with Fetcher(limits, user_agent="tests", proxies={}, ca_bundle=None) as fetcher:
            reply = fetcher.get(Job(document=document))
    assert isinstance(reply, Failure)
    assert reply.reason == FailureReason.TOO_LARGE
