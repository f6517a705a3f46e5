"""What makes a diff easy to read: nothing told twice, nothing marked that says nothing."""

from tosmon.assess.change import judge
from tosmon.diff import diff
from tosmon.model import DiffReport, DiffSide
from tosmon.render.diff_terminal import inline, side_by_side

RETENTION = "We keep the “records” of your account for 30 days after you close it."
SHARING = "We share contact data with carriers who deliver your parcels, and with nobody else."
COOKIES = "Cookies are used to remember the language and the currency that you have chosen."


def text(*blocks):
    return "\n\n".join(blocks) + "\n"


def shown(old, new, view=inline, width=100):
    found = diff(old, new)
    judgement = judge(found, old, new)
    side = DiffSide(version=None, captured_at=None, label="file")
    report = DiffReport(
        document="oakley/terms",
        from_=side,
        to=side,
        kind=judgement.kind,
        severity=None,
        direction=None,
        topics=(),
        headline=judgement.headline,
        effective_date=None,
        stats=found.stats,
        changes=found.changes,
    )
    return view([report], colour=False, width=width)


def test_other_quotes_are_not_marked_beside_an_edit():
    new = RETENTION.replace("30", "90").replace("“", '"').replace("”", '"')
    assert 'the "records" of your account for [-30-]{+90+} days' in shown(
        text(RETENTION), text(new)
    )


def test_the_older_column_keeps_its_own_quotes():
    new = RETENTION.replace("30", "90").replace("“", '"').replace("”", '"')
    lines = shown(text(RETENTION), text(new), view=side_by_side, width=160)
    assert "the “records” of your account for [-30-]" in lines
    assert 'the "records" of your account for {+90+}' in lines


def test_a_bullet_that_came_is_not_marked():
    new = "• " + SHARING.replace("nobody", "no one")
    assert "{+•" not in shown(text(SHARING), text(new))


def test_an_edit_of_a_space_alone_is_still_marked_or_seen():
    assert "~ " in shown(
        text("Here it ends.There it begins."), text("Here it ends. There it begins.")
    )


def test_the_heading_of_a_new_section_is_told_once():
    new = text("# Terms", RETENTION, "# Courts", SHARING, COOKIES)
    body = shown(text("# Terms", RETENTION), new).partition("\n\n")[2]  # after the headline
    assert body.count("Courts") == 1


def test_what_was_removed_stands_under_the_new_name_of_its_section():
    old = text("# Terms", "## 4. Storage of data", RETENTION, SHARING)
    new = text("# Terms", "## 5. Storage of all data", RETENTION.replace("30", "90"))
    lines = shown(old, new).splitlines()
    assert lines.count("Terms › 4. Storage of data") == 0
    assert "- " + SHARING in lines


def test_a_long_headline_is_wrapped_not_cut():
    old = text("# Terms of storage and deliveries", RETENTION, SHARING)
    new = old.replace("nobody else", "no other person but those whom the law names")
    lines = shown(old, new, width=50).splitlines()
    assert max(map(len, lines)) <= 50
    assert not lines[2].endswith("…")


def test_a_paragraph_of_which_little_stayed_is_told_as_two():
    old = f"{SHARING} {COOKIES}"
    new = " ".join(reversed(old.split()))  # the same words, nothing of the order
    lines = shown(text("# Terms", RETENTION, old), text("# Terms", RETENTION, new), width=None)
    assert lines.endswith(f"\n- {old}\n+ {new}\n")


def test_tall_blocks_stand_apart_and_short_ones_together():
    old = text("# Terms", RETENTION, SHARING, COOKIES)
    new = text(
        "# Terms", RETENTION.replace("30", "90"), SHARING.replace("nobody", "no one"), COOKIES
    )
    one_line = shown(old, new, width=100).splitlines()[-2:]
    assert [line[0] for line in one_line] == ["~", "~"]
    assert "you close it.\n\n~ We share" in shown(old, new, width=50)


def test_wide_characters_are_shortened_by_the_room_that_they_take():
    same = "我们将保留您的记录，除非法律另有规定。" * 20
    lines = shown(text(f"{same}三十天。"), text(f"{same}九十天。"), width=80).splitlines()
    assert len(lines) < 12
    assert any("三" in line and "九" in line for line in lines)
