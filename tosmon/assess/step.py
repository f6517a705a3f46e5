"""What a readable capture is to its document: the one judgement of live looks and of imports.

Owns the order in which the rules are asked: the same text, trust (capture), furniture, flip-flops
(variants). Pure: the memory is built again from a document's believed captures in order.
"""

from __future__ import annotations

from typing import Literal

from tosmon.assess.capture import SetAside, assess
from tosmon.assess.furniture import authored
from tosmon.assess.variants import Variants, see
from tosmon.diff import diff
from tosmon.model import Moment, Record
from tosmon.text import normalized_sha256


class Believed(Record):
    """A version: the first, a text never seen, or one that is back."""

    turn: Literal["first", "new", "reverted"]


class NoVersion(Record):
    """The document stands as it stood, and why nothing is recorded.

    same: the normal form is; furniture: no author made the difference; variant: one of the copies
    between which the document alternates.
    """

    why: Literal["same", "furniture", "variant"]


Outcome = Believed | NoVersion | SetAside


def step(
    memory: Variants | None, text: str, before: str | None, at: Moment, *, confirmed: bool = False
) -> tuple[Variants | None, Outcome]:
    """Return the memory after `text` was served at `at`, and what that comes to.

    `before` is the text of the standing version, None for a document's first. With `confirmed` the
    caller knows that a capture set aside was seen again (`CONFIRM_HOURS`) or accepted.
    """
    normalized = normalized_sha256(text)
    if memory is not None and normalized == memory.standing:
        return see(memory, normalized, at)[0], NoVersion(why="same")
    doubt = None if confirmed else assess(text, before)
    if doubt is not None:
        return memory, doubt
    if memory is not None and before is not None and is_furniture_alone(before, text):
        return see(memory, memory.standing, at)[0], NoVersion(why="furniture")
    after, turn = see(memory, normalized, at)
    if turn == "same" or turn == "variant":  # noqa: PLR1714 - mypy narrows by equality alone
        return after, NoVersion(why=turn)
    return after, Believed(turn=turn)


def is_furniture_alone(before: str, after: str) -> bool:
    """Return whether nothing that an author wrote differs."""
    return not authored(diff(before, after).changes, before, after)
