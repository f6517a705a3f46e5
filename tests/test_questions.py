"""What is asked first of a platform: `status --questions` over invented records."""

import json

import jsonschema
import msgspec
import pytest

from tests.records import day, record
from tosmon.archive import DiskFiles
from tosmon.render.question_lines import question_lines
from tosmon.render.style import cells
from tosmon.results import StatusReport
from tosmon.schemas import schema_text

TRAINS = "We train our models on your content unless you opt out in your account settings."
NEVER = "We do not use Customer Content to train our models."
ARBITRATION = (
    "You and Lanternfish agree that any dispute will be resolved by binding arbitration and not "
    "in court."
)
CAP = "Our total liability under these terms is limited to the amount you paid us in the last year."
NOTICE = "We may change these terms and will notify you by email at least 30 days before."


@pytest.fixture
def archive(tosmon):
    files = DiskFiles(tosmon.folder / "archive")
    said = "# Terms\n\n" + "\n\n".join((TRAINS, ARBITRATION, CAP, NOTICE)) + "\n"
    record(files, "lanternfish/terms", {0: said})
    record(files, "lanternfish/business", {0: f"# Business\n\n{NEVER}\n"})
    for quiet in ("marrow", "ninepin", "ospreys"):
        record(files, f"{quiet}/terms", {0: "# Terms\n\nBe kind to other users of the service.\n"})
    (tosmon.folder / "platforms.yaml").write_text(
        "platforms:\n  - id: lanternfish\n    documents:\n"
        '      - {id: terms, url: "https://lanternfish.example/terms", tier: consumer}\n'
        '      - {id: business, url: "https://lanternfish.example/b", tier: business}\n'
    )
    tosmon.clock = f"{day(1):%Y-%m-%dT%H:%M:%SZ}"
    return tosmon


def test_each_answer_stands_in_its_document_letter_by_letter(archive):
    done = archive("status", "--questions", "--json")
    jsonschema.validate(done.json, json.loads(schema_text("status")))
    asked = [question["id"] for question in done.json["questions"]["questions"]]
    assert asked == ["training", "opt_out", "arbitration", "liability_cap", "changes"]
    platforms = {p["platform"]: p["answers"] for p in done.json["questions"]["platforms"]}
    few = [(a["question"], a["users"], a["few"]) for a in platforms["lanternfish"]]
    assert few == [
        ("training", "consumer", "yes, opt-out"),
        ("training", "business", "no"),
        ("opt_out", "", "settings"),
        ("arbitration", "consumer", "yes"),
        ("liability_cap", "consumer", "yes"),
        ("changes", "consumer", "with notice"),
    ]
    for answers in platforms.values():
        for answer in answers:
            if answer["quote"] is not None:
                shown = archive("show", answer["version"], "--json").json["text"]
                assert shown[answer["start"] : answer["end"]] == answer["quote"]
    assert {a["few"] for a in platforms["marrow"]} == {"not said"}


def test_plain_status_neither_answers_nor_reads_for_it(archive):
    assert archive("status", "--json").json["questions"] is None
    assert not (archive.folder / "archive/cache/statements.sqlite3").exists()


def test_many_platforms_are_a_table_and_few_are_quoted(archive):
    table = archive("status", "--questions").out
    assert "trains on inputs" in table
    assert TRAINS not in table
    quoted = archive("status", "lanternfish", "--questions").out
    assert f"“{TRAINS}”" in quoted
    assert f"“{CAP}”" in quoted


@pytest.mark.parametrize("width", [80, 100])
def test_the_table_keeps_within_the_width(archive, width):
    out = archive("status", "--questions", "--json").out
    report = msgspec.json.decode(out, type=StatusReport)
    lines = question_lines(report.questions, colour=False, width=width).splitlines()
    assert max(map(cells, lines)) <= width
    assert "settings" in "\n".join(lines)
