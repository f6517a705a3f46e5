"""A period summed up: what belongs to it, and that nothing fetched gets out of its words."""

import email
import email.policy
import json

import jsonschema
import pytest

from tests.records import START, day, record
from tosmon.archive import Archive, DiskFiles, MemoryFiles
from tosmon.model import Config
from tosmon.render.digest_html import digest_page
from tosmon.render.digest_text import digest_markdown, digest_text
from tosmon.render.messages import digest_message, mail
from tosmon.reports.dates import Period
from tosmon.reports.digest import digest
from tosmon.reports.targets import known
from tosmon.schemas import schema_text

KEPT = "We keep the records of your account for 30 days after you close it."
HOSTILE = (
    "We may use <script>alert(1)</script> your content\x1b[2J to train ![x](https://a.example/i) "
    "models & <img src=https://a.example/pixel onerror=alert(2)>, and you agree to it.\x00\u202e"
)


@pytest.fixture
def recorded(tosmon, played):
    tosmon.folder = played
    tosmon.clock = "2026-05-06T06:00:00Z"
    return tosmon


def summed(files, first, last):
    archive = Archive(files)
    among = known(Config(path=""), archive)
    return digest(archive, among, among.keys, Period(first=day(first), last=day(last)))


def sent(report):
    return mail(digest_message(report)).as_bytes()


def text(*paragraphs):
    return "\n\n".join(("# Terms", "## Records", *paragraphs)) + "\n"


def test_a_week_holds_its_changes_what_is_ahead_and_what_is_set_aside(recorded):
    report = recorded("digest", "--json").json
    jsonschema.validate(report, json.loads(schema_text("digest")))
    assert [change["severity"] for change in report["changes"]][:2] == ["high", "high"]
    assert {c["version"] for c in report["changes"]} == {
        c["version"] for c in recorded("changes", "--since", "7d", "--json").json["changes"]
    }
    spoken = recorded("digest").out
    assert "quillmere/privacy" in spoken
    assert report["quarantined"] == [], "what was seen last a month ago is for `status` to keep"
    recorded.clock = "2026-04-09T06:00:00Z"
    report = recorded("digest", "--json").json
    assert [(held["document"], held["new"]) for held in report["quarantined"]] == [
        ("tessadry/terms", True)
    ]
    spoken = recorded("digest").out
    assert "only by `tosmon accept`" in spoken
    assert max(map(len, spoken.splitlines())) <= 72


def test_an_empty_week_is_one_sentence(recorded):
    recorded.clock = "2026-04-20T06:00:00Z"
    assert " ".join(recorded("digest", "quillmere").out.split()) == (
        "Nothing changed from 2026-04-13 to 2026-04-20 in 2 watched documents, and all of them "
        "can be reached."
    )


def test_a_date_ahead_is_told_until_it_has_come():
    files = MemoryFiles()
    record(files, "oakley/terms", {
        0: text(KEPT),
        3: text(KEPT.replace("30", "90"), "These terms are effective February 1, 2031."),
        5: text(KEPT.replace("30", "95"), "These terms are effective February 20, 2031."),
    })  # fmt: skip
    [coming] = summed(files, 5, 12).coming
    assert coming.effective_date == "2031-02-20"
    assert summed(files, 50, 57).coming == ()


def test_what_was_imported_long_after_is_no_news():
    files = MemoryFiles()
    record(files, "oakley/terms", {0: text(KEPT), 1: text(KEPT.replace("30", "90"))})
    assert len(summed(files, 0, 2).changes) == 1
    assert summed(files, 2, 9).changes == ()


def test_hostile_words_stay_words_in_every_format():
    files = MemoryFiles()
    record(files, "oakley/terms", {0: text(KEPT), 1: text(KEPT, HOSTILE)})
    report = summed(files, 0, 2)
    plain, page, mark = digest_text(report), digest_page(report), digest_markdown(report)
    for told in (plain, page, mark, sent(report).decode()):
        assert "\x1b" not in told
        assert "\x00" not in told
        assert "\u202e" not in told
    for markup in ("<script", "<img", "onerror=alert(2)>"):
        assert markup not in page
    assert "&lt;script&gt;" in page
    assert "<script" not in mark.replace("\\<", "")
    assert "![x](" not in mark


def test_the_mail_has_a_part_for_each_kind_of_reader_and_is_the_same_each_time():
    files = MemoryFiles()
    record(files, "oakley/terms", {0: text(KEPT), 1: text(KEPT.replace("30", "90"))})
    report = summed(files, 0, 2)
    data = sent(report)
    assert data == sent(report)
    letter = email.message_from_bytes(data, policy=email.policy.default)
    assert letter["Subject"].startswith(f"Terms that changed, {START:%Y-%m-%d}")
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert "[-30-]{+90+} days" in plain.get_content()
    assert "<del>30</del>" in page.get_content()
    assert "src=" not in page.get_content()
    assert max(map(len, data.splitlines())) <= 998


def test_a_file_is_written_whole_and_a_wrong_format_named(recorded, tmp_path):
    done = recorded("digest", "--format", "eml", "--output", str(tmp_path / "week.eml"))
    assert done.code == 0
    assert (tmp_path / "week.eml").read_bytes().startswith(b"Subject: ")
    assert "there are: text, md, html, eml" in recorded("digest", "--format", "pdf").err


def test_an_archive_is_read_without_a_configuration(tosmon, tmp_path):
    record(DiskFiles(tmp_path / "archive"), "oakley/terms", {0: text(KEPT)})
    tosmon.clock = "2031-01-07T06:00:00Z"
    assert "Nothing changed" in tosmon("digest").out
