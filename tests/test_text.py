"""A text's blocks, its normal form, and what may reach a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tosmon.safe import safe
from tosmon.text import from_markdown, normalize, parse

TEXT = """# Terms

Welcome to Northwind.
Read on.

## Data

- We keep records for 30 days.
  - Backups: 90 days.
1. Numbered.

| Purpose | Basis |
| --- | --- |
| Billing | Contract |

# Law

The law of Fjordland applies.
"""


def test_blocks_know_their_kind_and_the_headings_above_them():
    blocks = [(b.kind, b.level, b.text, b.section) for b in parse(TEXT)]
    assert blocks == [
        ("heading", 1, "Terms", ()),
        ("paragraph", 0, "Welcome to Northwind.\nRead on.", ("Terms",)),
        ("heading", 2, "Data", ("Terms",)),
        ("item", 0, "We keep records for 30 days.", ("Terms", "Data")),
        ("item", 1, "Backups: 90 days.", ("Terms", "Data")),
        ("item", 0, "Numbered.", ("Terms", "Data")),
        ("row", 0, "| Purpose | Basis |", ("Terms", "Data")),
        ("row", 0, "| Billing | Contract |", ("Terms", "Data")),
        ("heading", 1, "Law", ()),
        ("paragraph", 0, "The law of Fjordland applies.", ("Law",)),
    ]


@given(st.text(alphabet=st.sampled_from("ab #-|1. \n\u200b\u00a0*"), max_size=200))
def test_every_block_is_found_at_its_offsets_and_no_word_is_lost(text):
    blocks = parse(text)
    for block in blocks:
        assert text[block.start : block.end] == block.text
    ends = [0, *(b.end for b in blocks)]
    starts = [*(b.start for b in blocks), len(text)]
    between = "".join(text[a:b] for a, b in zip(ends, starts, strict=True))
    assert not {"a", "b"} & set(between)


@pytest.mark.parametrize(
    "other",
    [
        "We  may\u00a0share your \u201cdata\u201d \u2013 see here.",
        '- We may share your "data" - see here .',
        'We may sha\u00adre your\u200b "data" - see here.',
        '**We may share** your "data" \u2014 see here.',
    ],
)
def test_what_no_author_means_does_not_make_another_text(other):
    assert normalize(other) == normalize('We may share your "data" - see here.')


@pytest.mark.parametrize(
    "other",
    [
        "We will share your data.",
        "We may not share your data.",
        "we may share your data.",
        "We may share your data, too.",
    ],
)
def test_words_case_and_punctuation_count(other):
    assert normalize(other) != normalize("We may share your data.")


@given(st.text(max_size=100))
def test_nothing_that_a_terminal_would_obey_gets_through(text):
    assert not set(safe(text)) & {
        chr(c) for c in (*range(10), *range(11, 32), *range(127, 160))
    } - {"\t"}


def test_escape_sequences_are_shown_not_obeyed():
    assert safe("a\x1b[31mred\u202eevil") == "a\\x1b[31mred\\u202eevil"


def test_common_markdown_becomes_our_text():
    source = (
        "Terms\n=====\n\n**Welcome** to [Northwind](https://n.example/a_(b)).\n\nData\n----\n\n"
        "*   First\n*   Second\n\n1\\. Not a list with snake_case.\n"
    )
    assert from_markdown(source) == (
        "# Terms\n\nWelcome to Northwind.\n\n## Data\n\n- First\n- Second\n\n"
        "1. Not a list with snake_case.\n"
    )
