"""Provisions through versions: the same id through rewordings, gone, back."""

import datetime as dt
import hashlib

from tosmon.provisions import Mark, trace
from tosmon.topics import load

TOPICS = load()
KEEP = "We keep account data for {days} days after you close your account."
OTHER = "You must not send spam through the service."


def text(*paragraphs):
    return "# Policy\n\n" + "\n\n".join(paragraphs) + "\n"


def lineages(*texts, document="lanternfish/privacy"):
    versions = []
    for number, words in enumerate(texts):
        mark = Mark(
            version=f"{number:064x}",
            text=hashlib.sha256(words.encode()).hexdigest(),
            at=dt.datetime(2031, 1, 1 + number, tzinfo=dt.UTC),
        )
        versions.append((mark, words))
    return trace(document, versions, TOPICS)


def retention(found):
    return [lineage for lineage in found if lineage.topic == "data_retention"]


def test_a_reworded_provision_keeps_its_id_and_tells_when():
    first = retention(lineages(text(KEEP.format(days=30), OTHER)))
    [now] = retention(
        lineages(
            text(KEEP.format(days=30), OTHER),
            text(OTHER, "A new first clause.", KEEP.format(days=90)),
        )
    )
    assert now.id == first[0].id
    assert [w.since.at.day for w in now.wordings] == [1, 2]
    assert now.latest.quote == KEEP.format(days=90)
    assert now.removed is None


def test_a_removed_provision_tells_since_when_and_comes_back_under_its_id():
    [lineage] = retention(
        lineages(text(KEEP.format(days=30), OTHER), text(OTHER), text(KEEP.format(days=30), OTHER))
    )
    [gap] = lineage.gaps
    assert (gap.removed.at.day, gap.back.at.day) == (2, 3)
    assert lineage.removed is None
    [gone] = retention(lineages(text(KEEP.format(days=30), OTHER), text(OTHER)))
    assert gone.removed.at.day == 2


def test_another_clause_of_the_topic_is_another_provision():
    found = retention(
        lineages(
            text(KEEP.format(days=30)),
            text(KEEP.format(days=30), "We retain log data for 180 days."),
        )
    )
    assert len({lineage.id for lineage in found}) == 2
    assert sorted(lineage.wordings[0].since.at.day for lineage in found) == [1, 2]


def test_ids_differ_between_documents_and_not_between_runs():
    texts = [text(KEEP.format(days=n), OTHER) for n in (30, 60)]
    one, again = lineages(*texts), lineages(*texts)
    other = lineages(*texts, document="lanternfish/terms")
    assert [x.id for x in one] == [x.id for x in again]
    assert not {x.id for x in one} & {x.id for x in other}


def test_every_wording_is_quoted_from_its_own_versions():
    texts = [text(KEEP.format(days=n), OTHER, "More. " * n) for n in (30, 60, 60)]
    for lineage in lineages(*texts):
        for wording in lineage.wordings:
            for mark, found in ((wording.since, wording.first), (wording.until, wording.last)):
                whole = texts[int(mark.version, 16)]
                assert whole[found.start : found.end] == found.quote
