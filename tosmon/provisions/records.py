"""What a provision is: frozen types, no logic.

Offsets are half-open and count code points of the version's whole text: `text[start:end]` is the
quote beside them, letter by letter.
"""

from __future__ import annotations

from tosmon.model import Record, Severity


class Part(Record):
    """A verbatim piece of a text. `what` names the rule that found it, where one did."""

    quote: str
    start: int
    end: int
    what: str | None = None


class Signal(Record):
    """A rule that fired, and the words that it fired on."""

    rule: str
    quote: str
    start: int
    end: int


class Provision(Record):
    """A block, or a run of blocks, that states something on a topic.

    `answer` is the sentence that carries `stance`; `subject` whom it speaks of. `lead_in` is the
    sentence above a list without which its items say nothing whole. `severity_rule` names what
    decided the severity: an answer, a rule, or the topic. `first`, `last` number the blocks.
    `summary` marks a box that sums up; `sums_up` is the start of the provision that it sums up.
    """

    topic: str
    section: tuple[str, ...]
    quote: str
    start: int
    end: int
    stance: str | None
    subject: str | None
    answer: Part | None
    severity: Severity
    severity_rule: str
    signals: tuple[Signal, ...]
    first: int
    last: int
    lead_in: Part | None = None
    opt_outs: tuple[Part, ...] = ()
    carve_outs: tuple[Part, ...] = ()
    summary: bool = False
    sums_up: int | None = None
