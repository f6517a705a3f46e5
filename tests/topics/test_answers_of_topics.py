"""What answers a topic's question, and what only sounds like an answer, over invented clauses."""

from __future__ import annotations

import pytest

from tosmon.reports.classify import classify_text
from tosmon.topics import TopicSet, load


@pytest.fixture(scope="module")
def topics() -> TopicSet:
    return load()


def answers(text: str, topic: str, topics: TopicSet) -> set[str]:
    """Return the answers to `topic` in any paragraph of `text`."""
    return {
        s.default for item in classify_text(text, topics) for s in item.stances if s.topic == topic
    }


@pytest.mark.parametrize(
    ("topic", "text", "answer"),
    [
        ("dispute_resolution", "All disputes are resolved by binding arbitration.", "arbitration"),
        (
            "dispute_resolution",
            "Disputes with buyers abroad: arbitration under the Rules of the Northport Chamber.",
            "arbitration",
        ),
        (
            "unilateral_changes",
            "We may amend these Terms at any time by posting a new version.",
            "changes_on_posting",
        ),
        (
            "unilateral_changes",
            "You will be notified thirty days before the Policy is changed.",
            "changes_with_notice",
        ),
        ("data_sharing", "We share personal data with our affiliates.", "third_parties"),
        (
            "data_sharing",
            "We may share your personal information with:\n\n- law enforcement on request.",
            "third_parties",
        ),
        ("governing_law", "These Terms are governed by the laws of Northland.", "named_law"),
        ("data_retention", "We keep prompts for as long as necessary.", "as_necessary"),
    ],
)
def test_a_clause_answers_its_topic(topic: str, text: str, answer: str, topics: TopicSet) -> None:
    assert answer in answers(text, topic, topics)


@pytest.mark.parametrize(
    ("topic", "text", "wrong"),
    [
        (
            "dispute_resolution",
            "You shall indemnify us for any claims, to include court costs and arbitration fees.",
            "arbitration",
        ),
        (
            "dispute_resolution",
            "You may invoke binding arbitration under the Data Privacy Framework.",
            "arbitration",
        ),
        (
            "unilateral_changes",
            "We will give you notice of any change in the subscription fees in these Terms.",
            "changes_with_notice",
        ),
        (
            "unilateral_changes",
            "You agree to notify us of any change of your billing address under these Terms.",
            "changes_with_notice",
        ),
        (
            "unilateral_changes",
            "You may withdraw your consent under this Policy at any time; see its changes.",
            "changes_on_posting",
        ),
        (
            "data_sharing",
            "You must not share your API key with third parties or disclose personal data.",
            "third_parties",
        ),
        (
            "data_sharing",
            "We have no actual knowledge that we sell personal information of minors.",
            "sells",
        ),
        (
            "governing_law",
            "The website does not give rise to personal jurisdiction over us in any court.",
            "named_courts",
        ),
        (
            "data_retention",
            "We do not promise to store the content that you upload, or to retain your data.",
            "not_retained",
        ),
        (
            "advertising_tracking",
            "You have the right to opt out of targeted advertising based on cookies.",
            "targeted_advertising",
        ),
        ("ai_outputs", "Do not use Output of the model in a misleading way.", "no_reliance"),
    ],
)
def test_what_only_sounds_like_an_answer_is_none(
    topic: str, text: str, wrong: str, topics: TopicSet
) -> None:
    assert wrong not in answers(text, topic, topics)


def test_a_promise_for_software_that_users_run_themselves_is_for_them_alone(
    topics: TopicSet,
) -> None:
    text = (
        "We have no access to the infrastructure of a self-hosted model and do not use your data "
        "to train our models."
    )
    (item,) = classify_text(text, topics)
    assert item.stance is not None
    assert (item.stance.default, item.stance.subject) == ("no_training", "self-hosted deployments")
