"""The embedded example behaves like a web of its own, and tells the story it promises."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tosmon import config, demo

KEYS = (
    "quillmere/privacy",
    "quillmere/terms",
    "fennimark/api-terms",
    "fennimark/data-processing",
    "tessadry/terms",
)


def get(url: str, etag: str | None = None) -> tuple[int, bytes, str | None]:
    headers = {"If-None-Match": etag} if etag else {}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=5
        ) as answer:
            return answer.status, answer.read(), answer.headers["ETag"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, b"", error.headers["ETag"]


def article(key: str, revision: int) -> str:
    """The document without its frame: what an attentive reader would call the text."""
    body = demo.page(key, revision).decode()
    inner = re.search(r"(<h1>.*?)(?=</article>|</main>|</div>\n<div class=\"cookies)", body, re.S)
    assert inner
    return inner[1]


def test_its_configuration_lists_what_the_server_serves(tmp_path: Path) -> None:
    with demo.serve() as site:
        path = tmp_path / "platforms.yaml"
        path.write_text(demo.platforms_yaml(site.address), encoding="utf-8")
        read = config.load(path)
        assert read.problems == ()
        assert tuple(document.key for document in read.documents) == KEYS
        for document in read.documents:
            status, body, _ = get(document.url)
            assert status == 200
            assert b"<h1>" in body


def test_a_known_page_is_answered_with_304_until_it_changes() -> None:
    with demo.serve() as site:
        address = f"{site.address}/quillmere/privacy"
        _, _, etag = get(address)
        assert get(address, etag)[0] == 304
        site.show(1)
        status, body, other = get(address, etag)
        assert (status, other != etag) == (200, True)
        assert b"90 days" in body


def test_unknown_pages_are_missing_and_robots_are_welcome() -> None:
    with demo.serve() as site:
        assert get(f"{site.address}/quillmere/none")[0] == 404
        assert get(f"{site.address}/robots.txt")[0] == 200


def test_one_document_never_changes_though_its_page_does() -> None:
    pages = [demo.page("fennimark/api-terms", revision) for revision in range(3)]
    assert pages[0] != pages[1] == pages[2]
    assert len({article("fennimark/api-terms", revision) for revision in range(3)}) == 1


@pytest.mark.parametrize(
    ("key", "revision", "before", "after"),
    [
        ("quillmere/privacy", 1, "for 30 days after", "for 90 days after"),
        ("quillmere/privacy", 2, None, "unless you opt out"),
        ("quillmere/terms", 1, "We may suspend", "We will suspend"),
        ("quillmere/terms", 2, "7. Governing law", "2. Governing law"),
        ("fennimark/data-processing", 1, None, "Pellwater Analytics"),
        ("fennimark/data-processing", 2, "30 days in advance", "14 days in advance"),
    ],
)
def test_each_change_happens_at_its_revision(
    key: str, revision: int, before: str | None, after: str
) -> None:
    old, new = article(key, revision - 1), article(key, revision)
    assert after not in old
    assert after in new
    assert before is None or (before in old and before not in new)


def test_an_error_page_stands_in_for_the_terms_once() -> None:
    with demo.serve(1) as site:
        status, body, _ = get(f"{site.address}/tessadry/terms")
    assert status == 200
    assert b"Something went wrong" in body
    assert "arbitration" in article("tessadry/terms", 2)


def test_the_revisions_follow_one_another_and_the_focus_changes_at_each() -> None:
    assert list(demo.REVISIONS) == sorted(demo.REVISIONS)
    keys = [key for key in KEYS if key.startswith(f"{demo.FOCUS}/")]
    assert keys
    for key in keys:
        assert len({article(key, revision) for revision in range(len(demo.REVISIONS))}) == 3
