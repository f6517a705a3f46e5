"""Versions as a WARC file (ISO 28500): each body as it came, each text as its conversion.

Where a browser rendered a page its DOM is a conversion too.

Bodies are kept without their codings, so the headers that spoke of these are left out.
"""

from __future__ import annotations

import http
import io
import uuid
from collections.abc import Iterable
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tosmon.archive import Archive
from tosmon.model import Evidence, Moment, Recorded, Sha256

# Ids made of what a record holds, so that the same versions give the same file.
_IDS = uuid.UUID("6f1d9b06-6c0f-4e56-9a0c-6b7b0b6d3a51")
_OF_CODINGS = frozenset(("content-encoding", "content-length", "transfer-encoding"))


def warc(file: BinaryIO, archive: Archive, versions: Iterable[Recorded], *, software: str) -> int:
    """Write `versions` to `file`, gzipped record by record; return how many there were."""
    writer = WARCWriter(file, gzip=True)
    written = 0
    for version in versions:
        if not written:
            writer.write_record(_info(writer, version.captured_at, software))
        _write(writer, archive, version)
        written += 1
    return written


def _info(writer: WARCWriter, at: Moment, software: str) -> object:
    record = writer.create_warcinfo_record(
        None, {"software": software, "format": "WARC File Format 1.0"}
    )
    record.rec_headers.replace_header("WARC-Date", _date(at))
    record.rec_headers.replace_header("WARC-Record-ID", _id("info", software + _date(at)))
    return record


def _write(writer: WARCWriter, archive: Archive, version: Recorded) -> None:
    content, evidence = version.content, version.content.evidence
    body = archive.objects.get(content.sent)
    ids = {"WARC-Date": _date(version.captured_at), "WARC-Record-ID": _id("body", version.version)}
    if evidence.final_url.startswith(("http://", "https://")):
        address = evidence.final_url
        response = writer.create_warc_record(
            address,
            "response",
            payload=io.BytesIO(body),
            http_headers=_http_headers(evidence, len(body)),
            warc_headers_dict=ids,
        )
    else:  # history whose record did not say where it was found
        address = f"urn:tosmon:{content.document}"
        kind = evidence.content_type or "text/html"
        response = writer.create_warc_record(
            address,
            "resource",
            payload=io.BytesIO(body),
            warc_content_type=kind,
            warc_headers_dict=ids,
        )
    writer.write_record(response)
    made = [("conversion", "text/markdown; charset=utf-8", archive.text(content).encode())]
    if content.sent != content.body:
        made.append(("dom", "text/html; charset=utf-8", archive.body(content)))
    for kind, media_type, payload in made:
        record = writer.create_warc_record(
            address,
            "conversion",
            payload=io.BytesIO(payload),
            warc_content_type=media_type,
            warc_headers_dict={
                "WARC-Date": _date(version.captured_at),
                "WARC-Record-ID": _id(kind, version.version),
                "WARC-Refers-To": _id("body", version.version),
            },
        )
        writer.write_record(record)


def _http_headers(evidence: Evidence, length: int) -> StatusAndHeaders:
    headers = [(name, value) for name, value in evidence.headers if name not in _OF_CODINGS]
    try:
        phrase = http.HTTPStatus(evidence.status).phrase
    except ValueError:
        phrase = "Unknown"
    status = f"{evidence.status} {phrase}"
    return StatusAndHeaders(status, [*headers, ("content-length", str(length))], "HTTP/1.1")


def _date(at: Moment) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _id(kind: str, of: Sha256) -> str:
    return f"<urn:uuid:{uuid.uuid5(_IDS, f'{kind} {of}')}>"
