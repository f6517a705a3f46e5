"""Summaries of changes over all documents: what is listed, in which order, how it is told."""

import json
import shutil
import sqlite3

import jsonschema
import msgspec
import pytest
from rich.cells import cell_len

from tests.pretend_web import serve
from tests.records import day, record
from tosmon.archive import Archive, DiskFiles
from tosmon.archive.cache import CHANGES
from tosmon.render.change_lines import change_lines
from tosmon.reports import diffs, history, judged
from tosmon.reports.changes import Wanted, changes
from tosmon.reports.dates import Period
from tosmon.reports.history import Histories
from tosmon.results import ChangesReport
from tosmon.schemas import schema_text


@pytest.fixture
def recorded(tosmon, played):
    """Return the program in the folder of the example's archive."""
    tosmon.folder = played
    return tosmon


@pytest.fixture
def archive(played):
    return Archive(DiskFiles(played / "archive"))


def every(archive, **only):
    return changes(archive, tuple(archive.states), Wanted(**only)).changes


def test_every_change_of_every_document_is_summed_up(recorded):
    report = recorded("changes", "--json").json
    jsonschema.validate(report, json.loads(schema_text("changes")))
    logged = recorded("log", "--json").json["versions"]
    assert {c["version"] for c in report["changes"]} == {
        v["version"] for v in logged if v["kind"] != "initial"
    }
    [change] = [c for c in report["changes"] if "“30 days” → “90 days”" in c["headline"]]
    assert change["document"] == "quillmere/privacy"
    assert "changes" not in change
    [key] = [k for k in change["key_changes"] if ["-", "30"] in k["words"]]
    assert ["+", "90"] in key["words"]


def test_key_changes_are_those_of_the_diff(recorded):
    for change in recorded("changes", "--json").json["changes"]:
        [diff] = recorded(
            "diff", "--from", change["from"]["version"], change["version"], "--json"
        ).json["diffs"]
        assert change["stats"] == diff["stats"]
        assert all(key in diff["changes"] for key in change["key_changes"])


def test_a_second_call_diffs_nothing(archive, monkeypatch):
    first = every(archive)
    monkeypatch.setattr(history, "diff", None)
    assert every(archive) == first


def test_a_judgement_under_other_rules_is_made_again(archive, monkeypatch):
    first = every(archive)
    monkeypatch.setattr(judged, "RULES", "other")
    assert judged.Judged(archive.files).heads() == {}
    assert every(archive) == first


def test_a_run_that_sees_a_change_has_judged_it_for_those_who_ask_later(tosmon, monkeypatch):
    words = "".join(f"<p>Clause {n} binds both parties for {n} years.</p>" for n in range(2, 40))
    with serve() as web:
        address = web.put("/terms", f"<h1>Terms</h1>{words}", f"<h1>Terms</h1>{words}<p>New.</p>")
        (tosmon.folder / "platforms.yaml").write_text(
            "defaults: {delay: 0s}\nplatforms:\n  - id: larkspur\n    documents:\n"
            f"      - {{id: terms, url: '{address}'}}\n"
        )
        tosmon("fetch")
        web.day += 1
        [told] = tosmon("fetch", "--force", "--json").json["documents"]
    monkeypatch.setattr(history, "diff", None)
    newest, _ = Histories(Archive(DiskFiles(tosmon.folder / "archive"))).entries("larkspur/terms")[
        ::-1
    ]
    assert (newest.version, newest.headline) == (told["version"], told["change"]["headline"])


def test_damaged_judgements_are_made_again(archive):
    first = every(archive)
    with sqlite3.connect(archive.files.root / CHANGES) as connection:
        connection.execute("UPDATE changes SET payload = x'00'")
    connection.close()
    assert every(archive) == first
    assert every(archive) == first


def test_every_paragraph_of_a_change_is_kept_with_its_judgement(archive, monkeypatch):
    found = every(archive)
    histories = Histories(archive)
    for change in found:
        document = change.document
        versions = {v.version: v for v in archive.versions(document)}
        whole = diffs.change_between(
            archive, versions[change.from_.version], versions[change.version]
        )
        assert histories.paragraphs(change) == whole.diff.changes
    assert any(len(histories.paragraphs(change)) > 1 for change in found)

    wanted = [histories.paragraphs(change) for change in found]
    with monkeypatch.context() as patched:
        patched.setattr(history, "diff", None)
        assert [Histories(archive).paragraphs(change) for change in found] == wanted
    with sqlite3.connect(archive.files.root / CHANGES) as connection:
        connection.execute("UPDATE paragraphs SET payload = x'00'")
    connection.close()
    assert [Histories(archive).paragraphs(change) for change in found] == wanted


def test_what_is_no_change_any_more_leaves_no_paragraphs_behind(tmp_path):
    files = DiskFiles(tmp_path / "archive")
    text = "# Terms\n\nWe keep your data for {} days.\n"
    record(files, "marrow/terms", {0: text.format(10), 20: text.format(30)})
    Histories(Archive(files)).changes("marrow/terms")
    record(files, "marrow/terms", {10: text.format(20)})
    changed = Histories(Archive(files)).changes("marrow/terms")
    assert len(changed) == 2
    with sqlite3.connect(files.root / CHANGES) as connection:
        kept = connection.execute("SELECT before, version FROM paragraphs").fetchall()
    connection.close()
    assert sorted(kept) == sorted((c.from_.version, c.version) for c in changed)


def test_the_weightiest_comes_first_then_the_newest(archive):
    found = every(archive)
    ranks = [
        (history.rank(c.severity), c.kind != "substantive", -c.captured_at.timestamp())
        for c in found
    ]
    assert ranks == sorted(ranks)


def rated(archive, *severities):
    found = every(archive)
    return ChangesReport(
        changes=tuple(
            msgspec.structs.replace(change, severity=severity)
            for change, severity in zip(found, severities, strict=False)
        )
    )


@pytest.mark.parametrize(
    ("asked", "admitted"),
    [("high", ["high"]), ("medium", ["high", "medium"]), ("low", ["high", "medium", "low"])],
)
def test_a_severity_admits_the_higher_ones(archive, asked, admitted):
    report = rated(archive, "high", "medium", "low", None)
    only = Wanted(severity=asked)
    assert [c.severity for c in report.changes if only.admits(c)] == admitted


def test_period_kind_and_topic_choose(recorded):
    report = recorded("changes", "--json", "--since", "2026-05-01", "--kind", "substantive").json
    assert report["changes"]
    assert all(c["captured_at"] >= "2026-05-01" for c in report["changes"])
    assert all(c["kind"] == "substantive" for c in report["changes"])
    trained = recorded("changes", "--json", "--topic", "ai_training").json["changes"]
    assert trained
    assert all("ai_training" in c["topics"] for c in trained)
    assert recorded("changes", "--until", "2026-03-03", "--json").json["changes"] == []


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("--topic", "ai_traning"), "did you mean ai_training"),
        (("--kind", "big"), "there are: substantive"),
        (("--severity", "severe"), "there are: high, medium, low"),
        (("--since", "yesterday"), "7d"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_ones(recorded, arguments, answer):
    done = recorded("changes", *arguments)
    assert done.code == 2
    assert answer in done.err


def test_the_exit_code_tells_whether_there_is_one_when_asked(recorded):
    assert recorded("changes", "--exit-code").code == 1
    done = recorded("changes", "--exit-code", "--since", "2099-01-01")
    assert (done.code, done.out) == (0, "no change is recorded there\n")


@pytest.mark.parametrize("width", [60, 80, 160, None])
def test_a_document_is_told_once_with_its_weightiest_change_opened(archive, width):
    report = rated(archive, *["low"] * 9)
    shown = change_lines(report, colour=False, width=width)
    lines = shown.splitlines()
    assert lines.count("quillmere/privacy") == 1
    assert "[-30-]{+90+}" in change_lines(report, colour=False, width=width, verbose=True)
    if width:
        assert max(map(cell_len, lines)) <= width


def test_what_is_called_high_is_opened_wherever_it_stands(archive):
    found = [c for c in every(archive) if c.document == "quillmere/privacy"]
    assert len(found) > 1
    as_high = ChangesReport(
        changes=tuple(msgspec.structs.replace(c, severity="high") for c in found)
    )
    as_low = ChangesReport(changes=tuple(msgspec.structs.replace(c, severity="low") for c in found))
    opened = change_lines(as_high, colour=False, width=None).count("topics: ")
    assert opened > change_lines(as_low, colour=False, width=None).count("topics: ")


def test_what_was_judged_before_is_listed_with_what_is_new(played, tmp_path):
    shutil.copytree(played / "archive", tmp_path / "archive")
    archive = Archive(DiskFiles(tmp_path / "archive"))
    first = every(archive)
    assert every(Archive(archive.files)) == first
    document = first[0].document
    text = "# Terms\n\nWe keep your data for 900 days after you close your account.\n"
    record(archive.files, document, {400: text})
    after = every(Archive(archive.files))
    assert [c for c in after if c in first] == list(first)
    [new] = [c for c in after if c not in first]
    assert (new.document, new.captured_at) == (document, day(400))
    since = Period(first=day(399))
    assert [c.version for c in every(Archive(archive.files), period=since)] == [new.version]
