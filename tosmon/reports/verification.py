"""The answer of `verify`."""

from __future__ import annotations

from tosmon.archive import Files, verify
from tosmon.model import Sha256
from tosmon.results import VerifyFinding, VerifyReport, VersionName


def verification(files: Files, *, expect: Sha256 | None = None) -> VerifyReport:
    """Check the whole archive; `expect` is a commit that must be part of its history."""
    result = verify(files, expect=expect)
    return VerifyReport(
        ok=not result.damaged,
        head=result.head,
        objects=result.objects,
        unreferenced=result.unreferenced,
        commits=result.commits,
        versions=result.versions,
        journal_lines=result.journal_lines,
        findings=tuple(
            VerifyFinding(
                kind=finding.kind,
                what=finding.what,
                object=finding.object,
                needed_by=tuple(
                    VersionName(document=need.document, version=need.version)
                    for need in finding.needed_by
                ),
                warning=finding.warning,
            )
            for finding in result.findings
        ),
    )
