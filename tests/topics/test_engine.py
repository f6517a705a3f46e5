"""What a reader of classifications can rely on: verbatim evidence, context, negation, answers."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tosmon.errors import ConfigError
from tosmon.reports.classify import classify_text, list_topics, paragraphs
from tosmon.topics import TopicSet, classify, in_context, load
from tosmon.topics.checking import failing_examples
from tosmon.topics.loading import DATA, ORDER, rules_of
from tosmon.topics.matching import Vocabulary
from tosmon.topics.patterns import PatternError, compile_pattern


@pytest.fixture(scope="module")
def topics() -> TopicSet:
    return load()


def stance_of(text: str, topics: TopicSet) -> str | None:
    (record,) = classify_text(text, topics)
    return record.stance.default if record.stance else None


def test_all_topics_of_the_catalogue_are_there_and_prove_themselves(topics: TopicSet) -> None:
    assert [topic.id for topic in topics.topics] == list(ORDER)
    assert failing_examples(topics) == ()


def test_every_topic_says_what_a_report_needs(topics: TopicSet) -> None:
    for topic in topics.topics:
        assert topic.question.endswith("?")
        assert topic.laws, topic.id
        assert all(law.source.startswith("https://") and law.title for law in topic.laws)
        assert topic.vendor_questions, topic.id
        assert topic.reader_actions, topic.id


def test_our_own_sentences_never_judge(topics: TopicSet) -> None:
    banned = ("violat", "illegal", "unlawful", "unfair", "abusive", "deceptive")
    for topic in topics.topics:
        wording = [getattr(topic.wording, name) for name in topic.wording.__struct_fields__]
        ours = [
            *wording,
            *topic.vendor_questions,
            *topic.reader_actions,
            topic.title,
            topic.question,
            *(law.reason for law in topic.laws),
            *(answer.says for answer in topic.answers),
        ]
        for sentence in ours:
            assert not any(word in sentence.lower() for word in banned), sentence


def test_every_answer_of_a_stance_rule_is_explained(topics: TopicSet) -> None:
    for topic in topics.topics:
        known = {answer.id for answer in topic.answers}
        assert {rule.default for rule in topic.stances} <= known, topic.id


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "We will use your prompts to train our models unless you opt out.",
            "trains_unless_opt_out",
        ),
        (
            "TESSADRY WON’T USE CONTENT TO TRAIN ANY AI MODELS UNLESS YOU’VE EXPLICITLY AGREED.",
            "no_training_unless_opt_in",
        ),
        ("We do not use Customer Data to train our models.", "no_training"),
        (
            "Provider will not use Customer Content to develop or improve the Services, unless "
            "Customer explicitly agrees.",
            "no_training_unless_opt_in",
        ),
        ("We use your Inputs to enhance our artificial intelligence models.", "trains_no_opt_out"),
        (
            "We do not train our models on your business data by default.",
            "no_training_unless_opt_in",
        ),
        ("We may use your Content to develop and improve our Services.", "unclear"),
        (
            "For free users, prompts may be used for model training if you allow it in settings.",
            "setting_dependent",
        ),
    ],
)
def test_training_is_answered_with_or_without_the_word(
    text: str, answer: str, topics: TopicSet
) -> None:
    assert stance_of(text, topics) == answer


@pytest.mark.parametrize(
    "text",
    [
        "All employees receive privacy training once a year.",
        "You may opt out of arbitration within 30 days of accepting these Terms.",
        "You may not use Output to train models that compete with ours.",
        "You can opt out of marketing messages at any time.",
        "You are responsible for the fine-tuning of the Model and for the data that you upload.",
        "We use personal data to deliver training, consulting and support.",
    ],
)
def test_what_only_sounds_like_training_is_not(text: str, topics: TopicSet) -> None:
    (record,) = classify_text(text, topics)
    assert "ai_training" not in record.topics
    assert record.stance is None


def test_a_lead_in_counts_for_its_list_and_a_heading_for_its_section(topics: TopicSet) -> None:
    text = (
        "## Prohibited uses\n\nYou agree not to:\n\n- paint the office blue;\n\n"
        "- sing at night.\n\n## Weather\n\nIt often rains in Tessadry.\n"
    )
    lead_in, first, second, _, last = list(classify_text(text, topics))[1:]
    assert "acceptable_use" in lead_in.topics
    assert "acceptable_use" in first.topics
    assert "acceptable_use" in second.topics
    assert last.topics == ()


def test_headings_and_definitions_state_nothing(topics: TopicSet) -> None:
    text = "## Termination and suspension\n\n“Fees” means the amounts that Customer pays.\n"
    assert [record.topics for record in classify_text(text, topics)] == [(), ()]


def test_a_users_file_adds_a_topic_and_rules(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(
        "extends: fees_billing\nrules:\n  - id: levy\n    any: [moon levy]\n"
        "    matches: [A moon levy is due.]\n    rejects: [The moon is full.]\n"
    )
    added = load((tmp_path,))
    (record,) = classify_text("The moon levy is settled each spring.", added)
    assert record.topics == ("fees_billing",)
    assert record.evidence[0].quote == "moon levy"


def test_a_rule_without_examples_does_not_load_and_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(
        "extends: fees_billing\nrules:\n  - id: levy\n    any: [moon levy]\n"
    )
    with pytest.raises(ConfigError) as caught:
        load((tmp_path,))
    assert "more.yaml:3: rules[0] (levy): needs at least one example" in str(caught.value)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("extends: nothing\n", "more.yaml:1: extends: no such topic"),
        ("extends: other\nrulez: []\n", "more.yaml:1: the file: Object contains unknown field"),
        ("a: [\n", "more.yaml:2:"),
    ],
)
def test_faults_of_a_users_file_name_line_and_field(
    written: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "more.yaml").write_text(written)
    with pytest.raises(ConfigError) as caught:
        load((tmp_path,))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "source", ["", "... word", "word ...", "word ..99 word", "(a|..3 b)", "<x>"]
)
def test_a_pattern_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(source, {})


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=300).map(
        lambda extra: f"We {extra} may terminate your İ account — we “train” our models on data."
    )
)
def test_evidence_is_verbatim_whatever_the_text(text: str) -> None:
    topics = _shared()
    runs = paragraphs(text)
    records = list(classify_text(text, topics))
    assert len(records) == len(runs)
    for record, run in zip(records, runs, strict=True):
        assert {e.topic for e in record.evidence} == set(record.topics)
        assert all(e.quote and e.quote in run for e in record.evidence)
        assert all(s.quote and s.quote in run for s in record.stances)


_SHARED: list[TopicSet] = []


def _shared() -> TopicSet:
    if not _SHARED:
        _SHARED.append(load())
    return _SHARED[0]


def test_hostile_repetition_stays_fast(topics: TopicSet) -> None:
    text = "we may not use your data to train or " * 2_000
    begun = time.process_time()
    classify(in_context([text]), topics)
    assert time.process_time() - begun < 5


def test_topics_are_listed_with_their_questions(topics: TopicSet) -> None:
    report = list_topics(topics)
    assert report.topics[0].topic == "ai_training"
    assert "silent" in report.topics[0].answers


def test_words_of_patterns_know_starts_and_numbers() -> None:
    vocabulary = Vocabulary(frozenset({"terminat*", "days", "#"}))
    assert vocabulary["termination"] == {"terminat*"}
    assert vocabulary["30"] == {"#"}
    assert vocabulary["other"] == frozenset()


def test_rules_have_unique_ids_within_a_topic(topics: TopicSet) -> None:
    for topic in topics.topics:
        ids = [rule.id for _, rules in rules_of(topic) for rule in rules]
        assert len(ids) == len(set(ids))


def test_an_answer_for_a_region_stands_behind_the_answer_for_all(topics: TopicSet) -> None:
    text = (
        "We use your Inputs to train our AI models. For users in the European Union, you have the "
        "right to object to the use of your Inputs for training our AI models."
    )
    (record,) = classify_text(text, topics)
    assert [(s.default, s.subject) for s in record.stances if s.topic == "ai_training"] == [
        ("trains_no_opt_out", None),
        ("trains_unless_opt_out", "EEA and UK users"),
    ]


def test_words_inside_addresses_are_not_read(topics: TopicSet) -> None:
    (record,) = classify_text("[Flowers](https://tessadry.example/arbitration-refunds)", topics)
    assert record.topics == ()


def test_blocks_of_a_version_carry_sections_and_lead_ins() -> None:
    from tosmon.text import parse
    from tosmon.topics import of_blocks

    blocks = parse("# Terms\n\n## Conduct\n\nYou must not:\n\n- paint;\n- sing.\n\nElse.\n")
    got = [(p.kind, p.section, p.lead_ins) for p in of_blocks(blocks)]
    assert got[3] == ("item", ("Terms", "Conduct"), ("You must not:",))
    assert got[5] == ("paragraph", ("Terms", "Conduct"), ())


def test_an_answer_that_a_topic_does_not_have_is_a_fault(tmp_path):
    source = (DATA / "ai_outputs.yaml").read_text()
    wrong = source.replace("id: ai_outputs", "id: mine").replace(
        "against: [vendor_owns]", "against: [vendor_own]"
    )
    (tmp_path / "mine.yaml").write_text(wrong)
    with pytest.raises(ConfigError) as caught:
        load((tmp_path,))
    assert "answers[0].against: 'vendor_own' is none of this topic's answers" in str(caught.value)
