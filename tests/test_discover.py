"""discover and add: what is found on five invented vendors' sites, and what is missed."""

import re
from pathlib import Path

import pytest

from tests.pretend_web import Answer, Web, redirect, serve
from tests.vendor_sites import VENDORS, doc, links, page, vendors
from tosmon import config
from tosmon.fetch import Fetcher, Limits
from tosmon.model import Document
from tosmon.watch.discovering import Discovery
from tosmon.watch.pages import Wanted
from tosmon.watch.proposing import Owner

# What the sites hold, what is found of it without a browser, and what is missed, with the reason.
MISSED = {
    "quillmere": set(),
    "fennimark": set(),
    # Linked from the footer that scripts make, and not in the sitemap: a browser finds it.
    "larkspur": {("acceptable-use", "http://larkspur.example/safety/rules")},
    "tessadry": set(),
    # Forbidden by robots.txt, and told as such.
    "osprey": {("other", "http://osprey.example/internal/refund-policy")},
}


@pytest.fixture(scope="module")
def web():
    with vendors() as served:
        yield served


@pytest.fixture
def find(tosmon, web: Web, monkeypatch):
    """Return the program behind the sites' proxy, with no browser at hand."""
    monkeypatch.setenv("http_proxy", web.url(""))
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("PATH", "")
    web.seen.clear()

    def run(where: str, *options: str):
        return tosmon("discover", where, "--delay", "0", *options)

    return run


@pytest.fixture(scope="module")
def known() -> dict:
    """Reports that several tests look into."""
    return {}


@pytest.fixture
def report_of(find, web, known):
    """Return the report on a vendor's site; each site is searched once."""

    def report(name: str) -> dict:
        if name not in known:
            known[name] = (find(VENDORS[name].start, "--json").json, list(web.seen))
        return known[name][0]

    return report


def entries(report: dict) -> set[tuple[str, str]]:
    return {(each["entry"]["type"], each["entry"]["url"]) for each in report["found"]}


def written(name: str) -> tuple[int, ...]:
    """Return what docs/finding-documents.md says of a site; its rows stand in the sites' order."""
    text = (Path(__file__).parent.parent / "docs" / "finding-documents.md").read_text()
    rows = re.findall(r"^\|[^|]+((?:\| \d+ ){4})\|", text, re.MULTILINE)
    return tuple(map(int, re.findall(r"\d+", rows[list(VENDORS).index(name)])))


@pytest.mark.parametrize("name", VENDORS)
def test_what_is_found_on_a_site_and_what_is_missed(report_of, name):
    vendor, report = VENDORS[name], report_of(name)
    assert vendor.documents - entries(report) == MISSED[name]
    assert entries(report) - vendor.documents == set(), "and nothing else"
    documents, found, wrong, asked = written(name)
    assert (documents, found, wrong) == (len(vendor.documents), len(entries(report)), 0)
    assert report["requests"] == asked
    assert all(each["entry"]["platform"] == name for each in report["found"])
    assert report["platform_name"] == name.capitalize()


def test_types_tiers_and_languages_are_told_apart(report_of):
    found = report_of("quillmere")["found"]
    tiers = {each["entry"]["type"]: each["entry"]["tier"] for each in found}
    assert (tiers["dpa"], tiers["subprocessors"], tiers["privacy"]) == (
        "business",
        "business",
        None,
    )
    names = {each["entry"]["id"]: each["entry"]["title"] for each in found}
    assert names["acceptable-use-policy"] == "Acceptable Use Policy"
    assert all(each["checked"]["words"] > 200 for each in found)


def test_the_same_document_in_other_languages_is_no_second_document(find, report_of):
    report = report_of("tessadry")
    terms = next(each for each in report["found"] if each["entry"]["type"] == "terms")
    assert terms["entry"]["language"] == "en"
    assert {each["language"] for each in terms["alternates"]} == {"de", "fr"}
    assert {each["reason"] for each in report["left_out"]} == {"other_language"}
    german = find(VENDORS["tessadry"].start, "--language", "de", "--json").json
    assert {each["entry"]["language"] for each in german["found"]} == {"de"}


def test_a_page_that_scripts_make_is_proposed_with_a_browser(report_of):
    report = report_of("larkspur")
    rendered = [each["entry"] for each in report["found"] if each["entry"]["render"] == "browser"]
    assert [each["url"] for each in rendered] == ["http://larkspur.example/policies/privacy"]


def test_two_documents_on_one_page_get_an_entry_each(report_of):
    report = report_of("osprey")
    parts = {each["entry"]["type"]: each["entry"]["select"] for each in report["found"]}
    assert parts["terms"] == [{"start": "#tos", "until": "#dpa"}]
    assert parts["dpa"] == [{"start": "#dpa", "until": None}]


def test_what_a_page_links_to_is_never_asked_at_a_private_address(report_of, known):
    report = report_of("osprey")
    [refused] = [each for each in report["left_out"] if "10.0.0.8" in each["url"]]
    assert refused["detail"].startswith("blocked address")
    asked = [each.path for each in known["osprey"][1]]
    assert not [path for path in asked if "10.0.0.8" in path or "/internal/" in path]


def test_within_a_company_links_lead_to_private_hosts_only_where_that_is_asked_for(tosmon):
    with serve() as home, serve("127.0.0.2") as other:
        terms = other.put("/terms", doc("Terms of Service", "Intra"))
        footer = links(("Terms of Service", terms))
        start = home.put("/", page("Intra", "<h1>Hello</h1>", footer=footer))
        home.put("/privacy", doc("Privacy Policy", "Intra"))
        shut = tosmon("discover", start, "--delay", "0", "--json")
        assert entries(shut.json) == {("privacy", home.url("/privacy"))}
        assert [each["url"] for each in shut.json["left_out"]] == [terms]
        assert other.seen == []
        opened = tosmon("discover", start, "--delay", "0", "--private", "--json")
        assert ("terms", terms) in entries(opened.json)


def test_what_is_printed_is_a_list_of_platforms_and_add_writes_it(find, tosmon):
    printed = find(VENDORS["fennimark"].start)
    assert printed.code == 0
    (tosmon.folder / "printed.yaml").write_text(printed.out)
    loaded = config.load(tosmon.folder / "printed.yaml")
    assert loaded.problems == ()
    assert {document.key for document in loaded.documents} == {
        "fennimark/terms-of-use",
        "fennimark/privacy-notice",
        "fennimark/cookie-policy",
    }
    assert "same text" in printed.err
    listed = tosmon.folder / "platforms.yaml"
    listed.write_text(
        "# mine\nplatforms:\n  - id: notes   # an id of my own\n    documents:\n"
        "      - id: terms\n        url: http://fennimark.example/terms\n"
    )
    done = find(VENDORS["fennimark"].start, "--add")
    assert "added 2 documents" in done.out
    assert "listed already  notes/terms" in done.err
    text = listed.read_text()
    assert text.startswith("# mine\nplatforms:\n  - id: notes   # an id of my own\n")
    assert {document.key for document in config.load(listed).documents} == {
        "notes/terms",
        "notes/privacy-notice",
        "notes/cookie-policy",
    }
    again = find(VENDORS["fennimark"].start, "--add")
    assert "nothing new" in again.out
    assert listed.read_text() == text


def test_a_name_is_looked_up_in_lists_and_never_made_a_domain(find, tosmon, web):
    done = find("fennimark")
    assert done.code == 2
    assert "give its domain" in done.err
    assert web.seen == []
    (tosmon.folder / "platforms.yaml").write_text(
        "platforms:\n  - id: fennimark\n    documents:\n"
        "      - {id: terms, url: 'http://fennimark.example/terms'}\n"
    )
    report = find("Fennimark", "--json").json
    assert report["start"] == "http://fennimark.example/"
    assert {each["listed"] for each in report["found"]} == {"fennimark/terms", None}


def test_a_list_without_a_place_for_entries_is_left_alone_and_nothing_found_is_lost(find, tosmon):
    listed = tosmon.folder / "platforms.yaml"
    listed.write_text("platforms: [{id: a, documents: [{id: b, url: 'http://a.example'}]}]\n")
    before = listed.read_text()
    done = find(VENDORS["fennimark"].start, "--add")
    assert done.code == 4
    assert "written in one piece" in done.err
    assert "- id: terms-of-use" in done.out
    assert listed.read_text() == before


def test_documents_of_a_list_are_looked_at_too_and_keep_their_names(web):
    seed = Document(
        key="larkspur/rules",
        platform_name="Larkspur",
        title="The rules",
        url="http://larkspur.example/safety/rules",
        type="acceptable-use",
        tier="consumer",
        select=("main",),
    )
    wanted = Wanted(
        start="http://larkspur.example/",
        owner=Owner(platform="larkspur", name="Larkspur"),
        delay=0,
        seeds=(seed,),
    )
    with Fetcher(Limits(), user_agent="t/1", proxies={"http": web.url("")}) as fetching:
        search = Discovery(wanted, fetching)
        assert "http://larkspur.example/safety/rules" in list(search.run())
    entry = next(f.entry for f in search.report().found if f.entry.url == seed.url)
    assert (entry.key, entry.title, entry.tier) == ("larkspur/rules", "The rules", "consumer")
    assert entry.select == ("main",)


def test_the_number_of_requests_is_bounded_and_what_was_not_asked_is_told(find, web):
    report = find(VENDORS["quillmere"].start, "--most", "5", "--json").json
    assert report["requests"] == 5
    assert {each["reason"] for each in report["left_out"]} == {"not_asked"}
    assert len([path for path in web.paths() if not path.endswith("robots.txt")]) == 5


def test_customary_addresses_are_tried_where_nothing_points_to_them(find, web):
    home = "http://bare.example"
    web.put(f"{home}/", page("Bare", "<h1>Nothing here</h1>"))
    web.put(f"{home}/terms-of-service", doc("Terms of Service", "Bare"))
    web.put(
        f"{home}/privacy", page("Bare", "<h1>Nothing here</h1>" + "<p>Buy now, please.</p>" * 40)
    )
    report = find(f"{home}/", "--json").json
    assert entries(report) == {("terms", f"{home}/terms-of-service")}
    assert report["requests"] <= 9
    [left] = [each for each in report["left_out"] if each["url"].endswith("/privacy")]
    assert left["reason"] == "no_document"


def test_a_page_below_the_root_may_itself_be_a_document_or_a_list(find):
    report = find("http://www.quillmere.example/legal", "--json").json
    assert entries(report) == VENDORS["quillmere"].documents
    one = find("http://fennimark.example/cookies", "--json").json
    assert ("cookies", "http://fennimark.example/cookies") in entries(one)
    assert ("terms", "http://fennimark.example/terms") in entries(one)


def test_a_site_that_says_nothing_ends_with_3(find, web):
    web.put("http://mute.example/", Answer(404, b""))
    done = find("http://mute.example/")
    assert (done.code, done.out) == (3, "")
    assert "no document was found" in done.err


def test_hostile_pages_move_no_terminal_and_break_no_file(find, web, tosmon):
    home = "http://hostile.example"
    title = 'Terms of Service\x1b[2J: "x" # y\n- id: evil'
    words = links(
        ("Terms \x1b]0;owned\x07 of Service", "/terms"),
        ("Privacy", "/a b\x1b[2J"),
        ("DPA", "/d p a"),
    )
    web.put(f"{home}/", page("Hostile", "<h1>Hi</h1>", footer=words))
    web.put(f"{home}/terms", doc(title, "Hostile"))
    web.put(f"{home}/d%20p%20a", doc("Data Processing Addendum", "Hostile"))
    done = find(f"{home}/", "--add")
    assert "\x1b" not in done.out + done.err
    loaded = config.load(tosmon.folder / "platforms.yaml")
    assert loaded.problems == ()
    urls = [document.url for document in loaded.documents]
    assert urls == [f"{home}/terms", f"{home}/d%20p%20a"]


# --- add --------------------------------------------------------------------------------------


def test_add_names_a_document_by_its_title_and_its_platform_by_its_host(find, tosmon):
    url = "http://www.quillmere.example/legal/data-processing-addendum"
    at_once = ("--delay", "0")
    shown = tosmon("add", url, "--dry-run", *at_once)
    assert "would add 1 document" in shown.out
    assert not (tosmon.folder / "platforms.yaml").exists()
    done = tosmon("add", url, *at_once)
    assert done.code == 0
    [document] = config.load(tosmon.folder / "platforms.yaml").documents
    assert (document.key, document.type) == ("quillmere/data-processing-addendum", "dpa")
    assert (document.tier, document.language) == ("business", "en")
    again = tosmon("add", url, *at_once)
    assert "is listed already" in again.err
    other = tosmon(
        "add", url.replace("data-processing-addendum", "terms"), "--id", "tos", "--json", *at_once
    )
    assert other.json["added"]["written"] == ["quillmere/tos"]


def test_add_follows_a_move_for_good_and_refuses_what_it_cannot_read(find, web, tosmon):
    web.put("http://fennimark.example/old", redirect("http://fennimark.example/terms", 308))
    at_once = ("--delay", "0")
    moved = tosmon(
        "add", "http://fennimark.example/old", "--platform", "notes", "--json", *at_once
    ).json
    assert moved["found"]["entry"]["url"] == "http://fennimark.example/terms"
    assert moved["added"]["written"] == ["notes/terms-of-use"]
    gone = tosmon("add", "http://fennimark.example/nothing", *at_once)
    assert gone.code == 3
    assert "not found" in gone.out
    assert tosmon("add", "fennimark.example/terms").code == 2
    assert tosmon("add", "http://fennimark.example/cookies", "--id", "NO", *at_once).code == 2
