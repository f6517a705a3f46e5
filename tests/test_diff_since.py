"""`diff --since`: all that a reader missed, as one diff."""

import pytest


@pytest.fixture
def program(tosmon, played):
    tosmon.folder = played
    tosmon.clock = "2026-05-10T06:00:00Z"
    return tosmon


def sides(done):
    return {
        d["document"]: (d["from"]["captured_at"][:10], d["to"]["captured_at"][:10])
        for d in done.json["diffs"]
    }


@pytest.mark.parametrize(
    ("since", "older"),
    [
        ("2026-05-04", "2026-04-06"),  # the day of the newest change counts
        ("2026-05-03", "2026-04-06"),
        ("7d", "2026-04-06"),
        ("2026-04-06", "2026-03-02"),
        ("6w", "2026-03-02"),
        ("2026-01-01", "2026-03-02"),  # before the record: all that it holds
    ],
)
def test_the_older_side_is_what_stood_before(program, since, older):
    found = sides(program("diff", "quillmere/privacy", "--since", since, "--json"))
    assert found == {"quillmere/privacy": (older, "2026-05-04")}


def test_several_versions_are_told_as_one_diff_of_each_document(program):
    report = program("diff", "--since", "2026-03-03", "--json").json
    documents = [d["document"] for d in report["diffs"]]
    assert len(documents) == len(set(documents)) > 1
    [privacy] = [d for d in report["diffs"] if d["document"] == "quillmere/privacy"]
    words = [part for change in privacy["changes"] for part in change["words"]]
    assert ["+", "90"] in words  # of April
    assert any(op == "+" and "train the models" in text for op, text in words)  # of May


def test_where_nothing_changed_that_is_said(program):
    done = program("diff", "--since", "2d")
    assert (done.code, done.out, done.err) == (0, "", "nothing changed there since 2d\n")
    assert program("diff", "--since", "2d", "--exit-code").code == 0
    assert program("diff", "--since", "7d", "--exit-code").code == 1
