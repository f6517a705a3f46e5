"""Feeds: sound, named for good, written where something is new, deaf to what texts say."""

from pathlib import Path

import feedparser
import pytest
from lxml import etree
from lxml.html import fragment_fromstring

from tests.records import day, record
from tosmon.archive import DiskFiles
from tosmon.render import atom

KEPT = "We keep the records of your account for 30 days after you close it."
HOSTILE = (
    "We train models on <script>alert(1)</script> what ]]> you write &amp; <b onclick=x()>send</b>,"
    " \x1b[2Jdespite \x00 \ufffe what you choose."
)
TERMS = "# Terms\n\n## Records\n\n"


@pytest.fixture
def written(tosmon, tmp_path):
    files = DiskFiles(tmp_path / "archive")
    record(files, "oakley/terms", {0: TERMS + KEPT, 3: TERMS + KEPT.replace("30", "90")})
    record(files, "ashby/privacy", {1: TERMS + KEPT, 5: f"{TERMS}{KEPT}\n\n{HOSTILE}"})
    assert tosmon("feeds", "out", "--base", "https://feeds.example/").code == 0
    return tmp_path / "out"


def parsed(path):
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo, feed.bozo_exception
    return feed


def test_every_feed_is_sound(written):
    paths = list(written.rglob("*.xml"))
    assert {path.relative_to(written).as_posix() for path in paths} >= {
        "all.xml",
        "platforms/oakley.xml",
        "documents/ashby/privacy.xml",
        "topics/ai_training.xml",
    }
    names = set()
    for path in paths:
        feed = parsed(path).feed
        names.add(feed.id)
        assert feed.id.startswith("urn:uuid:")
        assert feed.updated
        assert feed.links[0].href.startswith("https://feeds.example/")
    assert len(names) == len(paths)


def test_feeds_are_what_rfc_4287_requires(written):
    grammar = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
    for path in written.rglob("*.xml"):
        root = etree.parse(path).getroot()
        grammar.assertValid(root)
        ids = [node.text for node in root.iter("{*}id")]
        assert len(set(ids)) == len(ids)
        assert len(root.findall("{*}link[@rel='self']")) == 1
    for name in ("id", "author", "updated"):
        root = etree.parse(written / "all.xml").getroot()
        root.remove(root.find(f"{{*}}{name}"))
        assert not grammar.validate(root), "the grammar sees what is missing"


def test_a_change_is_one_entry_with_its_words_in_every_feed_that_holds_it(written):
    every = parsed(written / "all.xml").entries
    assert [entry.title.split(":")[0].split()[0] for entry in every] == [
        "ashby/privacy",
        "oakley/terms",
    ]
    [same] = parsed(written / "documents/oakley/terms.xml").entries
    assert same.id == every[1].id
    assert "<del>30</del><ins>90</ins>" in same.content[0].value
    assert every[0].id in {e.id for e in parsed(written / "topics/ai_training.xml").entries}
    assert every[0].published == f"{day(5):%Y-%m-%dT%H:%M:%SZ}"


def test_markup_in_a_text_is_text_in_its_entry(written):
    root = etree.parse(written / "all.xml")
    contents = root.findall(".//{*}content")
    assert all(content.get("type") == "html" and len(content) == 0 for content in contents)
    html = contents[0].text
    tags = {element.tag for element in fragment_fromstring(html, create_parent=True).iter()}
    assert tags <= {"div", "p", "strong", "ul", "li", "em", "br", "ins", "del"}
    assert "&lt;script&gt;" in html
    assert "\\x1b[2J" in html


def test_words_of_an_element_come_back_as_they_were():
    hostile = "a \r\n\t\"'<b> &amp; ]]> \ufffe\x00\ud800é\U0001f600"
    node = etree.fromstring(atom._element("link", hostile, href=hostile))
    kept = "a \r\n\t\"'<b> &amp; ]]> é\U0001f600"
    assert (node.text, node.get("href"), len(node)) == (kept, kept, 0)


def test_only_what_is_new_is_written_again(tosmon, written, tmp_path):
    before = {path: path.stat().st_ino for path in written.rglob("*.xml")}
    base = ("--base", "https://feeds.example/")
    assert tosmon("feeds", "out", *base, "--json").json["written"] == 0
    record(DiskFiles(tmp_path / "archive"), "oakley/terms", {9: TERMS + KEPT.replace("30", "99")})
    assert tosmon("feeds", "out", *base).code == 0
    changed = {path.relative_to(written).as_posix() for path, inode in before.items()
               if path.stat().st_ino != inode}  # fmt: skip
    assert {"all.xml", "platforms/oakley.xml", "documents/oakley/terms.xml"} <= changed
    assert "documents/ashby/privacy.xml" not in changed
    ids = [entry.id for entry in parsed(written / "all.xml").entries]
    assert len(ids) == len(set(ids)) == 3
