"""What a watcher sees through bad weeks: exit code, `status` and `log` at each of them."""

import html as markup

import pytest

from tests.pretend_web import Answer, serve
from tests.test_capture import CHALLENGE, CONSENT, ERROR, LOGIN, START, SWEDISH, document

HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(text):
    """Return a page of `text`, whose blocks are headings, lists and paragraphs."""
    blocks = []
    for block in text.strip().split("\n\n"):
        words = markup.escape(block)
        if block.startswith("#"):
            level = len(block) - len(block.lstrip("#"))
            blocks.append(f"<h{level}>{words.lstrip('# ')}</h{level}>")
        elif block.startswith("- "):
            items = "".join(f"<li>{item[2:]}</li>" for item in words.split("\n"))
            blocks.append(f"<ul>{items}</ul>")
        else:
            blocks.append(f"<p>{words}</p>")
    whole = f"<html><body><main>{''.join(blocks)}</main></body></html>"
    return Answer(200, whole.encode(), HTML)


GOOD = page(document())
SHRUNK = page(document(4))  # four of twelve sections


@pytest.fixture
def days(tosmon):
    """Return a function that shows a page on a day and fetches: the run and how it stands then."""
    with serve() as web:
        (tosmon.folder / "platforms.yaml").write_text(
            "defaults: {delay: 0s, language: en}\nplatforms:\n  - id: quillmoor\n    documents:\n"
            f"      - {{id: terms, url: '{web.url('/terms')}'}}\n"
        )

        def on(day, shown):
            web.put("/terms", shown)
            tosmon.clock = f"2031-03-{day:02}T06:00:00Z"
            done = tosmon("fetch", "--force")
            [entry] = tosmon("status", "--json").json["documents"]
            return done, entry

        yield on


def versions(tosmon):
    return tosmon("log", "quillmoor", "--json").json["versions"]


def test_ten_error_pages_between_good_ones_leave_one_version(tosmon, days):
    assert days(1, GOOD)[0].code == 0
    for day in range(2, 12):
        done, entry = days(
            day, page(ERROR + f"\nIncident {day * 7919}, at {day}:31 this morning.\n")
        )
        assert done.code == (3 if day == 2 else 0), "newly quarantined is told once"
        assert entry["condition"] == "quarantined"
        assert (done.out != "") == (day == 2), "a failing capture is told once"
    assert entry["reason"] == "error_page"
    assert entry["failures"] == 10
    assert "from 2031-03-02 to 2031-03-11 (error page, 10 different captures)" in (
        tosmon("status").out
    )
    assert {held["way_out"] for held in entry["quarantined"]} == {"only by `tosmon accept`"}
    done, entry = days(12, GOOD)
    assert (done.code, entry["condition"]) == (0, "ok")
    assert "reachable again" in done.out
    assert len(versions(tosmon)) == 1


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (CONSENT, "consent_wall"),
        (CHALLENGE, "bot_challenge"),
        (LOGIN, "login_wall"),
        (SWEDISH, "other_language"),
        (START, "start_page"),
    ],
)
def test_what_comes_in_place_of_a_document_waits_for_a_person(tosmon, days, shown, reason):
    days(1, GOOD)
    for day in (2, 3, 9):
        done, entry = days(day, page(shown))
        assert done.code == (3 if day == 2 else 0)
        assert entry["reason"] == reason
    assert f"{reason.replace('_', ' ')}, seen 3 times): only by `tosmon accept`" in (
        tosmon("status").out
    )
    assert len(versions(tosmon)) == 1
    assert days(10, GOOD)[0].code == 0
    assert len(versions(tosmon)) == 1


def test_a_page_that_shrinks_is_believed_when_it_stays_so(tosmon, days):
    days(1, GOOD)
    done, entry = days(2, SHRUNK)
    assert (done.code, entry["reason"]) == (3, "shrunk")
    assert "released when seen again" in entry["quarantined"][0]["way_out"]
    assert len(versions(tosmon)) == 1
    done, entry = days(3, SHRUNK)
    assert (done.code, entry["condition"]) == (0, "ok")
    newest, first = versions(tosmon)
    assert newest["captured_at"] == "2031-03-02T06:00:00Z"
    assert newest["confirmed_at"] == "2031-03-03T06:00:00Z"
    assert newest["parent"] == first["version"]


def counted(sections, visitors):
    """Return a page whose words are never the same: a sentence of it counts its readers."""
    return page(document(sections) + f"\n\nThis text was read by {visitors} people so far.\n")


def test_a_page_that_shrinks_is_believed_though_its_words_go_on_changing(tosmon, days):
    days(1, counted(12, 1041))
    assert days(2, counted(4, 1042))[0].code == 3
    assert len(versions(tosmon)) == 1
    done, entry = days(3, counted(4, 1043))
    assert (done.code, entry["condition"], entry["quarantined"]) == (0, "ok", [])
    newest, _ = versions(tosmon)
    assert newest["captured_at"] == "2031-03-03T06:00:00Z", "these very words were seen then first"
    assert tosmon("verify").code == 0


def test_what_a_person_rejected_is_not_believed_in_other_words(tosmon, days):
    days(1, counted(12, 1041))
    days(2, counted(4, 1042))
    assert tosmon("reject", "quillmoor/terms").code == 0
    for day in (3, 4):
        assert days(day, counted(4, 1041 + day))[1]["condition"] == "quarantined"
    assert len(versions(tosmon)) == 1


def test_two_short_pages_with_a_good_one_between_confirm_nothing(tosmon, days):
    days(1, counted(12, 1041))
    days(2, counted(4, 1042))
    days(3, counted(12, 1041))
    assert days(4, counted(4, 1044))[1]["condition"] == "quarantined"
    assert len(versions(tosmon)) == 1


def test_a_page_that_shrinks_for_a_day_was_no_change(tosmon, days):
    days(1, GOOD)
    assert days(2, SHRUNK)[0].code == 3
    assert days(3, GOOD)[0].code == 0
    assert len(versions(tosmon)) == 1
