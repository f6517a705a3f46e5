"""The main job as a person meets it: fetch, log, show, diff, status, verify."""

import json
import re

import jsonschema
import pytest

from tosmon import demo
from tosmon.schemas import schema_text


def valid(done, name):
    jsonschema.validate(done.json, json.loads(schema_text(name)))
    return done.json


def documents(report, status):
    return {d["document"] for d in report["documents"] if d["status"] == status}


@pytest.fixture
def recorded(watched):
    """The archive after the example's revisions, each fetched on its day."""
    for revision in range(len(demo.REVISIONS)):
        program = watched(revision)
        program("fetch")
    return program


def test_the_first_fetch_records_every_document(watched):
    program = watched(0)
    report = valid(program("fetch", "--json"), "fetch")
    assert report["totals"]["initial"] == len(report["documents"]) == 5
    assert re.fullmatch(r"[0-9a-f]{64}", report["head"])


def test_a_second_fetch_at_once_has_nothing_due_and_says_nothing(watched):
    program = watched(0)
    program("fetch")
    done = program("fetch")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_an_unchanged_page_is_confirmed_without_a_word(watched):
    program = watched(0)
    program("fetch")
    head = program("status", "--json").json["head"]
    done = program("fetch", "--force")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert program("status", "--json").json["head"] == head


def test_an_error_page_served_as_a_document_is_set_aside_and_said_once(watched):
    watched(0)("fetch")
    program = watched(1)
    done = program("fetch", "tessadry/terms")
    assert done.code == 3
    assert done.out.startswith("quarantined")
    again = program("fetch", "tessadry/terms", "--force")
    assert (again.code, again.out) == (0, "")
    [state] = program("status", "tessadry", "--json").json["documents"]
    assert state["condition"] == "quarantined"
    assert state["quarantined"][0]["times"] == 2
    assert len(program("log", "tessadry", "--json").json["versions"]) == 1
    back = watched(2)("fetch", "tessadry/terms")
    assert (back.code, len(back.out.splitlines())) == (0, 1)
    assert "reachable again" in back.out


def test_a_page_that_changes_its_furniture_alone_makes_no_version(recorded):
    log = valid(recorded("log", "--json"), "log")
    assert [v["kind"] for v in log["versions"] if v["document"] == "fennimark/api-terms"] == [
        "initial"
    ]


def test_a_change_is_told_in_a_line_and_with_exit_code_when_asked(watched):
    watched(0)("fetch")
    done = watched(len(demo.REVISIONS) - 1)("fetch", "--exit-code")
    assert any(line.startswith("changed") and demo.FOCUS in line for line in done.out.splitlines())
    assert done.code in (1, 3)


def test_diff_marks_changed_words_inside_their_paragraph(recorded):
    report = valid(recorded("diff", demo.FOCUS, "--json"), "diffs")
    assert report["diffs"]
    changes = [c for d in report["diffs"] for c in d["changes"]]
    assert {"modified", "added"} & {c["op"] for c in changes}
    for change in changes:
        if change["op"] == "modified":
            kept = "".join(w for op, w in change["words"] if op in "=-")
            new = "".join(w for op, w in change["words"] if op in "=+")
            assert (kept, new) == (change["before"], change["after"])


def test_diff_without_a_terminal_has_neither_colour_nor_wrapping(recorded):
    done = recorded("diff", "quillmere/privacy~1")
    assert done.code == 0
    assert "\x1b" not in done.out
    [line] = [line for line in done.out.splitlines() if "[-30-]{+90+}" in line]
    assert "We keep your content for" in line
    assert line.endswith("keep invoices.")


def test_every_version_can_be_named_in_every_way(recorded):
    log = recorded("log", demo.FOCUS, "--json").json["versions"]
    newest = log[0]
    document = newest["document"]
    by_name = recorded("show", document, "--json").json["version"]["version"]
    by_prefix = recorded("show", newest["version"][:8], "--json").json["version"]["version"]
    at = newest["captured_at"][:10]
    by_date = recorded("show", f"{document}@{at}", "--json").json["version"]["version"]
    assert by_name == by_prefix == by_date == newest["version"]
    before = recorded("show", f"{document}~1", "--json").json["version"]["version"]
    assert before != by_name


def test_show_raw_gives_the_bytes_that_were_served(watched):
    program = watched(0)
    program("fetch")
    shown = program("show", "fennimark/api-terms", "--raw").out
    assert shown.encode() == demo.page("fennimark/api-terms", 0)


def test_status_and_verify_agree_that_all_is_well(watched):
    program = watched(0)
    program("fetch")
    report = valid(program("status", "--json"), "status")
    assert {d["condition"] for d in report["documents"]} == {"ok"}
    proof = valid(program("verify", "--json"), "verify")
    assert (proof["ok"], proof["findings"]) == (True, [])
    assert program("verify", "--expect", report["head"]).code == 0
    assert program("verify", "--expect", "0" * 64).code == 5


def test_a_site_that_is_down_is_told_once_and_loses_nothing(watched, example):
    program = watched(0)
    program("fetch")
    (program.folder / "platforms.yaml").write_text(
        demo.platforms_yaml("http://127.0.0.1:9")  # the discard port: nobody answers
        + "defaults: {delay: 0s, timeout: 1s}\n"
        if "defaults:" not in demo.platforms_yaml("x")
        else demo.platforms_yaml("http://127.0.0.1:9")
    )
    first, second = program("fetch", "--force"), program("fetch", "--force")
    assert (first.code, second.code) == (3, 3)
    assert first.out.count("failed") == 5
    assert second.out == ""
    assert program("log", "--json").json["versions"]
    assert {d["condition"] for d in program("status", "--json").json["documents"]} == {"failing"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("show", "quilmere"), 2, "did you mean"),
        (("show", "fennimark/api-terms~7"), 2, "goes back too far"),
        (("show", "fennimark/api-terms@2001-01-01"), 2, "before the record"),
        (("show", "fennimark/api-terms@yesterday"), 2, "is no date"),
        (("diff", "--files", "a.md", "b.md"), 2, "cannot be read"),
        (("verify", "--expect", "xyz"), 2, "64 hex digits"),
        (("fetch", "nobody"), 2, "nobody"),
        (("fetch", "--config", "none.yaml"), 2, "none.yaml"),
        (("schema", "nothing"), 2, "no schema"),
    ],
)
def test_a_wrong_word_is_answered_with_what_to_do(watched, arguments, code, words):
    program = watched(0)
    program("fetch")
    done = program(*arguments)
    assert done.code == code
    assert words in done.err
    assert done.out == ""


def test_one_wrong_entry_does_not_stop_the_others(watched):
    program = watched(0)
    path = program.folder / "platforms.yaml"
    path.write_text(path.read_text().replace("platforms:", "platforms:\n  - id: Bad_Id\n", 1))
    done = program("fetch", "--json")
    assert done.code == 4
    assert done.json["totals"]["initial"] == 5
    assert "Bad_Id" in done.err


def test_init_never_overwrites(tosmon):
    assert tosmon("init").code == 0
    before = (tosmon.folder / "platforms.yaml").read_text()
    done = tosmon("init")
    assert done.code == 2
    assert (tosmon.folder / "platforms.yaml").read_text() == before
    assert tosmon("check").code == 0


def test_a_dry_run_looks_at_nothing(watched):
    program = watched(0)
    done = program("fetch", "--dry-run")
    assert "5 due" in done.out
    assert not (program.folder / "archive").exists()
