"""`diff --files`: any two files, read by what they are."""

import pytest

PARAGRAPHS = [
    "We keep the records of your account for 30 days after you close it.",
    "We share contact data with carriers who deliver your parcels, and with nobody else.",
    "Cookies are used to remember the language and the currency that you have chosen.",
]
MENU = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/shop'>{}</a></li></ul></nav>"


def page(paragraphs, menu="Shop"):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>Terms</title><style>p {{}}</style></head><body>"
        f"{MENU.format(menu)}<main><h1>Terms</h1><h2>Storage</h2>{body}</main></body></html>"
    )


def markdown(paragraphs):
    return "\n\n".join(["# Terms", "## Storage", *paragraphs]) + "\n"


EDITED = [PARAGRAPHS[0].replace("30 days", "90 days"), *PARAGRAPHS[1:]]


@pytest.fixture
def diff(tosmon):
    def run(old, new, *arguments):
        for name, text in (old, new):
            data = text if isinstance(text, bytes) else text.encode()
            (tosmon.folder / name).write_bytes(data)
        return tosmon("diff", "--files", old[0], new[0], *arguments)

    return run


@pytest.mark.parametrize("name", ["{}.html", "{}.HTM", "{}", "{}.txt"])
def test_pages_are_compared_by_what_a_reader_sees(diff, name):
    report = diff(
        (name.format("old"), page(PARAGRAPHS)),
        (name.format("new"), page(EDITED, menu="Our new shop")),
        "--json",
    ).json
    assert report["kind"] == "substantive"
    [change] = report["changes"]
    assert change["section"] == ["Terms", "Storage"]
    assert ["-", "30"] in change["words"]


def test_pages_that_differ_in_their_furniture_alone_do_not_differ(diff):
    report = diff(
        ("a.html", page(PARAGRAPHS)), ("b.html", page(PARAGRAPHS, menu="Sale")), "--json"
    ).json
    assert (report["kind"], report["changes"]) == ("none", [])


def test_a_page_and_a_text_of_it_can_be_compared(diff):
    report = diff(("a.html", page(PARAGRAPHS)), ("b.md", markdown(EDITED)), "--json").json
    assert report["stats"]["modified"] == 1
    assert report["stats"]["added"] == report["stats"]["removed"] == 0


def test_markdown_that_speaks_of_html_is_no_page(diff):
    text = "Write <html> at the top.\n\n" + markdown(PARAGRAPHS)
    report = diff(("a.md", text), ("b.md", text.replace("30", "90")), "--json").json
    assert report["stats"]["modified"] == 1


@pytest.mark.parametrize(
    ("name", "data", "answer"),
    [
        ("a.html", "<html><body><p>Too short.</p></body></html>", "2 words"),
        ("a.pdf", b"%PDF-1.7 \x00\x01", "PDF"),
        ("a.txt", b"caf\xe9", "not UTF-8 text (byte 4)"),
    ],
)
def test_what_cannot_be_read_is_said_to_be(diff, name, data, answer):
    done = diff((name, data), ("b.md", markdown(PARAGRAPHS)))
    assert done.code == 2
    assert name in done.err
    assert answer in done.err


def test_two_views_at_once_are_refused(diff):
    done = diff(("a.md", "A"), ("b.md", "B"), "--stat", "--unified")
    assert (done.code, done.out) == (2, "")
    assert "--stat and --unified" in done.err
