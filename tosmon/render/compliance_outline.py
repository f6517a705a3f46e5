"""A compliance report as sections of lines, quotes and tables, before any markup.

Owns the order of a report and the sentences that stand in each: what is stated (with the numbers of
its evidence), what the record does not hold, and how it was made. Knows no Markdown and no HTML.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from tosmon import __version__
from tosmon.compliance import ComplianceReport, LawEngaged, Remark, Statement
from tosmon.model import Record
from tosmon.render.style import count, day, minute


class Line(Record, kw_only=False):
    """A sentence; `lead` stands before it in bold, `cites` are the numbers of its evidence.

    What stands between backquotes is code; `address` is where its law can be read.
    """

    text: str
    lead: str | None = None
    cites: tuple[int, ...] = ()
    listed: bool = True
    address: str | None = None


class Words(Record, kw_only=False):
    """A quote under its number, with where it stands."""

    number: int
    quote: str
    where: str


class Grid(Record, kw_only=False):
    """A table; a cell that is a web address is a link."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(Record, kw_only=False):
    """A heading of level 2, or 3 inside one, and what stands under it."""

    title: str
    blocks: tuple[Line | Words | Grid, ...]
    inner: bool = False


Block: TypeAlias = Line | Words | Grid
_ARTICLES = frozenset(["EU", "United Kingdom"])
FIRST = 8  # statements and consequences that a summary names; the parts have all of them

DISCLAIMER = (
    "This report describes what documents state and names provisions of law that such statements "
    "engage. It is no legal advice and no determination that a law applies or is complied with. "
    "Whether it does depends on the parties, the place and the facts, which a lawyer assesses. "
    "Documents that are not watched, and agreements made apart from them, are not considered."
)


def outline(report: ComplianceReport) -> Iterator[Section]:
    """Yield the sections of `report` in their order."""
    yield Section("Documents", (_documents(report),))
    yield Section("Summary", tuple(_summary(report)))
    yield Section("Why it matters", tuple(_why(report)))
    yield Section("1. Regulatory landscape", tuple(_landscape(report)))
    yield Section("2. Governance exposure", tuple(_intro_exposure(report)))
    yield from _exposure(report)
    yield Section("3. Jurisdiction flags", tuple(_jurisdictions(report)))
    yield Section("4. Contract and vendor implications", tuple(_terms(report)))
    yield from _asked(report)
    yield Section("5. Compliance considerations", tuple(_remarks(report.parts.considerations)))
    yield Section("Due diligence", (*_remarks(report.parts.actions),), inner=True)
    yield Section("What a reader can do", tuple(_routes(report)))
    yield Section("Interpretive notes", tuple(_notes(report)))
    yield Section("Evidence", tuple(_evidence(report)))
    yield Section("Methodology", tuple(_methodology(report)))
    yield Section("Citation", tuple(Line(text.citation) for text in report.sources))
    yield Section("Disclaimer", (Line(DISCLAIMER, listed=False),))


def _documents(report: ComplianceReport) -> Grid:
    return Grid(
        ("document", "captured (UTC)", "address"),
        tuple(
            (f"{text.platform}, {text.name}", minute(text.captured_at), text.source_url)
            for text in report.sources
        ),
    )


# --- in plain words ---------------------------------------------------------------------------


def _summary(report: ComplianceReport) -> Iterator[Line]:
    main = [s for s in report.statements if not s.besides]
    answers = [s for s in main if s.stance not in ("stated", "mentions_only")]
    shown = answers or main
    for statement in shown[:FIRST]:
        yield _said(statement, report)
    left = len(report.statements) - len(shown[:FIRST])
    if left > 0:
        yield Line(
            f"{count(left, 'further statement')} on {_topics_of(report)} "
            f"{'stands' if left == 1 else 'stand'} in part 2.",
            listed=False,
        )
    if not report.statements:
        yield Line("The documents state nothing on the topics asked for.", listed=False)
    silent = _silent_titles(report)
    if silent:
        yield Line(f"The documents are silent on: {'; '.join(silent)}.", listed=False)


def _said(statement: Statement, report: ComplianceReport) -> Line:
    whom = users(statement)
    says = statement.says.rstrip(".")
    named = _name(statement, report) if len(report.sources) > 1 else ""
    text = f"{named}: {says}" if named else says
    weight = f" ({statement.severity})" if statement.severity else ""
    return Line(
        f"{text}{f', for {whom}' if whom else ''}.",
        lead=f"{statement.title}{weight}",
        cites=statement.evidence,
    )


def users(statement: Statement) -> str:
    """Return whom a statement is for: as its sentence says, else as its document is listed."""
    tier = f"the {statement.tier} tier" if statement.tier not in ("unspecified", "all") else ""
    return statement.subject or ", ".join(part for part in (tier, statement.region) if part)


def _name(statement: Statement, report: ComplianceReport) -> str:
    return next((t.name for t in report.sources if t.document == statement.document), "")


def _topics_of(report: ComplianceReport) -> str:
    return count(len({s.topic for s in report.statements}), "topic")


def _silent_titles(report: ComplianceReport) -> list[str]:
    spoken = {statement.topic for statement in report.statements}
    return list(
        dict.fromkeys(
            s.title if s.topic not in spoken else f"{s.title} ({users(s) or 'in part'})"
            for s in report.silent
            if s.stance == "silent"
        )
    )


def _why(report: ComplianceReport) -> Iterator[Line]:
    high = {s.topic for s in report.statements if s.severity == "high"}
    weighty = [r for r in report.parts.governance_exposure if r.topic in high][:FIRST]
    yield from _remarks(weighty)
    if not weighty:
        yield Line("Nothing that the rules rate as high is stated.", listed=False)


# --- the five parts ---------------------------------------------------------------------------


def _landscape(report: ComplianceReport) -> Iterator[Block]:
    parts = report.parts
    if not parts.regulatory_landscape:
        yield Line("No provision of law in the topic files is engaged.", listed=False)
        return
    yield Line(
        "What the documents state engages these provisions; whether they apply depends on the "
        "parties, the place and the use.",
        listed=False,
    )
    by_law: dict[tuple[str, str], list[LawEngaged]] = defaultdict(list)
    for engaged in parts.regulatory_landscape:
        by_law[engaged.law, engaged.jurisdiction].append(engaged)
    for (law, place), provisions in by_law.items():
        yield Line(f"({place})", lead=law, listed=False, address=provisions[0].source)
        for one in provisions:
            yield Line(" ".join(one.reasons), lead=f"{cited(one)}, {one.title}", cites=one.evidence)
    if parts.agencies:
        yield Line("; ".join(parts.agencies) + ".", lead="Agencies", listed=False)


def cited(provision: LawEngaged) -> str:
    """Return where in its law a provision stands, as it is cited there."""
    article = provision.article
    if not article[:1].isdigit() or " CFR " in article:
        return article
    return f"Article {article}" if provision.jurisdiction in _ARTICLES else f"§ {article}"


def _intro_exposure(report: ComplianceReport) -> Iterator[Line]:
    if not report.statements:
        yield Line("The documents state nothing on the topics asked for.", listed=False)


def _exposure(report: ComplianceReport) -> Iterator[Section]:
    words = {item.number: item for item in report.evidence}
    said: dict[str, list[Statement]] = defaultdict(list)
    for statement in report.statements:
        said[statement.topic].append(statement)
    for remark in report.parts.governance_exposure:
        blocks: list[Block] = []
        for statement in said[remark.topic]:
            blocks.append(_said_here(statement, report))
            blocks += [
                Words(n, words[n].quote, _place(words[n].section)) for n in statement.evidence
            ]
        for part in report.exceptions:
            if part.topic == remark.topic:
                what = part.what.replace("-", " ")
                blocks.append(Line(f"Even so ({what}):", cites=(part.evidence,), listed=False))
                blocks.append(Words(part.evidence, words[part.evidence].quote, ""))
        blocks.append(Line(remark.text, lead="Exposure", listed=False))
        yield Section(remark.title, tuple(blocks), inner=True)


def _said_here(statement: Statement, report: ComplianceReport) -> Line:
    said = _said(statement, report)
    rule = f" Severity: {statement.severity}, by `{statement.severity_rule}`."
    return Line(
        said.text[:1].upper() + said.text[1:] + (rule if statement.severity else ""),
        cites=said.cites,
        listed=False,
    )


def _place(section: Sequence[str]) -> str:
    return " › ".join(section)


def _jurisdictions(report: ComplianceReport) -> Iterator[Line]:
    for flag in report.parts.jurisdiction_flags:
        yield Line("; ".join(flag.laws) + ".", lead=flag.jurisdiction, cites=flag.evidence)
    governing = [s for s in report.statements if s.topic == "governing_law"]
    for statement in governing:
        yield _said(statement, report)
    if not governing and any(s.topic == "governing_law" for s in report.silent):
        yield Line("The documents are silent on the governing law.")


def _terms(report: ComplianceReport) -> Iterator[Line]:
    prefix = "Terms to ask for: "
    yield Line("Terms to ask for, beside what is stated:", listed=False)
    for line in _remarks(report.parts.terms):
        text = line.text.removeprefix(prefix)
        yield msgspec.structs.replace(line, text=text[:1].upper() + text[1:])


def _asked(report: ComplianceReport) -> Iterator[Section]:
    stated, open_ = report.parts.questions, report.parts.open_questions
    if stated:
        yield Section("Questions for the vendor", tuple(_remarks(stated)), inner=True)
    if open_:
        intro = Line("The documents are silent on these topics:", listed=False)
        yield Section("Open questions", (intro, *_remarks(open_)), inner=True)


def _remarks(remarks: Iterable[Remark]) -> Iterator[Line]:
    """Yield remarks, those of one topic under its title once, with its evidence once."""
    before = None
    for remark in remarks:
        new = remark.topic != before
        yield Line(
            remark.text,
            lead=remark.title if new else None,
            cites=remark.evidence if new else (),
        )
        before = remark.topic


# --- for the reader ---------------------------------------------------------------------------


def _routes(report: ComplianceReport) -> Iterator[Block]:
    words = {item.number: item for item in report.evidence}
    for route in report.routes:
        yield Line(f"{route.route}.", lead=f"Way out: {route.title}", cites=(route.evidence,))
        yield Words(route.evidence, words[route.evidence].quote, "")
    if not report.routes:
        yield Line("The rules found no route by which one opts out.", listed=False)


def _notes(report: ComplianceReport) -> Iterator[Line]:
    yield from _remarks(report.notes)
    if not report.notes:
        yield Line("None: each statement rests on its quote alone.", listed=False)


def _evidence(report: ComplianceReport) -> Iterator[Block]:
    if report.evidence:
        yield Grid(
            ("no.", "document", "section", "words", "version, characters, SHA-256", "stated since"),
            tuple(
                (
                    str(item.number),
                    item.document,
                    _place(item.section),
                    item.quote,
                    f"{item.version[:12]}, {item.start} to {item.end}, {item.quote_sha256[:16]}",
                    day(item.stated_since) if item.stated_since else "",
                )
                for item in report.evidence
            ),
        )
    yield Grid(
        ("document", "version", "SHA-256 of the text", "SHA-256 of the body"),
        tuple((t.document, t.version, t.text_sha256, t.body_sha256) for t in report.sources),
    )


def _methodology(report: ComplianceReport) -> Iterator[Line]:
    made: Callable[[str], Line] = lambda text: Line(text, listed=False)  # noqa: E731
    readers = ", ".join(dict.fromkeys(t.extractor for t in report.sources if t.extractor))
    yield made(
        "tosmon captured the documents from the addresses above, archived the bytes, and read the "
        f"text from them ({readers or 'reader not recorded'}). Rules that can be read "
        "(`tosmon topics`) find sentences on each topic; nothing is generated, and no model is "
        "asked. Each quote stands letter by letter in the version named beside it, at the "
        "characters given; the evidence names the beginning of its SHA-256."
    )
    yield made(
        "Silence means that no rule found a sentence; a sentence in words that no rule knows would "
        "be missed. Severity and answers are set by named rules and can be argued with."
    )
    head = f", record {report.head[:12]}" if report.head else ""
    yield made(
        f"Made at {minute(report.made_at)} UTC by tosmon {__version__}, provision rules "
        f"{report.rules}{head}. `tosmon verify` rehashes the record; `tosmon show VERSION` prints "
        "a text, `--raw` the archived bytes."
    )
