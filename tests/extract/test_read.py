"""What a page's text is: its words in order, with their sections, lists and tables."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extract.pages import CLAUSES, URL, page, prose, read_as, text_of
from tosmon.extract import EXTRACTOR, read
from tosmon.model import FailureReason, QuarantineReason, Range, Reading, Unreadable
from tosmon.text import parse


def refused(body: bytes, content_type: str | None = "text/html", **chosen: tuple) -> Unreadable:
    reading = read_as(body, content_type, **chosen)
    assert isinstance(reading, Unreadable), reading
    return reading


def test_headings_and_paragraphs_become_blocks_with_their_sections() -> None:
    blocks = parse(text_of(page(prose())))
    assert [b.text for b in blocks if b.kind == "paragraph"] == list(CLAUSES)
    third = next(b for b in blocks if b.text == CLAUSES[2])
    assert third.section == ("Terms of Service", "Section 3")


def test_lists_keep_their_order_and_nesting() -> None:
    listed = "<ul><li>Drafts<ul><li>unfinished ones</li></ul></li><li>Comments</li></ul>"
    text = text_of(page(prose() + "<p>We store the following things:</p>" + listed))
    assert "- Drafts\n  - unfinished ones\n- Comments\n" in text


def test_tables_keep_their_rows() -> None:
    table = (
        "<table><tr><th>Data</th><th>Kept for</th></tr><tr><td>Drafts</td><td>30 days</td></tr>"
        "<tr><td>Invoices</td><td>ten years</td></tr></table>"
    )
    text = text_of(page(prose() + table))
    assert "| Data | Kept for |\n| --- | --- |\n| Drafts | 30 days |\n" in text


def test_a_table_that_the_first_reading_loses_is_kept_in_any_script() -> None:
    kinds = (
        (
            "甲乙丙公司个人信息保护说明",
            "推送服务、统计分析、故障排查、安全风控",
            "设备标识、网络信息",
        ),
        (
            "丁戊己公司个人信息保护说明",
            "支付功能、账户核验、交易安全、风险控制",
            "姓名、电话、订单",
        ),
        (
            "庚辛壬公司个人信息保护说明",
            "地图定位、路线规划、附近搜索、地址选择",
            "位置、基站、网络",
        ),
        (
            "子丑寅公司个人信息保护说明",
            "社交分享、授权登录、昵称头像、好友关系",
            "昵称、性别、地区",
        ),
        (
            "卯辰巳公司个人信息保护说明",
            "语音识别、录音上传、文字转换、纠错优化",
            "录音、文本、日志",
        ),
        (
            "午未申公司个人信息保护说明",
            "崩溃监控、性能分析、卡顿检测、网络诊断",
            "型号、系统、版本",
        ),
    )
    rows = "".join(
        "<tr>" + "".join(f"<td><a href='/more'>{cell}</a></td>" for cell in row) + "</tr>"
        for row in kinds
    )
    clauses = "".join(
        f"<p>我们 会 在 第{n}种 情况 下 收集 您的 信息 ， 并 按照 本 政策 的 目的 使用 。</p>"
        for n in range(30, 60)
    )
    document = f"<h1>隐私政策</h1>{clauses}<h2>第三方</h2><table>{rows}</table>{clauses}"
    text = text_of(page(document))
    assert all(cell in text for row in kinds for cell in row)


def test_links_stand_by_their_words_and_their_targets_beside_the_text() -> None:
    linked = "<p>Our <a href='/privacy?utm_source=x'>privacy policy</a>, too, applies to you.</p>"
    reading = read(page(prose() + linked), content_type="text/html", url=URL)
    assert isinstance(reading, Reading)
    assert "Our privacy policy, too, applies to you." in reading.text
    assert "utm_source" not in reading.text
    assert any(
        link.words == "privacy policy" and "/privacy" in link.target for link in reading.links
    )


def coded(address: str, key: int) -> str:
    return f"{key:02x}" + "".join(f"{byte ^ key:02x}" for byte in address.encode())


@pytest.mark.parametrize("key", [0x11, 0xC4])
def test_an_obfuscated_address_reads_the_same_whatever_its_key(key: int) -> None:
    hidden = coded("legal@quillmoor.example", key)
    sentence = (
        "<p>Write to <a href='/cdn-cgi/l/email-protection' class='__cf_email__' "
        f"data-cfemail='{hidden}'>[email&#160;protected]</a> with questions.</p>"
    )
    assert "Write to legal@quillmoor.example with questions." in text_of(page(prose() + sentence))


@pytest.mark.parametrize(
    "unwanted",
    ["\x0b", "\x1b", "\x7f", "\x85", "\x9b", "\ufffe", "\uffff", "&#27;", "&#x0;"],
)
def test_a_control_character_costs_neither_the_page_nor_its_neighbours(unwanted: str) -> None:
    sentence = f"<p>We keep{unwanted} your café’s records for 30 days.</p>"
    text = text_of(page(prose() + sentence + "<p>The last sentence of the page stands.</p>"))
    assert "We keep your café’s records for 30 days." in text
    assert "The last sentence of the page stands." in text


def test_menus_footers_and_scripts_are_no_part_of_the_text() -> None:
    text = text_of(
        page(
            prose() + "<script>var nonce = 'abc'</script>",
            before="<nav><ul><li><a href='/'>Pricing</a></li><li><a>Careers</a></li></ul></nav>",
            after="<footer><p>© Quillmoor. <a href='/jobs'>We are hiring</a></p></footer>",
        )
    )
    assert "Pricing" not in text
    assert "hiring" not in text
    assert "nonce" not in text


@pytest.mark.parametrize(
    ("encoding", "header", "meta"),
    [
        ("utf-8", None, ""),
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("windows-1252", "text/html; charset=windows-1252", ""),
        ("windows-1252", "text/html", "<meta charset='windows-1252'>"),
        ("utf-16", "text/html", ""),
        ("windows-1252", "text/html; charset=no-such-thing", ""),
    ],
)
def test_words_survive_true_missing_and_false_charsets(
    encoding: str, header: str | None, meta: str
) -> None:
    source = f"<html><head>{meta}</head><body><main>{prose()}<p>Geprüft: “naïve café”.</p></main>"
    text = text_of(source.encode(encoding, "xmlcharrefreplace"), header)
    if "no-such" not in (header or ""):
        assert "Geprüft: “naïve café”." in text
    assert CLAUSES[0] in text


def test_select_takes_the_named_parts_and_remove_drops_parts() -> None:
    body = page(
        f"<div class='other'>{prose(title='Cookie Policy')}</div>"
        "<div class='mine'><h2>Data Terms</h2><p>Only this agreement counts for data that you "
        "send.</p><p class='toc'>Jump to a section of these data terms here.</p></div>"
    )
    text = text_of(body, select=(".mine",), remove=(".toc",))
    assert "Only this agreement counts" in text
    assert "Jump to" not in text
    assert CLAUSES[0] not in text


def test_select_takes_a_range_up_to_its_end() -> None:
    parts = "<h2 id='a'>First</h2><p>One two three four five.</p><h2 id='b'>Second</h2><p>Six.</p>"
    text = text_of(page(parts), select=(Range(start="#a", until="#b"),))
    assert "One two three four five." in text
    assert "Six" not in text


def test_a_selector_that_matches_nothing_is_told_not_ignored() -> None:
    failure = refused(page(prose()), select=(".gone",))
    assert failure.reason == QuarantineReason.RESTRUCTURED
    assert ".gone" in failure.detail


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body></body></html>",
        b"<html><body><main><h1>Terms</h1><p>Loading, please wait.</p></main></body></html>",
        b"",
        b"   \n ",
    ],
)
def test_a_page_without_words_is_set_aside_as_empty(body: bytes) -> None:
    assert refused(body).reason == QuarantineReason.EMPTY


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><div id='root'></div><script src='/app.js'></script></body></html>",
        b"<script>x()</script><noscript><p>Please enable JavaScript.</p></noscript><p>Loading</p>",
    ],
)
def test_a_shell_that_scripts_fill_needs_a_browser(body: bytes) -> None:
    assert refused(body).reason == FailureReason.NEEDS_BROWSER
    assert refused(body.replace(b"script", b"scrap")).reason == QuarantineReason.EMPTY


def test_plain_text_is_taken_as_it_stands() -> None:
    body = "\r\n\r\n".join(CLAUSES).encode()
    assert text_of(body, "text/plain; charset=utf-8") == "\n\n".join(CLAUSES) + "\n"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"PK\x05\x06\x00\x00", "application/zip"), (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png")],
)
def test_types_that_cannot_be_read_are_named(body: bytes, content_type: str) -> None:
    assert refused(body, content_type).reason == FailureReason.UNSUPPORTED_TYPE


def test_escape_sequences_and_invisible_characters_do_not_reach_the_text() -> None:
    hostile = "<p>You\u200b may \x1b[31mnot\x1b[0m re\u00adsell\u202e the service\x07 here.</p>"
    text = text_of(page(prose() + hostile))
    assert not set(text) & set("\x1b\x07\u200b\u00ad\u202e")
    assert "resell the service" in text


@pytest.mark.parametrize("tag", ["div", "span", "blockquote", "ul><li", "table><tr><td"])
def test_absurd_nesting_ends_in_a_value(tag: str) -> None:
    opening = f"<{tag}>"
    body = page(opening * 5000 + "deep" + prose())
    assert isinstance(read(body, content_type="text/html", url=URL), Reading | Unreadable)


def test_a_reading_names_its_extractor_and_language() -> None:
    reading = read(page(prose()), content_type="text/html", url=URL)
    assert isinstance(reading, Reading)
    assert reading.language == "en"
    assert EXTRACTOR.startswith(reading.extractor.partition("/")[0])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.sampled_from([None, "text/html", "text/plain; charset=utf-8"]))
def test_no_bytes_make_it_fail(noise: bytes, content_type: str | None) -> None:
    body = page(prose()).replace(b"<h2>Section 3", noise + b"<h2>Section 3")
    for candidate in (noise, body):
        reading = read(candidate, content_type=content_type, url=URL)
        if isinstance(reading, Reading):
            assert all(reading.text[b.start : b.end] == b.text for b in parse(reading.text))
            assert reading.text.endswith("\n")
            assert not any(line != line.rstrip() for line in reading.text.split("\n"))


def test_clauses_in_boxes_whose_names_tell_of_furniture_are_kept() -> None:
    """Names such as `widget` empty the boxes in the first reading; the second one has them."""
    answers = (
        "Drafts stay yours, whoever wrote them and wherever they were kept on our machines.",
        "Nobody else receives a copy, apart from the courts that lawfully ask us for one.",
        "Whoever cancels keeps access until the month that was paid for has come to its end.",
        "Complaints reach a person within two days, and a written reply follows after that.",
        "Older editions of this page can be had from the archive on request, free of charge.",
    )
    asked = "".join(
        f"<h2>Question {n}</h2><p>{words} {words.upper()}</p>"
        f"<div class='faq-widget embedded'><p>Answer {n}: {answer}</p></div>"
        for n, (words, answer) in enumerate(zip(CLAUSES, answers, strict=True), 1)
    )
    footer = (
        "<div><p>Quillmoor makes software for people who write long and careful texts.</p></div>"
    )
    closing = f"<h2>Law</h2><p>{CLAUSES[4]} {CLAUSES[0].lower()}</p>"
    text = text_of(page(f"<h1>Terms</h1>{asked}{closing}", after=footer))
    assert all(f"Answer {n}" in text for n in range(1, len(CLAUSES) + 1))
    assert "long and careful" not in text
