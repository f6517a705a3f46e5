"""A site in a real browser: every page crawled over loopback, searched from files, checked by axe.

Skipped where Playwright, a Chromium or axe is not installed.
"""

import functools
import http.server
import re
import threading
from pathlib import Path

import pytest

from tests.records import day
from tests.site_archive import NOTICE, TRAINS, chromium, fill
from tosmon.site import words

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
if chromium() is None:
    pytest.skip("no Chromium is installed", allow_module_level=True)

KINDS = {
    "overview": "index.html",
    "platform": "platforms/lanternfish.html",
    "document": "documents/lanternfish/terms/index.html",
    "text": "documents/lanternfish/terms/text.html",
    "hostile": "documents/marrow/terms/text.html",
    "topic": "topics/ai_training.html",
    "topics": "topics/index.html",
    "changes": "changes/index.html",
    "month": "changes/2031-03.html",
    "search": "search/index.html",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the site once, with an index of the search that is of several parts."""
    from typer.testing import CliRunner

    from tosmon.cli.main import build

    folder = tmp_path_factory.mktemp("site")
    fill(folder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(words, "_PART", 1)
        done = CliRunner().invoke(
            build("site"),
            ["site", str(folder / "out"), "--config", str(folder / "platforms.yaml"), "-q"],
            env={"TOSMON_CLOCK": f"{day(70):%Y-%m-%dT%H:%M:%SZ}"},
        )
    assert done.exit_code == 0, done.output
    assert len(list((folder / "out/search/index").glob("*/index.js"))) == 4
    changes = sorted((folder / "out/documents/lanternfish/terms").glob("?" * 16 + ".html"))
    KINDS["change"] = str(changes[0].relative_to(folder / "out"))
    return folder / "out"


@pytest.fixture(scope="module")
def address(site):
    """Serve it on loopback."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


def watched(context):
    """Return a page of `context`, and the list of what goes wrong on it."""
    page, wrong = context.new_page(), []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    page.on("response", lambda r: wrong.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    return page, wrong


def test_every_page_is_reached_and_no_link_request_or_script_goes_astray(site, address, browser):
    context = browser.new_context(color_scheme="dark", viewport={"width": 390, "height": 844})
    page, wrong = watched(context)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    ids, links = {}, []
    waiting = [address + "index.html", address + KINDS["search"]]
    ids[KINDS["search"]] = None  # to which forms lead, not links
    while waiting:
        at = waiting.pop()
        page.goto(at)
        found = page.evaluate(
            """() => ({
                links: [...document.querySelectorAll("a[href], link[href]")].map((a) =>
                    new URL(a.href.baseVal ?? a.href, location).href),
                ids: [...document.querySelectorAll("[id]")].map((e) => e.id),
                ran: window.ran, wide: document.documentElement.scrollWidth,
                h1: document.querySelectorAll("h1").length, lang: document.documentElement.lang,
            })"""
        )
        name = at.removeprefix(address)
        assert found["ran"] is None, name
        assert found["wide"] <= 390, name
        assert (found["h1"], found["lang"]) == (1, "en"), name
        ids[name] = found["ids"]
        assert len(set(found["ids"])) == len(found["ids"]), name
        for link in found["links"]:
            if not link.startswith(address):
                assert link.startswith(("https://", "data:image/svg+xml")), link
                continue
            links.append((name, link.removeprefix(address)))
            target = re.sub("[#?].*", "", link)
            if target.endswith(".html") and target.removeprefix(address) not in ids:
                ids[target.removeprefix(address)] = None
                waiting.append(target)
    assert wrong == []
    assert all(url.startswith((address, "data:image/svg+xml")) for url in asked)
    pages = {str(p.relative_to(site)) for p in site.rglob("*.html")}
    assert set(ids) == pages
    for name, link in links:
        target, _, anchor = link.partition("#")
        assert (site / target).is_file(), (name, link)
        assert not anchor or anchor in ids[target], (name, link)
    context.close()


def test_axe_finds_nothing_serious_light_or_dark_narrow_or_wide(site, browser):
    axe_module = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    axe = Path(axe_module.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page, found = context.new_page(), []
    for name, path in KINDS.items():
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto((site / path).as_uri() + ("?q=train" if name == "search" else ""))
        if name == "search":
            page.wait_for_selector("#found section")
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        page.evaluate(axe)
        found += violations(page, name, "")
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 390, "height": 844})
        found += violations(page, f"{name} in the dark", ", runOnly: ['color-contrast']")
    assert found == []
    context.close()


def violations(page, name, only):
    run = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], preload: false{only}}})")
    return [
        (name, v["id"], v["nodes"][0]["html"][:120])
        for v in run["violations"]
        if v["impact"] in ("serious", "critical", "moderate")
    ]


def told(page, typed):
    page.fill("#q", typed)
    page.press("#q", "Enter")
    page.locator("#told").filter(has_text=re.compile("Found|Nothing")).wait_for()
    return page.inner_text("#told"), [
        p.inner_text() for p in page.query_selector_all("#found li p")
    ]


def test_the_search_finds_paragraphs_from_files_alone(site, browser):
    context = browser.new_context()
    page, wrong = watched(context)
    page.goto((site / "index.html").as_uri())
    page.fill("#q", "notify email")
    page.press("#q", "Enter")
    page.wait_for_selector("#found section")
    assert page.url.startswith("file:")
    assert page.inner_text("#found li p") == NOTICE
    page.click("#found li a")
    assert page.evaluate("document.querySelector(':target').textContent") == NOTICE
    page.go_back()
    page.wait_for_selector("#found section")

    assert told(page, "DONNEES caractère")[1][0].startswith("Les données à caractère")
    assert told(page, '"opt out in your account"')[1][0].startswith(TRAINS)
    assert told(page, '"out opt in your account"')[0] == "Nothing found."
    assert told(page, "liab*")[0].startswith("Found in 2 documents")
    assert told(page, "train -customer -unless")[0] == "Nothing found."
    assert "<script>window.ran = 1</script>" in told(page, "onerror")[1][0]
    told(page, "<img src=x onerror=window.ran=1> __proto__ constructor")
    assert page.evaluate("window.ran") is None
    assert wrong == []
    context.close()


def test_without_scripts_the_search_says_so_and_the_rest_reads_the_same(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "search/index.html").as_uri())
    assert "does not run" in page.inner_text("noscript")
    page.goto((site / "topics/ai_training.html").as_uri())
    page.click("summary >> nth=0")
    assert page.is_visible("blockquote >> nth=0")
    context.close()


def test_the_keyboard_reaches_the_content_first(site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto((site / KINDS["document"]).as_uri())
    page.focus("svg.timeline a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/lanternfish/terms/*.html")
    assert "change of" in page.inner_text("h1")
    context.close()
