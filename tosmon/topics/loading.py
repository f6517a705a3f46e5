"""Reads topic files: YAML becomes `Topic` records, and every fault names file, line and field.

Owns the shipped catalogue's order and how a user's folder adds to it. That examples are present is
checked here; that they do as they say is `checking`'s job, since it costs more than a start may.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from tosmon.errors import ConfigError
from tosmon.topics.compiled import PatternCompiler, TopicSet
from tosmon.topics.patterns import PatternError
from tosmon.topics.records import Patterns, Rule, Topic

DATA = Path(__file__).parent / "data"
LISTS = Path(__file__).parent / "words.yaml"
MAX_FILE_BYTES = 1_000_000

ORDER = [
    "ai_training",
    "ai_outputs",
    "competing_use",
    "automated_decisions",
    "data_collection",
    "data_use",
    "data_sharing",
    "subprocessors",
    "advertising_tracking",
    "data_retention",
    "international_transfers",
    "privacy_rights",
    "children",
    "biometrics",
    "security",
    "content_licence",
    "ip_ownership",
    "acceptable_use",
    "enforcement_termination",
    "unilateral_changes",
    "service_changes",
    "dispute_resolution",
    "governing_law",
    "liability",
    "warranty",
    "indemnity",
    "fees_billing",
    "confidentiality",
    "eligibility_accounts",
    "third_party_services",
    "contact_entity",
    "definitions_scope",
    "other",
]


class _Addition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A user's file that adds rules to a topic which exists."""

    extends: str
    rules: tuple[Rule, ...] = ()
    headings: Patterns = ()


def load(folders: tuple[Path, ...] = ()) -> TopicSet:
    """Return the shipped topics with those of `folders` added.

    A file `*.yaml` in a folder is a topic of its own, or `extends: TOPIC` with further rules.
    Raises `ConfigError` with every problem found, each naming file, line and field.
    """
    problems: list[str] = []
    compiler = PatternCompiler(_lists(LISTS))
    topics: dict[str, Topic] = {}
    for folder in (DATA, *folders):
        for path in sorted(folder.glob("*.yaml")):
            read = _read(path, problems)
            if isinstance(read, Topic):
                problems.extend(_faults(read, frozenset(), compiler, path))
                topics[read.id] = read
            elif read is not None:
                _extend(read, topics, compiler, path, problems)
    if problems:
        raise ConfigError(tuple(dict.fromkeys(problems)))
    order = {name: place for place, name in enumerate(ORDER)}
    chosen = sorted(topics.values(), key=lambda t: (order.get(t.id, len(order)), t.id))
    return TopicSet(chosen, compiler)


def _lists(path: Path) -> dict[str, Patterns]:
    raw: dict[str, str] = _parse(path)
    return {name: tuple(word.strip() for word in words.split("|")) for name, words in raw.items()}


def _parse(path: Path) -> Any:
    import yaml  # noqa: PLC0415 - 15 ms that a start without topics does not pay

    if path.stat().st_size > MAX_FILE_BYTES:
        raise ConfigError((f"{path}: larger than {MAX_FILE_BYTES} bytes",))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - a safe loader, in C


def _read(path: Path, problems: list[str]) -> Topic | _Addition | None:
    import yaml  # noqa: PLC0415

    try:
        raw = _parse(path)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        problems.append(f"{path.name}:{line}: {fault.problem or 'not YAML'}")
        return None
    except (yaml.YAMLError, UnicodeDecodeError):
        problems.append(f"{path.name}:1: not YAML in UTF-8")
        return None
    except ConfigError as fault:
        problems.extend(fault.problems)
        return None
    try:
        if isinstance(raw, dict) and "extends" in raw:
            return msgspec.convert(raw, _Addition)
        return msgspec.convert(raw, Topic)
    except msgspec.ValidationError as fault:
        words, _, field = str(fault).partition(" - at ")
        field = field.strip("`").removeprefix("$.") or "the file"
        problems.append(f"{path.name}:{_line(path, field)}: {field}: {words}")
        return None


def _extend(
    addition: _Addition,
    topics: dict[str, Topic],
    compiler: PatternCompiler,
    path: Path,
    problems: list[str],
) -> None:
    base = topics.get(addition.extends)
    if base is None:
        problems.append(f"{path.name}:{_line(path, 'extends')}: extends: no such topic")
        return
    ids = frozenset(rule.id for _, rules in rules_of(base) for rule in rules)
    added = msgspec.structs.replace(
        base,
        rules=addition.rules,
        headings=addition.headings,
        **dict.fromkeys(("stances", "carve_outs", "opt_out", "subjects"), ()),
    )
    problems.extend(_faults(added, ids, compiler, path))
    topics[base.id] = msgspec.structs.replace(
        base, rules=base.rules + addition.rules, headings=base.headings + addition.headings
    )


def _faults(
    topic: Topic, taken: frozenset[str], compiler: PatternCompiler, path: Path
) -> Iterator[str]:
    """Yield what is wrong with rules: patterns, missing examples, ids used twice."""
    seen = set(taken)
    for field, rules in rules_of(topic):
        for number, rule in enumerate(rules):
            place = f"{field}[{number}]"
            for complaint in _rule_faults(rule, compiler, seen):
                yield f"{path.name}:{_line(path, place)}: {place} ({rule.id}): {complaint}"
            seen.add(rule.id)
    for place, name in _unanswered(topic):
        yield f"{path.name}:{_line(path, place)}: {place}: '{name}' is none of this topic's answers"
    others = [(f"subjects[{n}].any", s.any) for n, s in enumerate(topic.subjects)]
    for place, patterns in [
        ("headings", topic.headings),
        ("not_headings", topic.not_headings),
        ("heading_needs", topic.heading_needs),
        *others,
    ]:
        for complaint in _pattern_faults(patterns, compiler):
            yield f"{path.name}:{_line(path, place)}: {place}: {complaint}"


def _unanswered(topic: Topic) -> Iterator[tuple[str, str]]:
    """Yield where an answer is named that the topic does not have, and its name."""
    known = {answer.id for answer in topic.answers}
    named = [(f"stances[{n}].default", rule.default) for n, rule in enumerate(topic.stances)]
    named += [
        (f"answers[{n}].{field}", name)
        for n, answer in enumerate(topic.answers)
        for field, names in (("yields_to", answer.yields_to), ("against", answer.against))
        for name in names
    ]
    if topic.otherwise:
        named.append(("otherwise.answer", topic.otherwise.answer))
    yield from ((place, name) for place, name in named if name not in known)


def _rule_faults(rule: Rule, compiler: PatternCompiler, seen: set[str]) -> Iterator[str]:
    if not rule.matches or not rule.rejects:
        yield "needs at least one example under matches and one under rejects"
    if not rule.any and not rule.under:
        yield "needs patterns under any, or headings under under"
    if rule.id in seen:
        yield "another rule of this topic has this id"
    every = rule.any + rule.within + rule.with_ + rule.unless + rule.never
    yield from _pattern_faults(every + rule.under + rule.not_under, compiler)


def _pattern_faults(patterns: Patterns, compiler: PatternCompiler) -> Iterator[str]:
    for source in patterns:
        try:
            compiler((source,))
        except PatternError as fault:
            yield str(fault)


def rules_of(topic: Topic) -> tuple[tuple[str, tuple[Rule, ...]], ...]:
    """Return the groups of rules of a topic, each under its field's name."""
    return (
        ("rules", topic.rules),
        ("stances", topic.stances),
        ("carve_outs", topic.carve_outs),
        ("opt_out", topic.opt_out),
    )


def _line(path: Path, field: str) -> int:
    """Return the line, from 1, at which `field` (such as `rules[2].any`) stands in a file."""
    import yaml  # noqa: PLC0415

    if not path.exists():
        return 1
    node = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    line = node.start_mark.line if node else 0
    for part in field.replace("[", ".").replace("]", "").split("."):
        child = None
        if isinstance(node, yaml.MappingNode):
            child = next((v for k, v in node.value if k.value == part), None)
            key = next((k for k, _ in node.value if k.value == part), None)
            line = key.start_mark.line if key else line
        elif isinstance(node, yaml.SequenceNode) and part.isdigit():
            child = node.value[int(part)] if int(part) < len(node.value) else None
            line = child.start_mark.line if child else line
        if child is None:
            break
        node = child
    return int(line) + 1
