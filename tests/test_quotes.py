"""Every quote of every answer over a whole archive is found in it, letter by letter.

Which archive: the environment's TOSMON_WALK, such as an imported one; without it this is skipped,
and test_answers walks an invented one.
"""

import os
from pathlib import Path

import msgspec
import pytest

from tests.quote_walk import walk
from tosmon.archive import Archive, DiskFiles
from tosmon.reports.compare import compare
from tosmon.reports.compliance import compliance
from tosmon.reports.provisions import provisions
from tosmon.reports.rulebook import Rulebook
from tosmon.reports.search import search
from tosmon.reports.standing import Sources
from tosmon.reports.statement_index import StatementIndex
from tosmon.reports.timeline import timeline

WHERE = os.environ.get("TOSMON_WALK")


@pytest.mark.skipif(not WHERE, reason="TOSMON_WALK names no archive")
def test_every_quote_of_every_answer_stands_in_the_archive():
    archive = Archive(DiskFiles(Path(WHERE)))
    rules = Rulebook()
    sources = Sources(archive, StatementIndex(archive, rules), rules)
    documents = sorted(archive.heads)
    for _ in sources.index.refresh(documents):
        pass
    now = max(state.last_capture for state in archive.states.values())
    found = 0
    for document in documents:
        standing = provisions(
            sources, [document], {}, topic=None, stance=None, removed=True, now=now
        )
        older = {document: archive.versions(document)[0]}
        first = provisions(
            sources, [document], older, topic=None, stance=None, removed=False, now=now
        )
        history = timeline(sources, [document], topic_name=None)
        advice = compliance(sources, None, [document], {}, topic_name=None, now=now)
        reports = (standing, first, history, advice)
        found += sum(walk(msgspec.to_builtins(r), archive) for r in reports)
    for topic in sources.index.topic_names():
        report = compare(sources, None, topic, documents, now)
        found += walk(msgspec.to_builtins(report), archive)
    for words in ("train*", '"opt out"', "liability -indemnify", "data"):
        hits = search(sources, words, documents, all_versions=True, limit=500)
        found += walk(msgspec.to_builtins(hits), archive)
    print(f"{found} quotes found")  # noqa: T201 - what the run is for
    assert found > len(documents)
