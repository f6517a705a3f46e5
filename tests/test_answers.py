"""provisions, compare, timeline, search as scripts and people meet them, over invented records."""

import csv
import io
import json
import shutil

import jsonschema
import msgspec
import pytest

from tests.quote_walk import walk
from tests.records import day, record
from tosmon.archive import Archive, DiskFiles
from tosmon.render.compare_lines import compare_lines
from tosmon.schemas import schema_text
from tosmon.statements import CompareReport

OPT_OUT = (
    "We train our models on your content unless you opt out in your account settings. "
    "Even if you opt out, we may use feedback to improve our models."
)
NEVER = "We do not use Customer Content to train our models."
LICENCE = (
    "You grant us a perpetual, irrevocable, sublicensable licence to use, host and reproduce "
    "your content."
)
RETENTION = "We keep your prompts for {days} days after you close your account."
PLATFORMS = """
platforms:
  - id: lanternfish
    name: Lanternfish
    documents:
      - {id: terms, url: "https://lanternfish.example/terms", tier: consumer, tags: [ai]}
      - {id: business, url: "https://lanternfish.example/business", tier: business}
  - id: marrow
    documents: [{id: terms, url: "https://marrow.example/"}]
  - id: ninepin
    documents: [{id: terms, url: "https://ninepin.example/"}]
  - id: ospreys
    documents:
      - {id: terms, url: "https://ospreys.example/terms"}
      - {id: privacy, url: "https://ospreys.example/privacy"}
"""


def text(title, *paragraphs):
    return f"# {title}\n\n" + "\n\n".join(paragraphs) + "\n"


@pytest.fixture
def archive(tosmon):
    """Return the program in a folder with five recorded documents."""
    files = DiskFiles(tosmon.folder / "archive")
    terms = {
        0: text("Terms", LICENCE, RETENTION.format(days=30)),
        30: text("Terms", LICENCE, OPT_OUT, RETENTION.format(days=30)),
        60: text("Terms", OPT_OUT, RETENTION.format(days=90)),
        61: text("Terms", OPT_OUT, RETENTION.format(days=90)),
    }
    record(files, "lanternfish/terms", terms)
    record(files, "lanternfish/business", {0: text("Business Terms", NEVER)})
    record(files, "marrow/terms", {0: text("Terms", LICENCE)})
    record(files, "ninepin/terms", {0: text("Terms", "Be kind to other users of the service.")})
    record(files, "ospreys/terms", {0: text("Terms", NEVER)})
    record(files, "ospreys/privacy", {0: text("Privacy", OPT_OUT)})
    (tosmon.folder / "platforms.yaml").write_text(PLATFORMS)
    tosmon.clock = f"{day(70):%Y-%m-%dT%H:%M:%SZ}"
    return tosmon


def checked(done, name):
    assert done.code == 0, done.err
    jsonschema.validate(done.json, json.loads(schema_text(name)))
    return done.json


def test_provisions_tell_since_when_and_how_they_were_reworded(archive):
    done = archive("provisions", "lanternfish/terms", "--topic", "data_retention", "--json")
    [kept] = checked(done, "provisions")["provisions"]
    assert kept["quote"] == RETENTION.format(days=90)
    assert kept["first_seen"] == "2031-01-06T06:00:00Z"
    assert [sighting["at"][:10] for sighting in kept["reworded"]] == ["2031-03-07"]
    assert kept["last_seen"] == "2031-03-08T06:00:00Z", "a look without a change is a sighting"
    assert kept["removed_at"] is None


def test_what_a_document_no_longer_states_is_told_only_when_asked(archive):
    asked = ("provisions", "lanternfish", "--topic", "content_licence", "--json")
    assert checked(archive(*asked), "provisions")["provisions"] == []
    [gone] = checked(archive(*asked, "--all"), "provisions")["provisions"]
    assert gone["removed_at"] == "2031-03-07T06:00:00Z"
    assert gone["quote"] == LICENCE


def test_an_older_version_is_quoted_from_itself_under_the_same_ids(archive):
    asked = ("--topic", "data_retention", "--json")
    [now] = archive("provisions", "lanternfish/terms", *asked).json["provisions"]
    [then] = archive("provisions", "lanternfish/terms@2031-01-10", *asked).json["provisions"]
    assert then["provision"] == now["provision"]
    assert then["quote"] == RETENTION.format(days=30)
    assert then["version"] != now["version"]


def test_compare_answers_for_each_tier_and_names_who_is_silent(archive):
    report = checked(archive("compare", "ai_training", "--json"), "compare")
    rows = {(r["platform"], r["tier"], r["stance"]) for r in report["rows"]}
    assert rows == {
        ("lanternfish", "consumer", "trains_unless_opt_out"),
        ("lanternfish", "business", "no_training"),
        ("marrow", "unspecified", "licence_only"),
        ("ninepin", "unspecified", "silent"),
        ("ospreys", "unspecified", "no_training"),
        ("ospreys", "unspecified", "trains_unless_opt_out"),
    }
    assert report["adoption"] == {"answering": 2, "platforms": 4}
    consumer = next(r for r in report["rows"] if r["tier"] == "consumer")
    assert "account settings" in consumer["opt_out"]["quote"]
    assert [c["what"] for c in consumer["carve_outs"]] == ["feedback"]
    silent = next(r for r in report["rows"] if r["stance"] == "silent")
    assert (silent["document"], silent["quote"]) == (None, None)


def test_documents_of_one_platform_that_answer_differently_stand_side_by_side(archive):
    rows = archive("compare", "ai_training", "ospreys", "--json").json["rows"]
    assert {r["document"] for r in rows} == {"ospreys/terms", "ospreys/privacy"}
    for row in rows:
        assert "side by side with ospreys/" in row["interpretive_note"]
        assert row["quote"]


def test_a_timeline_shows_each_rewording_with_its_words(archive):
    done = archive("timeline", "lanternfish/terms", "--topic", "data_retention", "--json")
    report = checked(done, "timeline")
    assert [e["event"] for e in report["events"]] == ["first_seen", "reworded"]
    words = report["events"][1]["words"]
    assert ["-", "30"] in words
    assert ["+", "90"] in words
    licence = archive("timeline", "lanternfish/terms", "--topic", "content_licence", "--json").json
    assert [e["event"] for e in licence["events"]] == ["first_seen", "removed"]


@pytest.mark.parametrize(
    ("words", "documents"),
    [
        (("feedback",), {"lanternfish/terms", "ospreys/privacy"}),
        (('"customer content"',), {"lanternfish/business", "ospreys/terms"}),
        (("sublicens*",), {"marrow/terms"}),
        (("models", "-feedback"), {"lanternfish/business", "ospreys/terms"}),
        (("zebra",), set()),
    ],
)
def test_search_finds_words_phrases_and_beginnings(archive, words, documents):
    report = checked(archive("search", "--json", "--", *words), "search")
    assert {hit["document"] for hit in report["hits"]} == documents
    assert report["total"] == len(report["hits"])


def test_search_in_all_versions_finds_what_was_said_earlier(archive):
    assert archive("search", "licence", "--in", "lanternfish", "--json").json["total"] == 0
    done = archive("search", "licence", "--in", "lanternfish", "--all-versions", "--json")
    [hit] = done.json["hits"]
    assert hit["standing"] is False
    assert hit["quote"] == LICENCE
    start, end = hit["matches"][0]
    assert LICENCE[start - hit["start"] : end - hit["start"]] == "licence"


ASKED = [
    ("provisions", "--all"),
    ("provisions", "lanternfish/terms~1"),
    ("compare", "ai_training"),
    ("compare", "data_retention"),
    ("timeline", "lanternfish", "marrow"),
    ("search", "--all-versions", "content"),
]


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_every_quote_is_found_in_the_archive_letter_by_letter(archive, asked):
    report = archive(*asked, "--json").json
    record = Archive(DiskFiles(archive.folder / "archive"))
    assert walk(report, record) > 0


def test_new_versions_are_seen_although_the_index_was_made_before(archive):
    asked = ("provisions", "ninepin", "--topic", "ai_training", "--json")
    assert archive(*asked).json["provisions"] == []
    files = DiskFiles(archive.folder / "archive")
    record(files, "ninepin/terms", {80: text("Terms", NEVER)})
    assert len(archive(*asked).json["provisions"]) == 1


def test_answers_are_the_same_with_a_deleted_a_damaged_and_a_forbidden_index(archive):
    asked = ("compare", "ai_training", "--json")
    first = archive(*asked).out
    cache = archive.folder / "archive" / "cache"
    [file] = cache.glob("statements*")
    file.unlink()
    assert archive(*asked).out == first
    file.write_bytes(b"no database at all " * 300)
    assert archive(*asked).out == first
    shutil.rmtree(cache)
    cache.write_text("a file where the folder should be")
    assert archive(*asked).out == first


def test_verify_does_not_mind_the_index(archive):
    archive("compare", "ai_training")
    assert archive("verify", "--json").json["findings"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("compare", "ai_trainin"), "did you mean ai_training"),
        (("compare", "ai_training", "lanternfisch"), "did you mean lanternfish"),
        (("provisions", "--stance", "no_trainin"), "did you mean no_training"),
        (("search", '""'), "nothing to search for"),
        (("timeline", "marow/terms"), "did you mean marrow/terms"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest_right_ones(archive, arguments, words):
    done = archive(*arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


@pytest.mark.parametrize("asked", [*ASKED, ("search", "content")], ids=" ".join)
def test_what_was_fetched_reaches_no_terminal_raw(tosmon, asked):
    files = DiskFiles(tosmon.folder / "archive")
    evil = "We train our models on your content \x1b[31m\x07 \u202e and keep it for 30 days."
    for document in ("lanternfish/terms", "marrow/terms"):
        record(files, document, {0: text("Terms \x1b[2J", evil), 9: text("Terms", evil + " Ok.")})
    done = tosmon(*asked)
    assert done.code == 0
    assert not {"\x1b", "\x07", "\u202e"} & set(done.out)


def test_a_rule_of_the_readers_own_answers_at_once(archive):
    asked = ("provisions", "ninepin", "--topic", "acceptable_use", "--json")
    before = archive(*asked).json["provisions"]
    (archive.folder / "topics").mkdir()
    (archive.folder / "topics" / "mine.yaml").write_text(
        "extends: acceptable_use\nrules:\n  - id: kindness\n    any: [be kind]\n"
        "    matches: [Be kind to each other.]\n    rejects: [Be quick.]\n"
    )
    after = archive(*asked).json["provisions"]
    rules = [[signal["rule"] for signal in p["signals"]] for p in after]
    assert any("kindness" in found for found in rules)
    assert before != after


def test_a_document_that_the_rules_cannot_read_is_not_called_silent(archive):
    files = DiskFiles(archive.folder / "archive")
    german = "Wir verwenden Ihre Eingaben nicht, um die Modelle zu trainieren, und wir geben sie "
    record(files, "ninepin/terms", {90: text("Bedingungen", german * 5, "我们不会使用您的内容。")})
    [row] = archive("compare", "ai_training", "ninepin", "--json").json["rows"]
    assert (row["stance"], row["document"], row["quote"]) == ("unread", "ninepin/terms", None)


def test_since_when_is_since_when_it_answers_so(archive):
    files = DiskFiles(archive.folder / "archive")
    never = "We do not use your prompts to train our models and keep them for a short time only."
    now = never.replace("do not use your prompts", "use your prompts, unless you opt out,")
    record(files, "ninepin/terms", {80: text("Terms", never), 90: text("Terms", now)})
    [row] = archive("compare", "ai_training", "ninepin", "--json").json["rows"]
    assert row["stance"] == "trains_unless_opt_out"
    assert (row["first_seen"][:10], row["stance_since"][:10]) == ("2031-03-27", "2031-04-06")


def test_compare_leaves_the_terminal_as_markdown_html_and_csv(archive):
    rows = archive("compare", "ai_training", "--json").json["rows"]
    table = list(
        csv.DictReader(io.StringIO(archive("compare", "ai_training", "--format", "csv").out))
    )
    assert [(r["platform"], r["stance"], r["quote"]) for r in table] == [
        (r["platform"], r["stance"], r["quote"] or "") for r in rows
    ]
    markdown = archive("compare", "ai_training", "--format", "md").out
    page = archive("compare", "ai_training", "--format", "html").out
    for row in rows:
        assert row["says"].split("'")[0] in markdown
        assert (row["quote"] or row["platform"]) in page
    assert archive("compare", "ai_training", "--format", "pdf").code == 2


def test_fetched_words_become_no_markup_and_no_formula(tosmon):
    files = DiskFiles(tosmon.folder / "archive")
    evil = (
        '=HYPERLINK("x") we use your prompts to train our models <script>alert(1)</script> [a](b)'
    )
    record(files, "marrow/terms", {0: text("Terms <b>", evil)})
    page = tosmon("compare", "ai_training", "--format", "html").out
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "[a](b)" not in tosmon("compare", "ai_training", "--format", "md").out
    cells = list(csv.reader(io.StringIO(tosmon("compare", "ai_training", "--format", "csv").out)))
    assert not any(cell.startswith("=") for row in cells for cell in row)


def test_the_overview_fits_the_terminal(archive):
    report = msgspec.convert(archive("compare", "ai_training", "--json").json, CompareReport)
    lines = compare_lines(report, colour=False, width=100).splitlines()
    assert max(map(len, lines)) <= 100
    assert any(line.startswith("ninepin") and "silent" in line for line in lines)


def test_a_document_that_alternates_is_quoted_from_the_copy_last_served(archive):
    files = DiskFiles(archive.folder / "archive")
    one, other = text("Terms", RETENTION.format(days=30)), text("Terms", RETENTION.format(days=31))
    record(files, "umbel/terms", {100: one, 101: other, 102: one, 103: other})
    archive.clock = f"{day(104):%Y-%m-%dT%H:%M:%SZ}"
    asked = ("umbel", "--topic", "data_retention", "--json")
    [kept] = archive("provisions", *asked).json["provisions"]
    assert kept["quote"] == RETENTION.format(days=31)
    assert "alternates" in kept["interpretive_note"]
    [row] = archive("compare", "data_retention", "umbel", "--json").json["rows"]
    assert row["quote"] == RETENTION.format(days=31)
    assert "alternates" in row["interpretive_note"]
    archive.clock = f"{day(400):%Y-%m-%dT%H:%M:%SZ}"
    [kept] = archive("provisions", *asked).json["provisions"]
    assert kept["interpretive_note"] is None


def test_search_finds_words_of_scripts_without_spaces(archive):
    files = DiskFiles(archive.folder / "archive")
    said = "我们不会使用您的内容训练模型，除非您同意。"
    record(files, "umbel/terms", {0: text("条款", said)})
    [hit] = checked(archive("search", "训练", "--json"), "search")["hits"]
    assert hit["quote"] == said
    [(start, end)] = hit["matches"]
    assert said[start - hit["start"] : end - hit["start"]] == "训练"


def test_a_way_out_for_some_users_stands_beside_no_other_answer(tosmon):
    files = DiskFiles(tosmon.folder / "archive")
    everyone = "We use your Inputs to develop and improve our artificial intelligence models."
    some = (
        "For users located in the European Union or the United Kingdom, you may object to the use "
        "of your Inputs to train our artificial intelligence models by writing to us."
    )
    record(files, "quailbrook/terms", {0: text("Terms", everyone, some)})
    rows = tosmon("compare", "ai_training", "--json").json["rows"]
    outs = {row["stance"]: row["opt_out"] for row in rows}
    assert outs["trains_no_opt_out"] is None
    assert "by writing to us" in outs["trains_unless_opt_out"]["quote"]
