"""How differences look: in colour, in a pipe, narrow and wide."""

import datetime as dt
import re

import msgspec
import pytest

from tosmon.assess.change import judge
from tosmon.diff import diff
from tosmon.model import DiffReport, DiffSide, Signal
from tosmon.render.diff_terminal import inline, side_by_side, stat

RETENTION = "We keep the records of your account for 30 days after you close it."
SHARING = "We share contact data with carriers who deliver your parcels, and with nobody else."
COOKIES = "Cookies are used to remember the language and the currency that you have chosen."
OLD = "\n\n".join(["# Terms", "## Storage", RETENTION, SHARING, COOKIES, "## Courts"]) + "\n"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def report(old, new, **facts):
    found = diff(old, new)
    judgement = judge(found, old, new)
    day = dt.datetime(2030, 5, 1, 6, tzinfo=dt.UTC)
    return DiffReport(
        document="oakley/terms",
        from_=DiffSide(version="a" * 64, captured_at=day, label=None),
        to=DiffSide(version="b" * 64, captured_at=day + dt.timedelta(days=31), label=None),
        kind=judgement.kind,
        severity=facts.get("severity"),
        direction=None,
        topics=facts.get("topics", ()),
        headline=judgement.headline,
        effective_date=judgement.effective_date,
        stats=found.stats,
        changes=found.changes,
    )


EDITED = report(OLD, OLD.replace("30 days", "90 days"))


def test_a_pipe_gets_whole_lines_with_bracketed_words_under_their_section():
    assert inline([EDITED], colour=False, width=None) == (
        "oakley/terms  substantive\n"
        "2030-05-01 06:00 aaaaaaaa → 2030-06-01 06:00 bbbbbbbb  1 modified  +1 -1 words\n"
        "Storage: “30 days” → “90 days”\n"
        "\n"
        "Terms › Storage\n"
        "~ We keep the records of your account for [-30-]{+90+} days after you close it.\n"
    )


def test_colour_strikes_old_words_and_underlines_new_ones():
    shown = inline([EDITED], colour=True, width=80)
    assert re.search(r"\x1b\[[0-9;]*9;?[0-9;]*m30\x1b", shown)
    assert re.search(r"\x1b\[[0-9;]*4;?[0-9;]*m90\x1b", shown)
    assert "[-" not in ESCAPE.sub("", shown)


@pytest.mark.parametrize("view", [inline, side_by_side])
@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize("width", [60, 80, 160])
def test_no_line_is_wider_than_the_terminal(view, colour, width):
    long = " ".join([SHARING] * 12)
    new = OLD.replace(COOKIES, "") + COOKIES + "\n\n- " + long + "\n"
    shown = view([report(OLD + "- " + long.replace("nobody", "some") + "\n", new)],
                 colour=colour, width=width)  # fmt: skip
    assert max(len(ESCAPE.sub("", line)) for line in shown.splitlines()) <= width


def test_moved_paragraphs_are_named_with_where_they_stood():
    new = OLD.replace(COOKIES + "\n\n", "") + COOKIES + "\n"
    shown = inline([report(OLD, new)], colour=False, width=100)
    assert "Terms › Courts\n> moved here from Terms › Storage\n  Cookies are used" in shown


def test_paragraphs_that_moved_together_are_told_together():
    new = "\n\n".join(["# Terms", "## Storage", RETENTION, "## Courts", SHARING, COOKIES]) + "\n"
    old = "\n\n".join(["# Terms", SHARING, COOKIES, "## Storage", RETENTION, "## Courts"]) + "\n"
    shown = inline([report(old, new)], colour=False, width=100)
    assert shown.count("moved") == 3  # counts, headline, and one for both
    assert "> 2 paragraphs moved here from Terms\n" in shown


def test_two_columns_show_both_sides_in_one_row():
    shown = side_by_side([EDITED], colour=False, width=160)
    row = next(line for line in shown.splitlines() if "[-30-]" in line)
    assert "{+90+}" in row.split(" ~ ")[1]


def test_below_eighty_columns_two_columns_become_one():
    assert side_by_side([EDITED], colour=False, width=79) == inline(
        [EDITED], colour=False, width=79
    )


def test_stat_counts_in_a_line_for_each_document():
    shown = stat([EDITED, report(OLD, OLD)], colour=False, width=80)
    first, second = shown.splitlines()
    assert first.split() == [
        *("oakley/terms", "substantive", "1", "modified", "+1", "-1", "words"),
        "+" * 12 + "-" * 12,
    ]
    assert "no difference" in second


def test_very_long_unchanged_stretches_are_shortened():
    long = " ".join(f"Rule {n} holds for every parcel of the week." for n in range(40))
    shown = inline(
        [report(f"{long} At noon. {long}\n", f"{long} At ten. {long}\n")], colour=False, width=None
    )
    assert "…" in shown
    assert "Rule 39 holds for every parcel of the week. At [-noon-]{+ten+}. Rule 0 holds" in shown


@pytest.mark.parametrize("view", [inline, side_by_side, stat])
def test_no_control_character_of_a_page_reaches_the_terminal(view):
    evil = "Pay \x1b]0;owned\x07 30 days \x1b[2J\u202e now"
    shown = view([report(f"# \x1b[31mA\n\n{evil}\n", f"# \x1b[31mA\n\n{evil} \x9b1m\n")],
                 colour=False, width=100)  # fmt: skip
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


def test_severity_topics_and_effective_date_stand_in_the_head():
    rated = report(
        OLD, OLD + "Effective: 1 May 2030\n", severity="high", topics=("data_retention", "other")
    )
    shown = inline([rated], colour=False, width=None)
    assert "substantive, high" in shown or "editorial, high" in shown
    assert "topics: data_retention, other\n" in shown
    assert "effective 2030-05-01, as the text states\n" in shown


def fired(before, after):
    return Signal(rule="period-changed", before=before, after=after)


def weighty(number, level="medium"):
    """Return a diff of so many changes, each with a rule that fired; the last one is high."""
    blocks = [f"Carriers of town {n} deliver within {n + 2} days." for n in range(number)]
    found = report("\n\n".join(blocks) + "\n", "\n\n".join(blocks).replace("days", "weeks") + "\n")
    changes = tuple(
        msgspec.structs.replace(
            change,
            severity="high" if n == number - 1 else level,
            signals=(
                Signal(rule="period-changed", before=f"{n + 2} days", after=f"{n + 2} weeks"),
            ),
        )
        for n, change in enumerate(found.changes)
    )
    return msgspec.structs.replace(found, changes=changes, severity="high")


@pytest.mark.parametrize("width", [50, 80, None])
def test_a_long_diff_begins_with_what_weighs_most(width):
    head = inline([weighty(8)], colour=False, width=width).partition("\n\n")[0]
    listed = [line.strip() for line in head.splitlines() if line.startswith("  ")]
    assert listed[0] == "high    period-changed: “9 days” → “9 weeks”"
    assert listed[1] == "medium  period-changed: “2 days” → “2 weeks”"
    assert len(listed) == 5
    assert "1 high, 7 medium" in head


def test_a_short_diff_has_no_list_of_its_changes():
    head = inline([weighty(3)], colour=False, width=80).partition("\n\n")[0]
    assert "period-changed" not in head


def test_the_same_words_of_a_rule_are_listed_once():
    same = weighty(8)
    signal = Signal(rule="notice-lost", before="notice")
    changes = tuple(msgspec.structs.replace(c, signals=(signal,)) for c in same.changes[:4])
    head = inline(
        [msgspec.structs.replace(same, changes=(*changes, *same.changes[4:]))],
        colour=False, width=80,
    ).partition("\n\n")[0]  # fmt: skip
    assert head.count("notice-lost") == 1
