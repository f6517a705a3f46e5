"""Columns of a terminal: wide characters take two of them."""

import datetime as dt

import pytest
from rich.cells import cell_len

from tosmon.render.log_lines import log_lines
from tosmon.render.style import columns, cut, fitting, wrapped
from tosmon.render.wrapped import quoted
from tosmon.results import LogReport, VersionEntry

WIDE = "我们将保留您的记录九十天，除非法律另有规定。"


@pytest.mark.parametrize("width", [1, 2, 3, 8, 9, 43, 44, 45])
def test_wide_characters_are_cut_to_the_columns_that_they_take(width):
    shown = cut(WIDE, width)
    assert cell_len(shown) <= width
    assert (shown == WIDE) == (width >= cell_len(WIDE))
    assert width < 3 or cell_len(shown) >= width - 1


def test_a_row_after_wide_characters_stands_where_the_others_stand():
    first, second = columns([(WIDE, "x"), ("ab", "x")], ("plain", "plain"), colour=False)
    assert cell_len(first) == cell_len(second)


@pytest.mark.parametrize("text", [WIDE * 3, "ab " * 50 + "c" * 90, "x" * 200])
def test_wrapped_lines_fit_and_lose_nothing(text):
    lines = wrapped(text, 30)
    assert max(map(cell_len, lines)) <= 30
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_no_line_begins_with_a_closing_mark():
    for width in range(10, 60):
        assert not [line for line in wrapped(WIDE * 3, width) if line[0] in "，。"]


def test_a_script_without_spaces_fills_its_lines():
    lines = wrapped("1.3 " + WIDE * 3, 40)
    assert min(cell_len(line) for line in lines[:-1]) >= 36


@pytest.mark.parametrize("width", [24, 40, 80])
def test_a_quote_is_cut_to_its_lines_within_its_marks(width):
    lines = quoted(WIDE * 9, width, "  ", most=2)
    assert len(lines) == 2
    assert max(map(cell_len, lines)) <= width
    assert lines[0].startswith("  “我们")
    assert lines[1].endswith("…”")


def test_words_that_do_not_fit_are_counted():
    topics = ("data_retention", "liability", "children")
    assert fitting(topics, 80) == "data_retention, liability, children"
    assert fitting(topics, 30) == "data_retention, liability +1"
    assert fitting(topics, 5) == "data_retention +2"


def entry(**facts):
    day = dt.datetime(2030, 5, 1, 6, tzinfo=dt.UTC)
    return VersionEntry(
        **{
            "version": "a" * 64, "document": "oakley/terms-of-service", "parent": None,
            "captured_at": day, "recorded_at": day, "confirmed_at": day, "kind": "substantive",
            "severity": "high", "topics": ("data_retention", "liability", "children"),
            "headline": "4. How long we keep it: “30 days” → “90 days after you close it” (+9)",
            "reverts_to": None, "text_sha256": "b" * 64, "body_sha256": "c" * 64,
            "source_url": "https://oakley.example/terms", **facts,
        }
    )  # fmt: skip


@pytest.mark.parametrize("width", [80, 100, 160])
def test_log_fits_and_keeps_the_whole_headline(width):
    report = LogReport(versions=(entry(), entry(headline=WIDE * 4), entry(kind="initial")))
    shown = log_lines(report, colour=False, width=width)
    assert max(map(cell_len, shown.splitlines())) <= width
    assert "90 days after you close it” (+9)" in " ".join(shown.split())


def test_log_has_a_column_for_severity_only_where_one_is_known():
    rated = log_lines(LogReport(versions=(entry(),)), colour=False, width=80)
    unrated = log_lines(LogReport(versions=(entry(severity=None),)), colour=False, width=80)
    assert "aaaaaaaa  high    substantive   oakley/terms-of-service\n" in rated
    assert "aaaaaaaa  substantive   oakley/terms-of-service\n" in unrated
