"""All changes of a site by month, and the ways from one page of a row to its neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tosmon.model import Moment
from tosmon.render import site_paths as paths
from tosmon.render.page_html import element, joined
from tosmon.render.site_parts import cell, change_list, happened, level, neighbours, table
from tosmon.render.site_shell import HOME, Crumb, Frame, site_page
from tosmon.render.site_svg import strip
from tosmon.render.site_values import Names
from tosmon.render.style import count
from tosmon.results import VersionChange


def months_page(frame: Frame, changes: Sequence[VersionChange], last: Moment | None) -> str:
    """Return the list of months with how much changed in each; `last` as of the overview."""
    path = paths.CHANGES
    found: dict[str, Counter[str]] = {}
    pages: dict[str, str] = {}
    for change in changes:
        month = f"{change.captured_at:%Y-%m}"
        pages[month] = paths.month(change.captured_at)
        found.setdefault(month, Counter())[change.severity or change.kind] += 1
    rows = (
        element(
            "tr",
            element("th", element("a", month, href=paths.link(pages[month], path)), scope="row"),
            cell("Changes", str(sum(numbers.values()))),
            cell("High", str(numbers["high"] or "–")),
            cell("Medium", str(numbers["medium"] or "–")),
            cell("Low", str(numbers["low"] or "–")),
        )
        for month, numbers in found.items()
    )
    return site_page(
        frame,
        path,
        "Changes",
        element("h1", "Changes"),
        element("p", f"{count(len(changes), 'change')} by month of capture.", class_="lead"),
        *([strip(happened(changes), last)] if last else []),
        table(
            *("Month", "Changes", "High", "Medium", "Low"),
            rows=rows,
            class_="numbers",
            caption="Changes by month",
        ),
        crumbs=(HOME,),
    )


def month_page(
    frame: Frame,
    changes: Sequence[VersionChange],
    names: Names,
    earlier: Moment | None,
    later: Moment | None,
) -> str:
    """Return a month's changes, newest first, with the ways to its neighbours."""
    at = changes[0].captured_at
    path = paths.month(at)
    levels = Counter(change.severity for change in changes)
    told = [joined(level(name), f" {levels[name]} ") for name in ("high", "medium", "low")]
    return site_page(
        frame,
        path,
        f"Changes in {at:%B %Y}",
        element("h1", f"{at:%B %Y}"),
        element("p", f"{count(len(changes), 'change')}. ", *told, class_="lead"),
        neighbours(path, _month(earlier), _month(later)),
        change_list(changes, names, path),
        crumbs=(HOME, Crumb(words="Changes", path=paths.CHANGES)),
    )


def _month(at: Moment | None) -> tuple[str, str] | None:
    return None if at is None else (f"{at:%B %Y}", paths.month(at))
