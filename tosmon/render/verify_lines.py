"""`verify` for a terminal: what was checked, what was found, who needs it."""

from __future__ import annotations

from tosmon.render.style import Tone, count, line, tint
from tosmon.results import VerifyFinding, VerifyReport

_NAMED = 10  # versions named below one finding; JSON has them all


def verify_lines(report: VerifyReport, *, colour: bool) -> str:
    """Return a line for each finding and a sum."""
    out = [text for finding in report.findings for text in _finding(finding, colour=colour)]
    verdict = tint("sound", "green", colour=colour)
    if not report.ok:
        verdict = tint("damaged", "red", colour=colour)
    checked = (
        f"{count(report.objects, 'object')}, {count(report.versions, 'version')}, "
        f"{count(report.commits, 'commit')}, {count(report.journal_lines, 'journal line')} checked"
    )
    loose = (
        f"; {count(report.unreferenced, 'object')} that nothing names"
        if report.unreferenced
        else ""
    )
    out.append(f"{verdict}: {checked}{loose}")
    if report.head:
        out.append(f"head {report.head}")
    return "\n".join(out) + "\n"


def _finding(finding: VerifyFinding, *, colour: bool) -> list[str]:
    mark = "warning" if finding.warning else finding.kind.replace("_", " ")
    tone: Tone = "yellow" if finding.warning else "red"
    out = [f"{tint(mark, tone, colour=colour)}: {line(finding.what)}"]
    out += [
        f"    needed by {need.document} {need.version[:12]}" for need in finding.needed_by[:_NAMED]
    ]
    if len(finding.needed_by) > _NAMED:
        out.append(f"    and {count(len(finding.needed_by) - _NAMED, 'version')} more")
    return out
