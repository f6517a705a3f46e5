"""History from the Wayback Machine: its own times, few requests, nothing that is the archive's."""

import json

import msgspec
import pytest

from tests.imports.pages import counts, history, page
from tests.imports.wayback_machine import machine
from tosmon.fetch import Limits

URL = "https://larkspur.example/terms"
WHO = ("--document", "larkspur/terms", "--url", URL)


@pytest.fixture
def archive():
    with machine() as served:
        yield served


@pytest.fixture
def imported(tosmon, archive):
    """Return a function that imports from the stand-in."""

    def run(*arguments: str, who: tuple[str, ...] = WHO):
        return tosmon(
            *("import", "wayback", *who, "--server", archive.address, "--delay", "0"), *arguments
        )

    return run


@pytest.fixture
def quick(monkeypatch):
    """Let a program that has been refused try again at once."""
    limits = msgspec.structs.replace(Limits(), backoff_s=0.01)
    monkeypatch.setattr("tosmon.fetch.Limits", lambda: limits)


@pytest.fixture
def standing(archive):
    """Keep a text that stands for five captures, and another that follows."""
    for day in ("20200101", "20200202", "20200303", "20200404", "20200505"):
        archive.keep(day, URL, page(30))
    archive.keep("20210606", URL, page(90))
    return archive


def test_captures_come_with_their_times_and_few_requests(tosmon, imported, standing):
    done = imported("--json")
    assert done.code == 0
    told = {"snapshots": 3, "documents": 1, "initial": 1, "changed": 1, "unchanged": 1}
    assert counts(done.json) == told
    assert history(tosmon, "larkspur/terms") == [
        ("2020-01-01", "initial"),
        ("2021-06-06", "substantive"),
    ]
    assert standing.played() == ["20200101000000", "20210606000000"]
    assert tosmon("verify").code == 0


def test_evidence_is_the_page_s_and_nothing_of_the_archive(tosmon, imported, standing):
    imported()
    evidence = tosmon("show", "larkspur/terms", "--json").json["evidence"]
    assert (evidence["requested_url"], evidence["final_url"]) == (URL, URL)
    assert evidence["headers"] == [["content-type", "text/html"]]
    assert evidence["source"].startswith("wayback 127.0.0.1:")
    assert evidence["source"].split()[2] == "20210606000000"
    assert evidence["redirects"] == []


def test_what_is_known_is_not_asked_for_again(imported, standing):
    imported("--to", "2020-12-31")
    assert standing.played() == ["20200101000000"]
    standing.asked.clear()
    done = imported("--json")
    assert counts(done.json) == {"snapshots": 3, "documents": 1, "changed": 1, "known": 2}
    assert standing.played() == ["20210606000000"]


@pytest.mark.parametrize(
    ("options", "days"),
    [
        (("--from", "2020-02-01", "--to", "2020-02-29"), ["2020-02-02"]),
        (("--from", "2020-04-04"), ["2020-04-04", "2021-06-06"]),
        (("--to", "2019-12-31"), []),
    ],
)
def test_dates_bound_what_is_asked_for(tosmon, imported, standing, options, days):
    imported(*options)
    assert [day for day, _ in history(tosmon, "larkspur/terms")] == days if days else True
    if not days:
        assert standing.played() == []


def test_one_a_day_is_the_pace_until_another_is_asked_for(imported, archive):
    for hour in range(4):
        archive.keep(f"20200101{hour:02}", URL, page(30 + hour))
    assert imported("--json").json["snapshots"] == 1
    assert imported("--json", "--pace", "all").json["snapshots"] == 4
    assert imported("--pace", "week").code == 2


@pytest.mark.parametrize(("lost", "keys"), [(False, 2), (True, 2)])
def test_an_index_of_many_pages_is_read_to_its_end(imported, archive, lost, keys):
    archive.most_rows, archive.key_is_lost = 3, lost
    for n in range(8):
        archive.keep(f"202001{n + 1:02}", URL, page(30 + n))
    assert imported("--json").json["snapshots"] == 8
    assert sum("resumeKey=" in path for path in archive.asked) == keys


def test_errors_of_the_page_are_failures_and_cost_no_request(tosmon, imported, archive):
    archive.keep("20200101", URL, page(30))
    archive.keep("20200201", URL, "gone", status=404)
    archive.keep("20200301", URL, "broken", status=503)
    done = imported("--json")
    assert done.code == 0
    assert counts(done.json) == {"snapshots": 3, "documents": 1, "initial": 1, "failed": 2}
    assert archive.played() == ["20200101000000"]
    [state] = tosmon("status", "larkspur/terms", "--json").json["documents"]
    assert (state["reason"], state["http_status"]) == ("server_error", 503)


def test_a_redirect_is_followed_to_the_capture_of_that_day_alone(tosmon, imported, archive):
    home = "https://larkspur.example/legal/terms"
    archive.keep("20200101", URL, status=301, location=home)
    archive.keep("2020010107", home, page(30))
    archive.keep("20200601", URL, status=301, location=home)
    done = imported("--json")
    assert done.code == 3
    assert counts(done.json) == {"snapshots": 2, "documents": 1, "initial": 1, "withheld": 1}
    [version] = tosmon("log", "--json").json["versions"]
    assert (version["captured_at"], version["source_url"]) == ("2020-01-01T00:00:00Z", home)


def test_a_redirect_s_text_may_change_while_the_redirect_does_not(tosmon, imported, archive):
    home = "https://larkspur.example/legal/terms"
    for day, days in (("20200101", 30), ("20200201", 60), ("20200301", 90)):
        archive.keep(day, URL, status=301, location=home)
        archive.keep(day, home, page(days))
    assert imported().code == 0
    assert len(history(tosmon, "larkspur/terms")) == 3


def test_a_repeated_capture_is_the_one_that_it_repeats(tosmon, imported, archive):
    archive.keep("20200101", URL, page(30))
    archive.keep("20200201", URL, page(90))
    archive.keep("20200301", URL, page(30), revisit=True)
    imported()
    assert [kind for _, kind in history(tosmon, "larkspur/terms")] == [
        "initial",
        "substantive",
        "reverted",
    ]


def test_a_capture_that_cannot_be_played_is_told_and_the_others_come(tosmon, imported, standing):
    standing.broken.add("20200101000000")
    done = imported()
    assert done.code == 3
    assert "20200101000000" in done.err
    assert "1 not given" in done.out
    assert history(tosmon, "larkspur/terms")[0] == ("2020-05-05", "initial")
    standing.broken.clear()
    assert imported().code == 0
    assert history(tosmon, "larkspur/terms")[0][0] == "2020-01-01"


def test_one_capture_that_fails_for_ever_keeps_no_other_back(tosmon, imported, archive, quick):
    for n in range(1, 5):
        archive.keep(f"2020010{n}", URL, page(30 * n))
    archive.failing.add("20200102000000")
    done = imported("--json")
    told = {"snapshots": 4, "documents": 1, "initial": 1, "changed": 2, "withheld": 1}
    assert (done.code, counts(done.json)) == (3, told)


def test_an_archive_that_fails_again_and_again_is_left_alone(imported, archive, quick):
    for n in range(1, 9):
        archive.keep(f"2020010{n}", URL, page(30 * n))
        archive.failing.add(f"2020010{n}000000")
    done = imported("--json")
    assert (done.code, done.json["withheld"], done.json["left"]) == (3, 3, 5)


def test_retry_after_is_waited_for(imported, standing):
    standing.tired = 1
    assert imported("--json").json["initial"] == 1


def test_an_archive_that_wants_to_be_left_alone_is_left_alone(tosmon, imported, standing):
    imported("--to", "2020-12-31")
    standing.tired, standing.retry_after = 1000, "3600"
    standing.asked.clear()
    (tosmon.folder / "platforms.yaml").write_text(
        "platforms:\n  - id: larkspur\n    documents:\n"
        f"      - {{id: terms, url: '{URL}'}}\n      - {{id: privacy, url: '{URL}/p'}}\n"
    )
    done = imported(who=())
    assert done.code == 3
    assert "asks to wait for 3600 seconds" in done.err
    assert "documents that were not asked for: 1" in done.err
    assert len(standing.asked) == 1


def test_documents_of_the_list_are_asked_for_by_their_addresses(tosmon, imported, standing):
    (tosmon.folder / "platforms.yaml").write_text(
        "platforms:\n  - id: larkspur\n    documents:\n"
        f"      - {{id: terms, url: '{URL}', remove: ['h1 + p']}}\n"
        "      - {id: privacy, url: 'https://larkspur.example/privacy'}\n"
    )
    done = imported("larkspur", "--json", who=())
    assert (done.code, done.json["documents"], done.json["changed"]) == (0, 1, 0)
    assert "We keep data" not in tosmon("show", "larkspur/terms").out


HOSTILE = (
    b"<html>busy</html>",
    b"[" * 100_000,
    b'{"a": 1}',
    b'[["timestamp"], ["x"]]',
    json.dumps(
        [
            ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest"],
            ["x", "20201301000000", URL, "text/html", "200", "AAAA"],
            ["x", "20200101000000", "file:///etc/passwd", "text/html", "200", "AAAA"],
            ["x", "20200101000000", URL, "text/html", "200\u001b[2J", "AAAA"],
            ["20200101000000"],
        ]
    ).encode(),
)


@pytest.mark.parametrize("body", HOSTILE)
def test_an_index_that_is_none_imports_nothing(imported, archive, body):
    archive.index_body = body
    done = imported()
    assert done.code in (0, 3)
    assert "\x1b" not in done.err + done.out
    assert archive.played() == []


def test_an_index_without_an_end_is_not_read_for_ever(imported, archive):
    rows = [["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest"]]
    rows += [["x", "20200101000000", URL, "text/html", "404", "AAAA"], [], ["again"]]
    archive.index_body = json.dumps(rows).encode()
    done = imported()
    assert done.code == 3
    assert "does not come to an end" in done.err
    assert len(archive.asked) < 5


@pytest.mark.parametrize(
    "arguments",
    [("--url", URL), ("--document", "larkspur/terms"), (), ("--document", "x", "--url", URL)],
)
def test_what_is_asked_for_must_be_clear(imported, arguments):
    assert imported(who=arguments).code == 2
