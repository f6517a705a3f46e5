"""The stored form of objects and sealed segments: a described Zstandard stream (RFC 8878).

Owns how bytes are packed and proved, as docs/archive-format.md lays down. Knows nothing of files.
"""

from __future__ import annotations

import hashlib
import struct
import sys
from collections.abc import Iterable
from typing import Literal

import msgspec

from tosmon.errors import DamagedError
from tosmon.model import Record, Sha256

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAGIC = 0x184D2A50
MAX_DEPTH = 32  # a reader decodes at most this many objects for one (2.1 ms to write, 0.8 to read)
MAX_SIZE = 1 << 30  # nothing larger is ever stored, so nothing larger is ever decoded
_LEVEL = 4  # 8 % smaller than 3 in the same time; 5 is 8 % smaller again, at three times the time
_CLOSE = 8  # a base that leaves this part of the size is the one: another is not tried
_MAX_HEADER = 4096


class Header(Record):
    """The description in front of the compressed bytes; see docs/archive-format.md."""

    encoding: Literal["zstd"]
    base: Sha256 | None
    depth: int
    size: int
    stored: Sha256


def sha256(data: bytes) -> Sha256:
    """Return the SHA-256 of `data` in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


class Base(Record):
    """An object that may serve as dictionary: its name, its decoded bytes, its depth."""

    name: Sha256
    content: bytes
    depth: int


def encode(content: bytes, bases: Iterable[Base] = ()) -> bytes:
    """Return the stored form of `content`.

    The first of `bases` that is close is used as dictionary, else the best of them, where that is
    smaller than `content` stored whole. One at `MAX_DEPTH` is passed over.
    """
    chosen, best = None, b""
    for base in bases:
        if base.depth >= MAX_DEPTH or not _serves_as_dictionary(base.content):
            continue
        packed = _compress(content, base.content)
        if chosen is None or len(packed) < len(best):
            chosen, best = base, packed
        if len(packed) * _CLOSE <= len(content):
            break
    if chosen is None or len(best) * 3 > len(content):
        whole = _compress(content, None)
        if chosen is None or len(whole) <= len(best):
            chosen, best = None, whole
    blank = Header(
        encoding="zstd",
        base=chosen.name if chosen else None,
        depth=chosen.depth + 1 if chosen else 0,
        size=len(content),
        stored="",
    )
    header = msgspec.json.encode(msgspec.structs.replace(blank, stored=_seal(blank, best)))
    return struct.pack("<II", MAGIC, len(header)) + header + best


def _seal(header: Header, payload: bytes) -> Sha256:
    """Return the hash that proves description and payload together."""
    return sha256(msgspec.json.encode(msgspec.structs.replace(header, stored="")) + payload)


def _serves_as_dictionary(content: bytes) -> bool:
    """Zstandard takes no raw dictionary under 8 bytes; the magic of a trained one is no raw one."""
    return len(content) >= 8 and not content.startswith(struct.pack("<I", 0xEC30A437))


def _compress(content: bytes, base: bytes | None) -> bytes:
    window = max(10, min(27, (len(content) + len(base or b"")).bit_length()))
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: _LEVEL,
        zstd.CompressionParameter.window_log: window,
        zstd.CompressionParameter.checksum_flag: 0,
        zstd.CompressionParameter.enable_long_distance_matching: 0,
    }
    dictionary = None if base is None else zstd.ZstdDict(base, is_raw=True).as_prefix
    return zstd.compress(content, options=options, zstd_dict=dictionary)


def read_header(data: bytes) -> tuple[Header, bytes]:
    """Split a stored form into its header and its compressed bytes; raise `DamagedError`."""
    if len(data) < 8:
        raise DamagedError("too short to be a stored object")
    magic, length = struct.unpack_from("<II", data)
    raw = data[8 : 8 + length]
    if magic != MAGIC or length > _MAX_HEADER or len(raw) != length:
        raise DamagedError("does not begin with a description")
    try:
        header = msgspec.json.decode(raw, type=Header)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DamagedError(f"its description is damaged ({error})") from error
    payload = data[8 + length :]
    if msgspec.json.encode(header) != raw or _seal(header, payload) != header.stored:
        raise DamagedError("its bytes are not those that its description promises")
    if not (0 <= header.size <= MAX_SIZE and 0 <= header.depth <= MAX_DEPTH):
        raise DamagedError("its description is out of bounds")
    return header, payload


def decode(header: Header, payload: bytes, base: bytes | None) -> bytes:
    """Return the content; `base` is the decoded base object where the header names one."""
    dictionary = None if base is None else zstd.ZstdDict(base, is_raw=True).as_prefix
    try:
        decompressor = zstd.ZstdDecompressor(zstd_dict=dictionary, options=_DECODING)
        content = decompressor.decompress(payload, max_length=header.size + 1)
    except zstd.ZstdError as error:
        raise DamagedError(f"cannot be decoded ({error})") from error
    if not decompressor.eof and len(content) == header.size:
        content += decompressor.decompress(b"", max_length=1)
    if not decompressor.eof or decompressor.unused_data or len(content) != header.size:
        raise DamagedError("decodes to another size than its description promises")
    return content


_DECODING: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 27}
