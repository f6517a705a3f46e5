"""Pages of an invented platform, and the looks at what an import made of them."""

CLAUSES = "".join(
    f"<p>Clause {n} of these terms binds both parties for {n} years.</p>" for n in range(1, 40)
)


def page(days: int, *, title: str = "Terms") -> str:
    """Return a page whose terms change with `days`."""
    text = f"<h1>{title}</h1><p>We keep data for {days} days.</p>{CLAUSES}"
    return f"<html><head><title>{title}</title></head><body><main>{text}</main></body></html>"


def history(program, target: str) -> list[tuple[str, str]]:
    """Return day and kind of each version of `target`, oldest first."""
    versions = program("log", target, "--all", "--json").json["versions"]
    return [(v["captured_at"][:10], v["kind"]) for v in reversed(versions)]


def counts(report: dict) -> dict[str, int]:
    """Return what an import counted, zeros left out."""
    return {name: n for name, n in report.items() if isinstance(n, int) and n}
