"""The page of a diff: whole, self-contained, and deaf to what fetched words say."""

import base64
import datetime as dt
import hashlib
import re
from html.parser import HTMLParser

import pytest

from tosmon.model import DiffSide, Signal
from tosmon.render.diff_html import diff_page
from tosmon.reports.comparing import compare
from tosmon.results import ComparedText

RETENTION = "We keep the records of your account for 30 days after you close it."
SHARING = "We share contact data with carriers who deliver your parcels, and with nobody else."
COOKIES = "Cookies are used to remember the language and the currency that you have chosen."
DAY = dt.datetime(2030, 5, 1, 6, tzinfo=dt.UTC)
VOID = {"meta", "input", "link", "br", "hr", "img"}


def text(*blocks):
    return "\n\n".join(blocks) + "\n"


OLD = text("# Terms", "## Storage", RETENTION, SHARING, COOKIES, "## Courts")
NEW = text("# Terms", "## Storage", RETENTION.replace("30 days", "90 days"), SHARING, "## Courts",
           COOKIES, "You settle disputes before the court of the city.")  # fmt: skip


def side(words, letter, url="https://oakley.example/terms"):
    return ComparedText(
        side=DiffSide(version=letter * 64, captured_at=DAY, label=None),
        text=words,
        path="oakley/terms.md",
        text_sha256="c" * 64,
        body_sha256="d" * 64,
        source_url=url,
    )


def compared(old=OLD, new=NEW, **facts):
    return compare(side(old, "a", **facts), side(new, "b", **facts), document="oakley/terms")


class Page(HTMLParser):
    """What a browser makes of a page: elements with their classes, and text."""

    def __init__(self, source):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts = [], set(), [], []
        self.feed(source)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        self.texts.append((tuple(self.open), data))

    def text(self, name, without=()):
        return "".join(
            data
            for path, data in self.texts
            if any(name in classes.split() or name == tag for tag, classes in path)
            and not any(tag in without for tag, _ in path)
        )


def test_both_views_hold_the_older_and_the_newer_words():
    page = Page(diff_page([compared()]))
    new = RETENTION.replace("30", "90")
    assert page.text("one", without=("ins",)) == RETENTION
    assert page.text("one", without=("del",)) == new
    assert page.text("two") == "Before: 2030-05-01After: 2030-05-01" + RETENTION + new
    assert page.text("whole") == "You settle disputes before the court of the city."


def test_sections_moves_and_evidence_are_named():
    shown = Page(diff_page([compared()])).text("body")
    assert "Terms › Storage" in shown
    assert "Moved here from Terms › Storage, words unchanged" in shown
    for fact in ("a" * 64, "b" * 64, "c" * 64, "d" * 64, "2030-05-01 06:00", "/terms"):
        assert fact in shown


def test_a_block_that_moved_and_changed_names_the_section_as_it_is_written():
    moved = COOKIES.replace("the language", "your language")
    page = Page(diff_page([compared(new=text("# Terms", "## Storage", RETENTION, SHARING,
                                             "## Courts", moved))]))  # fmt: skip
    assert "Moved here from Terms › Storage, and changed" in page.text("label")


def test_severity_topics_and_signals_stand_beside_their_change():
    import msgspec

    comparison = compared()
    signal = Signal(rule="period_changed", before="30 days", after="90 days")
    first, *rest = comparison.diff.changes
    rated = msgspec.structs.replace(
        first, severity="high", topics=("data_retention",), signals=(signal,)
    )
    report = msgspec.structs.replace(
        comparison.diff, changes=(rated, *rest), severity="high", direction="towards_vendor"
    )
    page = Page(diff_page([msgspec.structs.replace(comparison, diff=report)]))
    assert page.text("signals") == "period_changed “30 days” → “90 days”"
    assert "high" in page.text("label")
    assert "data retention" in page.text("label")
    assert "towards the vendor" in page.text("badge")


def test_a_page_of_many_changes_begins_with_links_to_the_weightiest():
    import msgspec

    towns = [f"Carriers of town {n} deliver within {n + 2} days." for n in range(6)]
    comparison = compared(text(*towns), text(*(t.replace("days", "weeks") for t in towns)))
    changes = tuple(
        msgspec.structs.replace(
            change, severity="high", signals=(Signal(rule="period-changed", after=change.after),)
        )
        for change in comparison.diff.changes
    )
    report = msgspec.structs.replace(comparison.diff, changes=changes)
    page = Page(diff_page([msgspec.structs.replace(comparison, diff=report)]))
    assert page.text("weightiest").count("period-changed") == 6
    hrefs = {a[2][1:] for a in page.attributes if a[1] == "href" and a[2].startswith("#")}
    assert len(hrefs) == 6
    assert hrefs <= {a[2] for a in page.attributes if a[1] == "id"}


def test_nothing_is_loaded_and_nothing_runs():
    source = diff_page([compared()])
    page = Page(source)
    assert page.tags.isdisjoint({"script", "img", "iframe", "object", "link", "form", "base"})
    assert not [a for a in page.attributes if a[1].startswith("on") or a[1] in ("src", "style")]
    assert not re.search(r"url\(|@import", source)


def test_the_policy_allows_this_look_alone():
    source = diff_page([compared()])
    style = re.search(r"<style>(.*?)</style>", source, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', source)[1]
    assert policy.startswith(f"default-src &#x27;none&#x27;; style-src &#x27;sha256-{digest}")
    assert "unsafe" not in policy


EVIL = [
    "<script>alert(1)</script> now",
    '"><img src=x onerror=alert(1)> now',
    "</style><script>alert(1)</script></title> now",
    "<!-- --><b onclick='x'>bold</b> &lt;b&gt; now",
    "javascript:alert(1) now",
]


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("place", ["heading", "paragraph", "added", "row"])
def test_fetched_words_never_become_markup(evil, place):
    shape = {"heading": "# {}\n\nA line.\n", "paragraph": "# T\n\n{}\n", "row": "| {} | x |\n"}
    new = shape.get(place, "# T\n\nA.\n\n{}\n").format(evil)
    old = "# T\n\nA.\n" if place == "added" else new.replace("now", "soon")
    source = diff_page([compared(old, new)])
    page = Page(source)
    assert page.tags.isdisjoint({"script", "img", "b"})
    assert not [a for a in page.attributes if a[1].startswith("on")]
    assert evil.removesuffix(" now") in page.text("body")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", '"><script>'])
def test_an_address_that_is_none_of_the_webs_is_no_link(url):
    page = Page(diff_page([compared(url=url)]))
    assert url in page.text("evidence")
    assert [a for a in page.attributes if a[1] == "href"] == []


def test_marks_that_turn_the_direction_are_shown():
    source = diff_page([compared("Pay now.\n", "Pay \u202esoon\x1b.\n")])
    assert "\u202e" not in source
    assert "\\u202e" in source


def test_several_documents_have_a_list_of_them():
    page = Page(diff_page([compared(), compared()]))
    assert "What changed in 2 documents" in page.text("overview")
    hrefs = [a[2][1:] for a in page.attributes if a[1] == "href" and a[2].startswith("#")]
    ids = [a[2] for a in page.attributes if a[1] == "id"]
    assert set(hrefs) <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.fixture
def files(tosmon):
    (tosmon.folder / "a.md").write_text(OLD)
    (tosmon.folder / "b.md").write_text(NEW)
    return tosmon


def test_the_file_is_written_whole_and_said_to_be(files):
    (files.folder / "out.html").write_text("older")
    done = files("diff", "--files", "a.md", "b.md", "--html", "out.html")
    assert (done.code, done.out, done.err) == (0, "", "wrote out.html\n")
    written = (files.folder / "out.html").read_text()
    assert written.startswith("<!doctype html>")
    assert written.endswith("</html>\n")
    assert sorted(path.name for path in files.folder.iterdir()) == ["a.md", "b.md", "out.html"]


def test_json_and_a_page_can_be_had_at_once(files):
    report = files("diff", "--files", "a.md", "b.md", "--html", "out.html", "--json").json
    assert report["schema"] == "tosmon/diff/1"
    assert (files.folder / "out.html").exists()


@pytest.mark.parametrize("name", [".", "missing/out.html", "a.md/out.html"])
def test_a_file_that_cannot_be_written_is_said_to_be(files, name):
    done = files("diff", "--files", "a.md", "b.md", "--html", name)
    assert (done.code, done.out) == (2, "")
    assert name in done.err


def test_where_nothing_changed_no_file_is_written(tosmon, played):
    tosmon.folder = played
    done = tosmon("diff", "--since", "2099-01-01", "--html", "out.html")
    assert "nothing changed there since 2099-01-01; out.html is not written" in done.err
    assert not (played / "out.html").exists()
