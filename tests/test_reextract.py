"""Archived bodies read again: what our own reading changes is shown, and alarms nobody."""

import pytest

from tests.pretend_web import serve

CLAUSES = "".join(
    f"<p>Clause {n} of these terms binds both parties for {n} years.</p>" for n in range(1, 40)
)
TEASER = "Try the new Larkspur planner, which thinks ahead for the whole of your team."
PAGE = (
    f"<html><body><main><h1>Terms</h1><div class='teaser'><p>{TEASER}</p></div>"
    f"{CLAUSES}</main></body></html>"
)


@pytest.fixture
def larkspur(tosmon):
    """Return the program after one look, and a function that writes other settings."""
    with serve() as web:
        address = web.put("/terms", PAGE)

        def settings(more: str = "") -> None:
            (tosmon.folder / "platforms.yaml").write_text(
                "defaults: {delay: 0s}\nplatforms:\n  - id: larkspur\n    documents:\n"
                f"      - {{id: terms, url: '{address}'{more}}}\n"
            )

        settings()
        assert tosmon("fetch").code == 0
        yield tosmon, settings


def test_what_is_read_as_before_is_not_recorded_again(larkspur):
    tosmon, _ = larkspur
    done = tosmon("reextract", "--json")
    assert done.code == 0
    assert (done.json["same"], done.json["differing"]) == (1, 0)
    assert len(tosmon("log", "--json").json["versions"]) == 1


def test_a_dry_run_shows_the_difference_and_records_nothing(larkspur):
    tosmon, settings = larkspur
    settings(", remove: ['.teaser']")
    before = tosmon("log", "--json").json
    shown = tosmon("reextract", "--dry-run")
    assert shown.code == 0
    assert TEASER in shown.out
    assert "would be read differently" in shown.out
    told = tosmon("reextract", "larkspur/terms", "--dry-run", "--json").json
    [document] = told["documents"]
    assert (document["status"], document["recorded"]) == ("differs", None)
    assert [change["op"] for change in document["diff"]["changes"]] == ["removed"]
    assert document["extractor_before"] != document["extractor"]
    assert tosmon("log", "--json").json == before


def test_another_reading_is_recorded_once_and_alarms_nobody(larkspur):
    tosmon, settings = larkspur
    settings(", remove: ['.teaser']")
    [document] = tosmon("reextract", "--json").json["documents"]
    newest, first = tosmon("log", "--json").json["versions"]
    assert document["recorded"] == newest["version"]
    assert (newest["kind"], newest["severity"]) == ("reextraction", None)
    assert newest["captured_at"] == first["captured_at"]
    assert newest["body_sha256"] == first["body_sha256"]
    assert TEASER not in tosmon("show", "larkspur/terms", "--json").json["text"]
    tosmon.clock = "2026-05-02T06:00:00Z"
    assert tosmon("reextract", "--json").json["same"] == 1
    looked = tosmon("fetch", "--exit-code")
    assert (looked.code, looked.out) == (0, "")
    assert tosmon("verify").code == 0


def test_settings_that_find_nothing_leave_the_record_as_it_is(larkspur):
    tosmon, settings = larkspur
    settings(", select: '#terms-of-use'")
    done = tosmon("reextract")
    assert done.code == 3
    assert "unreadable" in done.out
    assert "#terms-of-use" in done.out
    assert len(tosmon("log", "--json").json["versions"]) == 1
