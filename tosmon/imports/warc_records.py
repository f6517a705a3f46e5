"""Records of WARC files (ISO 28500), read with warcio within bounds of our own.

Owns what a hostile file could do to us: lines and headers without an end, bodies and whole files
that grow when they are unpacked. Knows nothing of documents.
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from tosmon.imports.snapshots import MAX_BODY, moment_of
from tosmon.model import Moment, Record

Decode = Callable[[bytes, str, int], bytes | None]
"""Undoes content codings: bytes, their names, the most bytes that may come out."""

_MAX_LINE = 64 * 1024
_MAX_HEADERS = 1024 * 1024
_MAX_NAME = 100
# Text packs ten to one, the same page again and again a hundred to one, a bomb a thousand to one.
_MAX_GROWTH = 200
_GROWTH_FROM = 256 * 1024 * 1024  # bytes; less does no harm however it is packed


class BrokenWarcError(Exception):
    """The file cannot be read any further; says why, in words of our own."""


class Spot(Record):
    """Where a record stands, and what its headers say of it. `date` is when it was captured."""

    path: Path
    offset: int
    name: str
    kind: str
    url: str
    date: Moment
    status: int
    location: str | None
    digest: str | None
    refers_to_url: str | None
    refers_to_date: Moment | None
    truncated: bool


def spots(path: Path, wanted: Callable[[str], bool]) -> Iterator[Spot]:
    """Yield the responses and revisits of `path` whose address is `wanted`, in the file's order.

    Raises `BrokenWarcError` at the first place from which on the file cannot be read.
    """
    with _opened(path) as file:
        records = _Records(file, path.stat().st_size)
        for record in records:
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type not in ("response", "revisit") or not wanted(url):
                continue
            spot = _spot(path, records, record, url)
            if spot is not None:
                yield spot


def body_of(spot: Spot, decode: Decode) -> tuple[tuple[tuple[str, str], ...], bytes] | str:
    """Return the HTTP headers, in lower case, and the body of a record; or why there is none."""
    try:
        with _opened(spot.path) as file:
            file.seek(spot.offset)
            records = _Records(file, spot.path.stat().st_size)
            record = next(iter(records))
            http = records.http_headers(record, spot.url)
            raw = record.raw_stream.read(MAX_BODY + 1)
            missing = len(raw) <= MAX_BODY and getattr(record.raw_stream, "limit", 0) > 0
    except (BrokenWarcError, StopIteration) as error:
        return str(error) or "the record is gone"
    if http is None:
        return "it has no HTTP headers"
    if missing or spot.truncated:
        return "its body is cut off"
    if len(raw) > MAX_BODY:
        return f"its body is larger than {MAX_BODY // 1024 // 1024} MiB"
    headers = tuple((name.lower(), value or "") for name, value in http.headers)
    body = _body(raw, dict(headers), decode)
    return "its body cannot be decoded, or is too large then" if body is None else (headers, body)


def _body(raw: bytes, headers: dict[str, str], decode: Decode) -> bytes | None:
    """Undo transfer and content codings; many writers undid them and left the header."""
    from warcio.bufferedreaders import ChunkedDataReader  # noqa: PLC0415, TID251

    if "chunked" in headers.get("transfer-encoding", "").lower():
        raw = ChunkedDataReader(io.BytesIO(raw)).read()
    codings = headers.get("content-encoding", "")
    if not codings or not raw:
        return raw
    decoded = decode(raw, codings, MAX_BODY)
    if decoded is None and _is_markup(raw):
        return raw
    return decoded


def _is_markup(raw: bytes) -> bool:
    return raw.lstrip()[:1] == b"<" and b"\x00" not in raw[:_MAX_LINE]


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise BrokenWarcError(f"cannot be read: {(error.strerror or str(error)).lower()}") from None


def _spot(path: Path, records: _Records, record: Any, url: str) -> Spot | None:
    head = record.rec_headers.get_header
    date = moment_of(head("WARC-Date") or "")
    if date is None:
        return None
    http = records.http_headers(record, url)
    status = _number(http.get_statuscode()) if http is not None else 0
    if status == 0 and record.rec_type == "response":
        return None
    return Spot(
        path=path,
        offset=records.offset,
        name="".join(c for c in head("WARC-Record-ID") or "" if c.isprintable())[:_MAX_NAME],
        kind=record.rec_type,
        url=url,
        date=date,
        status=status,
        location=http.get_header("location") if http is not None else None,
        digest=head("WARC-Payload-Digest"),
        refers_to_url=head("WARC-Refers-To-Target-URI"),
        refers_to_date=moment_of(head("WARC-Refers-To-Date") or ""),
        truncated=head("WARC-Truncated") is not None,
    )


def _number(text: str | None) -> int:
    return int(text) if text and len(text) == 3 and text.isascii() and text.isdigit() else 0


class _Records:
    """The records of an open file; whatever the library raises on broken bytes is one error."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        from warcio.archiveiterator import WARCIterator  # noqa: PLC0415, TID251

        logging.getLogger("warcio.recordloader").setLevel(logging.CRITICAL)  # it prints addresses
        self._records: Any = WARCIterator(file, no_record_parse=True)
        self._records.INC_RECORD = ""  # so does its warning of a wrong length
        self._records.reader = _bounded(file, max(_GROWTH_FROM, size * _MAX_GROWTH))
        self.offset = 0

    def __iter__(self) -> Iterator[Any]:
        while True:
            self.offset = self._records.offset
            try:
                self._records.reader.begin()
                record = next(self._records)
                self.offset = self._records.offset
            except StopIteration:
                return
            except BrokenWarcError:
                raise
            except Exception as error:
                raise BrokenWarcError(_meaning(error, self.offset)) from error
            yield record

    def http_headers(self, record: Any, url: str) -> Any:
        """Return the status line and headers of a record, None where it has none."""
        try:
            return self._records.loader.load_http_headers(
                record.rec_type, url, record.raw_stream, record.length
            )
        except BrokenWarcError:
            raise
        except Exception:  # noqa: BLE001 - see above; this record alone is broken
            return None


def _meaning(error: Exception, offset: int) -> str:
    if "non-chunked gzip" in str(error):
        return "is packed as a whole and not record by record; `warcio recompress` mends that"
    return f"is no WARC file, or broken, from byte {offset} on"


def _bounded(file: BinaryIO, most: int) -> Any:
    from warcio.bufferedreaders import DecompressingBufferedReader  # noqa: PLC0415, TID251

    class Bounded(DecompressingBufferedReader):  # type: ignore[misc]
        """warcio's reader with an end to lines, to headers and to all that it unpacks."""

        def __init__(self) -> None:
            super().__init__(file)
            self._headers = 0

        def begin(self) -> None:
            """Take note that a record begins, and with it new headers."""
            self._headers = 0

        def readline(self, length: int | None = None) -> bytes:
            most_here = _MAX_LINE if length is None else min(length, _MAX_LINE)
            line: bytes = super().readline(most_here)
            self._headers += len(line)
            if self._headers > _MAX_HEADERS or (
                len(line) == _MAX_LINE and not line.endswith(b"\n")
            ):
                raise BrokenWarcError("has a header that is longer than any may be")
            return line

        def _decompress(self, data: bytes) -> bytes:
            if not (self.decompressor and self.num_block_read):
                return bytes(super()._decompress(data))  # it finds out whether it is packed at all
            try:
                return bytes(self.decompressor.decompress(data))
            except zlib.error:
                raise BrokenWarcError("is packed wrongly, or broken, somewhere within") from None

        def _fillbuff(self, block_size: int | None = None) -> None:
            super()._fillbuff(block_size)
            if self.num_read > most:
                raise BrokenWarcError(f"grows more than {_MAX_GROWTH} times when it is unpacked")

    return Bounded()
