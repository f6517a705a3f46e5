"""How findings become one judgement: severity, direction, topics, headline, and their rules."""

import time
from pathlib import Path

import pytest

from tosmon.assess.change import judge
from tosmon.assess.cues import cued
from tosmon.assess.severity import RULES
from tosmon.diff import diff
from tosmon.topics import load

TOPICS = load()
OLD = """\
# Osprey terms

Effective: 1 May 2031

## Payment

Invoices are due within 30 days.

## Content

You keep all rights in the pictures that you upload.

## Ending the agreement

Either of us may end the agreement with a month's notice.
"""


def judged(old, new):
    return judge(diff(old, new), old, new, TOPICS)


def test_every_severity_rule_is_explained_in_the_documentation():
    page = (Path(__file__).parents[2] / "docs" / "signals.md").read_text(encoding="utf-8")
    for name, severity, _ in RULES:
        rows = [line for line in page.splitlines() if line.startswith("|") and f"`{name}`" in line]
        assert any(f"| {severity} |" in row for row in rows)


def test_the_weightiest_change_gives_severity_rule_and_headline():
    new = OLD.replace("30 days", "20 days") + (
        "\n## Disputes\n\nThe parties talk first. All disputes are then settled by binding"
        " arbitration in the town of our seat.\n"
    )
    found = judged(OLD, new)
    assert (found.severity, found.severity_rule) == ("high", "weighty-provision-gained")
    assert "arbitration" in found.headline
    assert found.direction == "towards_vendor"
    assert "dispute_resolution" in found.topics
    by_severity = {change.severity for change in found.changes}
    assert {"high", "medium"} <= by_severity


def test_a_provision_that_the_older_text_had_is_not_gained():
    clause = "You will indemnify us against claims of others."
    old = OLD + f"\n## Claims\n\n{clause}\n"
    new = old.replace("## Content\n", f"## Content\n\n{clause}\n")
    assert judged(old, new).severity == "medium"
    assert judged(OLD, OLD + f"\n{clause}\n").severity == "high"


def test_dates_of_the_text_are_signals_of_their_own_and_no_severity():
    found = judged(OLD, OLD.replace("1 May 2031", "1 June 2031"))
    assert (found.kind, found.severity, found.effective_date) == ("editorial", None, "2031-06-01")
    (signal,) = [s for change in found.changes for s in change.signals]
    assert (signal.rule, signal.before, signal.after) == (
        "effective-date-changed",
        "1 May 2031",
        "1 June 2031",
    )


def test_signals_that_point_both_ways_give_no_direction():
    new = OLD.replace("within 30 days", "within 60 days").replace("a month's", "a day's")
    found = judged(OLD, new)
    assert {s.direction for c in found.changes for s in c.signals} >= {"towards_user"}
    moved = OLD.replace("30 days", "10 days").replace("You keep", "You own and keep")
    assert judged(OLD, moved).direction in (None, "towards_vendor")


def test_tiers_that_the_changed_sentences_name():
    old = OLD.replace("Invoices are", "Invoices of Pro users are")
    new = old.replace("30 days", "20 days")
    assert judged(old, new).tiers == ("pro",)


def test_topics_are_those_of_the_changed_words_not_of_all_around_them():
    old = OLD.replace(
        "within 30 days.",
        "within 30 days. We delete your account data a year after the agreement ends.",
    )
    assert judged(old, old.replace("30 days", "20 days")).topics[0] == "fees_billing"
    assert "data_retention" not in judged(old, old.replace("30 days", "20 days")).topics
    assert "data_retention" in judged(old, old.replace("a year", "two years")).topics


def test_a_promise_that_is_gone_is_no_detail():
    assert judged(OLD, OLD.replace("Invoices are due within 30 days.\n", "")).severity == "medium"


def test_a_page_written_to_be_slow_is_judged_in_bounded_time():
    slow = "data to improve " * 9000 + "Ltd A. " * 9000 + "30 days 30 " * 4000
    start = time.process_time()
    assert judged(OLD, OLD + f"\n{slow}\n").kind != "none"
    assert judged(OLD + f"\n{slow} one\n", OLD + f"\n{slow} two\n").kind == "substantive"
    assert time.process_time() - start < 8


@pytest.mark.parametrize(
    ("words", "topic", "has"),
    [
        ("write to security-desk@osprey.example", "security", False),
        ("encrypted, as our security programme asks", "security", True),
        ("a cap on attorneys' fees", "fees_billing", False),
        ("a fee for each seat", "fees_billing", True),
        ("by any means", "definitions_scope", False),
        ("“Seat” means a named person", "definitions_scope", True),
        ("this may affect your rights", "privacy_rights", False),
        ("complaints about the Privacy Framework", "privacy_rights", True),
        ("hashes stored in our database", "international_transfers", False),
        ("stored on servers in the United States", "international_transfers", True),
        ("Osprey Europe, Limited (“Osprey”)", "contact_entity", True),
        ("rights limited to what is needed", "contact_entity", False),
    ],
)
def test_a_few_words_tell_a_topic_only_where_they_speak_of_it(words, topic, has):
    assert (topic in cued(words)) is has


def test_the_longer_an_edit_the_more_topics_are_told():
    clauses = [
        "You will indemnify us against claims of others.",
        "Disputes are settled by binding arbitration.",
        "We may suspend your account at any time.",
        "We share your personal data with our advertising partners.",
        "Our liability is limited to the fees that you paid.",
        "The services are provided as is, without any warranty.",
        "You grant us a worldwide, perpetual licence to your content.",
    ]
    counts = [
        len(judged(OLD, OLD + "\n" + "\n\n".join(clauses[:number]) + "\n").topics)
        for number in (1, 4, 7)
    ]
    assert counts[0] <= 2
    assert counts == sorted(set(counts))
