"""A document's captures in order, and which of them become versions."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from tests.test_capture import AMERICAN, BRITISH, ERROR, START, SWEDISH, document
from tosmon.assess.known import Known, Sighting
from tosmon.assess.variants import see
from tosmon.assess.verdict import weigh
from tosmon.text import normalized_sha256

START_OF_WATCH = dt.datetime(2031, 3, 1, 6, tzinfo=dt.UTC)
LONG = document(12)
SHORT = document(4)
EDITED = LONG.replace("limited to the fees paid", "limited to twice the fees paid")


def told(*texts: str, hours: float = 24.0) -> list[str]:
    known, said = Known(), []
    for n, text in enumerate(texts):
        at = START_OF_WATCH + dt.timedelta(hours=n * hours)
        normalized = normalized_sha256(text)
        verdict = weigh(text, normalized, at, known)
        said.append(verdict.word)
        if verdict.doubt is not None:
            seen = Sighting(normalized=normalized, reason=verdict.doubt.reason, first_seen=at)
            if all(s.normalized != normalized for s in known.set_aside):
                known = msgspec.structs.replace(known, set_aside=(*known.set_aside, seen))
            continue
        known = msgspec.structs.replace(known, variants=verdict.variants)
        if verdict.is_version:
            known = msgspec.structs.replace(known, text=text, normalized=normalized)
    return said


def test_an_edit_is_a_version_and_its_undoing_a_return() -> None:
    assert told(LONG, LONG, EDITED, LONG) == ["initial", "same", "new", "reverted"]


def test_error_pages_between_good_ones_leave_no_trace_in_the_history() -> None:
    assert told(LONG, *[ERROR, LONG] * 10) == ["initial", *["set_aside", "same"] * 10]


def test_a_start_page_is_never_believed_however_often_it_comes() -> None:
    assert set(told(LONG, *[START] * 20)[1:]) == {"set_aside"}
    assert set(told(LONG, *[SWEDISH] * 20)[1:]) == {"set_aside"}


def test_a_cut_is_believed_when_seen_again_some_hours_later() -> None:
    assert told(LONG, SHORT, SHORT) == ["initial", "set_aside", "new"]
    assert told(LONG, SHORT, SHORT, hours=1.0) == ["initial", "set_aside", "set_aside"]


def test_a_released_version_names_its_first_sighting() -> None:
    first = START_OF_WATCH + dt.timedelta(days=1)
    normalized = normalized_sha256(SHORT)
    doubted = weigh(SHORT, normalized, first, Known(text=LONG, normalized=normalized_sha256(LONG)))
    assert doubted.doubt is not None
    known = Known(
        text=LONG,
        normalized=normalized_sha256(LONG),
        set_aside=(Sighting(normalized=normalized, reason=doubted.doubt.reason, first_seen=first),),
    )
    again = weigh(SHORT, normalized, first + dt.timedelta(days=1), known)
    assert again.is_version
    assert again.first_seen == first


def test_a_text_believed_once_is_not_set_aside_when_it_returns() -> None:
    assert told(LONG, SHORT, SHORT, LONG, SHORT)[3:] == ["reverted", "variant"]


def test_another_regions_copy_waits_for_a_person() -> None:
    here, there = f"{LONG}\n{BRITISH}\n", f"{LONG}\n{AMERICAN}\n"
    assert told(here, there, there, there, here) == ["initial", *["set_aside"] * 3, "same"]


def test_a_first_capture_that_is_an_error_page_is_no_version() -> None:
    assert told(ERROR, LONG) == ["set_aside", "initial"]


def test_a_banner_above_the_text_is_no_version() -> None:
    assert told(LONG, f"Skip to main content\n\n{LONG}") == ["initial", "furniture"]


def test_a_date_line_that_only_comes_or_goes_is_no_version_another_date_is_one() -> None:
    dated = LONG.replace("\n\n", "\n\nLast updated: 3 March 2031\n\n", 1)
    later = dated.replace("3 March", "9 April")
    assert told(dated, LONG, dated) == ["initial", "furniture", "same"]
    assert told(dated, later) == ["initial", "new"]


PROBE = "word " * 199 + "word"  # as scripts leave it in a page to measure fonts with


@pytest.mark.parametrize(
    "line", ["Privacy and Terms", "mmMwWLliI0O&1", PROBE, f"{PROBE}\n\nmmMwWLliI0O&1"]
)
def test_a_label_or_a_script_s_probe_alone_is_no_version(line: str) -> None:
    assert told(LONG, f"{LONG}\n{line}\n", LONG) == ["initial", "furniture", "same"]


def test_a_page_of_a_few_lines_in_place_of_a_long_document_is_never_believed() -> None:
    index = "# Legal information\n\nAll our terms and agreements in one place.\n\n## For you\n"
    assert told(LONG, index, index, index) == ["initial", *["set_aside"] * 3]


@pytest.mark.parametrize("line", ["Last updated: 3 July 2031", "Last updated July 3, 2031"])
def test_the_same_date_written_otherwise_is_no_version(line: str) -> None:
    was = LONG.replace("\n\n", "\n\nLast updated Jul 3, 2031\n\n", 1)
    assert told(was, was.replace("Last updated Jul 3, 2031", line)) == ["initial", "furniture"]


def test_a_short_sentence_alone_is_a_version() -> None:
    assert told(LONG, f"{LONG}\nYou may not.\n") == ["initial", "new"]


def test_a_consent_panel_within_the_text_is_no_version() -> None:
    panel = (
        "We value your privacy\n\nCookie categories are listed here.\n\nAccept all or choose.\n\n"
        "Manage consent preferences\n\nLegitimate interest: two of our partners\n\n"
    )
    assert told(LONG, panel + LONG) == ["initial", "furniture"]


def test_other_capitals_of_a_heading_or_a_name_are_no_version() -> None:
    named = LONG.replace("about the writing", "about Quillmoor's writing")
    restyled = named.replace("# Terms of Service", "# Terms of service")
    restyled = restyled.replace("Quillmoor's", "QUILLMOOR's")
    assert told(named, restyled) == ["initial", "furniture"]


def test_other_capitals_of_a_term_are_a_version() -> None:
    assert told(LONG, LONG.replace("this agreement", "this Agreement")) == ["initial", "new"]


def test_a_document_that_went_back_and_forth_alternates() -> None:
    moments = [START_OF_WATCH + dt.timedelta(days=n) for n in range(4)]
    memory = None
    for text, at in zip("ABAB", moments, strict=True):
        memory, _ = see(memory, text, at)
    assert memory is not None
    assert memory.standing == "A"
    assert memory.served == "B"
    assert memory.alternates(moments[-1])
