"""Whatever a server sends, the user sees a sentence and the archive stays sound."""

import pytest
from pretend_web import Answer, serve

PROSE = "".join(
    f"<h2>{n}. Part {n}</h2><p>We keep the records of part {n} for {n + 10} days and then erase "
    "them, unless a law of Fjordland asks us to keep them for longer than that.</p>"
    for n in range(1, 9)
)
TERMS = (
    f"<html><head><title>Terms</title></head><body><main><h1>Terms</h1>{PROSE}</main></body></html>"
)
LOGIN = (
    "<html><body><main><h1>Welcome back</h1><p>Sign in to Harborlight with your e-mail address.</p>"
    "<p>Enter your password. Forgot your password? You don't have an account yet? Ask us.</p>"
    "</main></body></html>"
)


@pytest.fixture
def web():
    with serve() as pretend:
        yield pretend


@pytest.fixture
def harbor(tosmon, web):
    """Return the program with one document, at whatever the web shows for /terms."""
    (tosmon.folder / "platforms.yaml").write_text(
        "defaults: {delay: 0s}\nplatforms:\n  - id: harborlight\n    documents:\n"
        f"      - {{id: terms, url: '{web.url('/terms')}'}}\n"
    )
    return tosmon


def html(body: str | bytes, charset: str = "utf-8", **headers: str) -> Answer:
    data = body if isinstance(body, bytes) else body.encode(charset)
    return Answer(200, data, {"Content-Type": "text/html", **headers})


@pytest.mark.parametrize(
    ("page", "status", "reason"),
    [
        (html(""), "quarantined", "empty"),
        (html("<html><body><div id='root'></div></body></html>"), "quarantined", "empty"),
        (html(LOGIN), "quarantined", "login_wall"),
        (Answer(500, b"oops"), "failed", "server_error"),
        (Answer(404, b"<p>gone</p>"), "failed", "not_found"),
        (Answer(302, b"", {"Location": "/terms"}), "failed", "redirect_loop"),
        (Answer(302, b"", {"Location": "file:///etc/passwd"}), "failed", "blocked_address"),
        (Answer(302, b"", {"Location": "http://169.254.169.254/"}), "failed", "blocked_address"),
        (html(b"\x00\x01\x02" * 50), "failed", "unsupported_type"),
    ],
)
def test_a_bad_answer_never_replaces_the_last_good_text(harbor, web, page, status, reason):
    web.put("/terms", html(TERMS), page)
    assert harbor("fetch").code == 0
    web.day = 1
    done = harbor("fetch", "--force", "--json")
    [document] = done.json["documents"]
    assert (done.code, document["status"], document["reason"]) == (3, status, reason)
    assert document["detail"]
    assert "part 3" in harbor("show", "harborlight/terms").out
    [state] = harbor("status", "--json").json["documents"]
    assert state["reason"] == reason
    assert state["last_success"] == "2026-05-01T06:00:00Z"
    assert not harbor("verify", "--json").json["findings"]


def test_escape_sequences_of_a_page_reach_no_terminal(harbor, web):
    evil = TERMS.replace("<h1>Terms", "<h1>Terms \x1b]0;owned\x07\x1b[31m\u202e")
    web.put("/terms", html(evil), html(evil.replace("11 days", "\x1b[2J12 days")))
    harbor("fetch")
    web.day = 1
    shown = [harbor("fetch", "--force", "-v")]
    shown += [
        harbor(*words) for words in (("log",), ("diff",), ("diff", "--unified"), ("status", "-v"))
    ]
    shown += [harbor("show", "harborlight/terms", *how) for how in ((), ("--meta",), ("--text",))]
    for done in shown:
        assert done.code == 0
        assert not set(done.out + done.err) & set("\x1b\x07\u202e")


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("windows-1252", "windows-1252"),
        ("utf-8", "iso-8859-1"),
        ("utf-16", None),
        ("shift_jis", "shift_jis"),
    ],
)
def test_a_wrong_or_old_charset_keeps_the_words(harbor, web, charset, declared):
    word = "日本" if charset == "shift_jis" else "Grüße – “naïve”"
    body = TERMS.replace("Part 1", word).encode(charset)
    kind = "text/html" + (f"; charset={declared}" if declared else "")
    web.put("/terms", Answer(200, body, {"Content-Type": kind}))
    assert harbor("fetch").code == 0
    assert word in harbor("show", "harborlight/terms").out


def test_a_text_that_shrank_is_believed_when_it_is_seen_again_hours_later(harbor, web):
    short = TERMS[: TERMS.index("<h2>3.")] + "</main></body></html>"
    web.put("/terms", html(TERMS), html(short))
    harbor("fetch")
    web.day = 1
    harbor.clock = "2026-05-02T06:00:00Z"
    first = harbor("fetch", "--json").json["documents"][0]
    assert (first["status"], first["reason"]) == ("quarantined", "shrunk")
    harbor.clock = "2026-05-02T08:00:00Z"
    assert harbor("fetch", "--force", "--json").json["documents"][0]["status"] == "quarantined"
    harbor.clock = "2026-05-03T06:00:00Z"
    done = harbor("fetch", "--json")
    assert (done.code, done.json["documents"][0]["status"]) == (0, "changed")
    newest = harbor("log", "--json").json["versions"][0]
    assert newest["captured_at"] == "2026-05-02T06:00:00Z"
    assert newest["confirmed_at"] == newest["recorded_at"] == "2026-05-03T06:00:00Z"
    assert harbor("verify").code == 0


def test_what_was_set_aside_is_released_or_dismissed_by_a_persons_word(harbor, web):
    web.put("/terms", html(TERMS), html(LOGIN))
    harbor("fetch")
    web.day = 1
    harbor.clock = "2026-05-02T06:00:00Z"
    harbor("fetch")
    assert harbor("accept", "harborlight/nothing").code == 2
    done = harbor("accept", "harborlight/terms", "--json")
    assert (done.code, done.json["reason"]) == (0, "login_wall")
    newest = harbor("log", "--json").json["versions"][0]
    assert newest["version"] == done.json["version"]
    assert newest["captured_at"] == "2026-05-02T06:00:00Z"
    assert "Welcome back" in harbor("show", "harborlight/terms").out
    assert harbor("accept", "harborlight/terms").code == 2
    [state] = harbor("status", "--json").json["documents"]
    assert (state["condition"], state["quarantined"]) == ("ok", [])
    web.put("/terms", html(LOGIN.replace("Welcome back", "Good to see you again")), html("<p></p>"))
    harbor("fetch", "--force")
    assert harbor("reject", "harborlight/terms").code == 0
    [state] = harbor("status", "--json").json["documents"]
    assert state["quarantined"] == []
    assert harbor("verify").code == 0


def test_a_document_goes_on_under_a_new_name_with_one_history(harbor, web):
    web.put("/terms", html(TERMS), html(TERMS.replace("11 days", "99 days")))
    harbor("fetch")
    path = harbor.folder / "platforms.yaml"
    path.write_text(
        path.read_text().replace("{id: terms,", "{id: agreement, formerly: [harborlight/terms],")
    )
    web.day = 1
    harbor.clock = "2026-05-02T06:00:00Z"
    [document] = harbor("fetch", "--json").json["documents"]
    assert (document["document"], document["status"]) == ("harborlight/agreement", "changed")
    log = harbor("log", "--json").json["versions"]
    assert [(v["document"], v["kind"]) for v in log] == [
        ("harborlight/agreement", "substantive"),
        ("harborlight/terms", "initial"),
    ]
    assert "11 days" in harbor("show", "harborlight/agreement~1").out
    assert "99 days" in harbor("show", "harborlight/terms").out
    assert [d["document"] for d in harbor("status", "--json").json["documents"]] == [
        "harborlight/agreement"
    ]
    assert not harbor("verify", "--json").json["findings"]


def test_a_changed_selector_is_a_reextraction_and_alarms_nobody(harbor, web):
    page = TERMS.replace(
        "<main>", "<main><div class='note'>" + PROSE.replace("records", "notes") + "</div>"
    )
    web.put("/terms", html(page))
    harbor("fetch")
    path = harbor.folder / "platforms.yaml"
    path.write_text(
        path.read_text()
        .replace("}\n", ", remove: ['.note']}\n")
        .replace("0s, remove: ['.note']}", "0s}")
    )
    web.put("/terms", html(page.replace("</body>", "<p>&nbsp;</p></body>")))
    done = harbor("fetch", "--force")
    assert (done.code, done.out) == (0, "")
    kinds = [v["kind"] for v in harbor("log", "--json").json["versions"]]
    assert kinds == ["reextraction", "initial"]


def test_a_damaged_object_is_named_and_exits_with_5(harbor, web):
    web.put("/terms", html(TERMS))
    harbor("fetch")
    text = harbor("log", "--json").json["versions"][0]["text_sha256"]
    path = harbor.folder / "archive" / "objects" / text[:2] / f"{text}.zst"
    path.write_bytes(path.read_bytes()[:-3] + b"abc")
    shown = harbor("show", "harborlight/terms")
    assert (shown.code, shown.out) == (5, "")
    assert text in shown.err
    proof = harbor("verify")
    assert proof.code == 5
    assert text in proof.out
    assert "harborlight/terms" in proof.out


def test_an_unknown_format_is_refused(harbor, web):
    web.put("/terms", html(TERMS))
    harbor("fetch")
    (harbor.folder / "archive" / "FORMAT").write_text("tosmon archive 7\n")
    for command in ("fetch", "log", "status", "verify"):
        done = harbor(command)
        assert done.code == 5
        assert "format 7" in done.err
