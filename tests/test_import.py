"""History of others: original times, the same judgement, safe to run again."""

import os
import subprocess

import pytest

from tosmon.imports import slug

CLAUSES = "".join(
    f"<p>Clause {n} of these terms binds both parties for {n} years.</p>" for n in range(1, 40)
)


def page(days: int) -> str:
    text = f"<h1>Terms</h1><p>We keep data for {days} days.</p>{CLAUSES}"
    return f"<html><body><main>{text}</main></body></html>"


def commit(repository, when: str, name: str, content: str) -> None:
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    environment = {**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    message = f"Record {name}\n\nX-source-document-location: https://larkspur.example/terms\n"
    who = ["-c", "user.name=Bot", "-c", "user.email=bot@larkspur.example"]
    subprocess.run(["git", "add", "."], cwd=repository, check=True)
    subprocess.run(
        ["git", *who, "commit", "-qm", message], cwd=repository, env=environment, check=True
    )


@pytest.fixture
def snapshots(tmp_path):
    repository = tmp_path / "snapshots"
    repository.mkdir()
    try:
        subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    except FileNotFoundError:
        pytest.skip("needs the git program to write a repository")
    commit(repository, "2024-01-10T06:00:00+00:00", "Larkspur AI/Terms of Service.html", page(30))
    commit(
        repository,
        "2024-02-10T06:00:00+00:00",
        "Larkspur AI/Terms of Service.html",
        page(30) + "<!-- x -->",
    )
    commit(repository, "2024-03-10T06:00:00+00:00", "Larkspur AI/Terms of Service.html", page(90))
    return repository


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


def test_history_goes_behind_what_was_seen_live(watched, example, snapshots):
    program = watched(0)
    (program.folder / "platforms.yaml").write_text(
        "defaults: {delay: 0s}\nplatforms:\n  - id: larkspur-ai\n    documents:\n"
        f"      - {{id: terms-of-service, url: '{example.address}/fennimark/api-terms'}}\n"
    )
    program("fetch")
    assert program("import", "ota", str(snapshots)).code == 0
    document = "larkspur-ai/terms-of-service"
    log = program("log", document, "--json").json["versions"]
    assert [v["captured_at"][:7] for v in log] == ["2026-03", "2024-03", "2024-01"]
    assert [v["kind"] for v in log][-1] == "initial"
    before = program("show", f"{document}~1", "--json").json["text"]
    assert "90 days" in before
    assert "30 days" in program("show", f"{document}@2024-02-01").out
    assert program("verify").code == 0
    [state] = program("status", document, "--json").json["documents"]
    assert state["version"] == log[0]["version"]


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
