"""A document's life: withdrawn, moved, in need of a browser, alternating, standing twice."""

import json

import jsonschema
import pytest

from tests.pretend_web import Answer, serve
from tosmon.schemas import schema_text

TERMS = "".join(
    f"<h2>{n}. Part {n}</h2><p>You keep the rights in part {n} of what you write with Quillmoor, "
    f"and we keep part {n} for {n + 10} days after you leave the service.</p>"
    for n in range(1, 9)
)
PAGE = f"<html><body><main><h1>Terms of Service</h1>{TERMS}</main></body></html>".encode()
COPY = PAGE.replace(b"we keep part", b"our company retains part")
HTML = {"Content-Type": "text/html; charset=utf-8"}
SHELL = (
    b"<html><head><title>Quillmoor</title><script src='/app.js'></script></head><body>"
    b"<noscript>You need to enable JavaScript to run this app.</noscript>"
    b"<div id='root'></div></body></html>"
)


def html(body: bytes) -> Answer:
    return Answer(200, body, HTML)


@pytest.fixture
def web():
    with serve() as pretend:
        yield pretend


def watch(tosmon, web, **paths):
    entries = "".join(
        f"      - {{id: {name}, url: '{web.url(path)}'}}\n" for name, path in paths.items()
    )
    (tosmon.folder / "platforms.yaml").write_text(
        f"defaults: {{delay: 0s}}\nplatforms:\n  - id: quillmoor\n    documents:\n{entries}"
    )


def fetch(tosmon, web, day):
    web.day, tosmon.clock = day, f"2031-03-{day + 1:02}T06:00:00Z"
    return tosmon("fetch", "--force")


def standing(tosmon):
    done = tosmon("status", "--json")
    jsonschema.validate(done.json, json.loads(schema_text("status")))
    return {entry["document"]: entry for entry in done.json["documents"]}


def test_a_page_that_is_gone_for_days_is_withdrawn_and_told_once(tosmon, web):
    gone = Answer(404, b"no such page")
    web.put("/terms", html(PAGE), gone, Answer(410), gone, gone, gone, html(PAGE))
    watch(tosmon, web, terms="/terms")
    assert fetch(tosmon, web, 0).code == 0
    first = fetch(tosmon, web, 1)
    assert (first.code, "not found" in first.out) == (3, True)
    fetch(tosmon, web, 2)
    assert standing(tosmon)["quillmoor/terms"]["condition"] == "failing"
    fetch(tosmon, web, 3)
    told = fetch(tosmon, web, 4)
    assert "withdrawn: no document there since 2031-03-02 (HTTP 404)" in told.out
    assert standing(tosmon)["quillmoor/terms"]["condition"] == "withdrawn"
    assert "withdrawn" in tosmon("status").out
    assert fetch(tosmon, web, 5).out == ""
    assert "reachable again" in fetch(tosmon, web, 6).out
    assert standing(tosmon)["quillmoor/terms"]["condition"] == "ok"
    assert len(tosmon("log", "--json", "quillmoor").json["versions"]) == 1


def test_a_server_that_fails_otherwise_withdraws_nothing(tosmon, web):
    web.put("/terms", html(PAGE), *[Answer(403)] * 6)
    watch(tosmon, web, terms="/terms")
    for day in range(6):
        fetch(tosmon, web, day)
    assert standing(tosmon)["quillmoor/terms"]["reason"] == "forbidden"


def test_a_page_that_moved_for_good_names_the_line_to_change(tosmon, web):
    web.put("/old", Answer(301, b"", {"Location": "/new"}))
    web.put("/tour", Answer(302, b"", {"Location": "/new"}))
    web.put("/new", html(PAGE))
    watch(tosmon, web, old="/old", tour="/tour")
    fetch(tosmon, web, 0)
    found = standing(tosmon)
    assert found["quillmoor/old"]["moved_to"] == web.url("/new")
    assert found["quillmoor/tour"]["moved_to"] is None
    assert f"change its line to `url: {web.url('/new')}`" in tosmon("status").out


def test_a_shell_that_scripts_fill_is_no_version_and_says_what_it_needs(tosmon, web, monkeypatch):
    monkeypatch.setenv("PATH", "")  # no browser
    web.put("/app", html(SHELL))
    web.put("/terms", html(PAGE), html(SHELL))
    watch(tosmon, web, app="/app", terms="/terms")
    done = fetch(tosmon, web, 0)
    assert done.code == 3
    assert "needs browser: scripts make this page" in done.out
    told = fetch(tosmon, web, 1).out
    assert "quillmoor/terms" in told
    assert "quillmoor/app" not in told, "the same shell again is told of once"
    found = standing(tosmon)
    assert {entry["reason"] for entry in found.values()} == {"needs_browser"}
    assert found["quillmoor/app"]["versions"] == 0
    assert found["quillmoor/terms"]["versions"] == 1
    assert tosmon("verify").code == 0


def test_an_alternating_document_says_so_in_status(tosmon, web):
    web.put("/terms", *[html(PAGE), html(COPY)] * 4)
    watch(tosmon, web, terms="/terms")
    for day in range(6):
        fetch(tosmon, web, day)
    copies = standing(tosmon)["quillmoor/terms"]["variants"]
    assert copies["seen"] == 2
    assert copies["served_since"] == "2031-03-06T06:00:00Z"
    assert "alternates between copies of its text (2 seen)" in tosmon("status").out


def test_one_text_under_two_names_is_pointed_out(tosmon, web):
    web.put("/terms", html(PAGE))
    web.put("/legal", html(PAGE))
    web.put("/other", html(COPY))
    watch(tosmon, web, terms="/terms", legal="/legal", other="/other")
    fetch(tosmon, web, 0)
    found = standing(tosmon)
    assert found["quillmoor/terms"]["same_text_as"] == ["quillmoor/legal"]
    assert found["quillmoor/other"]["same_text_as"] == []
    assert "has the same text as quillmoor/terms" in tosmon("status").out


def test_a_button_in_the_midst_of_a_document_needs_no_reading(tosmon, web):
    """Known by the outline of the page before, which another run archived; an edit is read."""
    page = PAGE.replace(b"</main>", b"</div><div>Read on</div><div>Drafts today: 12</div>")
    page = page.replace(b"<main>", b"<div>")
    busy = page.replace(b"<h2>4.", b"<button>Copy a link to this section</button><h2>4.")
    busy = busy.replace(b"today: 12", b"today: 13")
    web.put("/terms", html(page), html(busy), html(busy.replace(b"14 days", b"44 days")))
    watch(tosmon, web, terms="/terms")
    for day in range(3):
        assert fetch(tosmon, web, day).code == 0
    lines = [
        json.loads(line.partition(" ")[2])
        for file in sorted((tosmon.folder / "archive/journal").rglob("*.jsonl"))
        for line in file.read_text().splitlines()
    ]
    assert [line["outcome"] for line in lines] == ["initial", "unchanged", "changed"]
    first, known, edited = lines
    assert known["visible"] != first["visible"]
    assert "content" not in known  # which a page has that was read
    assert edited["content"] != first["content"]
