"""History of others: original times, the same judgement, safe to run again."""

import pytest

from tests.imports.pages import page
from tests.imports.repository import Repository
from tests.pretend_web import serve
from tosmon.imports import slug

TERMS = "Larkspur AI/Terms of Service.html"


@pytest.fixture
def snapshots(tmp_path):
    repository = Repository(tmp_path / "snapshots")
    repository.keep("2024-01-10T06:00:00Z", TERMS, page(30))
    repository.keep("2024-02-10T06:00:00Z", TERMS, page(30) + "<!-- x -->")
    repository.keep("2024-03-10T06:00:00Z", TERMS, page(90))
    return repository.folder


def test_history_comes_with_its_own_times_and_is_imported_once(tosmon, snapshots):
    done = tosmon("import", "ota", str(snapshots), "--json")
    assert done.code == 0
    counts = {k: done.json[k] for k in ("snapshots", "initial", "changed", "unchanged", "known")}
    assert counts == {"snapshots": 3, "initial": 1, "changed": 1, "unchanged": 1, "known": 0}
    log = tosmon("log", "larkspur-ai", "--json").json["versions"]
    assert [v["captured_at"] for v in log] == ["2024-03-10T06:00:00Z", "2024-01-10T06:00:00Z"]
    assert log[0]["source_url"] == "https://larkspur.example/terms"
    again = tosmon("import", "ota", str(snapshots), "--json")
    assert again.json["known"] == 3
    assert tosmon("log", "--json").json["versions"] == log
    assert tosmon("verify").code == 0


def test_history_goes_behind_what_was_seen_live_and_between(tosmon, tmp_path):
    repository = Repository(tmp_path / "snapshots")
    for when, days in (
        ("2024-01-10T06:00:00Z", 30),
        ("2024-03-10T06:00:00Z", 90),
        ("2026-04-01T18:00:00Z", 120),
        ("2026-04-02T18:00:00Z", 150),
    ):
        repository.keep(when, TERMS, page(days))
    document = "larkspur-ai/terms-of-service"
    with serve() as web:
        address = web.put("/terms", page(120), page(180), page(200))
        (tosmon.folder / "platforms.yaml").write_text(
            "defaults: {delay: 0s}\nplatforms:\n  - id: larkspur-ai\n    documents:\n"
            f"      - {{id: terms-of-service, url: '{address}'}}\n"
        )
        for day in range(3):
            web.day, tosmon.clock = day, f"2026-04-0{day + 1}T06:00:00Z"
            assert tosmon("fetch").code == 0
        live = tosmon("log", "--json").json["versions"]
        assert tosmon("import", "ota", str(repository.folder)).code == 0
        log = tosmon("log", document, "--all", "--json").json["versions"]
        assert [(v["captured_at"][:13], v["kind"]) for v in reversed(log)] == [
            ("2024-01-10T06", "initial"),
            ("2024-03-10T06", "substantive"),
            ("2026-04-01T06", "substantive"),
            ("2026-04-02T06", "substantive"),
            ("2026-04-02T18", "substantive"),
            ("2026-04-03T06", "substantive"),
        ]
        assert {v["version"] for v in live} < {v["version"] for v in log}
        for name, days in (("", 200), ("~1", 150), ("~2", 180), ("@2024-02-01", 30)):
            assert f"{days} days" in tosmon("show", f"{document}{name}").out
        [change] = tosmon("diff", document, "--json").json["diffs"]
        assert (change["from"]["version"], change["to"]["version"]) == (
            log[1]["version"],
            log[0]["version"],
        )
        [state] = tosmon("status", document, "--json").json["documents"]
        assert (state["version"], state["last_capture"]) == (
            live[0]["version"],
            "2026-04-03T06:00:00Z",
        )
        tosmon.clock = "2026-04-04T06:00:00Z"
        looked = tosmon("fetch", "--json").json["totals"]
        assert looked["unchanged"] == 1
    assert tosmon("verify").code == 0


def test_a_folder_that_is_no_repository_is_a_clear_error(tosmon, tmp_path):
    done = tosmon("import", "ota", str(tmp_path))
    assert done.code == 2
    assert "no git repository" in done.err


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Copy.AI", "copy-ai"), ("Privacy Policy #2", "privacy-policy-2"), ("--A  b--", "a-b")],
)
def test_names_become_slugs(name, expected):
    assert slug(name) == expected


@pytest.mark.parametrize("name", ["CON", "条款", "x" * 200])
def test_names_that_no_file_may_have_become_safe_ones(name):
    assert slug(name)
    assert len(slug(name)) <= 80
    assert slug(name) not in {"con", ""}
