"""Many documents at once: politeness towards hosts, robots.txt, and how a run ends."""

from __future__ import annotations

import gc
import threading
import time

import pytest

from tests.pretend_web import Answer, drip, failing, raw, redirect, serve, silent
from tosmon.fetch import Fetcher, Job, Limits, fetch_all
from tosmon.model import Document, Failure, FailureReason, Response

WORDS = b"<p>Quillmere may change these words.</p>"


@pytest.fixture
def web():
    with serve() as host:
        yield host


@pytest.fixture
def fetcher():
    with Fetcher(Limits(tries=1), user_agent="tosmon/0 (test)") as made:
        yield made


def job(url, **fields):
    settings = {"robots": False, "delay": 0.0, "timeout": 5.0, **fields}
    return Job(
        document=Document(key="q/t", platform_name="Quillmere", title="Terms", url=url, **settings)
    )


def slowly(handler):
    time.sleep(0.03)
    handler.close_connection = False
    handler._answer(WORDS)


# --- hosts ------------------------------------------------------------------------------------


def test_a_host_never_sees_two_requests_at_once_and_hosts_go_side_by_side(web, fetcher):
    with serve("127.0.0.2") as other:
        urls = []
        for step in range(6):
            urls += [web.put(f"/{step}", slowly), other.put(f"/{step}", slowly)]
        replies = list(fetch_all([job(url) for url in urls], fetcher))
    assert len(replies) == 12
    assert all(isinstance(reply, Response) for _, reply in replies)
    assert web.most_at_once == other.most_at_once == 1
    assert web.paths() == other.paths() == [f"/{step}" for step in range(6)]
    assert any(a.began < b.ended and b.began < a.ended for a in web.seen for b in other.seen)


def test_a_redirect_waits_for_the_turn_of_the_host_that_it_leads_to(web, fetcher):
    with serve("127.0.0.2") as other:
        jobs = []
        for step in range(6):
            web.put(f"/{step}", slowly)
            other.put(f"/{step}", redirect(web.url(f"/{step}")))
            jobs += [job(web.url(f"/{step}")), job(other.url(f"/{step}"), private=True)]
        assert all(isinstance(reply, Response) for _, reply in fetch_all(jobs, fetcher))
    assert len(web.seen) == 12
    assert web.most_at_once == 1


def test_the_delay_lies_between_any_two_requests_to_a_host(web, fetcher):
    web.put("/robots.txt", "")
    urls = [web.put(f"/{step}", "words") for step in range(3)]
    list(fetch_all([job(url, delay=0.1, robots=True) for url in urls], fetcher))
    assert web.paths() == ["/robots.txt", "/0", "/1", "/2"]
    gaps = [b.began - a.ended for a, b in zip(web.seen, web.seen[1:], strict=False)]
    assert all(gap > 0.09 for gap in gaps)


def test_a_short_rest_that_a_host_asks_for_is_kept_by_its_other_pages_too(web, fetcher):
    urls = [web.put("/a", Answer(429, b"", {"Retry-After": "1"})), web.put("/b", "words")]
    replies = [reply for _, reply in fetch_all([job(url) for url in urls], fetcher)]
    assert isinstance(replies[1], Response)
    assert web.asked("/b")[0].began - web.asked("/a")[0].ended > 0.9


def test_connections_are_used_again(web, fetcher):
    urls = [
        web.put("/a", "words"),
        web.put("/b", Answer(404, b"no")),
        web.put("/c", redirect("/a")),
        web.put("/d", Answer(200, WORDS)),
    ]
    list(fetch_all([job(url) for url in urls], fetcher))
    assert len({seen.peer for seen in web.seen}) == 1


def test_one_document_in_trouble_does_not_keep_the_others(web, fetcher):
    web.put("/drips", drip(b"x", every=0.02))
    urls = ["http://[broken/", "", "gopher://x/", web.url("/none"), web.put("/ok", "words")]
    replies = {j.document.url: r for j, r in fetch_all([job(u) for u in urls], fetcher)}
    assert set(replies) == set(urls)
    assert isinstance(replies[urls[-1]], Response)
    assert all(isinstance(replies[url], Failure) for url in urls[:-1])


def test_a_fetcher_serves_one_run_after_another(web, fetcher):
    url = web.put("/a", "words")
    for _ in range(2):
        assert [type(reply) for _, reply in fetch_all([job(url)], fetcher)] == [Response]
    assert list(fetch_all([], fetcher)) == []


# --- ends -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [silent(3), drip(b"x", every=0.02)], ids=["silent", "dripping"])
def test_closing_a_run_ends_it_promptly(web, fetcher, fault):
    with serve("127.0.0.2") as other:
        urls = [web.put("/quick", "words"), other.put("/slow", fault), web.put("/b", "words")]
        replies = fetch_all([job(url, delay=20.0) for url in urls], fetcher)
        next(replies)
        time.sleep(0.1)
        began = time.monotonic()
        replies.close()
        assert time.monotonic() - began < 1
        assert "/b" not in web.paths()
        assert "fetch-worker" not in {thread.name for thread in threading.enumerate()}


def test_an_exception_in_the_reader_ends_the_run(web, fetcher):
    urls = [web.put(f"/{step}", "words") for step in range(50)]

    def read():
        for _ in fetch_all([job(url) for url in urls], fetcher):
            raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        read()
    gc.collect()
    assert time.monotonic() - began < 2
    assert len(web.seen) < 50


def test_few_bodies_wait_for_a_slow_reader(web, fetcher):
    urls = [web.put(f"/{step}", "words") for step in range(30)]
    replies = fetch_all([job(url) for url in urls], fetcher)
    next(replies)
    time.sleep(0.4)
    assert len(web.seen) <= 8
    assert len(list(replies)) == 29


# --- robots.txt -------------------------------------------------------------------------------

RULES = "User-agent: *\nDisallow: /private\n\nUser-agent: tosmon\nDisallow: /terms/old\n"


def reply_of(fetcher, url, **fields):
    return fetcher.get(job(url, **{"robots": True, **fields}))


def test_rules_are_asked_once_and_followed(web, fetcher):
    web.put("/robots.txt", RULES)
    old, new = web.put("/terms/old", "old"), web.put("/terms/new", "new")
    refused = reply_of(fetcher, old)
    assert isinstance(refused, Failure)
    assert refused.reason is FailureReason.ROBOTS
    assert isinstance(reply_of(fetcher, new), Response)
    assert isinstance(reply_of(fetcher, old, robots=False), Response)
    assert web.paths() == ["/robots.txt", "/terms/new", "/terms/old"]


def test_rules_are_read_for_the_name_that_is_given(web, fetcher):
    web.put("/robots.txt", RULES)
    url = web.put("/terms/old", "old")
    assert isinstance(reply_of(fetcher, url, user_agent="Reader/2"), Response)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429])
def test_no_rules_allow_all(web, fetcher, status):
    web.put("/robots.txt", Answer(status))
    assert isinstance(reply_of(fetcher, web.put("/terms", "words")), Response)


@pytest.mark.parametrize("fault", [Answer(500), Answer(503), redirect("file:///etc/passwd")])
def test_rules_that_cannot_be_read_forbid_all(web, fetcher, fault):
    web.put("/robots.txt", fault)
    url = web.put("/terms", "words")
    for _ in range(2):
        reply = reply_of(fetcher, url)
        assert isinstance(reply, Failure)
        assert reply.reason in (FailureReason.ROBOTS, FailureReason.BLOCKED_ADDRESS)
    assert web.paths() == ["/robots.txt"]


def test_a_host_that_breaks_off_is_not_asked_for_the_page(web, fetcher):
    web.put("/robots.txt", raw(b"", reset=True))
    reply = reply_of(fetcher, web.put("/terms", "words"))
    assert reply.reason is FailureReason.CONNECTION
    assert set(web.paths()) == {"/robots.txt"}


def test_rules_that_fail_once_are_asked_for_again(web):
    web.put("/robots.txt", failing(1, Answer(503), RULES.encode()))
    with Fetcher(Limits(backoff_s=0.01), user_agent="tosmon/0") as fetcher:
        assert isinstance(reply_of(fetcher, web.put("/terms", "words")), Response)


def test_rules_may_lie_elsewhere_on_the_host(web, fetcher):
    web.put("/robots.txt", redirect("/rules"))
    web.put("/rules", RULES)
    assert reply_of(fetcher, web.put("/terms/old", "old")).reason is FailureReason.ROBOTS


def test_rules_of_any_size_are_read_to_a_bound(web, fetcher):
    web.put("/robots.txt", RULES + "# filler\n" * 200_000)
    assert reply_of(fetcher, web.put("/terms/old", "old")).reason is FailureReason.ROBOTS


def test_a_redirect_is_held_to_the_rules_as_well(web, fetcher):
    web.put("/robots.txt", RULES)
    web.put("/terms/old", "old")
    reply = reply_of(fetcher, web.put("/go", redirect("/terms/old")))
    assert reply.reason is FailureReason.ROBOTS
    assert "/terms/old" not in web.paths()


def test_a_delay_that_the_rules_ask_for_is_kept(web, fetcher):
    web.put("/robots.txt", "User-agent: *\nCrawl-delay: 0.2\n")
    urls = [web.put(f"/{step}", "words") for step in range(2)]
    list(fetch_all([job(url, robots=True) for url in urls], fetcher))
    first, second = web.asked("/0")[0], web.asked("/1")[0]
    assert second.began - first.ended > 0.18
