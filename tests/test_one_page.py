"""Several documents on one page: asked for once a run, each with a history of its own."""

import json

import pytest
from pretend_web import Answer, serve

from tosmon.extract import html

TERMS = "".join(
    f"<p>You may use part {n} of Lanternby for {n} days without a fee.</p>" for n in "345"
)
PRIVACY = "".join(f"<p>Data of kind {n} is kept for {n} weeks and then erased.</p>" for n in "678")


def page(terms: str = TERMS, privacy: str = PRIVACY, heading: str = "Privacy Policy") -> Answer:
    body = (
        f"<html><body><div><h1 id='terms'>Terms of Use</h1>{terms}</div><div>"
        f"<h1 id='privacy'>{heading}</h1>{privacy}</div></body></html>"
    )
    return Answer(
        200, body.encode(), {"Content-Type": "text/html", "ETag": f'"{hash(body)}-of-it"'}
    )


def listed(tosmon, *documents: str) -> None:
    (tosmon.folder / "platforms.yaml").write_text(
        "defaults: {delay: 0s}\nplatforms:\n  - id: lanternby\n    documents:\n"
        + "".join(f"      - {{{document}}}\n" for document in documents)
    )


@pytest.fixture
def lanternby(tosmon):
    with serve() as web:
        url = web.url("/legal")
        listed(
            tosmon,
            f"id: terms, url: '{url}', select: {{from: Terms of Use, until: Privacy}}",
            f"id: privacy, url: '{url}#privacy'",
        )
        yield tosmon, web


def test_one_answer_serves_all_documents_of_a_page(lanternby):
    tosmon, web = lanternby
    web.put("/legal", page())
    tosmon("fetch")
    assert len(web.asked("/legal")) == 1
    terms, privacy = (tosmon("show", f"lanternby/{name}").out for name in ("terms", "privacy"))
    assert "without a fee" in terms
    assert "erased" not in terms
    assert "erased" in privacy
    assert "without a fee" not in privacy

    web.put("/legal", page(privacy=PRIVACY.replace("7 weeks", "9 weeks")))
    done = tosmon("fetch", "--force", "--json").json
    assert len(web.asked("/legal")) == 2
    assert {d["document"]: d["status"] for d in done["documents"]} == {
        "lanternby/terms": "unchanged",
        "lanternby/privacy": "changed",
    }


def test_status_says_what_the_page_has_where_a_part_was(lanternby):
    tosmon, web = lanternby
    web.put("/legal", page())
    tosmon("fetch")
    web.put("/legal", page(heading="Notice of Data Handling"))
    assert tosmon("fetch", "--force").code == 3
    documents = {d["document"]: d for d in tosmon("status", "--json").json["documents"]}
    assert documents["lanternby/terms"]["reason"] == "restructured"
    words = "its headings are Terms of Use, Notice of Data Handling"
    assert words in documents["lanternby/terms"]["detail"]


def test_a_change_in_the_data_that_a_page_carries_is_a_change(tosmon):
    def carried(privacy: str) -> Answer:
        data = json.dumps({"page": {"privacy": privacy}})
        body = f"<html><body><div id='root'></div><script>{data}</script></body></html>"
        return Answer(200, body.encode(), {"Content-Type": "text/html"})

    with serve() as web:
        listed(tosmon, f"id: privacy, url: '{web.url('/app')}', select: {{json: page.privacy}}")
        web.put("/app", carried(PRIVACY))
        tosmon("fetch")
        web.put("/app", carried(PRIVACY.replace("7 weeks", "9 weeks")))
        done = tosmon("fetch", "--force", "--json").json
        web.put("/app", carried(""))
        tosmon("fetch", "--force")
    assert [document["status"] for document in done["documents"]] == ["changed"]
    assert "9 weeks" in tosmon("show", "lanternby/privacy").out
    status = tosmon("status", "--json").json["documents"][0]
    assert status["reason"] == "restructured"
    assert "there is no text" in status["detail"]


def test_documents_that_are_all_of_a_page_share_its_reading(tosmon, monkeypatch):
    read: list[str] = []
    read_page = html.read_page

    def counted(root, url, *, pruned):
        read.append(url)
        return read_page(root, url, pruned=pruned)

    monkeypatch.setattr(html, "read_page", counted)
    clauses = TERMS + PRIVACY.replace("Data", "<a href='/data'>Data</a>") * 9
    with serve() as web:
        url = web.url("/legal")
        listed(
            tosmon,
            f"id: terms, url: '{url}'",
            f"id: privacy, url: '{url}'",
            f"id: cookies, url: '{url}', remove: [h1]",
        )
        web.put("/legal", page(clauses))
        tosmon("fetch")
        web.put("/legal", page(clauses.replace("5 days", "9 days")))
        done = tosmon("fetch", "--force", "--json").json
    assert [document["status"] for document in done["documents"]] == ["changed"] * 3
    assert len(read) == 4  # the page and the one without its headings, both times
    one, other, third = (
        tosmon("show", f"lanternby/{name}", "--json").json
        for name in ("terms", "privacy", "cookies")
    )
    assert (one["text"], one["links"]) == (other["text"], other["links"])
    assert "9 days" in one["text"]
    assert one["evidence"]["measures"] == other["evidence"]["measures"]
    assert "Terms of Use" in one["text"]
    assert "Terms of Use" not in third["text"]
    assert tosmon("verify").code == 0


def test_what_an_import_read_whole_for_want_of_a_part_is_no_other_documents_text(tosmon):
    """The part has lost its name, and a word beside it is new: nothing is said of the part."""

    kept = "".join(
        f"<p>What you say to part {n} of Lanternby is kept for {n} weeks at most, and after them "
        f"it is erased from all places where it was kept.</p>"
        for n in range(20, 30)
    )

    def legal(name: str) -> str:
        part = f"<div id='{name}'><h1>Privacy</h1>{kept}</div>"
        return f"<html><body><div>Edition {name}</div><h1>Terms</h1>{TERMS}{part}</body></html>"

    listed(
        tosmon,
        "id: one, url: 'https://lanternby.example/legal', select: '#part'",
        "id: two, url: 'https://lanternby.example/legal', select: '#part'",
    )
    for name, body in {
        "one/2024-01-10": legal("box"),
        "two/2024-01-10": legal("part"),
        "two/2024-02-10": legal("box"),
    }.items():
        path = tosmon.folder / "old" / "lanternby" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    assert tosmon("import", "file", str(tosmon.folder / "old"), "--json").code == 0
    history = tosmon("log", "lanternby/two", "--json").json["versions"]
    assert [version["kind"] for version in history] == ["initial"]
    assert "without a fee" in tosmon("show", "lanternby/one").out
    assert "without a fee" not in tosmon("show", "lanternby/two").out
