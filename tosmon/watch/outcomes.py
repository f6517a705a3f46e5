"""What a run answers of a capture: its outcome, and of a live change the summary.

Owns the answer that commands print. Records nothing but the judgement, which can be made again.
"""

from __future__ import annotations

from tosmon.archive import CaptureEvent, Writer
from tosmon.model import Recorded, Sha256
from tosmon.results import ChangeSummary, FetchedDocument
from tosmon.watch.captures import TROUBLE, Capture, is_news


def result_of(
    capture: Capture, event: CaptureEvent, change: ChangeSummary | None
) -> FetchedDocument:
    """Return what a run says of `capture`, which came to `event`."""
    before = capture.state
    return FetchedDocument(
        document=capture.document.key,
        status=event.outcome,
        reason=event.reason,
        detail=event.detail,
        version=event.version,
        change=change,
        http_status=event.http_status,
        elapsed_ms=event.elapsed_ms,
        news=is_news(before, event),
        recovered=bool(before and before.failures) and event.outcome not in TROUBLE,
    )


def judged(
    writer: Writer, capture: Capture, versions: tuple[Sha256, Sha256], texts: tuple[str, str]
) -> ChangeSummary:
    """Judge a live change for the line that is printed; who asks later finds it judged.

    `versions` are the one that stood and the new one, `texts` theirs.
    """
    # The rules of judgement take a quarter of the start of a run that changes nothing.
    from tosmon.reports.history import judge_version, summary  # noqa: PLC0415
    from tosmon.reports.judged import Judged  # noqa: PLC0415

    old, new = (
        Recorded(
            version=name,
            content=writer.version(name),
            recorded_at=capture.at,
            confirmed_at=capture.captured_at,
        )
        for name in versions
    )
    whole = judge_version(old, new, *texts)
    Judged(writer.files).add(whole)
    return summary(whole.change)
