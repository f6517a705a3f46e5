"""Days, moments and "how long ago", as a person types them."""

import datetime as dt

import pytest

from tosmon.errors import UsageError
from tosmon.reports.dates import between, end

NOW = dt.datetime(2030, 5, 10, 6, tzinfo=dt.UTC)


def at(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2030-05-01", at(2030, 5, 1)),
        ("2030-05-01T07:30:00Z", at(2030, 5, 1, 7, 30)),
        ("2030-05-01T07:30:00+02:00", at(2030, 5, 1, 5, 30)),
        ("7d", at(2030, 5, 3, 6)),
        ("12h", at(2030, 5, 9, 18)),
        ("2w", at(2030, 4, 26, 6)),
    ],
)
def test_a_period_begins_where_a_day_begins_or_so_long_ago(text, first):
    period = between(text, None, NOW)
    assert period.first == first
    assert period.holds(first)
    assert not period.holds(first - dt.timedelta(seconds=1))


def test_a_period_holds_all_of_its_last_day():
    period = between("2030-05-01", "2030-05-02", NOW)
    assert period.holds(at(2030, 5, 2, 23, 59, 59))
    assert not period.holds(at(2030, 5, 3))


@pytest.mark.parametrize("text", ["soon", "7", "7 days ago", "2030-13-01", ""])
def test_what_is_no_date_is_answered_with_what_one_looks_like(text):
    with pytest.raises(UsageError, match="7d"):
        between(text, None, NOW)


def test_ends_the_wrong_way_round_are_said_to_be():
    with pytest.raises(UsageError, match="the first is later"):
        between("2030-05-02", "2030-05-01", NOW)


def test_a_revision_takes_no_distance():
    with pytest.raises(UsageError, match=r"2026-05-01T06:00:00Z$"):
        end("7d")
