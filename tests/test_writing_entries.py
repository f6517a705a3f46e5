"""Entries are put into platforms.yaml between its lines: nothing else changes, and it is proved."""

import pytest

from tosmon import config
from tosmon.errors import ConfigError
from tosmon.model import Range
from tosmon.proposals import Entry

TERMS = Entry(
    platform="lumen",
    id="terms",
    url="https://lumen.example/terms",
    title='Terms: of "use" # 1',
    type="terms",
    language="no",
    select=(Range(start="h2 > b", until="footer"), "main"),
    remove=("#a", ".b"),
    notes=("found in\nthe footer",),
)
OTHER = Entry(platform="fresh", platform_name="Fresh", id="privacy", url="https://fresh.example/p")

COMMENTED = """\
# ours
platforms:  # the list
  - id: lumen    # first
    documents:
      # seen today
      - id: privacy
        url: https://lumen.example/privacy   # moved once
        # every: 12h

  # the second
  -   id: quill
      documents:
      - {id: terms, url: 'https://quill.example/'}

defaults:
  every: 12h
"""
LAYOUTS = {
    "commented": COMMENTED,
    "windows": COMMENTED.replace("\n", "\r\n"),
    "no end of line": COMMENTED.rstrip(),
    "dashes under their key": (
        "platforms:\n- id: lumen\n  documents:\n  - id: a\n    url: http://a.example\n"
    ),
    "faults in other entries": "platforms:\n  - id: quill\n    documents:\n      - id: UPPER\n",
    "empty": "",
    "comments alone": "# nothing yet\n",
    "no platform yet": "platforms:\n\ndefaults:\n  every: 12h\n",
    "block of text at the end": (
        "platforms:\n  - id: lumen\n    documents:\n      - id: a\n        url: >-\n"
        "          http://a.example\n\n"
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_old_line_stays_and_the_new_entries_read_as_they_were_meant(tmp_path, name):
    path = tmp_path / "platforms.yaml"
    path.write_bytes(LAYOUTS[name].encode())
    before = config.load(path)
    text = config.with_entries(path, (TERMS, OTHER))
    path.write_bytes(text.encode())
    after = config.load(path)
    new = iter(text.splitlines())
    assert all(line in new for line in LAYOUTS[name].splitlines()), "in their order"
    found = {document.key: document for document in after.documents}
    assert [d for d in after.documents if d.key not in ("lumen/terms", "fresh/privacy")] == list(
        before.documents
    )
    terms = found["lumen/terms"]
    assert (terms.title, terms.select, terms.remove) == (TERMS.title, TERMS.select, TERMS.remove)
    assert (terms.language, terms.url) == ("no", TERMS.url)
    assert found["fresh/privacy"].platform_name == "Fresh"
    assert "# found in the footer" in text


def test_new_documents_stand_with_their_platform_below_the_comments_of_its_last_one(tmp_path):
    path = tmp_path / "platforms.yaml"
    path.write_text(COMMENTED)
    lines = config.with_entries(path, (TERMS, OTHER)).splitlines()
    at = lines.index("        # every: 12h")
    assert lines[at + 1 : at + 3] == ["      # found in the footer", "      - id: terms"]
    assert lines.index("defaults:") > lines.index("  - id: fresh")


@pytest.mark.parametrize(
    "text",
    [
        "platforms: [{id: lumen, documents: [{id: a, url: 'http://a.example'}]}]\n",
        "platforms:\n  - id: lumen\n    documents: [{id: a, url: 'http://a.example'}]\n",
        "platforms:\n  - id: lumen\n    documents:\n",
        "platforms: nothing\n",
        "- a\n",
        "platforms:\n\t- id: lumen\n",
    ],
)
def test_a_file_without_a_place_for_new_lines_is_refused_with_its_line(tmp_path, text):
    path = tmp_path / "platforms.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"platforms\.yaml:\d+: "):
        config.with_entries(path, (TERMS,))


def test_what_platforms_yaml_would_not_take_is_told_with_its_field():
    entry = Entry(platform="lumen", id="terms", url="ftp://x.example", select=("a:::b",))
    url, select = config.faults_of(entry)
    assert url.startswith("lumen/terms.url: 'ftp://x.example' is no web address")
    assert select.startswith("lumen/terms.select: 'a:::b' is no selector")
    assert config.faults_of(TERMS) == ()
