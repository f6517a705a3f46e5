"""`site`: the folder it writes and leaves alone, and its pages where no browser is needed."""

import json
import re

import jsonschema
import pytest

from tests.records import day, record
from tests.site_archive import CAP, HOSTILE, TRAINS, fill
from tosmon.archive import DiskFiles
from tosmon.schemas import schema_text
from tosmon.site import build, words
from tosmon.site.words import words_of


@pytest.fixture
def program(tosmon):
    fill(tosmon.folder)
    tosmon.clock = f"{day(70):%Y-%m-%dT%H:%M:%SZ}"
    return tosmon


def built(program, *more):
    done = program("site", "out", "--json", *more)
    assert done.code == 0, done.err
    jsonschema.validate(done.json, json.loads(schema_text("site")))
    return done.json


def files(folder):
    return {p.relative_to(folder): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def test_only_what_changed_is_written_and_what_is_gone_is_removed(program):
    first = built(program)
    assert first["written"] == first["files"]
    assert first["pages"]["changes"] == 4
    assert first["pages"]["documents"] == 3
    before = files(program.folder / "out")
    assert (built(program)["written"], files(program.folder / "out")) == (0, before)

    more = DiskFiles(program.folder / "archive")
    record(more, "marrow/terms", {69: "# Terms\n\nMarrow keeps nothing of yours, ever.\n"})
    program.clock = f"{day(71):%Y-%m-%dT%H:%M:%SZ}"
    second = built(program)
    after = files(program.folder / "out")
    touched = {str(path) for path in after if after[path] != before.get(path)}
    assert second["written"] == len(touched) - 1  # the manifest is none of its files
    assert not [p for p in touched if p.startswith("documents/lanternfish")]
    assert "documents/marrow/terms/text.html" in touched
    assert "index.html" in touched

    listed = json.loads((program.folder / "out/tosmon-site.json").read_text())["files"]
    other = program("site", "out", "--json", "--tier", "business").json
    assert other["removed"] > 0
    assert not (program.folder / "out/platforms/marrow.html").exists()
    assert not (program.folder / "out/documents/marrow").exists()
    assert len(listed) > other["files"]


def test_without_news_no_version_is_read(program, monkeypatch):
    first = built(program)
    with monkeypatch.context() as patched:
        patched.setattr(build, "gather", None)
        again = built(program)
        program.clock = f"{day(90):%Y-%m-%dT%H:%M:%SZ}"
        assert built(program)["written"] == 0
    assert (again["written"], again["unchanged"]) == (0, first["files"])
    assert again["pages"] == first["pages"]

    page = program.folder / "out/topics/liability.html"
    page.unlink()
    assert built(program)["written"] == 1
    assert page.exists()

    listed = program.folder / "platforms.yaml"
    listed.write_text(listed.read_text().replace("Terms of Use", "Terms of Lanternfish"))
    assert built(program)["written"] > 1
    assert "Terms of Lanternfish" in (program.folder / "out/index.html").read_text()
    assert built(program, "--title", "Another")["written"] > 1
    assert "<title>Another" in (program.folder / "out/index.html").read_text()


def test_a_text_that_changed_makes_its_own_part_of_the_searchs_index_anew(program, monkeypatch):
    monkeypatch.setattr(words, "_PART", 1)
    keys = ["lanternfish/business", "lanternfish/terms", "marrow/terms"]
    places = {key: n for n, part in enumerate(words.parts(keys)) for key in part}
    assert words.parts([*keys[:2], "other/terms"])[places[keys[0]]][:1] == keys[:1]
    built(program)
    before = files(program.folder / "out")
    more = DiskFiles(program.folder / "archive")
    record(more, "marrow/terms", {69: "# Terms\n\nMarrow keeps nothing of yours, ever.\n"})
    built(program)
    after = files(program.folder / "out")
    touched = {str(p) for p in after if after[p] != before.get(p) and "search" in p.parts}
    part = f"search/index/{places['marrow/terms']}"
    assert f"{part}/text/marrow/terms.js" in touched
    assert touched
    assert all(path.startswith(f"{part}/") for path in touched)


def test_what_is_not_the_sites_is_left_alone(program):
    out = program.folder / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    refused = program("site", "out")
    assert refused.code == 2
    assert "no site" in refused.err
    assert [p.name for p in out.iterdir()] == ["thesis.txt"]

    (out / "thesis.txt").unlink()
    built(program)
    (out / "notes.html").write_text("mine")
    (out / "documents/marrow/mine.html").write_text("mine")
    program("site", "out", "--tier", "business")
    assert (out / "notes.html").read_text() == "mine"
    assert (out / "documents/marrow/mine.html").read_text() == "mine"

    (out / "platforms/marrow.html").write_text("mine")
    in_the_way = program("site", "out")
    assert in_the_way.code == 2
    assert "not of this site" in in_the_way.err
    assert (out / "platforms/marrow.html").read_text() == "mine"


def test_a_manifest_cannot_lead_out_of_the_folder(program):
    built(program)
    victim = program.folder / "victim.html"
    victim.write_text("mine")
    path = program.folder / "out/tosmon-site.json"
    manifest = json.loads(path.read_text())
    for name in ("../victim.html", str(victim), "documents/../../victim.html"):
        manifest["files"][name] = {"key": "", "size": 4, "sha256": "0" * 64}
    path.write_text(json.dumps(manifest))
    built(program)
    assert victim.read_text() == "mine"

    (program.folder / "elsewhere").mkdir()
    folder = program.folder / "out/platforms"
    for page in folder.iterdir():
        page.unlink()
    folder.rmdir()
    folder.symlink_to(program.folder / "elsewhere")
    assert program("site", "out").code == 2
    assert not list((program.folder / "elsewhere").iterdir())


def test_a_run_that_was_ended_is_taken_up_again(program):
    built(program)
    path = program.folder / "out/tosmon-site.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({**manifest, "building": True, "files": {}}))
    again = built(program)
    assert again["written"] == again["files"]
    assert built(program)["written"] == 0


def test_an_answer_leads_to_the_words_that_give_it(program):
    built(program)
    out = program.folder / "out"
    overview = (out / "index.html").read_text()
    [way] = re.findall(r'href="([^"]*)"[^>]*>yes, opt-out<', overview)[:1]
    page, _, anchor = way.partition("#")
    text = (out / page).read_text()
    assert f'<span id="{anchor}"></span>{TRAINS}' in text
    topic = (out / "topics/liability.html").read_text()
    [place] = re.findall(r"documents/lanternfish/terms/text.html#(q\d+)", topic)
    assert f'<span id="{place}"></span>{CAP}' in text


def test_a_change_tells_its_words_its_rules_and_how_to_cite_it(program):
    built(program)
    folder = program.folder / "out/documents/lanternfish/terms"
    pages = sorted(p.read_text() for p in folder.glob("?" * 16 + ".html"))
    assert len(pages) == 3
    [gained] = [page for page in pages if NOTICE_PART in page]
    version = re.search(r"Version <code>([0-9a-f]{64})</code>", gained)[1]
    shown = program("show", version, "--json").json["version"]
    assert shown["text_sha256"] in gained
    assert "by rule" in gained
    assert any("reverted" in page and "returns to version" in page for page in pages)


NOTICE_PART = "will notify you by email"


def test_nothing_of_a_hostile_page_is_markup_or_a_control(program):
    built(program)
    for path in (program.folder / "out").rglob("*"):
        if path.suffix in (".html", ".js", ".xml", ".json"):
            content = path.read_text(encoding="utf-8")
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", content)
            if path.suffix == ".html":
                assert not re.search(r"<(script|img|svg) ?(>|src=x|onload)", content), path
    text = (program.folder / "out/documents/marrow/terms/text.html").read_text()
    assert "&lt;script&gt;window.ran = 1&lt;/script&gt;" in text
    assert HOSTILE not in text
    assert "<b>Marrow</b>" not in (program.folder / "out/index.html").read_text()


def test_feeds_are_of_the_site_and_lead_into_it_where_its_address_is_known(program):
    built(program, "--base", "https://terms.example/watch/")
    feed = (program.folder / "out/feeds/all.xml").read_text()
    assert 'href="https://terms.example/watch/documents/lanternfish/terms/' in feed
    assert "https://terms.example/watch/feeds/all.xml" in feed
    page = (program.folder / "out/platforms/lanternfish.html").read_text()
    assert 'href="../feeds/platforms/lanternfish.xml"' in page
    assert program("site", "out", "--base", "ftp://x").code == 2


def test_a_site_of_no_document_and_one_of_no_change_say_so(program):
    out = program.folder / "out"
    assert "documents" not in built(program, "--tag", "none")["pages"]
    page = (out / "index.html").read_text()
    assert "Nothing is recorded yet" in page
    for way in re.findall(r'href="([^"#:]+)"', page):
        assert (out / way).is_file(), way
    assert built(program, "--tier", "business")["pages"]["documents"] == 1
    assert "No change is recorded" in (out / "platforms/lanternfish.html").read_text()


def test_words_are_looked_up_without_case_accents_and_spaces_that_scripts_lack():
    assert words_of("Données À CARACTÈRE, don’t 42") == {
        *("donnees", "a", "caractere", "don", "t", "42")
    }
    assert words_of("数据 training") == {"数", "据", "training"}
