"""Pages of invented platforms, as servers send them."""

from __future__ import annotations

from tosmon.extract import read
from tosmon.model import Reading, Unreadable

URL = "https://quillmoor.example/terms"
CLAUSES = (
    "These terms govern your use of the Quillmoor writing service and of all that it makes.",
    "You keep every right in what you write, and you grant us only the licence set out below.",
    "We never use your drafts to train our models unless you have opted in beforehand.",
    "Either party may end this agreement with thirty days' notice given in writing.",
    "The courts of the place where Quillmoor is established have jurisdiction over disputes.",
)


def page(main: str, *, head: str = "", before: str = "", after: str = "") -> bytes:
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Terms</title>{head}"
        f"</head><body>{before}<main><article>{main}</article></main>{after}</body></html>"
    ).encode()


def prose(*, title: str = "Terms of Service") -> str:
    body = "".join(f"<h2>Section {n}</h2><p>{words}</p>" for n, words in enumerate(CLAUSES, 1))
    return f"<h1>{title}</h1>{body}"


def read_as(
    body: bytes, content_type: str | None = "text/html", **chosen: tuple
) -> Reading | Unreadable:
    return read(
        body,
        content_type=content_type,
        url=URL,
        select=chosen.get("select", ()),
        remove=chosen.get("remove", ()),
    )


def text_of(body: bytes, content_type: str | None = "text/html", **chosen: tuple) -> str:
    reading = read_as(body, content_type, **chosen)
    assert isinstance(reading, Reading), reading
    return reading.text
