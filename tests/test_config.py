"""platforms.yaml: what is accepted, and how each fault is explained to whoever wrote it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tosmon import config
from tosmon.config import entries
from tosmon.errors import UsageError
from tosmon.model import Config, Range

ROOT = Path(__file__).parent.parent
ENTRY = "platforms: [{id: lumen, documents: [{id: terms, url: 'https://lumen.example/', %s}]}]\n"


@pytest.fixture
def read(tmp_path: Path):
    def load(text: str | bytes) -> Config:
        path = tmp_path / "platforms.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return config.load(path)

    return load


def said(result: Config) -> list[str]:
    """The problems without the path: `line: field: sentence`."""
    return [problem.removeprefix(f"{result.path}:") for problem in result.problems]


# --- what is accepted -------------------------------------------------------------------------


def test_two_keys_are_enough(read) -> None:
    result = read(
        "platforms:\n- id: lumen\n  documents:\n  - {id: data-use, url: http://x.example}\n"
    )
    assert result.problems == ()
    (document,) = result.documents
    assert document.key == "lumen/data-use"
    assert (document.title, document.platform_name) == ("Data use", "lumen")
    assert (document.tier, document.render, document.every) == ("unspecified", "auto", 86_400)
    assert document.robots
    assert not document.private


def test_every_key_reaches_its_field(read) -> None:
    result = read("""
platforms:
  - id: lumen
    name: Lumen Works
    tags: [ai, vendor]
    documents:
      - id: agreement
        title: Lumen Agreement
        type: commercial-terms
        url: https://lumen.example/Agreement?a=1#b
        formerly: [lumen/terms]
        tags: [vendor, eu]
        tier: business
        region: us
        language: pt-BR
        select: [main, {from: "h2#a", until: footer}]
        remove: .toc
        render: browser
        every: 12h
        timeout: 90s
        delay: 1.5s
        user_agent: "watcher/1 (+https://us.example)"
        robots: ignore
        private: true
""")
    assert result.problems == ()
    (document,) = result.documents
    assert document.url == "https://lumen.example/Agreement?a=1#b"
    assert document.platform_name == "Lumen Works"
    assert document.formerly == ("lumen/terms",)
    assert document.tags == ("ai", "vendor", "eu")
    assert document.select == ("main", Range(start="h2#a", until="footer"))
    assert document.remove == (".toc",)
    assert (document.every, document.timeout, document.delay) == (43_200, 90, 1.5)
    assert (document.tier, document.region, document.language) == ("business", "us", "pt-BR")
    assert (document.robots, document.private) == (False, True)


def test_the_narrower_setting_wins(read) -> None:
    result = read("""
platforms:
  - id: lumen
    delay: 2s
    robots: ignore
    documents:
      - {id: a, url: https://l.example/a}
      - {id: b, url: https://l.example/b, delay: 3s, robots: obey}
  - id: other
    documents: [{id: a, url: https://o.example/a}]
defaults: {delay: 1m, every: 2d, tier: consumer, language: en}
""")
    assert result.problems == ()
    assert [document.delay for document in result.documents] == [2, 3, 60]
    assert [document.robots for document in result.documents] == [False, True, True]
    assert {(d.every, d.tier, d.language) for d in result.documents} == {
        (172_800, "consumer", "en")
    }


def test_words_stay_words_where_yaml_would_make_them_something_else(read) -> None:
    (document,) = read(ENTRY % "language: no, region: no, title: 2026").documents
    assert (document.language, document.region, document.title) == ("no", "no", "2026")


def test_a_key_without_value_is_as_good_as_absent(read) -> None:
    result = read(ENTRY % "region: , tags: ~, select: null")
    assert result.problems == ()
    assert result.documents[0].select == ()


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(read) -> None:
    text = "platforms:\r\n- id: lumen\r\n  documents:\r\n  - {id: a, url: https://x.example}\r\n"
    assert len(read(b"\xef\xbb\xbf" + text.encode()).documents) == 1


# --- what is explained ------------------------------------------------------------------------


def test_all_faults_are_told_and_sound_entries_returned(read) -> None:
    result = read("""platforms:
  - id: lumen
    nmae: Lumen
    documents:
      - id: Terms of Use
        url: ftp://lumen.example/
      - id: privacy
        url: https://lumen.example/a
        url: https://lumen.example/b
        tier: consmer
      - {id: ok, url: "https://lumen.example/ok"}
      - {id: ok, url: "https://lumen.example/again"}
      - {id: empty, url: }
      - nothing
  - {id: lumen, documents: []}
  - {name: Nameless, documents: [{id: a, url: "https://n.example"}]}
defaults: {evry: 1d}
""")
    assert [document.key for document in result.documents] == ["lumen/ok"]
    assert said(result) == [
        "3: lumen: 'nmae' is no key here; did you mean name?",
        "5: lumen/Terms of Use.id: 'Terms of Use' is no id; use small letters, digits and "
        "hyphens, 80 at most, e.g. terms-of-use",
        "6: lumen/Terms of Use.url: 'ftp://lumen.example/' is no web address; start it with "
        "https://",
        "9: lumen/privacy.url: stands here twice (first in line 8); remove one",
        "10: lumen/privacy.tier: 'consmer' is unknown; did you mean consumer?",
        "12: lumen/ok.id: is also in line 11; give each document an id of its own",
        "13: lumen/empty.url: is empty; it is required",
        "14: lumen.documents[5]: is no document; start it with `- id: …`",
        "15: lumen.id: is also in line 2; list a platform once",
        "16: platforms[2].id: is missing; it is required",
        "17: defaults: 'evry' is no key here; did you mean every?",
    ]


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("every: 30", "'30' is no duration; write 30s for seconds"),
        ("every: 1 day", "'1 day' is no duration; write e.g. 30s, 90m, 12h or 1d"),
        ("every: 0s", "is out of bounds"),
        ("timeout: 2h", "is out of bounds"),
        ("delay: -1s", "is no duration"),
        ("render: chrome", "'chrome' is unknown; choose from auto, static, browser"),
        ("tier: [api]", "is a list; write one value"),
        ("robots: false", "'false' is unknown; choose from obey, ignore"),
        ("private: 'yes'", "is neither true nor false"),
        ("language: English (US)", "is no language tag"),
        ("select: 'main['", "'main[' is no selector"),
        ("select: {until: h2}", "has no `from`"),
        ("select: {form: h2}", "write from and until"),
        ("remove: [.toc, 'a:frobnicate']", "is no selector"),
        ("formerly: terms", "'terms' names no document; write platform/document"),
        ("tags: [AI]", "'AI' is no id; use small letters, digits and hyphens, 80 at most, e.g. ai"),
        ("title: ''", "is empty"),
        (r'title: "a\e[31mb"', "holds a line break or an invisible character"),
        ("user_agent: Wächter", "use ASCII"),
        ("<<: {tier: api}", "put common settings under `defaults:`"),
        ("rendr: browser", "did you mean render?"),
    ],
)
def test_a_faulty_value_is_explained_and_its_document_left_out(read, setting, sentence) -> None:
    result = read(ENTRY % setting)
    (problem,) = said(result)
    assert problem.startswith("1: lumen/terms")
    assert sentence in problem
    assert result.documents == ()


@pytest.mark.parametrize(
    "url",
    [
        "lumen.example/terms",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///terms",
        "https://user:secret@lumen.example/",
        "https://lumen.example:port/",
        "https://lumen.example:99999/",
        "https://lumen..example/",
        "https://lumen.example/a b",
        "https://lumen.example\\@evil.example/",
        "https://[::1/",
        "https://-lumen.example/",
        "https://" + "a" * 5_000 + ".example/",
    ],
)
def test_addresses_that_are_none_are_refused(read, url: str) -> None:
    result = read(f"platforms: [{{id: l, documents: [{{id: a, url: '{url}'}}]}}]")
    assert len(result.problems) == 1
    assert "secret" not in result.problems[0]
    assert result.documents == ()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/a",
        "https://[::1]/a",
        "HTTPS://Lumen.Example/Terms/",
        "https://bücher.example/agb",
        "https://lumen.example/p(1)?q=%20&r=[x]#part",
    ],
)
def test_addresses_are_kept_as_they_are_written(read, url: str) -> None:
    result = read(f"platforms: [{{id: l, documents: [{{id: a, url: '{url}'}}]}}]")
    assert result.problems == ()
    assert result.documents[0].url == url


@pytest.mark.parametrize("bad", ["con", "nul", "com1", "lpt9", "-a", "a_b", "A", "a" * 81, "é"])
def test_ids_that_cannot_name_a_folder_everywhere_are_refused(read, bad: str) -> None:
    result = read(f"platforms: [{{id: l, documents: [{{id: {bad}, url: 'https://l.example'}}]}}]")
    assert len(result.problems) == 1


def test_a_fault_in_the_settings_above_leaves_the_documents_in(read) -> None:
    result = read("""
platforms:
  - id: lumen
    robots: ignor
    documents: [{id: a, url: "https://l.example"}]
defaults: {delay: 10}
""")
    assert [line.split(":")[0] for line in said(result)] == ["4", "6"]
    assert result.documents[0].robots
    assert result.documents[0].delay == 1.0


@pytest.mark.parametrize(
    "second",
    [
        "{id: terms, url: 'https://l.example/2'}",
        "{id: b, url: 'https://l.example/2', formerly: l/terms}",
    ],
)
def test_a_history_has_one_heir(read, second: str) -> None:
    first = "{id: a, url: 'https://l.example', formerly: [l/terms]}"
    result = read(f"platforms: [{{id: l, documents: [{first}, {second}]}}]")
    assert len(result.problems) == 1
    assert "l/terms" in result.problems[0]
    assert len(result.documents) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "1: platforms: is missing; the file starts with `platforms:`"),
        ("- id: lumen\n", "1: platforms: is missing"),
        ("defaults: {every: 1d}\n", "1: platforms: is missing"),
        ("platforms:\n", "1: platforms: is empty; start each entry below it"),
        ("platforms: {lumen: 1}\n", "1: platforms: is no list"),
        ("platforms:\n\t- id: lumen\n", "2: file: is indented with a tab"),
        ("platforms:\n- id: a\n  name: A: B\n", "3: file: a colon stands inside a value"),
        ("platforms:\n- id: a\n name: b\n", "3: file: is no YAML"),
        ("platforms: [\n", "file: is no YAML"),
        ("platforms: []\n---\nplatforms: []\n", "2: file: a second YAML document"),
        ("platforms: !!python/object:os.system []\n", "1: file: a YAML tag"),
        ("platforms: &a [*a]\n", "1: file: the alias *a names nothing"),
        ("platforms:\n  ? [a]\n  : b\n", "2: file: a key must be a single word"),
        ("platforms:\n- id: \x07\n", "2: file: holds a character that YAML does not allow"),
        ("a: " + "[" * 500, "is nested deeper than 20 levels"),
        ("a: " + "[" * 100_000, "nest"),
        (b"platforms:\n- id: \xff\n", "2: file: is not UTF-8 here"),
        ("#" * (config.MAX_BYTES + 1), "1: file: is larger than"),
    ],
)
def test_a_file_that_cannot_be_understood_says_where(read, text, sentence: str) -> None:
    result = read(text)
    assert result.documents == ()
    assert any(sentence in problem for problem in said(result)), said(result)


def test_no_control_character_of_the_file_reaches_a_terminal(read) -> None:
    result = read('platforms: [{id: "\\e[2J", "\\e]0;x": 1, documents: ["\\a"]}]')
    assert result.problems
    assert all(problem.isprintable() for problem in result.problems)


@pytest.mark.parametrize(
    "text",
    [
        "platforms:\n- &p {id: a, documents: [&d {id: a, url: 'https://a.example'}, "
        + "*d, " * 9_000
        + "*d]}\n"
        + "- *p\n" * 9_000,
        "platforms:\n- documents: &d\n" + "  - {id: X}\n" * 5_000 + "- documents: *d\n" * 5_000,
        "platforms:\n- {" + ", ".join(f"key{n}: 1" for n in range(50_000)) + "}\n",
        ENTRY % ("tags: [" + "a, " * 100_000 + "]"),
    ],
    ids=["aliases", "faults", "keys", "items"],
)
def test_a_file_made_to_be_slow_is_answered_soon(read, text: str) -> None:
    began = time.process_time()
    result = read(text)
    assert time.process_time() - began < 5
    assert result.problems
    assert len(result.problems) <= 1_001


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="ab:-[]{}&*!|>'\"\n\t #,?%@`\\~<0", max_size=60)
    | st.binary(max_size=40)
    | st.lists(
        st.sampled_from(
            [
                "platforms:",
                "- id: a",
                "  documents:",
                "  - id: a",
                "    url: https://a.example",
                "    select: [",
                "defaults:",
                "  every: 1d",
                "    tags: {a: b}",
                "- *a",
                "  - &a b",
            ]
        ),
        max_size=12,
    ).map("\n".join)
)
def test_whatever_the_file_holds_the_answer_is_a_config(tmp_path_factory, text) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = config.load(path)
    assert result.problems or result.documents or text
    assert all(problem.startswith(str(path)) for problem in result.problems)


# --- the file itself --------------------------------------------------------------------------


def test_a_missing_file_points_to_init(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="tosmon init"):
        config.load(tmp_path / "platforms.yaml")


def test_a_folder_in_its_place_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        config.load(tmp_path)


def test_the_starter_loads_without_problems(read) -> None:
    result = read(config.starter())
    assert result.problems == ()
    assert len(result.documents) >= 2


def test_the_shipped_file_loads_without_problems() -> None:
    result = config.load(ROOT / "platforms.yaml")
    assert result.problems == ()
    assert len(result.documents) > 200
    urls = [document.url for document in result.documents]
    assert len(urls) == len(set(urls))
    assert all("ai" in document.tags for document in result.documents)


def test_every_document_of_the_shipped_file_says_where_its_address_was_seen() -> None:
    lines = (ROOT / "platforms.yaml").read_text(encoding="utf-8").splitlines()
    entries = [n for n, line in enumerate(lines) if line.startswith("      - id: ")]
    assert entries
    assert all(lines[n - 1].startswith("      # seen") for n in entries)


def test_the_documented_keys_are_those_that_are_read() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    for key in {*entries._PLATFORM, *entries._DOCUMENT, "documents"}:
        assert f"| `{key}` |" in text, key


def test_importing_it_does_not_load_yaml() -> None:
    code = "import tosmon.config, sys; print({'yaml', 'cssselect', 'difflib'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.strip() == "set()"


def test_a_path_in_the_data_of_a_page_is_no_selector(read):
    result = read(ENTRY % "select: [main, {json: props.sections.*.html}]")
    assert result.documents[0].select == ("main",)
    assert result.documents[0].data == ("props.sections.*.html",)
    for wrong in ("{json: a..b}", "{json: a, from: h2}"):
        assert "is no path" in read(ENTRY % f"select: {wrong}").problems[0]
