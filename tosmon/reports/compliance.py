"""The answer of `report`: what documents state on each topic, and what that engages.

Owns which provisions a report rests on, their numbers, and the five parts. It says nothing that no
topic file words and no provision carries; how it looks is the renderer's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from tosmon.compliance import (
    ComplianceReport,
    JurisdictionFlag,
    LawEngaged,
    Remark,
    ReportParts,
    SourceText,
)
from tosmon.errors import UsageError
from tosmon.model import Config, Document, DocumentKey, Moment, Recorded, Sha256
from tosmon.provisions import RULES
from tosmon.reports.compare import unknown_topic
from tosmon.reports.compare_rows import UNREAD
from tosmon.reports.compliance_evidence import RANK, Gathered
from tosmon.reports.provisions import provisions
from tosmon.reports.standing import Sources
from tosmon.topics import Topic

_T = TypeVar("_T")


def compliance(
    sources: Sources,
    config: Config | None,
    documents: Sequence[DocumentKey],
    older: dict[DocumentKey, Recorded],
    *,
    topic_name: str | None,
    now: Moment,
) -> ComplianceReport:
    """Return the report on `documents`, on those of `older` as they stood in that version.

    Raises `UsageError` for an unknown topic, and where none of the documents has a version.
    """
    topics = [t for t in sources.index.topics() if topic_name in (None, t.id)]
    if not topics:
        raise unknown_topic(topic_name or "", sources.index.topic_names())
    held = [key for key in documents if key in sources.archive.heads]
    if not held:
        raise UsageError("nothing is recorded of this target yet; `tosmon fetch` records it")
    stated = provisions(
        sources, held, older, topic=None, stance=None, removed=False, now=now
    ).provisions
    names = {entry.key: entry for entry in config.documents} if config else {}
    made = Gathered(sources, held, names, stated)
    for topic in topics:
        made.take(topic)
    texts = tuple(_text_of(sources, key, made.versions[key], names.get(key), now) for key in held)
    return ComplianceReport(
        title=_title(texts, topics if topic_name else ()),
        made_at=now,
        rules=int(RULES),
        head=sources.archive.head,
        sources=texts,
        statements=tuple(sorted(made.statements, key=lambda s: RANK[s.severity])),
        silent=tuple(made.silent),
        parts=_parts(made),
        routes=tuple(made.routes),
        exceptions=tuple(made.exceptions),
        notes=_notes(made),
        evidence=tuple(made.evidence),
    )


# --- the five parts ---------------------------------------------------------------------------


def _parts(made: Gathered) -> ReportParts:
    laws = _laws(made)
    return ReportParts(
        regulatory_landscape=laws,
        agencies=tuple(dict.fromkeys(name for topic in made.topics for name in topic.agencies)),
        governance_exposure=_remarks(made, lambda t: (t.wording.governance_exposure,)),
        jurisdiction_flags=_flags(laws),
        terms=_remarks(made, lambda t: (t.wording.contract_implications,)),
        questions=_remarks(made, lambda t: t.vendor_questions),
        open_questions=tuple(
            Remark(topic=topic.id, title=topic.title, text=text, evidence=())
            for topic in made.untouched
            for text in topic.vendor_questions
        ),
        considerations=_remarks(made, lambda t: (t.wording.compliance_considerations,)),
        actions=_remarks(made, lambda t: t.reader_actions),
    )


def _remarks(made: Gathered, words: Callable[[Topic], Iterable[str]]) -> tuple[Remark, ...]:
    """Return the topic files' sentences, of the weightiest topics first, with what they are on."""
    return tuple(
        Remark(topic=topic.id, title=topic.title, text=text, evidence=made.evidence_of(topic.id))
        for topic in made.by_weight()
        for text in words(topic)
    )


def _laws(made: Gathered) -> tuple[LawEngaged, ...]:
    found: dict[tuple[str, str], LawEngaged] = {}
    for topic in made.topics:
        for law in topic.laws:
            known = found.get((law.law, law.article))
            found[law.law, law.article] = LawEngaged(
                law=law.law,
                article=law.article,
                title=law.title,
                jurisdiction=law.jurisdiction,
                source=law.source,
                reasons=_joined(known.reasons if known else (), (law.reason,)),
                topics=_joined(known.topics if known else (), (topic.id,)),
                evidence=tuple(
                    sorted({*(known.evidence if known else ()), *made.evidence_of(topic.id)})
                ),
            )
    places = list(dict.fromkeys(law.jurisdiction for law in found.values()))
    return tuple(
        sorted(
            found.values(),
            key=lambda law: (places.index(law.jurisdiction), law.law, _in_order(law.article)),
        )
    )


def _in_order(article: str) -> tuple[int, str]:
    digits = re.match(r"\d+", article)
    return (int(digits[0]) if digits else 0, article)


def _joined(known: tuple[_T, ...], more: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _flags(laws: Sequence[LawEngaged]) -> tuple[JurisdictionFlag, ...]:
    by_place: dict[str, dict[str, list[LawEngaged]]] = defaultdict(lambda: defaultdict(list))
    for law in laws:
        by_place[law.jurisdiction][law.law].append(law)
    return tuple(
        JurisdictionFlag(
            jurisdiction=place,
            laws=tuple(
                f"{name}: {', '.join(provision.article for provision in provisions)}"
                for name, provisions in engaged.items()
            ),
            evidence=tuple(
                sorted(
                    {n for provisions in engaged.values() for p in provisions for n in p.evidence}
                )
            ),
        )
        for place, engaged in by_place.items()
    )


def _notes(made: Gathered) -> tuple[Remark, ...]:
    """Return what a reader must know beside the quotes: each note once for its topic."""
    found: dict[tuple[str, str], Remark] = {}
    for statement in (*made.statements, *made.silent):
        if statement.stance == UNREAD:
            text = f"{statement.document} {statement.says}; nothing is said of it here"
        elif statement.note:
            text = statement.note
        else:
            continue
        known = found.get((statement.topic, text))
        numbers = _joined(known.evidence if known else (), statement.evidence)
        found[statement.topic, text] = Remark(
            topic=statement.topic, title=statement.title, text=text, evidence=numbers
        )
    return tuple(found.values())


# --- what it rests on -------------------------------------------------------------------------


def _text_of(
    sources: Sources, key: DocumentKey, version: Sha256, entry: Document | None, now: Moment
) -> SourceText:
    content = sources.archive.version(version)
    captured_at = content.evidence.captured_at
    platform = entry.platform_name if entry else key.partition("/")[0]
    name = entry.title if entry else key.partition("/")[2]
    return SourceText(
        document=key,
        name=name,
        platform=platform,
        version=version,
        text_sha256=content.text,
        body_sha256=content.body,
        source_url=content.evidence.final_url,
        captured_at=captured_at,
        extractor=content.evidence.extractor,
        citation=(
            f"{platform}, “{name}”, {content.evidence.final_url}, captured "
            f"{captured_at:%Y-%m-%d %H:%M} UTC, version {version[:12]}, text SHA-256 "
            f"{content.text}, cited {now:%Y-%m-%d}."
        ),
    )


def _title(texts: Sequence[SourceText], topics: Sequence[Topic]) -> str:
    platforms = list(dict.fromkeys(text.platform for text in texts))
    whole = ", ".join(platforms)
    if len(texts) == 1:
        whole = f"{texts[0].platform}, {texts[0].name}"
    return f"{whole}: {topics[0].title}" if topics else whole
