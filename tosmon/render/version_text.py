"""`show`: a version's text, plain or rendered, and the evidence of its capture."""

from __future__ import annotations

import io

from tosmon.render.style import line, minute
from tosmon.results import ShowReport
from tosmon.safe import safe


def plain_text(report: ShowReport) -> str:
    """Return the text as archived, control characters made visible."""
    return safe(report.text)


def rendered(report: ShowReport, *, colour: bool, width: int) -> str:
    """Return the text as a person reads it: headings, lists and tables drawn."""
    from rich.console import Console
    from rich.markdown import Markdown

    out = io.StringIO()
    console = Console(
        file=out,
        width=min(width, 100),
        force_terminal=colour,
        color_system="auto" if colour else None,
        highlight=False,
    )
    entry = report.version
    console.print(
        f"{entry.document}  {minute(entry.captured_at)}  {entry.version[:12]}", markup=False
    )
    console.print(line(entry.source_url) + "\n", markup=False)
    console.print(Markdown(safe(report.text), hyperlinks=False))
    return out.getvalue()


def evidence_lines(report: ShowReport) -> str:
    """Return the evidence of the capture, a fact a line."""
    entry, evidence = report.version, report.evidence
    rendering = evidence.rendered
    facts = [
        ("document", entry.document),
        ("version", entry.version),
        ("parent", entry.parent or "none"),
        ("captured at", minute(entry.captured_at)),
        ("recorded at", minute(entry.recorded_at)),
        ("confirmed at", minute(entry.confirmed_at)),
        ("origin", evidence.origin + (f", {evidence.source}" if evidence.source else "")),
        ("clock", evidence.clock),
        ("requested", evidence.requested_url),
        *((f"redirect {hop.status}", hop.url) for hop in evidence.redirects),
        ("answered by", evidence.final_url),
        ("status", str(evidence.status)),
        *(evidence.headers),
        *(
            (("rendered by", rendering.browser), ("response", f"sha256 {rendering.response}"))
            if rendering
            else ()
        ),
        ("text", f"sha256 {entry.text_sha256}"),
        ("body", f"sha256 {entry.body_sha256}"),
        ("read by", evidence.extractor),
        *((name, f"{value:g}") for name, value in evidence.measures),
    ]
    width = max(len(name) for name, _ in facts)
    return "".join(f"{line(name).ljust(width)}  {line(value)}\n" for name, value in facts)
