"""Pages that scripts make, in a real headless Chromium: what each of them comes to."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests import scripted_site
from tests.pretend_web import serve
from tosmon import config, extract
from tosmon.archive import DiskFiles, writing
from tosmon.cli.context import chromium
from tosmon.fetch import Fetcher, Job, Limits, PageLimits
from tosmon.fetch.browser.gate import Wanted, is_refused
from tosmon.model import Document, Failure, Reading, Response
from tosmon.watch.run import run
from tosmon.watch.scripted import wants_browser

pytestmark = pytest.mark.skipif(
    chromium() is None or find_spec("playwright") is None,
    reason="needs a Chromium on the PATH and the extra 'browser'",
)

MIB = 1024 * 1024
LIMITS = PageLimits(at_once=4, memory_bytes=320 * MIB)
WAIT = {"/waits": "main.ready", "/waits-in-vain": "main.never"}
HASTY = {"/never-settles": 2.5, "/hangs": 2.5, "/waits-in-vain": 2.0}
READ = (
    "/asks-a-tarpit",
    "/client-rendered",
    "/accordions",
    "/shadow",
    "/wall",
    "/endless-scroll",
    "/never-idle",
    "/opens-things",
    "/leads-on",
    "/decorated",
    "/waits",
)
PAGES = (  # those first that could be in the way of others
    "/eats-memory",
    "/never-settles",
    "/hangs",
    *READ,
    "/tabs",
    "/reaches-in",
    "/leads-out",
    "/waits-in-vain",
)


@pytest.fixture(scope="module")
def sites():
    with serve() as web, serve() as other:
        scripted_site.show(web, other)
        yield web, other


@pytest.fixture(scope="module")
def fetcher():
    with Fetcher(
        Limits(tries=1), user_agent="tosmon/0 (test)", chromium=chromium(), page_limits=LIMITS
    ) as made:
        yield made


@pytest.fixture(scope="module")
def rendered(sites, fetcher):
    """Render all pages in one browser, some side by side; return what came of each."""
    web, _ = sites

    def get(path):
        document = Document(
            key="marrowgate/terms",
            platform_name="Marrowgate",
            title="Terms",
            url=web.url(path),
            delay=0.0,
            timeout=HASTY.get(path, 30.0),
            wait=WAIT.get(path),
        )
        return fetcher.get(Job(document=document), lambda document, reply: True)

    with ThreadPoolExecutor(4) as threads:
        return dict(zip(PAGES, threads.map(get, PAGES), strict=True))


def text_of(reply) -> str:
    assert isinstance(reply, Response), reply
    reading = extract.read(
        reply.body, content_type=dict(reply.headers).get("content-type"), url=reply.final_url
    )
    assert isinstance(reading, Reading), reading
    return reading.text


def held(reply) -> list[bool]:
    text = text_of(reply)
    return [text.count(sentence) == 1 for sentence in scripted_site.TERMS]


@pytest.mark.parametrize("path", READ)
def test_the_words_that_scripts_bring_are_read(rendered, path):
    assert held(rendered[path]) == [True] * 4


def test_each_tab_of_one_panel_is_read_in_order(rendered):
    text = text_of(rendered["/tabs"])
    places = [text.index(sentence) for sentence in scripted_site.TERMS]
    assert places == sorted(places)


def test_answer_and_dom_are_told_apart(rendered, sites):
    reply = rendered["/client-rendered"]
    assert reply.sent == sites[0].page("/client-rendered").encode()
    assert scripted_site.TERMS[0].encode() not in reply.sent
    assert scripted_site.TERMS[0].encode() in reply.body
    assert b"<script" not in reply.body
    assert reply.rendered.browser.startswith("chromium/")
    assert reply.rendered.served == 1


def test_characters_outlive_a_charset_that_the_dom_is_not_in(rendered):
    assert "Für Käufer in Zürich gilt ebenso: “alles” – inklusive €." in text_of(
        rendered["/decorated"]
    )


def test_a_consent_wall_is_neither_answered_nor_read(rendered, sites):
    assert "partners use cookies" not in text_of(rendered["/wall"])
    assert sites[0].asked("/api/clicked") == []


def test_a_list_without_end_is_read_so_far(rendered, sites):
    assert 1 <= len(sites[0].asked("/more")) <= 15


@pytest.mark.parametrize("path", ["/never-settles", "/hangs"])
def test_a_page_that_does_not_settle_fails_in_its_time(rendered, path):
    reply = rendered[path]
    assert isinstance(reply, Failure)
    assert (reply.reason, reply.elapsed_ms < 25_000) == ("timeout", True)


def test_what_is_waited_for_in_vain_is_named(rendered):
    assert rendered["/waits-in-vain"].detail == "nothing matched `wait` within 2 seconds"


def test_a_page_that_eats_memory_fails_and_the_run_goes_on(rendered):
    reply = rendered["/eats-memory"]
    assert isinstance(reply, Failure)
    assert (reply.reason, "memory" in reply.detail) == ("too_large", True)


def test_no_way_leads_to_a_private_address(rendered, sites):
    text = text_of(rendered["/reaches-in"])
    assert text.count("was refused") == 8
    assert "REACHED" not in text
    assert "last of the ways" in text
    assert sites[1].paths() == []


def test_nothing_opens_and_nothing_is_saved(rendered, sites):
    text = text_of(rendered["/opens-things"])
    assert "LOCATED" not in text
    assert "GRANTED" not in text
    assert [seen for seen in sites[1].paths() if seen in ("/window", "/tab", "/leaves")] == []


def test_a_page_leads_on_within_its_host_as_robots_txt_allows(rendered, sites):
    assert rendered["/leads-on"].final_url == sites[0].url("/client-rendered")
    assert rendered["/leads-on"].requested_url == sites[0].url("/leads-on")
    refused = rendered["/leads-out"]
    assert isinstance(refused, Failure)
    assert refused.reason == "robots"
    assert sites[0].asked("/kept-out") == []


def test_decoration_and_counters_are_not_loaded(rendered, sites):
    assert rendered["/decorated"].rendered.refused >= 1
    asked = set(sites[0].paths())
    assert "/style.css" in asked
    assert sorted(asked & {"/image.png", "/film.mp4", "/font.woff2", "/icon.png", "/beacon"}) == []


@pytest.mark.parametrize(
    ("refused", "fields"),
    [
        (False, {"url": "https://cdn.elsewhere.example/app.js", "kind": "script"}),
        (False, {"url": "https://api.quillmere.example/terms", "kind": "xhr", "method": "POST"}),
        (False, {"url": "https://quillmere.example/stats/terms.json", "kind": "fetch"}),
        (False, {"url": "https://quillmere.example/data.json", "kind": "other"}),
        (True, {"url": "https://quillmere.example/favicon.ico", "kind": "other"}),
        (True, {"url": "https://elsewhere.example/next", "kind": "other"}),
        (True, {"url": "https://tags.elsewhere.example/gtm.js", "kind": "script"}),
        (True, {"url": "https://metrics.elsewhere.example/a.js", "kind": "script"}),
        (True, {"url": "https://elsewhere.example/page", "kind": "document"}),
        (True, {"url": "https://elsewhere.example/e", "kind": "fetch", "method": "POST"}),
        (True, {"url": "https://quillmere.example/seen", "kind": "ping", "method": "POST"}),
        (True, {"url": "https://quillmere.example/a.png", "kind": "image"}),
        (True, {"url": "https://quillmere.example/x", "kind": "fetch", "method": "DELETE"}),
        (True, {"url": "file:///etc/passwd", "kind": "fetch"}),
    ],
)
def test_which_requests_are_looked_into(refused, fields):
    wanted = Wanted(**{"method": "GET", **fields})
    assert is_refused(wanted, "https://www.quillmere.example/privacy") is refused


# --- with the archive -------------------------------------------------------------------------

LIST = """
platforms:
  - id: marrowgate
    documents:
      - {{id: terms, url: "{base}/client-rendered", delay: 0s, timeout: 10s}}
      - {{id: static, url: "{base}/words", delay: 0s}}
"""


def run_at(folder, fetcher, moment):
    """Fetch what the folder lists, with the browser that is there already."""
    now = dt.datetime.fromisoformat(moment)
    documents = config.load(folder / "platforms.yaml").documents
    with writing(DiskFiles(folder / "archive"), wait=False) as (writer, _):
        found = run(
            documents,
            writer,
            fetcher,
            now=lambda: now,
            clock="fixed",
            monotonic=time.monotonic,
            workers=2,
        )
        return {each.document: each for each in found}


def test_both_bodies_are_archived_and_proved(tosmon, sites, fetcher):
    web, _ = sites
    (tosmon.folder / "platforms.yaml").write_text(LIST.format(base=web.url("")))
    run_at(tosmon.folder, fetcher, "2026-05-01T06:00:00Z")
    shown = tosmon("show", "marrowgate/terms", "--json").json
    assert scripted_site.TERMS[3] in shown["text"]
    rendering = shown["evidence"]["rendered"]
    assert "rendered" not in tosmon("show", "marrowgate/static", "--json").json["evidence"]
    again = run_at(tosmon.folder, fetcher, "2026-05-03T06:00:00Z")
    assert {each.status for each in again.values()} == {"unchanged"}
    assert [seen.headers.get("if-none-match") for seen in web.asked("/client-rendered")][-1] is None
    reread = tosmon("reextract", "--dry-run", "--json").json["documents"]
    assert {each["status"] for each in reread} == {"same"}
    assert tosmon("export", "warc", "all.warc.gz").code == 0
    with (tosmon.folder / "all.warc.gz").open("rb") as file:
        kept = [
            (record.rec_type, record.content_stream().read()) for record in ArchiveIterator(file)
        ]
    assert ("response", web.page("/client-rendered").encode()) in kept
    assert any(kind == "conversion" and b"<main><p>Marrowgate" in body for kind, body in kept)
    assert tosmon("verify").code == 0
    name = rendering["response"]
    (tosmon.folder / "archive" / "objects" / name[:2] / f"{name}.zst").unlink()
    damaged = tosmon("verify")
    assert damaged.code != 0
    assert "marrowgate/terms" in damaged.out


def test_without_a_browser_the_run_says_what_to_install(tosmon, sites, monkeypatch):
    web, _ = sites
    (tosmon.folder / "platforms.yaml").write_text(LIST.format(base=web.url("")))
    monkeypatch.setenv("PATH", "")
    told = tosmon("fetch", "--json").json
    found = {each["document"]: each for each in told["documents"]}
    assert found["marrowgate/static"]["status"] == "initial"
    assert found["marrowgate/terms"]["reason"] == "needs_browser"
    assert "apt install chromium" in found["marrowgate/terms"]["detail"]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_no_process_outlives_a_run_that_is_killed(tmp_path, sites):
    web, _ = sites
    listed = LIST.format(base=web.url("")).replace("client-rendered", "never-settles")
    (tmp_path / "platforms.yaml").write_text(listed)
    mark = f"TOSMON_MARK={uuid.uuid4()}"
    name, _, value = mark.partition("=")
    process = subprocess.Popen(
        [sys.executable, "-m", "tosmon.cli.main", "fetch", "-q"],
        cwd=tmp_path,
        env={**os.environ, name: value},
    )
    try:
        assert until(lambda: len(marked(mark)) > 4), "the browser starts"
    finally:
        process.kill()
        process.wait()
    assert until(lambda: not marked(mark)), "nothing is left of it"


def until(holds, seconds=20.0) -> bool:
    ends = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < ends:
        time.sleep(0.05)
    return found


def marked(mark: str) -> list[str]:
    """Return the processes that carry `mark` in their environment."""
    found = []
    for each in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if each.name.isdecimal() and mark.encode() in (each / "environ").read_bytes():
                found.append(each.name)
    return found


# --- a library from the registry --------------------------------------------------------------

REACT = Path(__file__).parents[1] / ".venv" / "npm" / "node_modules"


@pytest.mark.skipif(
    not (REACT / "react-dom").exists(), reason="needs react and react-dom in .venv/npm: .ci/run"
)
def test_a_page_made_by_react(sites, fetcher):
    web, _ = sites
    document = Document(
        key="marrowgate/react",
        platform_name="Marrowgate",
        title="Terms",
        url=web.url("/react"),
        delay=0.0,
        timeout=20.0,
        private=True,  # its data come from another port
    )
    with serve() as api:
        scripted_site.show_react(web, api, REACT)
        reply = fetcher.get(Job(document=document), wants_browser)
        assert [seen.headers.get("origin") for seen in api.seen] == [web.url("")]
    assert held(reply) == [True] * 4
    told = ["## Records", *scripted_site.TERMS[:1], "## Export", *scripted_site.TERMS[1:2]]
    places = [text_of(reply).index(words) for words in told]
    assert places == sorted(places)
