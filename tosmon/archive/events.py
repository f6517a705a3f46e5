"""What the journal tells: one record for each line, and each document's state after it.

Owns the journal's vocabulary. Knows nothing of files, nor of how a state comes about.
"""

from __future__ import annotations

from typing import Literal

from tosmon.assess.variants import Variants
from tosmon.model import (
    DocumentKey,
    Evidence,
    Moment,
    Origin,
    Record,
    Sha256,
    Validators,
)

Outcome = Literal["initial", "changed", "unchanged", "quarantined", "failed"]


class CaptureEvent(Record, tag_field="event", tag="capture", omit_defaults=True):
    """One look at a document, whatever came of it.

    `version` is set where the look recorded one; `first_seen` where that version was first seen
    at an earlier capture, `doubted_since` where quarantined captures of other words led up to it
    from that moment. `seen_as` tells an unchanged look that showed another text: other page
    furniture, or one of the copies between which the document alternates. `evidence` is kept of
    a quarantined capture, for the version that it may become. `body` is the hash of what the
    server sent, `kept` whether the archive holds it; where a browser rendered the page, `body` is
    its DOM and `response` what the server sent, set where it is held. `moved_to` is where redirects
    led that are all permanent (RFC 9110, 15.4.2 and 15.4.9).
    """

    n: int
    at: Moment
    document: DocumentKey
    captured_at: Moment
    outcome: Outcome
    reason: str | None = None
    detail: str | None = None
    http_status: int | None = None
    requested_url: str | None = None
    final_url: str | None = None
    moved_to: str | None = None
    version: Sha256 | None = None
    first_seen: Moment | None = None
    doubted_since: Moment | None = None
    body: Sha256 | None = None
    kept: bool = False
    response: Sha256 | None = None
    visible: Sha256 | None = None
    content: Sha256 | None = None
    normalized: Sha256 | None = None
    seen_as: Literal["furniture", "variant"] | None = None
    extractor: str | None = None
    validators: Validators | None = None
    retry_after: float | None = None
    evidence: Evidence | None = None
    elapsed_ms: int = 0
    origin: Origin = "live"
    robots_ignored: bool = False
    clock: Literal["system", "fixed"] = "system"


class RulingEvent(Record, tag_field="event", tag="ruling", omit_defaults=True):
    """A person's word on a quarantined capture: accepted as a version, or rejected."""

    n: int
    at: Moment
    document: DocumentKey
    ruling: Literal["accept", "reject"]
    body: Sha256
    captured_at: Moment
    version: Sha256 | None = None
    normalized: Sha256 | None = None
    extractor: str | None = None
    clock: Literal["system", "fixed"] = "system"


class Held(Record):
    """A quarantined capture: why it was set aside, first and last seen, how often."""

    body: Sha256
    reason: str
    detail: str
    first_seen: Moment
    last_seen: Moment
    extractor: str | None = None
    content: Sha256 | None = None
    normalized: Sha256 | None = None
    evidence: Evidence | None = None
    times: int = 1
    rejected: bool = False


class DocumentState(Record, omit_defaults=True):
    """The last state of one document, as the journal gives it.

    `body`, `visible`, `normalized`, `validators` are those of the last capture that was believed;
    a failed or quarantined one never replaces them. `version` is the version that stands now,
    `head` the one recorded last; they differ where history was imported behind. `kept` is the body
    that was archived last, of whatever capture; `shown` that of the last page whose content was
    looked at and was that of the version that stands. `absent_since` is the first of the looks in
    a row that found no document (404 or 410), `moved_to` the address that permanent redirects led
    to, `unread_by` the reader that could make nothing of the body that came last.
    """

    document: DocumentKey
    last_capture: Moment | None = None
    last_outcome: Outcome | None = None
    last_success: Moment | None = None
    last_change: Moment | None = None
    version: Sha256 | None = None
    head: Sha256 | None = None
    versions: int = 0
    failing_since: Moment | None = None
    failures: int = 0
    reason: str | None = None
    detail: str | None = None
    http_status: int | None = None
    retry_after: float | None = None
    validators: Validators = Validators()
    body: Sha256 | None = None
    kept: Sha256 | None = None
    shown: Sha256 | None = None
    visible: Sha256 | None = None
    content: Sha256 | None = None
    normalized: Sha256 | None = None
    variants: Variants | None = None
    extractor: str | None = None
    requested_url: str | None = None
    final_url: str | None = None
    robots_ignored: bool = False
    absent_since: Moment | None = None
    moved_to: str | None = None
    unread_by: str | None = None
    held: tuple[Held, ...] = ()


class ContinuedEvent(Record, tag_field="event", tag="continued", omit_defaults=True):
    """A document goes on under a new name: `document` takes over the history of `formerly`.

    `state` is how the former one stood, so that a replay needs no other document's events.
    """

    n: int
    at: Moment
    document: DocumentKey
    formerly: DocumentKey
    state: DocumentState
    clock: Literal["system", "fixed"] = "system"

    @property
    def captured_at(self) -> Moment:
        """The moment at which the name changed."""
        return self.at

    @property
    def version(self) -> Sha256 | None:
        """The newest version recorded under the former name."""
        return self.state.head


Event = CaptureEvent | RulingEvent | ContinuedEvent
