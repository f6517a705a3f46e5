"""What a readable capture comes to, over the life of one invented document."""

from __future__ import annotations

import datetime as dt

from tests.test_capture import document
from tosmon.assess.capture import SetAside
from tosmon.assess.step import Believed, NoVersion, Outcome, step
from tosmon.assess.variants import Variants

START = dt.datetime(2031, 3, 1, tzinfo=dt.UTC)
OLD = document()
NEW = OLD.replace("limited to the fees paid", "limited to twice the fees paid")


def life(*texts: str) -> list[Outcome]:
    """Return what each text comes to, served one a day."""
    memory: Variants | None = None
    standing: str | None = None
    outcomes: list[Outcome] = []
    for day, text in enumerate(texts):
        memory, outcome = step(memory, text, standing, START + dt.timedelta(days=day))
        if isinstance(outcome, Believed):
            standing = text
        outcomes.append(outcome)
    return outcomes


def test_a_text_an_edit_and_its_return_are_three_versions() -> None:
    assert life(OLD, OLD, NEW, OLD) == [
        Believed(turn="first"),
        NoVersion(why="same"),
        Believed(turn="new"),
        Believed(turn="reverted"),
    ]


def test_a_document_that_goes_on_alternating_makes_no_more_versions() -> None:
    assert life(OLD, NEW, OLD, NEW, OLD)[3:] == [NoVersion(why="variant"), NoVersion(why="same")]


def test_a_button_above_the_text_is_no_edit_and_none_when_it_goes() -> None:
    assert life(OLD, "Copy page\n\n" + OLD, OLD)[1:] == [
        NoVersion(why="furniture"),
        NoVersion(why="same"),
    ]


def test_an_edit_beside_a_new_button_is_an_edit() -> None:
    assert life(OLD, "Copy page\n\n" + NEW)[1] == Believed(turn="new")


def test_what_is_set_aside_leaves_the_memory_as_it_was_until_it_is_confirmed() -> None:
    memory, _ = step(None, OLD, None, START)
    short = document(3)
    later, outcome = step(memory, short, OLD, START)
    assert isinstance(outcome, SetAside)
    assert later == memory
    assert step(later, short, OLD, START, confirmed=True)[1] == Believed(turn="new")
