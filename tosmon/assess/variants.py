"""When a text that comes back is a change, and when a document merely alternates.

Owns the rule for flip-flops: pure, over hashes of normal forms and times of capture. Knows no
text, no archive. The memory is built again by `see` over a document's believed captures in order.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from tosmon.model import Moment, Record, Sha256

# A text that comes back once is news. Where a document turned back in the last weeks already, a
# further turn to a text known before is most likely a second copy served in turn (a region, a
# server, a test). Longer than any alternation without a turn met in public records.
ALTERNATES_DAYS = 60
# One of the copies counts as the author's choice when it was served this often, this long, and
# nothing else in between: twice a week's cycle of releases.
STANDS_CAPTURES = 3
STANDS_DAYS = 14
# Texts remembered for each document, those seen last: nobody returns to the sixtieth draft.
MOST_TEXTS = 60

# first: no text was known; same: the one that stands; new: never seen; reverted: back to an
# earlier one; variant: one of the copies between which the document alternates.
Turn = Literal["first", "same", "new", "reverted", "variant"]


class Variants(Record):
    """What must be known of a document to judge a text that comes back.

    `standing` is the text of the newest version, `served` the one last seen, since when, and how
    often without another in between. `texts` are all seen, the latest last.
    """

    standing: Sha256
    served: Sha256
    served_since: Moment
    served_times: int = 1
    turned_back: Moment | None = None
    texts: tuple[Sha256, ...] = ()

    def alternates(self, now: Moment) -> bool:
        """Return whether the document turned back, or went on turning, in the last weeks."""
        since = self.turned_back
        return since is not None and now - since < dt.timedelta(days=ALTERNATES_DAYS)


def see(memory: Variants | None, normalized: Sha256, at: Moment) -> tuple[Variants, Turn]:
    """Return the memory after the text `normalized` was served at `at`, and what that is."""
    if memory is None:
        first = Variants(
            standing=normalized, served=normalized, served_since=at, texts=(normalized,)
        )
        return first, "first"
    known = normalized in memory.texts
    again = normalized == memory.served
    alternates = memory.alternates(at)
    seen = msgspec.structs.replace(
        memory,
        served=normalized,
        served_since=memory.served_since if again else at,
        served_times=memory.served_times + 1 if again else 1,
        turned_back=at if alternates and known and not again else memory.turned_back,
        texts=(*(text for text in memory.texts if text != normalized), normalized)[-MOST_TEXTS:],
    )
    if normalized == memory.standing:
        return seen, "same"
    if not known:
        return msgspec.structs.replace(seen, standing=normalized), "new"
    if alternates and not _stands(seen, at):
        return seen, "variant"
    return msgspec.structs.replace(seen, standing=normalized, turned_back=at), "reverted"


def _stands(memory: Variants, now: Moment) -> bool:
    return memory.served_times >= STANDS_CAPTURES and now - memory.served_since >= dt.timedelta(
        days=STANDS_DAYS
    )
