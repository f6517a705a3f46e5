"""Declarations of Open Terms Archive become entries; what they cannot say here is told."""

import json

import pytest

from tests.imports.pages import page
from tests.imports.repository import Repository
from tosmon import config
from tosmon.model import Range

DECLARED = {
    "name": "Larkspur",
    "terms": {
        "Terms of Service": {
            "fetch": "https://larkspur.example/terms",
            "select": ["main", {"startBefore": "#eu", "endBefore": "#us"}],
            "remove": ["nav", ".toc"],
            "executeClientScripts": True,
        },
        "Developer Terms": {
            "fetch": "https://larkspur.example/api",
            "select": {"startAfter": "h1, h2", "endAfter": "p.last"},
            "remove": {"startBefore": "#a", "endBefore": "#b"},
            "filter": ["dropBanner", {"dropSection": "x"}],
            "headers": {"x": "y"},
        },
        "Commercial Terms": {
            "combine": [
                {"fetch": "https://larkspur.example/legal/msa.html", "select": "article"},
                {"fetch": "https://larkspur.example/legal/sla/", "filter": ["dropBanner"]},
            ],
            "select": "main",
        },
        "Imprint": {"fetch": "ftp://larkspur.example/"},
        "Acceptable Use Policy": {"fetch": "https://larkspur.example/aup", "select": "a:::b"},
    },
}
OLD = {
    "name": "Fennel",
    "documents": {
        "Privacy Policy": {"combine": [{"fetch": "https://fennel.example/p"}], "select": "main"},
        "Data Processor Agreement": {"fetch": "https://fennel.example/dpa.pdf"},
    },
}


@pytest.fixture
def declared(tmp_path):
    folder = tmp_path / "repository" / "declarations"
    folder.mkdir(parents=True)
    (folder / "Larkspur AI.json").write_text(json.dumps(DECLARED))
    (folder / "Larkspur AI.history.json").write_text('{"Terms of Service": []}')
    (folder / "Fennel.json").write_text(json.dumps(OLD))
    (folder / "broken.json").write_text("{")
    return folder.parent


def test_entries_hold_what_the_declarations_say(tosmon, declared):
    done = tosmon("import", "declarations", str(declared), "--add")
    assert done.code == 3  # two documents are left out
    loaded = config.load(tosmon.folder / "platforms.yaml")
    assert loaded.problems == ()
    found = {document.key: document for document in loaded.documents}
    assert list(found) == [
        "fennel/privacy-policy",
        "fennel/data-processor-agreement",
        "larkspur-ai/terms-of-service",
        "larkspur-ai/developer-terms",
        "larkspur-ai/commercial-terms-legal-msa",
        "larkspur-ai/commercial-terms-legal-sla",
    ]
    terms, api = found["larkspur-ai/terms-of-service"], found["larkspur-ai/developer-terms"]
    assert (terms.platform_name, terms.type, terms.render) == ("Larkspur", "terms", "browser")
    assert terms.select == ("main", Range(start="#eu", until="#us"))
    assert terms.remove == ("nav", ".toc")
    assert api.select == (Range(start=":is(h1, h2) + *", until="p.last + *"),)
    assert (api.type, api.render, api.remove) == ("api-terms", "auto", ())
    pages = [found[f"larkspur-ai/commercial-terms-legal-{name}"] for name in ("msa", "sla")]
    assert [page.select for page in pages] == [("article",), ("main",)]
    assert found["fennel/privacy-policy"].url == "https://fennel.example/p"


def test_what_is_not_taken_over_is_listed_setting_by_setting(tosmon, declared):
    report = tosmon("import", "declarations", str(declared), "--json").json
    assert report["files"] == 3
    notes = {(n["terms"], n["setting"], n["lost"]): n["detail"] for n in report["not_taken_over"]}
    assert notes.keys() == {
        ("", "file", True),
        ("Developer Terms", "select", False),
        ("Developer Terms", "remove", False),
        ("Developer Terms", "filter", False),
        ("Developer Terms", "headers", False),
        ("Commercial Terms", "combine", False),
        ("Commercial Terms", "filter", False),
        ("Imprint", "fetch", True),
        ("Acceptable Use Policy", "select", True),
    }
    assert "startBefore '#a'" in notes["Developer Terms", "remove", False]
    filters = [n["detail"] for n in report["not_taken_over"] if n["setting"] == "filter"]
    assert [text.split()[0] for text in filters] == [
        "'dropBanner'",
        "'dropSection'",
        "'dropBanner'",
    ]
    assert not (tosmon.folder / "platforms.yaml").exists()


def test_imported_history_and_entries_meet_under_the_same_ids(tosmon, declared, tmp_path):
    repository = Repository(tmp_path / "snapshots")
    for name in ("Terms of Service", "Commercial Terms #legal-msa"):
        repository.keep("2024-01-10T06:00:00Z", f"Larkspur AI/{name}.html", page(30, title=name))
    tosmon("import", "declarations", str(declared), "--add")
    tosmon("import", "ota", str(repository.folder))
    listed = {document.key for document in config.load(tosmon.folder / "platforms.yaml").documents}
    versions = tosmon("log", "--all", "--json").json["versions"]
    assert {version["document"] for version in versions} == {
        "larkspur-ai/terms-of-service",
        "larkspur-ai/commercial-terms-legal-msa",
    }
    assert {version["document"] for version in versions} <= listed


def test_a_second_run_adds_nothing_and_says_so(tosmon, declared):
    tosmon("import", "declarations", str(declared), "--add")
    text = (tosmon.folder / "platforms.yaml").read_text()
    done = tosmon("import", "declarations", str(declared), "--add")
    assert "fennel/privacy-policy is listed already" in done.err
    assert (tosmon.folder / "platforms.yaml").read_text() == text


def test_what_is_printed_can_be_used_as_a_file(tosmon, declared):
    printed = tosmon("import", "declarations", str(declared)).out
    (tosmon.folder / "platforms.yaml").write_text(printed)
    assert tosmon("check").code == 0


def test_a_folder_without_declarations_is_wrong_usage(tosmon, tmp_path):
    assert tosmon("import", "declarations", str(tmp_path)).code == 2
