"""The law map holds what counsel look for, and our own sentences describe and never judge."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

import tosmon
from tosmon.topics import TopicSet, load
from tosmon.topics.loading import DATA

PROGRAM = Path(tosmon.__file__).parent
JUDGING = re.compile(
    r"\b(violat\w*|illegal\w*|unlawful\w*|unfair\w*|abusive\w*|deceptive\w*|deceiv\w*"
    r"|breach(es|ed)? of (the )?law|breach(es)? the law|breaks the law|against the law"
    r"|non-?complian\w*|infringes|wrongful\w*|guilty|misleading)\b",
    re.IGNORECASE,
)
LAWS = {
    "General Data Protection Regulation": (
        *("5", "6", "7", "9", "13", "14", "17", "21", "22", "28", "32"),
        *("44", "45", "46", "47", "48", "49"),
    ),
    "UK General Data Protection Regulation": ("6", "28", "32", "46"),
    "Artificial Intelligence Act": ("5", "26", "50", "53"),
    "California Consumer Privacy Act of 2018": (
        *("1798.100", "1798.105", "1798.120", "1798.121", "1798.130", "1798.135", "1798.140"),
    ),
    "HIPAA": ("164.502(b)", "164.504(e)"),
    "Children's Online Privacy Protection Act": ("16 CFR 312.5",),
    "Federal Trade Commission Act, section 5": ("5",),
    "Biometric Information Privacy Act": ("15",),
    "Federal Arbitration Act": ("2",),
    "Digital Services Act": ("14",),
    "Regulation (EU) 2019/1150": ("3",),
    "Data Act": ("23", "25", "29"),
    "Council Directive 93/13/EEC": ("3 and Annex",),
    "Directive (EU) 2019/770": ("8", "19"),
}


@pytest.fixture(scope="module")
def topics() -> TopicSet:
    return load()


def test_the_law_map_covers_what_counsel_look_for(topics: TopicSet) -> None:
    laws = [law for topic in topics.topics for law in topic.laws]
    missing = [
        f"{name} {article}"
        for name, articles in LAWS.items()
        for article in articles
        if not any(law.law.startswith(name) and law.article == article for law in laws)
    ]
    assert missing == []
    for law in laws:
        assert law.title, law
        assert law.reason.endswith("."), law
        assert law.jurisdiction, law
        assert law.source.startswith("https://"), law


def test_one_provision_of_law_has_one_title_and_one_source(topics: TopicSet) -> None:
    told: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    for topic in topics.topics:
        for law in topic.laws:
            told.setdefault((law.law, law.article), set()).add(
                (law.title, law.source, law.jurisdiction)
            )
    assert {key: found for key, found in told.items() if len(found) > 1} == {}


def test_sentences_of_the_topic_files_never_judge() -> None:
    """Patterns and examples quote documents, and official titles are those of the laws."""
    for path in sorted(DATA.glob("*.yaml")):
        for sentence in _told(yaml.safe_load(path.read_text(encoding="utf-8"))):
            assert not JUDGING.search(sentence), f"{path.name}: {sentence}"


_NOT_OURS = frozenset(
    [
        *("any", "within", "with", "unless", "never", "under", "not_under", "matches", "rejects"),
        *("headings", "not_headings", "heading_needs", "law", "title", "source", "id", "default"),
    ]
)


def _told(value: object, key: str = "", depth: int = 0) -> list[str]:
    if isinstance(value, str):
        return [] if key in _NOT_OURS and depth > 1 else [value]
    if isinstance(value, dict):
        return [
            sentence
            for name, inner in value.items()
            if name not in _NOT_OURS or (name == "title" and depth == 0)
            for sentence in _told(inner, name, depth + 1)
        ]
    if isinstance(value, list):
        return [sentence for inner in value for sentence in _told(inner, key, depth + 1)]
    return []


_PATTERN = re.compile(r"\(\?|\\[wbs]|^\w+$")  # of words that documents use, or a mere name


def test_sentences_of_the_program_never_judge() -> None:
    """Every string that is shown: of renderers, reports, commands, headlines, errors."""
    places = ("render", "reports", "cli", "assess", "provisions", "watch", "config")
    files = [path for place in places for path in sorted((PROGRAM / place).rglob("*.py"))]
    assert len(files) > 50
    for path in [*files, PROGRAM / "errors.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if _PATTERN.search(node.value):
                    continue
                assert not JUDGING.search(node.value), f"{path.name}: {node.value}"


def test_pages_of_documentation_never_judge() -> None:
    docs = PROGRAM.parent / "docs"
    for path in [*sorted(docs.glob("*.md")), PROGRAM.parent / "README.md"]:
        told = re.sub(r"`[^`]*`|“[^”]*”|\"[^\"]*\"", "", path.read_text(encoding="utf-8"))
        assert not (found := JUDGING.search(told)), f"{path.name}: {found}"


def test_the_list_of_words_finds_what_it_is_for() -> None:
    for judging in ("This violates the Act.", "An unfair term.", "It is in breach of law."):
        assert JUDGING.search(judging), judging
    assert not JUDGING.search("The clause engages article 6.")
