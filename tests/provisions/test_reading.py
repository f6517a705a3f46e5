"""What blocks of a text become provisions, and how far each reaches."""

import pytest

from tosmon.provisions import provisions_of
from tosmon.topics import load

TOPICS = load()

TERMS = """# Lanternfish Terms

## 3. Your content

You keep all rights in your content.

We do not use content of Business customers to train our models. If you use a free account, we \
train our models on your prompts unless you opt out in your account settings. Even if you opt out, \
feedback that you send us may be used to improve our models.

## 4. What is forbidden

You must not:

- use the service to send spam;
- reverse engineer the service;
- upload malware.

## 5. Liability

In short: we pay no more than you paid us.

Our total liability will not exceed the fees that you paid in the last twelve months.

| data we collect | from where we collect it |
|---|---|
| We collect your name | you give it to us |
| We collect your address | you give it to us |
"""


def found(topic, text=TERMS):
    return [p for p in provisions_of(text, TOPICS) if p.topic == topic]


def test_every_quote_stands_at_its_offsets():
    provisions = provisions_of(TERMS, TOPICS)
    assert len({p.topic for p in provisions}) > 3
    for provision in provisions:
        pieces = [provision, *provision.signals, *provision.opt_outs, *provision.carve_outs]
        pieces += [p for p in (provision.answer, provision.lead_in) if p]
        assert provision.signals
        for piece in pieces:
            assert TERMS[piece.start : piece.end] == piece.quote


def test_a_paragraph_that_answers_for_two_tiers_is_two_provisions():
    business, free = found("ai_training")
    assert (business.stance, business.subject) == ("no_training", "business and API customers")
    assert (free.stance, free.subject) == ("trains_unless_opt_out", "consumers")
    assert business.quote.endswith("models.")
    assert free.quote.startswith("If you use a free account")
    assert free.answer.quote.endswith("account settings.")


def test_an_exception_and_the_way_out_stand_beside_the_answer():
    _, free = found("ai_training")
    assert [c.what for c in free.carve_outs] == ["feedback"]
    assert free.carve_outs[0].quote.startswith("Even if you opt out")
    assert "account settings" in free.opt_outs[0].quote


def test_a_list_and_its_lead_in_are_one_provision():
    [forbidden] = found("acceptable_use")
    assert forbidden.quote.startswith("You must not:")
    assert forbidden.quote.endswith("upload malware.")
    assert forbidden.section == ("Lanternfish Terms", "4. What is forbidden")


def test_an_item_alone_keeps_the_sentence_that_leads_it_in():
    text = (
        "# Policy\n\nWe may use your prompts for these purposes:\n\n- to answer you\n"
        "- to train our AI models\n"
    )
    [item] = found("ai_training", text)
    assert item.quote == "to train our AI models"
    assert item.lead_in.quote == "We may use your prompts for these purposes:"


def test_rows_of_a_table_are_one_provision():
    [rows] = [p for p in found("data_collection") if p.quote.startswith("|")]
    assert "your name" in rows.quote
    assert "your address" in rows.quote


def test_a_summary_is_tied_to_the_clause_that_it_sums_up():
    liability = found("liability")
    clause = next(p for p in liability if not p.summary and "exceed" in p.quote)
    box = TERMS.replace("In short: we pay no more", "In short: our liability is limited, no more")
    summary = next(p for p in found("liability", box) if p.summary)
    clause = next(p for p in found("liability", box) if not p.summary and "exceed" in p.quote)
    assert summary.sums_up == clause.start


@pytest.mark.parametrize(
    ("sentence", "severity", "rule"),
    [
        (
            "We use your prompts to train our models.",
            "high",
            "answer:trains_no_opt_out",
        ),
        ("We do not use your prompts to train our models.", "low", "answer:no_training"),
    ],
)
def test_severity_names_what_decided_it(sentence, severity, rule):
    [provision] = found("ai_training", f"# Terms\n\n{sentence}\n")
    assert (provision.severity, provision.severity_rule) == (severity, rule)
