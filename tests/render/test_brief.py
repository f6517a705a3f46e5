"""A paragraph in a summary: a few lines that hold what matters."""

import pytest
from rich.cells import cell_len

from tosmon.model import Change, Signal
from tosmon.render.diff_words import brief, console

FILLING = " ".join(f"Rule {n} holds for every parcel of the week." for n in range(20))
DECISIVE = "We may sell the list of your parcels to anyone."
WIDE = "我们将保留您的记录九十天，除非法律另有规定。"


def told(text, *, quote=None, width=80):
    change = Change(
        op="added",
        section=(),
        before=None,
        after=text,
        words=(("+", text),),
        signals=(Signal(rule="shares-data-gained", after=quote),) if quote else (),
    )
    return brief(change, console(width, colour=False), width, colour=False)


@pytest.mark.parametrize("width", [40, 80, 160, None])
@pytest.mark.parametrize("text", [FILLING, WIDE * 30, "a " + WIDE * 30, "x" * 900])
def test_a_long_paragraph_is_a_few_full_lines_with_an_ellipsis(text, width):
    lines = told(text, width=width)
    assert len(lines) <= 4
    assert lines[-1].endswith(" …")
    if width:
        assert max(map(cell_len, lines)) <= width
        assert min(map(cell_len, lines)) > min(width // 3, 36)


def test_it_begins_with_the_sentence_in_which_a_rule_fired():
    lines = told(f"{FILLING} {DECISIVE} {FILLING}", quote="sell the list")
    assert lines[0].startswith("… " + DECISIVE)


def test_a_rule_that_fired_near_the_beginning_moves_nothing():
    assert told(f"{DECISIVE} {FILLING}", quote="sell the list")[0].startswith(DECISIVE)


def test_words_that_stand_nowhere_move_nothing():
    assert told(FILLING, quote="never said" * 90)[0].startswith("Rule 0")
