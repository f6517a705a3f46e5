"""`discover` for a person: what was left out and why, beside the entries themselves."""

from __future__ import annotations

from tosmon.proposals import DiscoverReport, LeftOutReason
from tosmon.render.style import count, cut, line

_REASONS: dict[LeftOutReason, str] = {
    "failed": "not read",
    "no_document": "no document",
    "same_text": "same text",
    "other_language": "other copy",
    "not_asked": "not asked",
    "other_site": "other site",
}
_TOLD = 12


def discover_lines(report: DiscoverReport, *, width: int | None, verbose: bool) -> str:
    """Return a sum and a line for each address that was seen and is not proposed."""
    listed = [found for found in report.found if found.listed is not None]
    told = f"{count(report.requests, 'page')} asked, {count(len(report.found), 'document')} found"
    out = [f"{line(report.start)}: {told}"]
    out += [f"  listed already  {each.listed}  {line(each.entry.url)}" for each in listed]
    shown = report.left_out if verbose else report.left_out[:_TOLD]
    for each in shown:
        name = _REASONS[each.reason].ljust(14)
        out += [
            cut(f"  {name}  {line(each.url)}", width),
            cut(f"  {'':14}  {line(each.detail)}", width),
        ]
    if len(shown) < len(report.left_out):
        out.append(f"  and {len(report.left_out) - len(shown)} more; -v tells of all")
    return "\n".join(out) + "\n"
