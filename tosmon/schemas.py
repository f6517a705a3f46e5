"""The JSON Schemas of what commands print, made from the types themselves.

Owns the names under which they can be asked for. docs/schemas/ holds a copy of each.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from tosmon.archive import CaptureEvent, ContinuedEvent, RulingEvent
from tosmon.compliance import ComplianceReport
from tosmon.model import DiffReport, VersionObject
from tosmon.proposals import AddReport, DeclarationsReport, DiscoverReport
from tosmon.results import (
    BundleManifest,
    ChangesReport,
    CheckReport,
    ClassifiedParagraph,
    DiffsReport,
    ExportReport,
    FetchReport,
    ImportReport,
    LogReport,
    ReextractReport,
    RulingReport,
    ShowReport,
    StatusReport,
    TopicsReport,
    VerifyReport,
)
from tosmon.statements import CompareReport, ProvisionsReport, SearchReport, TimelineReport
from tosmon.telling import (
    DigestReport,
    FeedsReport,
    LogLine,
    Notification,
    NotifyReport,
    SiteReport,
)

_SHAPES: dict[str, object] = {
    "add": AddReport,
    "bundle": BundleManifest,
    "changes": ChangesReport,
    "check": CheckReport,
    "classify": ClassifiedParagraph,
    "compare": CompareReport,
    "declarations": DeclarationsReport,
    "diff": DiffReport,
    "diffs": DiffsReport,
    "digest": DigestReport,
    "export": ExportReport,
    "feeds": FeedsReport,
    "discover": DiscoverReport,
    "fetch": FetchReport,
    "import": ImportReport,
    "journal": CaptureEvent | RulingEvent | ContinuedEvent,
    "log": LogReport,
    "reextract": ReextractReport,
    "report": ComplianceReport,
    "log-line": LogLine,
    "notification": Notification,
    "notify": NotifyReport,
    "provisions": ProvisionsReport,
    "ruling": RulingReport,
    "search": SearchReport,
    "show": ShowReport,
    "site": SiteReport,
    "status": StatusReport,
    "timeline": TimelineReport,
    "topics": TopicsReport,
    "verify": VerifyReport,
    "version": VersionObject,
}


def names() -> tuple[str, ...]:
    """Return the names of all shapes."""
    return tuple(_SHAPES)


def schema_text(name: str) -> str | None:
    """Return the JSON Schema named `diff` or `tosmon/diff/1`, None where there is none."""
    parts = name.split("/")
    short = parts[1] if len(parts) == 3 and (parts[0], parts[2]) == ("tosmon", "1") else name
    shape = _SHAPES.get(short)
    if shape is None:
        return None
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **msgspec.json.schema(shape),
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def main() -> None:
    """Write every schema into the folder that the command line names."""
    folder = Path(sys.argv[1])
    for name in names():
        (folder / f"{name}.json").write_text(schema_text(name) or "", encoding="utf-8")


if __name__ == "__main__":
    main()
