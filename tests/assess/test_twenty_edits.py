"""Some twenty edits of one invented agreement, and what a lawyer would say of each."""

import pytest

from tosmon.assess.change import judge
from tosmon.diff import diff
from tosmon.topics import load

TOPICS = load()
AGREEMENT = """\
# Lantern Works terms

Last updated: 1 March 2030

These terms are effective from 1 April 2030.

## Using the service

You may export your drawings from the service at any time.

We will notify you by email before we change these terms.

We do not share your drawings with advertisers.

Lantern Works is responsible for keeping the service available in Norway and Iceland.

## Data

We collect your name, your email address and the drawings that you upload.

We use your drawings to train our models unless you opt out in your settings.

Deleted drawings are removed from our systems within 30 days.

We use your drawings for research only with your express consent.

## Companies that process data for us

| Company | Purpose |
| --- | --- |
| Fjordhost AS | Hosting |

## Money

The fee is $20 a month for Pro users.

You may request a refund within 14 days of payment.

Our liability is limited to $500 in each year.

## Disputes

These terms are governed by the laws of Norway, and the courts of Oslo decide disputes.

“Drawing” means any picture that you make with the service.

Write to us at help@lantern.example or at 12 Harbour Street.
"""
USER, VENDOR = "towards_user", "towards_vendor"
# What is edited, what stands instead, the signal, its severity, whom it favours.
EDITS = [
    ("within 30 days", "within 90 days", "period-changed", "medium", VENDOR),
    ("within 14 days of", "within 7 days of", "period-changed", "medium", VENDOR),
    ("limited to $500 in", "limited to $50 in", "amount-changed", "medium", VENDOR),
    ("The fee is $20", "The fee is $25", "amount-changed", "medium", VENDOR),
    ("We will notify you", "We may notify you", "duty-weakened", "high", VENDOR),
    ("do not share", "share", "negation-lost", "high", VENDOR),
    ("You may export", "You must export", "duty-strengthened", "medium", VENDOR),
    (
        "with advertisers.",
        "with advertisers unless you allow it.",
        "exception-gained",
        None,
        VENDOR,
    ),
    (" unless you opt out in your settings", "", "opt-out-lost", "high", VENDOR),
    (
        "in your settings.",
        "in your settings, which Enterprise customers alone can do.",
        "opt-out-moved",
        "high",
        VENDOR,
    ),
    (" only with your express consent", "", "consent-lost", "high", VENDOR),
    (
        "your email address and",
        "your email address, your location and",
        "scope-widened",
        "high",
        VENDOR,
    ),
    ("| Fjordhost AS |", "| Dalcloud Ltd |", "recipient-changed", "medium", None),
    ("the laws of Norway", "the laws of Iceland", "governing-law-changed", "high", None),
    ("the courts of Oslo", "the courts of Bergen", "court-changed", "high", None),
    ("any picture that", "any picture or text that", "definition-changed", "medium", None),
    ("help@lantern", "legal@lantern", "contact-changed", "low", None),
    (
        "## Disputes\n",
        "## Disputes\n\nAll disputes are resolved by binding arbitration, and you waive any class"
        " action.\n",
        "arbitration-gained",
        "high",
        VENDOR,
    ),
    (
        "\nYou may request a refund within 14 days of payment.\n",
        "",
        "refund-lost",
        "high",
        VENDOR,
    ),
    ("for research only with", "for research with", "exception-lost", None, VENDOR),
    ("in Norway and Iceland", "in Norway", "region-removed", "medium", None),
]


def judged(old, new):
    return judge(diff(old, new), old, new, TOPICS)


@pytest.mark.parametrize(("was", "now", "rule", "severity", "direction"), EDITS)
def test_an_edit_gets_the_signal_severity_and_direction_that_a_lawyer_gives(
    was, now, rule, severity, direction
):
    assert AGREEMENT.count(was) == 1
    found = judged(AGREEMENT, AGREEMENT.replace(was, now))
    assert found.kind == "substantive"
    signals = [signal for change in found.changes for signal in change.signals]
    assert rule in {signal.rule for signal in signals}
    fired = next(signal for signal in signals if signal.rule == rule)
    assert fired.direction == direction
    if severity:
        assert (found.severity, bool(found.severity_rule)) == (severity, True)


@pytest.mark.parametrize(("was", "now", "rule", "severity", "direction"), EDITS)
def test_evidence_stands_in_the_texts(was, now, rule, severity, direction):
    new = AGREEMENT.replace(was, now)
    for change in judged(AGREEMENT, new).changes:
        for signal in change.signals:
            assert signal.before is None or _stands(signal.before, change.before)
            assert signal.after is None or _stands(signal.after, change.after)


def _stands(words, text):
    """Evidence of several places is joined by marks that are no author's."""
    parts = [part for piece in words.split(" … ") for part in piece.split(", ")]
    return all(part in (text or "") for part in parts)


def test_the_mirrored_edit_points_the_other_way():
    for was, now, rule, _, direction in EDITS:
        if rule in ("period-changed", "amount-changed", "duty-weakened", "opt-out-lost"):
            other = judged(AGREEMENT.replace(was, now), AGREEMENT)
            fired = {s.direction for c in other.changes for s in c.signals if s.direction}
            assert fired == {USER if direction == VENDOR else VENDOR}


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Osprey, 12 Elm Street, Reno, Texas 75001.", "Osprey, 9 Oak Street, Reno, TX 75002."),
        ("We ship to the UK and the USA.", "We ship to the United Kingdom and the United States."),
        ("GOVERNED BY THE LAWS OF NORWAY.", "The terms are governed by the laws of Norway."),
    ],
)
def test_a_place_under_another_name_is_no_other_place(was, now):
    found = judged(was, now)
    rules = {signal.rule for change in found.changes for signal in change.signals}
    assert not {rule for rule in rules if rule.startswith(("region-", "governing-law-"))}
