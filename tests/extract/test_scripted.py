"""Which pages say nothing before scripts have run, told from their bytes alone."""

from __future__ import annotations

import json
import time

import pytest

from tosmon.extract import is_scripted, may_be_scripted

PROSE = "Marrowgate keeps the records of a visit for ninety days and then deletes them. "
CHINESE = "<p>" + "本服务保存用户信息九十天，之后予以删除。" * 8 + "</p>"
MENU = "<nav>" + "".join(f"<a href=/{n}>Part {n}</a> " for n in range(20)) + "</nav>"
CODE = "<script src=/app.js></script>"


def page(body: str) -> bytes:
    return f"<!doctype html><html><body>{body}</body></html>".encode()


def data(times: int) -> str:
    held = json.dumps({"sections": [PROSE] * times})
    return f"<script id=__NEXT_DATA__ type=application/json>{held}</script>"


@pytest.mark.parametrize(
    ("scripted", "body"),
    [
        (True, f"<div id=root></div>{CODE}"),
        (True, f"{MENU}<main id=app> </main>{CODE}"),
        (True, f"<app-root></app-root>{MENU}{CODE}"),
        (True, f"<div id=root><p>Loading</p></div>{CODE}"),
        (True, f"{MENU}<noscript><p>Please enable JavaScript.</p></noscript>{CODE}"),
        (True, MENU + data(60)),
        (True, MENU + f"<script>self.__next_f.push([1,{json.dumps(PROSE)}])</script>" * 60),
        (False, f"<p>{PROSE * 3}</p>{CODE}"),
        (False, f"<p>{PROSE * 40}</p>" + data(40)),
        (False, f"<p>{PROSE * 8}</p><div id=chat></div>{CODE}"),
        (False, MENU + f"<p>{PROSE}</p>" + data(4)),
        (False, f"{CHINESE}<div id=x></div>{CODE}"),
    ],
)
def test_a_page_that_scripts_make_is_known(scripted, body):
    assert is_scripted(page(body)) is scripted


def test_only_pages_with_scripts_are_looked_into():
    assert not may_be_scripted(page("<div id=root></div>"), "text/html")
    assert not may_be_scripted(page(CODE), "application/pdf")
    assert may_be_scripted(page(CODE), "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "piece", [b"id= ", b"<div id=x>", b"<script ", b"<noscript>", b"<script>self.__x", b"<a-", b" "]
)
def test_no_page_takes_long(piece):
    body = b"<script><div " + piece * (2_000_000 // len(piece))
    started = time.perf_counter()
    is_scripted(body)
    assert time.perf_counter() - started < 2.0
