"""Edits that leave the meaning, page furniture that comes and goes, and what looks like them."""

import pytest

from tosmon.assess.change import judge
from tosmon.diff import diff

BODY = """\
# Heron privacy notice

We keep your personal data for 30 days. Write to help@heron.example to have it erased.

## How we use data

We analyse visits to organise our catalogue, and we honour every request within ten days.

## Sharing

Carriers who deliver parcels receive your address, and nobody else does.

“Visit Data” means what we record while you look at our pages.

The Heron Team plan is for groups, and its members see each other's orders.
"""


def kind(old, new):
    return judge(diff(old, new), old, new).kind


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("## Sharing", "## Who receives data"),
        ("# Heron privacy notice\n", "# Heron privacy notice\n\n- How we use data\n- Sharing\n"),
        ("“Visit Data” means", "“Page Data” means"),
        ("The Heron Team plan", "The Heron Group plan"),
        ("within ten days", "within 10 days"),
        ("what we record", "what that we record"),
        ("Carriers who deliver parcels", "Carriers whodeliver parcels"),
        ("We analyse visits", "2.1 We analyse visits"),
        ("# Heron privacy notice\n", "# Heron privacy notice\n\nLast update: May 4, 2031\n"),
    ],
)
def test_what_leaves_the_meaning_is_editorial(was, now):
    assert kind(BODY, BODY.replace(was, now)) == "editorial"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Text is stored in your browser.", "Text is stored on your browser."),
        ("Amongst others, we look towards carriers.", "Among others, we look toward carriers."),
        ("Files that lie off our servers.", "Files that lie off of our servers."),
        (
            "We read your public repos and admin pages.",
            "We read your public repositories and administrator pages.",
        ),
        (
            "Whilst you use our apps, we log info.",
            "While you use our applications, we log information.",
        ),
    ],
)
def test_words_that_are_exchanged_for_their_like_are_editorial(was, now):
    assert kind(f"{BODY}\n{was}\n", f"{BODY}\n{now}\n") == "editorial"


CRATE = """
Built for large families, Heron Crate offers a shelf and a bell.

If you choose to keep "Quiet Mode" off, we log visits.

Shops for gardeners are listed.
"""


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("## Sharing\n", "## Sharing\n\nSee our Parcel Rules for more details.\n"),
        ("## Sharing\n", "## Sharing\n\nLearn more about parcels.\n"),
        ("Carriers who", "When it is not needed for a parcel, we will perform Carriers who"),
        ("# Heron privacy notice\n", "# Heron privacy notice\n\nLegal notice.\n"),
        ("We analyse", "Catalogue and Requests\nWe analyse"),
        ("Shops for gardeners", "Shops for persons who are gardeners"),
        ("Shops for gardeners", "Shops for g**ardeners"),
        ("large families, Heron", "small families, Heron"),
        (
            "we log visits.\n",
            "we log visits. If you use search, our shop may also log words.\n",
        ),
    ],
)
def test_words_that_state_nothing_may_come_and_go(was, now):
    whole = BODY + CRATE
    edited = whole.replace(was, now)
    if "search" in now:  # the sentence stood below, with the condition of its new block
        line = '\nWith "Quiet Mode" off, if you use search, our shop may also log words.\n'
        whole += line
    assert edited != whole
    assert kind(whole, edited) == "editorial"
    assert kind(edited, whole) == "editorial"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("## Sharing\n", "## Sharing\n\nIf you use search, see our Parcel Rules.\n"),
        ("## Sharing\n", "## Sharing\n\nHeron Crates Ltd\n"),
        ("## Sharing\n", "## Sharing\n\nLearn more here. We sell addresses.\n"),
        ("## Sharing\n", "## Sharing\n\n- Documents\n"),
        ("Heron Crate offers a shelf", "Raven Crate offers a shelf"),
        ("a shelf and a bell", "a shelf without fees"),
        ("If you choose to keep", "When you visit, we will keep"),
        ("We analyse", "We Sell Visits\nand analyse"),
    ],
)
def test_what_looks_like_it_and_states_something_is_substantive(was, now):
    whole = BODY + CRATE
    assert kind(whole, whole.replace(was, now)) == "substantive"


def test_a_sentence_that_loses_its_condition_on_the_way_is_substantive():
    old = BODY + CRATE + '\nWith "Loud Mode" on, if you use search, our shop may also log words.\n'
    new = BODY + CRATE.replace(
        "we log visits.", "we log visits. If you use search, our shop may also log words."
    )
    assert kind(old, new) == "substantive"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Carriers who", "Carriers and advertisers who"),
        ("The Heron Team plan", "The Heron plan"),
        ("“Visit Data” means what we record", "“Visit Data” means all that we infer"),
        ("within ten days", "within 20 days"),
        ("nobody else does.", "nobody else does.\n\n## Sale\n\nWe sell your address."),
        ("what we record while", "what Heron Ltd records while"),
    ],
)
def test_what_changes_the_meaning_beside_it_is_substantive(was, now):
    assert kind(BODY, BODY.replace(was, now)) == "substantive"


@pytest.mark.parametrize(
    "line",
    ["Pricing", "Sign up", "View previous versions", "© 2031 Heron", "Heron | Privacy notice"],
)
def test_menus_and_footers_are_artifacts_above_and_below(line):
    assert kind(BODY, f"{line}\n\n{BODY}") == "artifact"
    assert kind(f"{BODY}\n{line}\n", BODY) == "artifact"


def test_a_list_of_related_articles_is_no_part_of_the_document():
    old = BODY + "\n## Related articles\n\n- How parcels travel\n"
    new = BODY + "\n## Related articles\n\n- What carriers earn\n"
    assert kind(old, new) == "artifact"


def test_the_copy_of_another_region_is_an_artifact_unless_a_figure_differs():
    british = BODY.replace("nobody else", "no organisation else").replace("look at", "favour")
    american = british.replace("analyse", "analyze").replace("organis", "organiz")
    american = american.replace("favour", "favor").replace("is for groups", "is for the groups")
    assert kind(british, american) == "artifact"
    assert kind(british, american.replace("30 days", "90 days")) == "substantive"


def test_a_mail_link_that_a_page_wrote_wrongly_is_no_edit():
    wrong = BODY.replace("help@heron.example", "(help@heron.example](mailto:help@heron.example)")
    assert kind(wrong, BODY) == "editorial"


def test_a_slip_and_a_line_that_was_parted_are_editorial():
    slip = BODY + "\nThe Buyer and its Buyer pay at once.\n"
    assert kind(slip, slip.replace("its Buyer", "its Guests")) == "editorial"
    parted = BODY + "\nIn order: the Order Form, the Agreement, and then the Heron\n\nRules.\n"
    assert kind(parted, parted.replace("Heron\n\nRules.", "Heron Rules.")) == "editorial"


ROWS = "| Purpose | Data |\n| Delivery | Address |\n| Billing | Card number, by consent |\n"
WITH_TABLE = BODY.replace(
    "## Sharing", f"What for is told in the table below.\n\n{ROWS}\n## Sharing"
)


def test_a_table_that_the_text_still_speaks_of_was_not_taken_out_by_its_author():
    assert kind(WITH_TABLE, WITH_TABLE.replace(ROWS, "")) == "artifact"
    assert kind(WITH_TABLE.replace(ROWS, ""), WITH_TABLE) == "artifact"


@pytest.mark.parametrize(
    "now",
    [
        WITH_TABLE.replace("| Billing | Card number, by consent |\n", ""),
        WITH_TABLE.replace(ROWS, "").replace("What for is told in the table below.", ""),
        WITH_TABLE.replace(ROWS, "").replace("nobody else does", "our partners do"),
    ],
)
def test_rows_that_went_with_more_or_less_than_their_table_are_substantive(now):
    assert kind(WITH_TABLE, now) == "substantive"


BRITISH = """\
# Heron cookies

In force from 12 December 2033.

We look at visits to organise our shop.

Data are shared amongst the members of our group.

Partners hold them until 3 May 2034.
"""
AMERICAN = (
    BRITISH.replace("12 December 2033", "December 12, 2033")
    .replace("organise our", "organize our")
    .replace("amongst", "among")
    .replace("3 May 2034", "May 3, 2034")
)


def test_the_order_of_dates_and_words_of_a_region_tell_its_copy():
    assert kind(BRITISH, AMERICAN) == kind(AMERICAN, BRITISH) == "artifact"
    assert kind(BRITISH, AMERICAN.replace("members of", "partners and members of")) == "substantive"
    assert kind(BRITISH, BRITISH.replace("amongst", "among partners of")) == "substantive"


def test_no_longer_needed_is_no_negation_and_no_longer_shared_is_one():
    def rules(was, now):
        old, new = BODY, BODY.replace(was, now)
        return {s.rule for c in judge(diff(old, new), old, new).changes for s in c.signals}

    lost = rules("for 30 days.", "for 30 days. When they are no longer needed we erase them.")
    assert "negation-gained" not in lost
    assert "negation-gained" in rules("We keep your", "We no longer keep your")
