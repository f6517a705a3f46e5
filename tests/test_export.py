"""The archive in other tools' hands: git reads it, WARC readers read it, anyone checks a bundle."""

import json
import subprocess
import sys
import zipfile

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.records import record
from tosmon.archive import DiskFiles

OLD = "# Terms\n\nWe keep your records for 30 days.\n"
NEW = OLD.replace("30", "90")
OTHER = (
    "# Privacy\n\nWe share what you send with our partners, who may keep it for as long as they "
    "need it to provide the service to you and to others.\n"
)


@pytest.fixture
def kept(tosmon):
    files = DiskFiles(tosmon.folder / "archive")
    record(files, "oakley/terms", {0: OLD, 4: NEW})
    record(files, "ashby/privacy", {2: OTHER})
    return tosmon


def git(folder, *arguments):
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True)
    return done.stdout.decode()


def test_git_holds_each_version_in_order_of_capture(kept):
    done = kept("export", "git", "terms.git", "--json")
    assert (done.code, done.json["versions"]) == (0, 3)
    folder = kept.folder / "terms.git"
    assert git(folder, "fsck", "--strict") == ""
    lines = git(folder, "log", "--reverse", "--format=%ad %s", "--date=short").splitlines()
    assert lines == [
        "2031-01-06 oakley/terms as of 2031-01-06",
        "2031-01-08 ashby/privacy as of 2031-01-08",
        "2031-01-10 oakley/terms as of 2031-01-10",
    ]
    assert git(folder, "show", "HEAD:oakley/terms.md") == NEW
    assert git(folder, "show", "HEAD~2:oakley/terms.md") == OLD
    assert git(folder, "show", "HEAD:ashby/privacy.md") == OTHER
    assert git(folder, "rev-parse", "HEAD").strip() == done.json["tip"]
    version = kept("log", "oakley/terms", "--json").json["versions"][0]["version"]
    assert f"Version: {version}" in git(folder, "log", "-1", "--format=%B")


def test_git_goes_on_where_it_was_and_loses_no_commit_unasked(kept):
    kept("export", "git", "terms.git")
    before = git(kept.folder / "terms.git", "rev-parse", "HEAD").strip()
    assert "0 new commits" in kept("export", "git", "terms.git").out
    files = DiskFiles(kept.folder / "archive")
    record(files, "ashby/privacy", {9: OTHER + "\nNow also with theirs.\n"})
    assert "1 new commit;" in kept("export", "git", "terms.git").out
    assert git(kept.folder / "terms.git", "rev-parse", "HEAD~1").strip() == before
    newest = git(kept.folder / "terms.git", "rev-parse", "HEAD")
    refused = kept("export", "git", "terms.git", "oakley")
    assert refused.code == 2
    assert "do not continue" in refused.err
    assert git(kept.folder / "terms.git", "rev-parse", "HEAD") == newest
    assert kept("export", "git", "terms.git", "oakley", "--force").code == 0


def test_a_folder_with_other_things_is_left_alone(kept):
    (kept.folder / "mine").mkdir()
    (kept.folder / "mine" / "letter.txt").write_text("dear")
    refused = kept("export", "git", "mine")
    assert (refused.code, refused.err) == (2, "tosmon: mine is not empty and no git repository\n")
    assert [path.name for path in (kept.folder / "mine").iterdir()] == ["letter.txt"]


def test_a_warc_file_gives_back_what_was_sent_and_what_it_says(kept):
    assert kept("export", "warc", "terms.warc.gz").code == 0
    held = []
    with (kept.folder / "terms.warc.gz").open("rb") as file:
        for entry in ArchiveIterator(file, check_digests="raise"):
            headers = entry.rec_headers
            held.append(
                (
                    entry.rec_type,
                    headers.get_header("WARC-Target-URI"),
                    headers.get_header("WARC-Date"),
                    entry.content_stream().read().decode(),
                )
            )
    assert held[0][0] == "warcinfo"
    first, at = "https://oakley.example/", "2031-01-06T06:00:00Z"
    assert held[1:3] == [("response", first, at, OLD), ("conversion", first, at, OLD)]
    assert len(held) == 1 + 2 * 3


def test_a_warc_file_comes_back_as_the_same_history(kept, tmp_path):
    kept("export", "warc", "terms.warc.gz", "ashby")
    (kept.folder / "platforms.yaml").write_text(
        "platforms:\n  - id: ashby\n    documents:\n"
        "      - {id: privacy, url: 'https://ashby.example/'}\n"
    )
    done = kept("import", "warc", "terms.warc.gz", "--archive", str(tmp_path / "second"), "--json")
    assert done.code == 0
    [again] = kept("log", "--json", "--archive", str(tmp_path / "second")).json["versions"]
    assert again["captured_at"] == "2031-01-08T06:00:00Z"
    [line] = kept("export", "jsonl", "--archive", str(tmp_path / "second")).out.splitlines()
    assert json.loads(line)["text"] == OTHER


def test_lines_of_json_carry_each_version_with_its_text(kept):
    lines = kept("export", "jsonl", "oakley").out.splitlines()
    assert [json.loads(line)["text"] for line in lines] == [OLD, NEW]
    assert json.loads(lines[1])["version"]["kind"] == "substantive"


def check(folder, *arguments):
    """Run a bundle's own checker, with nothing of ours in reach."""
    command = [sys.executable, "-I", str(folder / "check.py"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture
def bundle(kept):
    done = kept("export", "bundle", "evidence.zip", "oakley/terms~0")
    assert done.code == 0
    with zipfile.ZipFile(kept.folder / "evidence.zip") as packed:
        packed.extractall(kept.folder / "evidence")
    return kept.folder / "evidence"


def test_a_bundle_of_a_change_proves_both_versions_without_the_archive(kept, bundle):
    code, out = check(bundle)
    assert code == 0
    assert out.count("proved: oakley/terms as captured on") == 2
    assert kept("fetch", "--json").code != 0  # no platforms.yaml: the archive alone was enough
    assert check(bundle, kept.folder / "evidence.zip")[0] == 0
    sums = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    assert subprocess.run(sums, cwd=bundle, check=False).returncode == 0
    assert "<del" in (bundle / "diff.html").read_text()
    manifest = json.loads((bundle / "manifest.json").read_text())
    assert [entry["captured_at"] for entry in manifest["versions"]] == [
        "2031-01-06T06:00:00Z",
        "2031-01-10T06:00:00Z",
    ]


def test_a_bundle_that_was_touched_proves_nothing(bundle):
    [text] = [path for path in (bundle / "texts").iterdir() if "01-10" in path.name]
    whole = text.read_text()
    text.write_text(whole.replace("90", "60"))
    code, out = check(bundle)
    assert code == 1
    assert text.name in out
    text.write_text(whole)
    manifest = json.loads((bundle / "manifest.json").read_text())
    manifest["versions"][0]["recorded_at"] = "2029-01-01T00:00:00Z"
    (bundle / "manifest.json").write_text(json.dumps(manifest))
    assert check(bundle)[0] == 1


def test_the_same_record_gives_the_same_bundle(kept):
    first = kept("export", "bundle", "one.zip", "oakley/terms", "--json").json
    second = kept("export", "bundle", "two.zip", "oakley/terms", "--json").json
    assert first["versions"] == 2
    assert first["sha256"] == second["sha256"]


def test_a_bundle_is_about_one_document(kept):
    record(DiskFiles(kept.folder / "archive"), "oakley/privacy", {1: OTHER})
    refused = kept("export", "bundle", "evidence.zip", "oakley")
    assert refused.code == 2
    assert "choose one of" in refused.err
    assert not (kept.folder / "evidence.zip").exists()
