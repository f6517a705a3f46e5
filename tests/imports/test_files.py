"""Files with dates: by their names, by a manifest, one alone; every fault told with its place."""

import json

import pytest

from tests.imports.pages import counts, history, page


@pytest.fixture
def folder(tosmon):
    """Return a folder of three dated captures of one document, and of one of another."""
    root = tosmon.folder / "old"
    for name, content in {
        "larkspur/terms/2024-01-10.html": page(30),
        "larkspur/terms/2024-02-10T063000Z.html": page(30).replace("<main>", "<main data-n='2'>"),
        "larkspur/terms/2024-03-10.html": page(90),
        "larkspur/privacy-policy/2023-12-01.md": "# Privacy\n\n" + "We keep little. " * 30,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


def test_names_tell_document_and_moment(tosmon, folder):
    done = tosmon("import", "file", str(folder), "--json")
    assert done.code == 0
    told = {"snapshots": 4, "documents": 2, "initial": 2, "changed": 1, "unchanged": 1}
    assert counts(done.json) == told
    assert history(tosmon, "larkspur/terms") == [
        ("2024-01-10", "initial"),
        ("2024-03-10", "substantive"),
    ]
    assert "We keep little." in tosmon("show", "larkspur/privacy-policy").out
    again = tosmon("import", "file", str(folder), "--json")
    assert counts(again.json) == {"snapshots": 4, "documents": 2, "known": 4}
    assert tosmon("verify").code == 0


MANIFESTS = {
    "captures.csv": (
        "document,captured_at,url,file,content_type\n"
        "larkspur/terms,2024-03-10T06:00:00+02:00,https://larkspur.example/terms,b.html,\n"
        'larkspur/terms,2024-01-10,"https://larkspur.example/terms",a.bin,text/html\n'
    ),
    "captures.jsonl": (
        '{"document": "larkspur/terms", "captured_at": "2024-03-10T04:00:00Z", '
        '"url": "https://larkspur.example/terms", "file": "b.html"}\n\n'
        '{"document": "larkspur/terms", "captured_at": "2024-01-10", "file": "a.bin", '
        '"url": "https://larkspur.example/terms", "content_type": "text/html"}\n'
    ),
    "captures.yaml": (
        "- {document: larkspur/terms, captured_at: 2024-03-10T04:00:00Z,\n"
        "   url: 'https://larkspur.example/terms', file: b.html}\n"
        "- document: larkspur/terms\n  captured_at: 2024-01-10\n  file: a.bin\n"
        "  url: https://larkspur.example/terms\n  content_type: text/html\n"
    ),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_in_any_form_gives_the_same_history(tosmon, name):
    (tosmon.folder / "a.bin").write_text(page(30))
    (tosmon.folder / "b.html").write_text(page(90))
    (tosmon.folder / name).write_text(MANIFESTS[name])
    assert tosmon("import", "file", name).code == 0
    newest, first = tosmon("log", "--json").json["versions"]
    assert (first["captured_at"], newest["captured_at"]) == (
        "2024-01-10T00:00:00Z",
        "2024-03-10T04:00:00Z",
    )
    assert newest["source_url"] == "https://larkspur.example/terms"
    shown = tosmon("show", first["version"][:12], "--json").json
    assert shown["evidence"]["origin"] == "import"
    assert shown["evidence"]["source"] == "file a.bin"


FAULTS = (
    ({"captured_at": "10 March"}, "captured_at: '10 March' is no moment"),
    ({"captured_at": "2031-01-01"}, "captured_at: lies in the future"),
    ({"captured_at": "0024-01-01"}, "captured_at: '0024-01-01' is no moment"),
    ({"document": "larkspur"}, "document: 'larkspur' names no document"),
    ({"document": "../terms"}, "document: '../terms' names no document"),
    ({"url": "larkspur.example"}, "url: 'larkspur.example' is no web address"),
    ({"file": "none.html"}, "there is no file 'none.html'"),
    ({"file": "../secret.html"}, "lies outside of"),
    ({"file": None}, "file: is missing"),
    ({"adress": "x"}, "'adress' is no column"),
    ({"document": "larkspur/\u001b[2Jterms"}, "names no document"),
)


@pytest.mark.parametrize(("fault", "told"), FAULTS)
def test_a_fault_names_file_line_and_column_and_nothing_is_imported(tosmon, fault, told):
    (tosmon.folder / "a.html").write_text(page(30))
    (tosmon.folder.parent / "secret.html").write_text(page(30))
    row = {"document": "larkspur/terms", "captured_at": "2024-01-10", "file": "a.html"}
    lines = [json.dumps(row), json.dumps({**row, "captured_at": "2024-02-10", **fault})]
    (tosmon.folder / "m.jsonl").write_text("\n".join(lines))
    done = tosmon("import", "file", "m.jsonl")
    assert done.code == 2
    assert f"m.jsonl:2: {told}" in done.err or ("m.jsonl:2: " in done.err and told in done.err)
    assert "\x1b" not in done.err
    assert not (tosmon.folder / "archive").exists()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("m.csv", "document;captured_at;file\n", "m.csv:1: the first line names the columns"),
        ("m.csv", 'document,captured_at,file\na/b,2024-01-01,"x\n', "m.csv:2: is no CSV"),
        ("m.csv", "document,captured_at,file\na/b,2024-01-01,x,y\n", "m.csv:2: has 4 cells"),
        ("m.jsonl", "[]\n", "m.jsonl:1: is no line of JSON Lines"),
        ("m.jsonl", "[" * 100_000, "m.jsonl:1: is no line of JSON Lines"),
        ("m.yaml", "document: a/b\n", "m.yaml:1: is no list"),
        ("m.yaml", "- a: [1, 2]\n", "m.yaml:1: is no capture"),
        ("m.yaml", "- a: b\n  - c\n", "m.yaml:2: is no YAML"),
        ("m.yaml", "[" * 20_000, "m.yaml:1: is no YAML"),
        ("m.txt", "", "neither a folder nor a manifest"),
    ],
)
def test_what_is_no_manifest_is_a_clear_error(tosmon, name, text, told):
    (tosmon.folder / name).write_text(text)
    done = tosmon("import", "file", name)
    assert (done.code, told in done.err) == (2, True), done.err


def test_names_that_say_nothing_are_told_all_at_once(tosmon, folder):
    (folder / "larkspur" / "terms" / "march.html").write_text(page(30))
    (folder / "larkspur" / "terms" / "2024-04-01.docx").write_text("x")
    (folder / "larkspur" / "2024-04-01.html").write_text(page(30))
    (folder / "larkspur" / "terms" / "2024-01-10.htm").write_text(page(30))
    (folder / "larkspur" / ".DS_Store").write_text("x")
    done = tosmon("import", "file", str(folder))
    assert done.code == 2
    for told in ("march.html: its name", "docx: is none of", "wrong depth", "of that moment"):
        assert told in done.err
    assert len(done.err.splitlines()) == 4


def test_one_file_is_named_on_the_command_line(tosmon):
    (tosmon.folder / "2024-01-10.html").write_text(page(30))
    (tosmon.folder / "saved.html").write_text(page(90))
    who = ("--document", "larkspur/terms", "--url", "https://larkspur.example/terms")
    assert tosmon("import", "file", "saved.html", *who).code == 2
    assert tosmon("import", "file", "saved.html", *who, "--at", "2024-03-10").code == 0
    assert tosmon("import", "file", "2024-01-10.html", *who).code == 0
    assert history(tosmon, "larkspur/terms") == [
        ("2024-01-10", "initial"),
        ("2024-03-10", "substantive"),
    ]
    assert tosmon("import", "file", "saved.html", "--url", "https://a.example/").code == 2


def test_the_settings_of_the_list_hold_for_history_too(tosmon, folder):
    (tosmon.folder / "platforms.yaml").write_text(
        "platforms:\n  - id: larkspur\n    documents:\n"
        "      - {id: terms, url: 'https://larkspur.example/t', remove: ['h1 + p']}\n"
    )
    assert tosmon("import", "file", str(folder), "--json").json["changed"] == 0
    assert "We keep data" not in tosmon("show", "larkspur/terms").out
