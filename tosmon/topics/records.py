"""What a topic file holds and what the engine answers: frozen types, no logic.

Offsets are half-open and count code points of the paragraph's own text, so that
`text[start:end]` is a verbatim quote. Nothing here knows of files, versions or platforms.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from tosmon.model import Record, Severity, Tier

Patterns = tuple[str, ...]


class Example(Record):
    """An example under a heading or a lead-in sentence; a plain string is one without."""

    text: str
    heading: str | None = None
    lead_in: str | None = None


Examples = tuple[str | Example, ...]


class Rule(Record):
    """A sentence pattern of a topic, with its conditions and its examples.

    `any`: one of these must be found. `within`: one of these must stand in the same sentence.
    `with_`: one of these must stand in the paragraph. `unless`: none of these in the sentence of
    the match. `never`: none of these in the paragraph. `under`: one of these in a heading or
    lead-in above. Without `any`, `under` alone decides and the first sentence is the evidence.
    """

    id: str
    any: Patterns = ()
    within: Patterns = ()
    with_: Patterns = msgspec.field(default=(), name="with")
    unless: Patterns = ()
    never: Patterns = ()
    under: Patterns = ()
    not_under: Patterns = ()
    severity: Severity | None = None
    note: str | None = None
    matches: Examples = ()
    rejects: Examples = ()


class StanceRule(Rule, kw_only=True):
    """A rule that answers the topic's question with `default`.

    `alone`: only where no other rule answers for the same users.
    """

    default: str
    alone: bool = False


class Subject(Record):
    """Whom or what a stance speaks of: a tier, a region, a kind of content.

    `narrow`: a part of the users only, so that an answer for all comes first beside it. `tier` and
    `region` are those that the subject stands for; `aside`: what is said of it does not answer
    the topic's question.
    """

    id: str
    any: Patterns
    narrow: bool = False
    tier: Tier | None = None
    region: str | None = None
    aside: bool = False


class Law(Record):
    """A provision of law that the topic engages, with its official title and where it stands."""

    law: str
    article: str
    title: str
    reason: str
    source: str
    jurisdiction: str


class Wording(Record):
    """Sentences for the five parts of a report. They describe and never judge."""

    regulatory_landscape: str
    governance_exposure: str
    jurisdiction_flags: str
    contract_implications: str
    compliance_considerations: str


class StanceMeaning(Record):
    """A possible answer, in plain words.

    `severity`: of a provision that answers so, where it is not the topic's. `yields_to`: answers
    beside which, in one document and of the same users, this one says nothing more. `against`:
    answers of other documents of the platform that cannot stand beside this one.
    `not_from_carve_outs`: what a sentence says that only makes an exception is no such answer
    where another sentence answers.
    """

    id: str
    says: str
    severity: Severity | None = None
    yields_to: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    not_from_carve_outs: bool = False


class Otherwise(Record):
    """The answer of documents that are silent, where they answer another topic in such a way."""

    answer: str
    topic: str
    stances: tuple[str, ...]


class Topic(Record, kw_only=True):
    """One topic file."""

    id: str
    title: str
    question: str
    wording: Wording
    headings: Patterns = ()
    not_headings: Patterns = ()
    heading_needs: Patterns = ()
    rules: tuple[Rule, ...] = ()
    inherits: bool = True
    in_definitions: bool = False
    answers: tuple[StanceMeaning, ...] = ()
    otherwise: Otherwise | None = None
    stances: tuple[StanceRule, ...] = ()
    subjects: tuple[Subject, ...] = ()
    carve_outs: tuple[Rule, ...] = ()
    opt_out: tuple[Rule, ...] = ()
    severity: Severity = "medium"
    laws: tuple[Law, ...] = ()
    agencies: tuple[str, ...] = ()
    vendor_questions: tuple[str, ...] = ()
    reader_actions: tuple[str, ...] = ()


class Paragraph(Record):
    """A paragraph with what stands above it: headings, outermost first, and lead-in sentences."""

    text: str
    section: tuple[str, ...] = ()
    lead_ins: tuple[str, ...] = ()
    kind: Literal["heading", "paragraph", "item", "row", "code"] = "paragraph"


class Match(Record):
    """A rule that fired: the words that it fired on, and the sentence around them."""

    topic: str
    rule: str
    start: int
    end: int
    severity: Severity | None = None


class StanceFound(Record):
    """An answer to a topic's question, with the words that carry it."""

    topic: str
    default: str
    rule: str
    subject: str | None
    start: int
    end: int


class Classified(Record):
    """What one paragraph states: its topics in the catalogue's order, each with a match."""

    topics: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    stances: tuple[StanceFound, ...] = ()
    carve_outs: tuple[Match, ...] = ()
    opt_outs: tuple[Match, ...] = ()
