"""WARC files, written by warcio: what they hold of a document, and nothing that bytes can do."""

import gzip
import io
import zlib

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.imports.pages import counts, history, page
from tosmon.imports import warc_records

URL = "https://larkspur.example/terms"
WHO = ("--document", "larkspur/terms", "--url", URL)


class Crawl:
    """A WARC file in the making."""

    def __init__(self, path, *, packed: bool = True) -> None:
        self.path = path
        self.file = path.open("wb")
        self._writer = WARCWriter(self.file, gzip=packed)
        self._writer.write_record(self._writer.create_warcinfo_record(path.name, {"by": "a test"}))

    def keep(self, date: str, body: str | bytes, url: str = URL, status="200 OK", **headers: str):
        """Add a response, and the request for it."""
        data = body.encode() if isinstance(body, str) else body
        fields = {"Content-Type": "text/html", "Set-Cookie": "session=secret"}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        http = StatusAndHeaders(status, list(fields.items()), protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(data),
            http_headers=http,
            warc_headers_dict={"WARC-Date": date},
        )
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
        request = self._writer.create_warc_record(url, "request", http_headers=asked)
        self._writer.write_request_response_pair(request, record)
        return record

    def repeat(self, date: str, of, url: str = URL) -> None:
        """Add a revisit of what `of` holds."""
        head = of.rec_headers.get_header
        record = self._writer.create_revisit_record(
            url,
            head("WARC-Payload-Digest"),
            head("WARC-Target-URI"),
            head("WARC-Date"),
            http_headers=StatusAndHeaders("200 OK", [], protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": date},
        )
        self._writer.write_record(record)

    def done(self) -> str:
        self.file.close()
        return str(self.path)


@pytest.fixture(params=["crawl.warc", "crawl.warc.gz"])
def crawl(request, tosmon):
    return Crawl(tosmon.folder / request.param, packed=request.param.endswith(".gz"))


@pytest.fixture
def packed(tosmon):
    return Crawl(tosmon.folder / "crawl.warc.gz")


def test_responses_and_revisits_become_history(tosmon, crawl):
    first = crawl.keep("2020-01-01T06:00:00Z", page(30))
    crawl.keep("2020-01-01T06:00:01Z", page(1), url="https://larkspur.example/other")
    crawl.keep("2020-02-01T06:00:00Z", page(90))
    crawl.repeat("2020-03-01T06:00:00Z", first)
    crawl.keep("2020-04-01T06:00:00Z", "no such page", status="404 Not Found")
    name = crawl.done()
    done = tosmon("import", "warc", name, *WHO, "--json")
    assert done.code == 0
    told = {"snapshots": 4, "documents": 1, "initial": 1, "changed": 2, "failed": 1}
    assert counts(done.json) == told
    assert history(tosmon, "larkspur/terms") == [
        ("2020-01-01", "initial"),
        ("2020-02-01", "substantive"),
        ("2020-03-01", "reverted"),
    ]
    again = tosmon("import", "warc", name, *WHO, "--json")
    assert counts(again.json) == {"snapshots": 4, "documents": 1, "known": 4}
    assert tosmon("verify").code == 0


def test_evidence_holds_the_headers_of_then_without_cookies(tosmon, packed):
    packed.keep("2020-01-01T06:00:00Z", page(30), ETag='"abc"')
    tosmon("import", "warc", packed.done(), *WHO)
    evidence = tosmon("show", "larkspur/terms", "--json").json["evidence"]
    assert evidence["headers"] == [["content-type", "text/html"], ["etag", '"abc"']]
    assert evidence["source"].startswith("warc crawl.warc.gz <urn:uuid:")


def test_documents_of_the_list_are_found_by_address(tosmon, packed):
    packed.keep("2020-01-01T06:00:00Z", page(30), url="http://LARKSPUR.example:80/terms")
    packed.keep("2020-01-01T06:00:05Z", page(30), url="https://larkspur.example/terms?x=1")
    (tosmon.folder / "platforms.yaml").write_text(
        "platforms:\n  - id: larkspur\n    documents:\n"
        f"      - {{id: terms, url: '{URL}#top', remove: ['h1 + p']}}\n"
    )
    done = tosmon("import", "warc", packed.done(), "--json")
    assert counts(done.json) == {"snapshots": 1, "documents": 1, "initial": 1}
    assert "We keep data" not in tosmon("show", "larkspur/terms").out


def test_a_redirect_leads_where_it_led_then(tosmon, packed):
    home = "https://www.larkspur.example/legal"
    packed.keep("2020-02-01T06:00:03Z", page(90), url=home)
    for day in ("2020-01-01", "2020-02-01", "2020-03-01"):
        packed.keep(
            f"{day}T06:00:00Z", "", status="301 Moved", Location="//www.larkspur.example/legal"
        )
    packed.keep("2020-01-01T06:00:03Z", page(30), url=home)
    done = tosmon("import", "warc", packed.done(), *WHO, "--json")
    assert done.code == 3
    told = {"snapshots": 3, "documents": 1, "initial": 1, "changed": 1, "withheld": 1}
    assert counts(done.json) == told
    newest, _ = tosmon("log", "--json").json["versions"]
    assert (newest["captured_at"], newest["source_url"]) == ("2020-02-01T06:00:00Z", home)


def chunks(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


GZIP, CHUNKED = {"Content-Encoding": "gzip"}, {"Transfer-Encoding": "chunked"}
CODED = [
    (gzip.compress, GZIP),
    (chunks, CHUNKED),
    (lambda body: chunks(gzip.compress(body)), GZIP | CHUNKED),
    (lambda body: body, CHUNKED | {"Content-Encoding": "br"}),  # undone, and the headers left
]


@pytest.mark.parametrize(("code", "headers"), CODED)
def test_bodies_come_out_of_their_codings(tosmon, packed, code, headers):
    packed.keep("2020-01-01T06:00:00Z", code(page(30).encode()), **headers)
    assert tosmon("import", "warc", packed.done(), *WHO).code == 0
    assert "We keep data for 30 days" in tosmon("show", "larkspur/terms").out


def test_a_revisit_of_what_no_file_holds_is_told(tosmon, packed):
    elsewhere = Crawl(tosmon.folder / "lost.warc.gz")
    first = elsewhere.keep("2020-01-01T06:00:00Z", page(30))
    elsewhere.done()
    packed.repeat("2020-03-01T06:00:00Z", first)
    done = tosmon("import", "warc", packed.done(), *WHO)
    assert (done.code, "none of the files holds" in done.err) == (3, True)
    both = tosmon("import", "warc", "lost.warc.gz", "crawl.warc.gz", *WHO, "--json")
    assert counts(both.json) == {"snapshots": 2, "documents": 1, "initial": 1, "unchanged": 1}


def test_a_file_that_breaks_off_gives_what_stands_before(tosmon, packed):
    packed.keep("2020-01-01T06:00:00Z", page(30))
    begins = packed.file.tell()
    packed.keep("2020-02-01T06:00:00Z", page(90))
    name = packed.done()
    packed.path.write_bytes(packed.path.read_bytes()[: begins + 600])
    done = tosmon("import", "warc", name, *WHO)
    assert done.code == 3
    assert history(tosmon, "larkspur/terms") == [("2020-01-01", "initial")]


def warc(headers: str, body: bytes = b"") -> bytes:
    return b"WARC/1.0\r\n" + headers.encode() + b"\r\n\r\n" + body + b"\r\n\r\n"


GOOD = f"WARC-Type: response\r\nWARC-Target-URI: {URL}\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
OK = b"HTTP/1.1 200 OK\r\n\r\n"


def bomb() -> bytes:
    """Return 40 MB of zeros in 40 KB."""
    packer = zlib.compressobj(wbits=31)
    head = warc(GOOD + "Content-Length: 40000000", OK)[:-4]
    zeros = b"\0" * 1_000_000
    return packer.compress(head) + b"".join(packer.compress(zeros) for _ in range(40))


HOSTILE = {
    "nothing": lambda: b"",
    "no WARC": lambda: b"<html>" * 1000,
    "a line without an end": lambda: b"WARC/1.0\r\nA: " + b"x" * 9_000_000,
    "headers without an end": lambda: b"WARC/1.0\r\n" + b"A: b\r\n" * 500_000,
    "a length that is none": lambda: warc(GOOD + "Content-Length: many"),
    "a length below nothing": lambda: warc(GOOD + "Content-Length: -5"),
    "a length beyond the file": lambda: warc(GOOD + "Content-Length: 99999999", OK + b"x"),
    "no address": lambda: warc("WARC-Type: response\r\nContent-Length: 3", b"abc"),
    "no date": lambda: warc("WARC-Type: response\r\nContent-Length: 3", b"abc"),
    "no status": lambda: warc(GOOD + "Content-Length: 3", b"abc"),
    "escapes": lambda: warc(
        "WARC-Type: response\r\nWARC-Target-URI: \x1b[2J a\r\nContent-Length: 0"
    ),
    "a broken pack": lambda: gzip.compress(warc(GOOD * 99))[:-20] + b"x" * 500_000,
    "a bomb": bomb,
    "one pack of all": lambda: gzip.compress(warc("WARC-Type: x\r\nContent-Length: 0") * 2),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_and_does_no_harm(tosmon, capfd, monkeypatch, name):
    monkeypatch.setattr(warc_records, "_GROWTH_FROM", 8_000_000)  # a smaller bomb will do
    (tosmon.folder / "x.warc").write_bytes(HOSTILE[name]())
    done = tosmon("import", "warc", "x.warc", *WHO)
    told = done.out + done.err + "".join(capfd.readouterr())
    assert done.code in (2, 3)
    assert "\x1b" not in told
    assert len(told) < 1000
    assert "Traceback" not in told
    assert ("grows more than" in told) == (name == "a bomb")


def test_a_page_that_grows_beyond_bounds_is_not_kept(tosmon, packed):
    packed.keep("2020-01-01T06:00:00Z", gzip.compress(b" " * 40_000_000), Content_Encoding="gzip")
    done = tosmon("import", "warc", packed.done(), *WHO)
    assert (done.code, "cannot be decoded, or is too large" in done.err) == (3, True)
