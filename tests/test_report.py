"""report: what counsel reads, each statement with its quote or called silent."""

import hashlib
import json
import re

import jsonschema
import pytest

from tests.quote_walk import walk
from tests.records import day, record
from tosmon.archive import Archive, DiskFiles
from tosmon.schemas import schema_text

TRAINS = (
    "We train our models on your content unless you opt out in your account settings. "
    "Even if you opt out, we may use feedback to improve our models."
)
NEVER = "We do not use Customer Content to train our models."
COURTS = "These terms are governed by the laws of Norway, and the courts of Oslo decide."
HOSTILE = "We keep your prompts for 30 days after <script>alert(1)</script> \x1b[31m| or `60`."
LISTED = """
platforms:
  - id: lanternfish
    name: Lanternfish
    documents:
      - {id: terms, title: Terms of Use, url: "https://lanternfish.example/terms"}
      - {id: business, title: Business Terms, url: "https://lanternfish.example/b", tier: business}
  - id: ninepin
    documents: [{id: terms, url: "https://ninepin.example/"}]
"""


@pytest.fixture
def archive(tosmon):
    files = DiskFiles(tosmon.folder / "archive")
    terms = {0: f"# Terms\n\n{NEVER}\n", 30: f"# Terms\n\n{TRAINS}\n\n{COURTS}\n\n{HOSTILE}\n"}
    record(files, "lanternfish/terms", terms)
    record(files, "lanternfish/business", {0: f"# Business Terms\n\n{NEVER}\n"})
    record(files, "ninepin/terms", {0: "# Terms\n\nBe kind to the other users.\n"})
    (tosmon.folder / "platforms.yaml").write_text(LISTED)
    tosmon.clock = f"{day(70):%Y-%m-%dT%H:%M:%SZ}"
    return tosmon


def made(archive, *asked):
    done = archive("report", *asked, "--json")
    assert done.code == 0, done.err
    jsonschema.validate(done.json, json.loads(schema_text("report")))
    return done.json


def test_every_statement_rests_on_a_quote_or_is_called_silent(archive):
    report = made(archive, "lanternfish")
    quotes = {item["number"]: item for item in report["evidence"]}
    assert walk(report, Archive(DiskFiles(archive.folder / "archive"))) == len(quotes) > 3
    for statement in report["statements"]:
        assert statement["evidence"], statement
        assert {quotes[n]["document"] for n in statement["evidence"]} == {statement["document"]}
    assert all(s["evidence"] == [] and s["stance"] == "silent" for s in report["silent"])
    assert "biometrics" in {s["topic"] for s in report["silent"]}
    cited = {
        n for key in ("routes", "exceptions") for part in report[key] for n in [part["evidence"]]
    }
    assert cited <= set(quotes)
    for item in quotes.values():
        assert item["quote_sha256"] == hashlib.sha256(item["quote"].encode()).hexdigest()


def test_a_licence_without_a_word_on_training_weighs_as_its_answer_does(archive):
    files = DiskFiles(archive.folder / "archive")
    licence = "You grant us a perpetual, irrevocable, sublicensable licence to your content."
    record(files, "ninepin/terms", {80: f"# Terms\n\n{licence}\n"})
    [said] = made(archive, "ninepin", "--topic", "ai_training")["statements"]
    assert (said["stance"], said["severity"]) == ("licence_only", "medium")
    assert said["severity_rule"] == "answer:licence_only"


def test_the_clause_under_its_own_heading_is_quoted_first(archive):
    aside = "We may suspend or revoke your access to the service where a key is shared."
    clause = "We may terminate your account at any time."
    text = f"# Terms\n\n## Keys\n\n{aside}\n\n## Termination\n\n{clause}\n"
    record(DiskFiles(archive.folder / "archive"), "ninepin/terms", {80: text})
    report = made(archive, "ninepin", "--topic", "enforcement_termination")
    quotes = {item["number"]: item["quote"] for item in report["evidence"]}
    said = [quotes[number] for s in report["statements"] for number in s["evidence"]]
    assert said == [clause, aside]


def test_provisions_of_law_are_cited_as_their_jurisdiction_does(archive):
    told = archive("report", "lanternfish", "--topic", "ai_training").out
    assert "**Article 6, Lawfulness of processing:**" in told
    assert "**§ 1798.100, General Duties" in told


def test_both_answers_of_a_platform_stand_side_by_side(archive):
    report = made(archive, "lanternfish", "--topic", "ai_training")
    answers = {s["document"]: s["stance"] for s in report["statements"] if not s["besides"]}
    assert answers == {
        "lanternfish/terms": "trains_unless_opt_out",
        "lanternfish/business": "no_training",
    }
    [route] = report["routes"]
    assert route["route"] == "settings"
    assert "feedback" in {part["what"] for part in report["exceptions"]}


def test_an_older_version_is_reported_as_it_stood(archive):
    then = made(archive, f"lanternfish/terms@{day(10):%Y-%m-%d}", "--topic", "ai_training")
    assert [s["stance"] for s in then["statements"]] == ["no_training"]
    assert then["sources"][0]["captured_at"] == f"{day(0):%Y-%m-%dT%H:%M:%SZ}"


def test_laws_are_engaged_only_by_what_is_stated(archive):
    nothing = made(archive, "ninepin", "--topic", "ai_training")
    assert nothing["parts"]["regulatory_landscape"] == []
    assert nothing["parts"]["open_questions"]
    laws = made(archive, "lanternfish", "--topic", "ai_training")["parts"]["regulatory_landscape"]
    assert any("2016/679" in law["law"] and law["article"] == "6" for law in laws)
    assert all(law["evidence"] and law["source"].startswith("https://") for law in laws)


def test_the_markdown_has_the_parts_the_evidence_and_the_proof(archive):
    done = archive("report", "lanternfish")
    titles = re.findall(r"^## (.+)$", done.out, re.MULTILINE)
    assert [title for title in titles if title[0].isdigit()] == [
        "1. Regulatory landscape",
        "2. Governance exposure",
        "3. Jurisdiction flags",
        "4. Contract and vendor implications",
        "5. Compliance considerations",
    ]
    for title in ("Summary", "What a reader can do", "Evidence", "Methodology", "Citation"):
        assert title in titles
    version = made(archive, "lanternfish/terms")["sources"][0]
    assert version["text_sha256"] in done.out
    assert version["body_sha256"] in done.out
    assert f"captured {day(30):%Y-%m-%d}" in done.out


def test_nothing_of_a_page_becomes_markup_or_reaches_a_terminal_raw(archive):
    asked = ("report", "lanternfish/terms", "--topic", "data_retention")
    markdown, html = archive(*asked).out, archive(*asked, "--format", "html").out
    assert "prompts" in markdown
    assert "prompts" in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert r"\<script\>" in markdown
    for shown in (markdown, html):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)
    for number in re.findall(r'href="#e(\d+)"', html):
        assert f'id="e{number}"' in html


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("lanternfisch",), "did you mean lanternfish"),
        (("lanternfish", "--topic", "ai_trainin"), "did you mean ai_training"),
        (("lanternfish", "--format", "pdf"), "md, html or json"),
        (("lanternfish", "--format", "html", "--json"), "md, html or json"),
    ],
)
def test_a_wrong_request_is_answered_with_what_to_do(archive, asked, told):
    done = archive("report", *asked)
    assert done.code == 2
    assert told in done.err
