"""check --live: what each address gives, what will make trouble with it, and nothing recorded."""

import pytest

from tests.pretend_web import Answer, document, redirect, serve

CLAUSES = "".join(
    f"<h2>{n}. Clause {n}</h2><p>Under clause {n} the parties agree that notice {n} must be given "
    f"in writing within {n} days of the event that it concerns, by the party that knows.</p>"
    for n in range(1, 16)
)
GERMAN = "".join(
    f"<p>Die Vertragsparteien vereinbaren, dass Mitteilung {n} nicht mündlich, sondern schriftlich "
    f"und mit einer Frist von {n} Tagen für die andere Partei abgegeben werden muss.</p>"
    for n in range(1, 16)
)


def page(body: str, title: str = "Terms") -> str:
    return f"<html><head><title>{title}</title></head><body><main>{body}</main></body></html>"


PAGES = {
    "good": page(f"<h1>Terms of Service</h1>{CLAUSES}"),
    "twin": page(f"<h1>Terms of Service</h1>{CLAUSES}"),
    "short": page("<h1>Notice</h1><p>" + "We keep what you write for a week and no longer. " * 4),
    "german": page(f"<h1>Nutzungsbedingungen</h1>{GERMAN}"),
    "folded": page(
        f"<h1>Privacy Policy</h1>{CLAUSES.replace('Clause', 'Rule')}<template>"
        + "".join(
            f"<p>Folded away {n}: we may share what you write with partners.</p>"
            for n in "abcdefgh"
        )
        + "</template>"
    ),
    "both": page(
        f"<h1 id='terms'>Terms of Service</h1>{CLAUSES.replace('h2', 'h3')}"
        f"<h1 id='privacy'>Privacy Policy</h1>{CLAUSES.replace('h2', 'h3').replace('day', 'week')}"
    ),
    "shell": "<html><body><div id='root'></div><script src='/app.js'></script></body></html>",
}


@pytest.fixture(scope="module")
def site():
    with serve() as web:
        for name, text in PAGES.items():
            web.put(f"/{name}", document(text))
        web.put("/moved", redirect("/good", 301))
        web.put("/away", redirect("/short", 302))
        web.put("/gone", Answer(410, b"gone"))
        yield web


@pytest.fixture
def checked(tosmon, site):
    """Return a look at some of the site's pages, by name."""

    def look(*names: str, options: tuple[str, ...] = ("--json",)):
        entries = "".join(
            f"      - {{id: {name}, url: '{site.url('/' + name)}', language: en, "
            f"render: {'static' if name == 'shell' else 'auto'}}}\n"
            for name in names
        )
        (tosmon.folder / "platforms.yaml").write_text(
            f"defaults: {{delay: 0s}}\nplatforms:\n  - id: quill\n    documents:\n{entries}"
        )
        return tosmon("check", "--live", *options)

    return look


def kinds(done) -> dict[str, list[str]]:
    return {
        each["document"].removeprefix("quill/"): [w["kind"] for w in each["warnings"]]
        for each in done.json["live"]
    }


def test_each_kind_of_trouble_is_told_of_the_page_that_has_it(checked):
    done = checked("good", "twin", "short", "german", "folded", "both", "moved")
    assert done.code == 0
    assert kinds(done) == {
        "good": [],
        "twin": ["same_text"],
        "short": ["little_text"],
        "german": ["other_language"],
        "folded": ["hidden_text"],
        "both": ["several_documents"],
        "moved": ["moved", "same_text"],
    }


def test_measures_and_first_and_last_words_are_those_of_the_text(checked, site):
    [found] = checked("good").json["live"]
    assert found["first_words"].startswith("Terms of Service 1. Clause 1 Under clause 1")
    assert found["last_words"].endswith("by the party that knows.")
    assert (found["http_status"], found["bytes"]) == (200, len(PAGES["good"]))
    assert found["sections"][:2] == ["Terms of Service", "1. Clause 1"]
    assert found["words"] > 300


def test_a_redirect_for_good_comes_with_the_line_to_change(checked, site):
    [found] = checked("moved").json["live"]
    [warning] = found["warnings"]
    assert warning["line"] == f"url: {site.url('/good')}"
    [found] = checked("away").json["live"]
    assert [w["kind"] for w in found["warnings"]] == ["elsewhere", "little_text"]


def test_a_document_that_fails_ends_with_3_and_one_that_scripts_make_says_what_to_write(checked):
    done = checked("good", "gone", "shell")
    assert done.code == 3
    live = {each["document"]: each for each in done.json["live"]}
    assert live["quill/gone"]["reason"] == "gone"
    assert live["quill/shell"]["reason"] == "needs_browser"
    assert live["quill/shell"]["warnings"][0]["line"] == "render: browser"


def test_nothing_is_recorded_and_people_can_read_it(checked, tosmon):
    done = checked("good", "both", "gone", options=())
    assert "quill/both  ok  200, " in done.out
    assert "! 2 documents on one page: “Terms of Service”, “Privacy Policy”" in done.out
    assert (
        "2 of 3 documents can be read, 1 of them with a warning; nothing was recorded" in done.out
    )
    assert not (tosmon.folder / "archive").exists()
