"""`classify` and `topics` as a script and a person meet them."""

import json

import jsonschema
import pytest

from tosmon.schemas import schema_text

TEXT = """Northlight Terms

We train our models on your content unless you opt out in your settings.

We keep account data for 90 days after you close your account.
"""


def test_classify_prints_a_line_for_each_paragraph_with_verbatim_evidence(tosmon):
    (tosmon.folder / "terms.txt").write_text(TEXT)
    done = tosmon("classify", "terms.txt", "--json")
    assert done.code == 0
    lines = [json.loads(line) for line in done.out.splitlines()]
    paragraphs = TEXT.strip().split("\n\n")
    assert [line["n"] for line in lines] == [0, 1, 2]
    for line, paragraph in zip(lines, paragraphs, strict=True):
        jsonschema.validate(line, json.loads(schema_text("classify")))
        assert {e["topic"] for e in line["evidence"]} == set(line["topics"])
        assert all(e["quote"] in paragraph for e in line["evidence"])
    assert lines[1]["stance"]["default"] == "trains_unless_opt_out"
    assert "data_retention" in lines[2]["topics"]


def test_classify_explains_which_rule_fired_on_which_words_and_what_it_asks_for(tosmon):
    (tosmon.folder / "terms.txt").write_text(TEXT)
    told = tosmon("classify", "terms.txt", "--explain").out
    assert "topic: ai_training, rule trains-models, on “train our models”" in told
    assert "answer: ai_training, rule training-unless-opted-out, on “unless you opt out”" in told
    assert "way out: ai_training, rule settings, on “opt out in your settings”" in told
    assert "any of: <training> ..8 <model>" in told
    assert "not in its sentence: " in told
    plain = tosmon("classify", "terms.txt").out
    assert "any of" not in plain
    line = json.loads(tosmon("classify", "terms.txt", "--json").out.splitlines()[1])
    assert line["stance"]["rule"] == "training-unless-opted-out"
    assert {found["rule"] for found in line["opt_outs"]} >= {"settings"}


def test_topics_lists_all_and_explains_one(tosmon):
    every = tosmon("topics", "--json").json["topics"]
    assert len(every) == 33
    [one] = tosmon("topics", "ai_training", "--json").json["topics"]
    assert one["question"].endswith("?")
    assert one["laws"]
    assert one["question"] in tosmon("topics", "ai_training").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("topics", "ai_trainin"), "did you mean ai_training"),
        (("classify", "nothing.txt"), "cannot be read"),
    ],
)
def test_a_wrong_name_is_a_clear_error(tosmon, arguments, words):
    done = tosmon(*arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_a_faulty_topic_file_beside_the_list_is_named(tosmon):
    (tosmon.folder / "topics").mkdir()
    (tosmon.folder / "topics" / "mine.yaml").write_text("id: mine\ntitle: Mine\nrules: 7\n")
    done = tosmon("topics")
    assert done.code == 4
    assert "mine.yaml" in done.err


def test_check_tries_the_examples_of_topic_files_beside_the_list(tosmon):
    assert tosmon("init").code == 0
    (tosmon.folder / "topics").mkdir()
    (tosmon.folder / "topics" / "mine.yaml").write_text(
        "extends: children\nrules:\n  - id: names-one\n    any: [mascot]\n"
        "    matches: ['Our mascot is a heron.']\n    rejects: ['No mascot may be shown.']\n"
    )
    done = tosmon("check")
    assert done.code == 4
    assert "No mascot may be shown." in done.err
