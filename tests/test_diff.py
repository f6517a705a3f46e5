"""What changed between two texts: alignment, words, kind and headline."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tosmon.assess.change import judge
from tosmon.assess.dates import effective_date
from tosmon.diff import diff
from tosmon.diff.words import compare, tokens

RETENTION = "We keep the records of your account for 30 days after you close it."
SHARING = "We share contact data with carriers who deliver your parcels, and with nobody else."
COOKIES = "Cookies are used to remember the language and the currency that you have chosen."
DISPUTES = "Disputes are decided by the courts of the town in which the buyer lives."


def text(*blocks):
    return "\n\n".join(blocks) + "\n"


def rebuilt(change):
    old = "".join(words for op, words in change.words if op in "=-")
    new = "".join(words for op, words in change.words if op in "=+")
    return old, new


def judged(old, new):
    return judge(diff(old, new), old, new)


def only(old, new):
    (change,) = diff(old, new).changes
    return change


# --- alignment --------------------------------------------------------------------------------


def test_equal_texts_differ_in_nothing():
    assert diff(text(RETENTION), text(RETENTION)).changes == ()


def test_white_space_marks_and_quotes_are_no_difference():
    old = text("## Storage", "- “We keep” it", "- and more")
    new = text("### Storage", '"We keep"  it', "and more")
    assert diff(old, new).changes == ()
    assert judged(old, new).kind == "none"


def test_a_number_changes_inside_its_paragraph_under_its_section():
    old = text("# Terms", "## Storage", RETENTION, SHARING)
    change = only(old, old.replace("30 days", "90 days"))
    assert (change.op, change.section) == ("modified", ("Terms", "Storage"))
    assert [(op, words) for op, words in change.words if op != "="] == [("-", "30"), ("+", "90")]


def test_the_order_is_that_of_the_new_text_and_removed_ones_stay_where_they_stood():
    old = text("# A", RETENTION, "# B", SHARING, "# C", COOKIES)
    new = text("# A", RETENTION, DISPUTES, "# B", "# C", COOKIES.replace("language", "city"))
    assert [change.op for change in diff(old, new).changes] == ["added", "removed", "modified"]


def test_a_removed_paragraph_comes_before_the_one_that_took_its_place():
    changes = diff(text("# A", DISPUTES, COOKIES), text("# A", SHARING, COOKIES)).changes
    assert [change.op for change in changes] == ["removed", "added"]


def test_a_paragraph_that_moved_is_named_with_where_it_stood():
    old = text("# A", RETENTION, SHARING, COOKIES, "# B", DISPUTES)
    new = text("# A", SHARING, COOKIES, "# B", DISPUTES, RETENTION)
    change = only(old, new)
    assert (change.op, change.moved_from, change.section) == ("moved", ("A",), ("B",))
    assert judged(old, new).kind == "editorial"


def test_a_paragraph_that_moved_and_was_edited_is_one_change():
    old = text("# A", RETENTION, SHARING, COOKIES, "# B", DISPUTES)
    new = text("# A", SHARING, COOKIES, "# B", DISPUTES, RETENTION.replace("30", "90"))
    change = only(old, new)
    assert change.op == "moved"
    assert ("+", "90") in change.words
    assert judged(old, new).kind == "substantive"


def test_a_section_that_moved_and_was_renumbered_takes_its_heading_along():
    old = text("## 1. Cookies", COOKIES, SHARING, "## 2. Courts", DISPUTES)
    new = text("## 1. Courts", DISPUTES, "## 2. Cookies", COOKIES, SHARING)
    assert {change.op for change in diff(old, new).changes} == {"moved"}


def test_splitting_a_paragraph_is_no_change_and_an_edit_within_is_one():
    whole = f"{SHARING} {COOKIES}"
    assert diff(text(whole), text(SHARING, COOKIES)).changes == ()
    assert diff(text(SHARING, COOKIES), text(whole)).changes == ()
    change = only(text(whole), text(SHARING, COOKIES.replace("currency", "country")))
    assert change.op == "modified"
    assert [w for op, w in change.words if op == "+"][-1].strip() == "country"


def test_lists_and_tables_are_compared_row_by_row():
    table = "| Who | Where |\n| --- | --- |\n| Oakley Mail | Ghent |\n| Pine Pay | Turin |\n"
    change = only(table, table.replace("Turin", "Basel"))
    assert (change.before, change.after) == ("| Pine Pay | Turin |", "| Pine Pay | Basel |")
    change = only("- one apple\n- two pears\n", "- one apple\n- three figs\n- two pears\n")
    assert (change.op, change.after) == ("added", "three figs")


def test_two_unrelated_documents_are_called_replaced_in_under_a_second():
    old = text(*(" ".join(f"a{n * 7 % 900}x{k}" for k in range(45)) for n in range(290)))
    new = text(*(" ".join(f"b{n * 7 % 900}x{k}" for k in range(45)) for n in range(290)))
    start = time.process_time()
    found = diff(old, new)
    assert time.process_time() - start < 1
    assert (found.stats.added, found.stats.removed) == (290, 290)
    assert judge(found, old, new).headline == "the whole text is replaced by another"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (text(*["same"] * 4000), text(*["same"] * 3000)),
        (text(*["a", "b"] * 2000), text(*["b", "a", "a"] * 1400)),
        ("x " * 60_000 + "\n", "y " * 60_000 + "\n"),
        (". ".join(["A b"] * 9000), ". ".join(["A b", "A c"] * 4500)),
    ],
    ids=["repeated", "alternating", "one long paragraph", "many equal sentences"],
)
def test_hostile_texts_are_answered_in_bounded_time(old, new):
    start = time.process_time()
    diff(old, new)
    assert time.process_time() - start < 2


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "whole",
    ["July 1, 2030", "1 July 2030", "2030-07-01", "$1,000.50", "12.5%", "user’s", "opt-out", "4.2"],
)
def test_dates_amounts_and_compound_words_stay_whole(whole):
    assert whole in tokens(f"see {whole} there")


words = st.lists(
    st.sampled_from(
        ["we", "may", "share", "30", "days", "$5", ".", ",", " ", "\n", "é", "年", "x’s"]
    ),
    max_size=60,
).map("".join)


@given(st.one_of(words, st.text(max_size=60)), st.one_of(words, st.text(max_size=60)))
def test_words_rebuild_both_sides(old, new):
    parts = compare(old, new)
    assert "".join(w for op, w in parts if op in "=-") == old
    assert "".join(w for op, w in parts if op in "=+") == new


@given(st.lists(words, max_size=8), st.lists(words, max_size=8))
@settings(max_examples=60)
def test_every_change_rebuilds_its_blocks(old, new):
    for change in diff(text(*old), text(*new)).changes:
        assert rebuilt(change) == (change.before or "", change.after or "")


def test_long_paragraphs_are_compared_sentence_by_sentence():
    long = " ".join(f"Rule {n} says that nobody may open parcel number {n * 3}." for n in range(90))
    parts = compare(long, long.replace("parcel number 120.", "letter number 120."))
    assert [part for part in parts if part[0] != "="] == [("-", "parcel"), ("+", "letter")]


# --- kind and headline ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Last updated: 1 May 2030", "Last updated: 3 June 2030"),
        ("Effective May 1, 2030", "Effective June 3, 2030"),
        ("1 May 2030", "3 June 2030"),
        ("You must pay, on time", "You must pay on time."),
        ("our terms", "our Terms"),
        ("3. Payment is due", "4. Payment is due"),
        ("as described in Section 3.1", "as described in Section 4.2"),
        ("see https://a.example/x for more", "see https://a.example/y for more"),
    ],
)
def test_dates_marks_case_numbering_and_addresses_are_editorial(old, new):
    assert judged(text(RETENTION, old), text(RETENTION, new)).kind in ("editorial", "none")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You may opt out until 1 May 2030", "You may opt out until 3 June 2030"),
        (RETENTION, RETENTION.replace("30", "90")),
        ("We may sell it", "We may not sell it"),
        ("It costs $5", "It costs €5"),
        ("2.5 percent", "2.7 percent"),
    ],
)
def test_deadlines_numbers_and_single_words_are_substantive(old, new):
    assert judged(text(SHARING, old), text(SHARING, new)).kind == "substantive"


def test_the_headline_quotes_the_decisive_words_under_their_section():
    old = text("# Terms", "## Storage", RETENTION, COOKIES)
    new = old.replace("30", "90").replace("remember", "store")
    assert judged(old, new).headline == "Storage: “30 days” → “90 days” (+1 more)"


@given(st.lists(words, max_size=6), st.lists(words, max_size=6))
@settings(max_examples=40)
def test_a_headline_fits_in_a_line(old, new):
    headline = judged(text(*old), text(*new)).headline
    assert len(headline) <= 100
    assert "\n" not in headline


def test_an_effective_date_is_read_only_where_the_text_states_one():
    assert effective_date("Effective date: 3 June 2030\n") == "2030-06-03"
    assert effective_date("These terms are effective as of June 3rd, 2030.") == "2030-06-03"
    assert effective_date("Last updated: 3 June 2030\n") is None
    assert effective_date("Effective 31 February 2030") is None


def test_a_paragraph_put_whole_to_the_one_before_it_is_no_removal():
    old = (
        "The parties try to settle each dispute within thirty days before a court may be asked.",
        "The award of the court may be asked for by the parties within thirty days.",
    )
    new = "First, " + old[0] + "\n" + old[1]
    found = diff("\n\n".join(old) + "\n", new + "\n")
    assert [change.op for change in found.changes] == ["modified"]
    assert found.stats.words_removed == 0


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("我们保留您的信息三十天。", "我们保留您的信息九十天。", 1, 1),
        ("情報を7日間保存します。", "情報を90日間保存します。", 1, 1),
        ("คุณยกเลิกได้ภายในสิบวัน", "คุณยกเลิกได้ภายในสามวัน", 2, 3),
        ("ທ່ານຍົກເລີກໄດ້ໃນສາມວັນ", "ທ່ານຍົກເລີກໄດ້ໃນຫ້າວັນ", 3, 2),
        ("You have 7 days", "You have 90 days", 1, 1),
    ],
)
def test_scripts_without_spaces_are_compared_and_counted_by_their_letters(old, new, gone, come):
    found = diff(old + "\n", new + "\n")
    (change,) = found.changes
    assert change.words[0][0] == "="
    assert len("".join(text for op, text in change.words if op != "=")) <= 12
    assert (found.stats.words_removed, found.stats.words_added) == (gone, come)


def test_a_sign_never_parts_from_the_letter_that_it_is_written_on():
    (change,) = diff("วันนี้\n", "วันนั้\n").changes
    assert all(not text.startswith(("\u0e31", "\u0e35", "\u0e49")) for _, text in change.words)
