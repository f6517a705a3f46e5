"""What is no author's edit, and what looks like that and is one."""

import pytest

from tosmon.assess.change import judge
from tosmon.diff import diff
from tosmon.topics import load

BODY = [
    "# Parcel terms",
    "## Storage",
    "We keep the records of your account for 30 days after you close it.",
    "Write to help@oakley.example to have them erased before the thirty days are over.",
    "## Courts",
    "Disputes are decided by the courts of the town in which the buyer lives.",
    "Cookies are used to remember the language and the currency that you have chosen.",
    "We share contact data with carriers who deliver your parcels, and with nobody else.",
]
ERROR = ["This page isn't available", "The link may be broken, or the page may have been removed."]


def text(*blocks):
    return "\n\n".join(blocks) + "\n"


def judged(old, new):
    return judge(diff(old, new), old, new)


@pytest.mark.parametrize(
    "line",
    [
        "Select language",
        "Ctrl+I",
        "⌘K",
        "Copy as Markdown",
        "Powered by Fjordpress",
        "Deutsch (de-DE) 日本語 (ja-JP)",
        "Parcel terms | Oakley",
        "Skip to main content",
        "OakleyOakleyPinePineBirchBirch",
    ],
)
def test_controls_and_titles_that_come_or_go_are_artifacts(line):
    assert judged(text(*BODY), text(line, *BODY)).kind == "artifact"
    assert judged(text(*BODY, line), text(*BODY)).kind == "artifact"


@pytest.mark.parametrize(
    "line",
    [
        "Search warrants are answered within 5 days.",
        "Powered tools must not be sent.",
        "You must sign in from one device only",
        "Parcel terms apply to minors",
        "Alcohol and tobacco",
    ],
)
def test_short_lines_that_state_something_are_substantive(line):
    assert judged(text(*BODY), text(*BODY, line)).kind == "substantive"


def test_hidden_mail_addresses_and_labels_of_links_are_artifacts():
    old = text(*BODY)
    assert judged(old, old.replace("help@oakley.example", "[email protected]")).kind == "artifact"
    assert judged(old, old.replace("erased", "erased (opens in a new tab)")).kind == "artifact"


def test_another_mail_address_is_substantive():
    old = text(*BODY)
    assert judged(old, old.replace("help@", "privacy@")).kind == "substantive"


def test_an_error_page_in_place_of_the_text_is_an_artifact_either_way():
    there, gone = text(*BODY * 3), text(*ERROR)
    assert judged(there, gone).kind == judged(gone, there).kind == "artifact"
    assert "error message" in judged(there, gone).headline


def test_an_edit_beside_an_error_page_is_not_hidden_by_it():
    part = [f"Rule {n} says that nobody may open a parcel but the buyer." for n in range(8)]
    old = text(*BODY, "# Rules", *part)
    new = text(*BODY, "# Rules", ERROR[0]).replace("30 days", "90 days")
    assert judged(old, new).kind == "substantive"


def test_counts_of_a_consent_panel_are_artifacts_and_counts_of_a_promise_are_not():
    panel = "Number of vendors seeking consent: 591"
    old = text(*BODY, panel)
    assert judged(old, old.replace("591", "604")).kind == "artifact"
    assert judged(old, old.replace("591", "604").replace("30 days", "31 days")).kind == (
        "substantive"
    )


def test_a_text_in_another_language_is_an_artifact():
    swedish = [
        f"Vi sparar uppgifter om paket nummer {n} och delar dem endast med den som levererar."
        for n in range(9)
    ]
    assert judged(text(*BODY), text(*swedish)).kind == "artifact"


def test_a_lost_text_is_an_artifact_of_two_files_but_a_version_not_to_be_passed_over():
    short = text(*BODY[:2])
    judgement = judged(text(*BODY * 3), short)
    assert (judgement.kind, judgement.of_version) == ("artifact", "substantive")


def test_furniture_beside_an_authors_correction_is_editorial():
    old = text(*BODY, "Last updated: 1 May 2030")
    new = text("Select language", *BODY, "Last updated: 3 June 2030")
    assert judged(old, new).kind == "editorial"


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("On December 1, 2030 it starts", "On 1 December 2030 it starts", "artifact"),
        ("On December 1, 2030 it starts", "On 2 December 2030 it starts", "substantive"),
        ("Unauthorised behaviour ends it", "Unauthorized behavior ends it", "editorial"),
        ("A sepcific parcel", "A specific parcel", "editorial"),
        ("We will now allow it", "We will not allow it", "substantive"),
        ("authorised persons", "unauthorised persons", "substantive"),
        ("更新日期：2030年05月01日", "更新日期：2030年06月03日", "editorial"),
        ("30日内", "60日内", "substantive"),
    ],
)
def test_spelling_and_dates(old, new, kind):
    assert judged(text(*BODY, old), text(*BODY, new)).kind == kind


def test_a_diff_has_the_topics_of_what_changed_and_of_nothing_else():
    old = text(*BODY)
    new = old.replace("30 days", "90 days")
    assert judge(diff(old, new), old, new, load()).topics == ("data_retention",)
    new = old.replace("town in which the buyer lives", "town in which the seller lives")
    assert "data_retention" not in judge(diff(old, new), old, new, load()).topics


def test_an_artifact_has_no_topics():
    old = text(*BODY * 3)
    assert judge(diff(old, text(*ERROR)), old, text(*ERROR), load()).topics == ()
