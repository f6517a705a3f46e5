"""One suite for the disk's archive and its memory twin: what is recorded stays recorded."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from tosmon.archive import (
    Archive,
    CaptureEvent,
    DiskFiles,
    Files,
    MemoryFiles,
    NewVersion,
    journal,
    verify,
    writing,
)
from tosmon.archive import index as state_index
from tosmon.archive.encoding import sha256
from tosmon.errors import FormatError, LockedError
from tosmon.model import Evidence, Link

T0 = dt.datetime(2026, 5, 1, 6, tzinfo=dt.UTC)
PAGE = "<html><p>We keep records for {days} days.</p>" + "<p>Clause {n}.</p>" * 200


@pytest.fixture(params=["disk", "memory"])
def files(request, tmp_path) -> Files:
    return DiskFiles(tmp_path / "archive") if request.param == "disk" else MemoryFiles()


def record(files: Files, day: int, text: str, document: str = "acme/terms", *, hours: int = 0):
    """Record `text` as a version captured on `day`; returns its id."""
    at = T0 + dt.timedelta(days=day, hours=hours)
    body = PAGE.replace("{days}", text).encode()
    with writing(files, wait=False) as (writer, _):
        version = writer.add_version(
            NewVersion(
                document=document,
                text=text,
                body=body,
                links=(Link(words="privacy", target="https://acme.example/privacy"),),
                normalized=sha256(text.encode()),
                normalizer=1,
                evidence=Evidence(
                    requested_url="https://acme.example/terms",
                    final_url="https://acme.example/terms",
                    captured_at=at,
                    status=200,
                ),
            ),
            recorded_at=at,
            confirmed_at=at,
        )
        writer.add_event(
            CaptureEvent(
                n=0,
                at=at,
                document=document,
                captured_at=at,
                outcome="changed" if day else "initial",
                http_status=200,
                version=version,
                body=writer.newest(document).body,
                kept=True,
            )
        )
    return version


def look(files: Files, day: int, outcome: str = "unchanged", document: str = "acme/terms"):
    at = T0 + dt.timedelta(days=day)
    with writing(files, wait=False) as (writer, _):
        writer.add_event(
            CaptureEvent(
                n=0, at=at, document=document, captured_at=at, outcome=outcome, http_status=304
            )
        )


def test_an_archive_that_was_never_written_is_empty_and_sound(files):
    archive = Archive(files)
    assert not archive.exists
    assert archive.versions("acme/terms") == ()
    assert not verify(files).findings


def test_versions_come_back_as_they_were_recorded(files):
    texts = [f"We keep records for {days} days.\n" for days in (30, 60, 90)]
    ids = [record(files, day, text) for day, text in enumerate(texts)]
    archive = Archive(files)
    versions = archive.versions("acme/terms")
    assert [v.version for v in versions] == ids
    assert [archive.text(v.content) for v in versions] == texts
    assert [v.content.parent for v in versions] == [None, *ids[:-1]]
    assert archive.links(versions[0].content)[0].words == "privacy"
    assert archive.states["acme/terms"].last_change == versions[-1].captured_at
    result = verify(files)
    assert not result.findings
    assert (result.versions, result.commits, result.unreferenced) == (3, 3, 0)


def test_the_same_history_has_the_same_ids_in_another_archive(files):
    texts = ["one\n", "two\n"]
    twin = MemoryFiles()
    ids = [[record(f, day, t) for day, t in enumerate(texts)] for f in (files, twin)]
    assert ids[0] == ids[1]


def test_history_imported_behind_is_ordered_by_time_of_capture(files):
    live = record(files, 10, "now\n")
    old = record(files, 3, "then\n")
    assert [v.version for v in Archive(files).versions("acme/terms")] == [old, live]
    assert not verify(files).findings


def test_an_unchanged_look_makes_no_commit(files):
    record(files, 0, "text\n")
    head = Archive(files).head
    look(files, 1)
    archive = Archive(files)
    assert archive.head == head
    assert archive.states["acme/terms"].last_success == T0 + dt.timedelta(days=1)


def test_a_failure_keeps_the_last_good_text_and_says_since_when(files):
    record(files, 0, "text\n")
    before = Archive(files).states["acme/terms"]
    look(files, 1, "failed")
    look(files, 2, "failed")
    after = Archive(files).states["acme/terms"]
    assert after.failing_since == T0 + dt.timedelta(days=1)
    assert after.failures == 2
    assert (after.version, after.body, after.validators) == (
        before.version,
        before.body,
        before.validators,
    )


def test_only_one_writer(files):
    with (
        writing(files, wait=False),
        pytest.raises(LockedError, match="another run"),
        writing(files, wait=False),
    ):
        pass


def test_readers_work_while_a_writer_holds_the_archive(files):
    record(files, 0, "text\n")
    with writing(files, wait=False):
        assert len(Archive(files).versions("acme/terms")) == 1


def test_the_index_can_be_deleted(files):
    record(files, 0, "text\n")
    look(files, 1)
    kept = Archive(files).states
    files.remove(state_index.FILE)
    assert Archive(files).states == kept


def test_an_index_of_an_older_make_is_no_damage(files):
    record(files, 0, "text\n")
    kept = Archive(files).states
    data = files.read(state_index.FILE)
    mark = f'"schema":{state_index.SCHEMA}'.encode()
    assert mark in data
    files.write(state_index.FILE, data.replace(mark, b'"schema":1'), durable=False)
    assert not verify(files).findings
    assert Archive(files).states == kept
    files.write(state_index.FILE, data.replace(b"acme", b"acne"), durable=False)
    assert [finding.kind for finding in verify(files).findings] == ["index"]


def test_months_are_sealed_and_the_chain_goes_on(files):
    record(files, 0, "text\n")
    for day in (20, 40, 80):
        look(files, day)
    names = list(files.names("journal"))
    assert names == [
        "journal/2026-05.jsonl.zst",
        "journal/2026-06.jsonl.zst",
        "journal/2026-07.jsonl",
    ]
    assert not verify(files).findings
    files.remove(state_index.FILE)
    assert Archive(files).states["acme/terms"].last_success == T0 + dt.timedelta(days=80)


def test_a_long_month_is_sealed_in_parts_and_the_chain_goes_on(files, monkeypatch):
    monkeypatch.setattr(journal, "SEALED_AT", 1)
    record(files, 0, "text\n")
    for day in (1, 2, 40):
        look(files, day)
    assert list(files.names("journal")) == [
        "journal/2026-05-0002.jsonl.zst",
        "journal/2026-05-0003.jsonl.zst",
        "journal/2026-05.jsonl.zst",
        "journal/2026-06.jsonl",
    ]
    entries = list(journal.Journal(files).entries())
    assert [entry.position.line for entry in entries] == [1, 2, 3, 4]
    assert not verify(files).findings
    files.remove(state_index.FILE)
    assert Archive(files).states["acme/terms"].last_success == T0 + dt.timedelta(days=40)


def test_a_crash_between_sealing_and_the_next_part_loses_nothing(files, monkeypatch):
    record(files, 0, "text\n")
    monkeypatch.setattr(journal, "SEALED_AT", 1)
    plain = files.read("journal/2026-05.jsonl")
    look(files, 1)
    files.remove("journal/2026-05-0002.jsonl")
    files.remove(state_index.FILE)
    files.write("journal/2026-05.jsonl", plain)
    look(files, 2)
    assert [e.event.captured_at.day for e in journal.Journal(files).entries()] == [1, 3]
    assert not verify(files).findings


def test_a_reader_follows_a_segment_that_is_sealed_meanwhile(files, monkeypatch):
    record(files, 0, "text\n")
    monkeypatch.setattr(journal, "SEALED_AT", 1)
    reader = journal.Journal(files)
    listed = reader.segments()
    look(files, 1)
    monkeypatch.setattr(reader, "segments", lambda: listed)
    assert [entry.position.line for entry in reader.entries()] == [1]
    assert reader.tip().line == 1


def test_a_body_is_stored_against_the_one_kept_last(files):
    record(files, 0, "text\n")
    words = "".join(sha256(bytes([n])) for n in range(60))  # nothing that the version has
    with writing(files, wait=False) as (writer, _):
        first = writer.keep_body("acme/terms", words.encode())
        at = T0 + dt.timedelta(days=1)
        writer.add_event(
            CaptureEvent(
                n=0,
                at=at,
                document="acme/terms",
                captured_at=at,
                outcome="quarantined",
                reason="error_page",
                body=first,
                kept=True,
            )
        )
    with writing(files, wait=False) as (writer, _):
        second = writer.keep_body("acme/terms", words.encode() + b".")
    objects = Archive(files).objects
    assert (objects.header(first).base, objects.header(second).base) == (None, first)
    assert objects.get(second) == words.encode() + b"."


def test_a_clock_that_goes_back_breaks_nothing(files):
    record(files, 40, "text\n")
    look(files, 0)
    look(files, 80)
    assert not verify(files).findings


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_torn_last_line_is_recovered_with_a_warning(files, cut):
    record(files, 0, "text\n")
    look(files, 1)
    name = "journal/2026-05.jsonl"
    files.truncate(name, files.size(name) - cut)
    found = verify(files).findings
    assert [(f.kind, f.warning) for f in found if f.kind == "torn"] == [("torn", True)]
    with writing(files, wait=False) as (_, warnings):
        assert any("last line" in w for w in warnings)
    files.remove(state_index.FILE)
    assert not verify(files).findings
    assert Archive(files).states["acme/terms"].version is not None


def test_another_format_number_is_refused(files):
    record(files, 0, "text\n")
    files.write("FORMAT", b"tosmon archive 2\n")
    with pytest.raises(FormatError, match="format 2"):
        Archive(files)


def test_a_rolled_back_archive_is_found(files):
    record(files, 0, "one\n")
    before = files.read("HEAD")
    record(files, 1, "two\n")
    head = Archive(files).head
    assert not verify(files, expect=head).findings
    files.write("HEAD", before)
    assert [f.kind for f in verify(files, expect=head).findings if not f.warning] == ["rolled_back"]


def test_a_missing_object_is_named_with_the_versions_that_need_it(files):
    first = record(files, 0, "30")
    second = record(files, 1, "60")
    body = Archive(files).version(first).body
    files.remove(f"objects/{body[:2]}/{body}.zst")
    finding = next(f for f in verify(files).findings if f.object == body)
    assert finding.kind == "missing"
    assert {n.version for n in finding.needed_by} == {first, second}  # the second builds on it


def test_standard_tools_check_the_objects(tmp_path):
    files = DiskFiles(tmp_path)
    record(files, 0, "text\n")
    try:
        subprocess.run(["zstd", "--version"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("needs the zstd program")
    for file in files.names("objects"):
        done = subprocess.run(
            f"zstd -dcq {tmp_path / file} | sha256sum", shell=True, check=True, capture_output=True
        )
        assert done.stdout.split()[0].decode() == Path(file).stem


def every_bit(data: bytes, step: int):
    for position in range(0, len(data) * 8, step):
        byte, bit = divmod(position, 8)
        yield data[:byte] + bytes([data[byte] ^ (1 << bit)]) + data[byte + 1 :]


def test_every_flipped_bit_is_found(files):
    record(files, 0, "30")
    record(files, 1, "60")
    look(files, 40)
    look(files, 41)
    names = [n for top in ("objects", "journal", "index", "cache") for n in files.names(top)]
    for name in [*names, "HEAD", "FORMAT"]:
        good = files.read(name)
        for flipped in every_bit(good, step=max(1, len(good) * 8 // 60) | 1):
            files.write(name, flipped, durable=False)
            try:
                assert verify(files).findings, name
            except FormatError:
                assert name == "FORMAT"
        files.write(name, good, durable=False)
    assert not verify(files).findings


class _Interrupted(MemoryFiles):
    """Files at whose first move of HEAD somebody presses Ctrl-C."""

    pressed = False

    def write(self, name: str, data: bytes, *, durable: bool = True) -> None:
        if name == "HEAD" and not self.pressed:
            self.pressed = True
            raise KeyboardInterrupt
        super().write(name, data, durable=durable)


def test_an_interrupted_commit_is_made_before_the_program_ends():
    files = _Interrupted()
    with pytest.raises(KeyboardInterrupt):
        record(files, 0, "30")
    assert files.pressed
    assert set(Archive(files).heads) == {"acme/terms"}
    with writing(files, wait=False) as (_, warnings):
        assert warnings == ()
