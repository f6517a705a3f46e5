"""Flip-flops: back once is news, on and on is an alternation."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tosmon.assess.variants import Variants, see

START = dt.datetime(2031, 3, 1, tzinfo=dt.UTC)


def turns(texts: str, *, days: float = 1.0) -> list[str]:
    memory: Variants | None = None
    said = []
    for n, text in enumerate(texts):
        memory, turn = see(memory, text, START + dt.timedelta(days=n * days))
        said.append(turn)
    return said


def test_a_text_that_comes_back_once_is_a_reversion() -> None:
    assert turns("AABBA") == ["first", "same", "new", "same", "reverted"]


def test_a_document_that_goes_on_alternating_makes_no_more_versions() -> None:
    assert turns("ABABABAB") == ["first", "new", "reverted", *["variant", "same"] * 2, "variant"]


def test_a_new_text_is_a_version_even_while_the_document_alternates() -> None:
    assert turns("ABABCB")[4:] == ["new", "variant"]


def test_a_copy_that_then_stands_for_weeks_becomes_a_reversion() -> None:
    said = turns("ABA" + "B" * 20)
    assert said[3] == "variant"
    assert said.count("reverted") == 2
    assert said[-1] == "same"
    assert said.index("reverted", 3) == 3 + 14


def test_a_return_after_quiet_months_is_a_reversion_again() -> None:
    assert turns("ABAAB", days=50)[-1] == "reverted"


@given(st.text("ABCD", min_size=1, max_size=40), st.floats(0.1, 40))
def test_every_distinct_text_is_recorded_once_and_only_known_ones_return(
    texts: str, days: float
) -> None:
    said = turns(texts, days=days)
    assert said.count("new") + 1 == len(set(texts))
    for n, turn in enumerate(said):
        assert (turn in ("first", "new")) == (texts[n] not in texts[:n])
