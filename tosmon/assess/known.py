"""What a verdict goes by and what it says.

Owns the types alone: a run that changes nothing needs them, and none of the rules.
"""

from __future__ import annotations

from typing import Literal

from tosmon.assess.variants import Variants
from tosmon.model import Moment, QuarantineReason, Record, Sha256

# Hours that must lie between two sightings before the second is believed: longer than a bad
# deployment or a broken cache lives, shorter than a day, so that a daily run confirms.
CONFIRM_HOURS = 6.0


class SetAside(Record):
    """A capture that is not believed, why, and what was measured."""

    reason: QuarantineReason
    detail: str


# initial, new, reverted: a version. same: the text that stands. furniture: it differs only in what
# no author wrote. variant: one of the copies between which the document alternates. set_aside:
# quarantined.
Word = Literal["initial", "new", "reverted", "same", "furniture", "variant", "set_aside"]


class Sighting(Record):
    """A text that was set aside before: for which reason, and when it was first seen."""

    normalized: Sha256
    reason: QuarantineReason
    first_seen: Moment
    rejected: bool = False


class Known(Record):
    """What is known of a document before a capture.

    `text` and `normalized` are those of the version that stands. `variants` is the memory that the
    last verdict returned, or that `remember` builds again.
    """

    text: str | None = None
    normalized: Sha256 | None = None
    variants: Variants | None = None
    set_aside: tuple[Sighting, ...] = ()


class Verdict(Record):
    """What a capture is, and the memory after it.

    `doubt` says why a capture is set aside. `first_seen` is set where a second sighting released
    a version that was first seen then.
    """

    word: Word
    variants: Variants | None
    doubt: SetAside | None = None
    first_seen: Moment | None = None

    @property
    def is_version(self) -> bool:
        """Whether a version is to be recorded."""
        return self.word in ("initial", "new", "reverted")
