"""Content codings (RFC 9110, section 8.4), decoded piece by piece so that no bomb can go off.

Owns the bounds on what one read may become. Knows no sockets.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

PIECE = 64 * 1024
"""Bytes that one step of decoding brings at most, give or take a decoder's own block."""

_MOST_CODINGS = 3
_ZSTD_WINDOW_LOG = 23  # 8 MiB, what RFC 9659 lets a server use


class BadEncodingError(Exception):
    """The body is not in the coding that it claims, breaks off, or its coding is unknown."""


class _Decoder(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]: ...
    def finish(self) -> None: ...


def decoded(chunks: Iterable[bytes], codings: str) -> Iterator[bytes]:
    """Yield the decoded body in pieces. `codings` is the Content-Encoding header, "" for none.

    Raises `BadEncodingError`. Reads no further in `chunks` than what is asked for needs.
    """
    names = [name.strip().lower() for name in codings.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > _MOST_CODINGS:
        raise BadEncodingError
    stream: Iterable[bytes] = chunks
    for name in reversed(names):
        stream = _one(stream, _decoder(name))
    yield from stream


def _one(chunks: Iterable[bytes], decoder: _Decoder) -> Iterator[bytes]:
    empty = True
    for chunk in chunks:
        empty = False
        yield from decoder.feed(chunk)
    if not empty:
        decoder.finish()


def _decoder(name: str) -> _Decoder:
    if name in ("gzip", "x-gzip"):
        return _Zlib(31)
    if name == "deflate":
        return _Zlib(15)
    if name == "br":
        return _Brotli()
    if name == "zstd":
        return _Zstd()
    raise BadEncodingError


class _Zlib:
    """gzip in members, deflate with its zlib frame or, as some servers send it, without."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._inner = zlib.decompressobj(bits)
        self._virgin = True
        self._done = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inner.eof:
                if self._bits != 31 or data[:1] != b"\x1f":  # padding after the last member
                    return
                self._inner = zlib.decompressobj(self._bits)
            try:
                piece = self._inner.decompress(data, PIECE)
            except zlib.error as error:
                if not (self._virgin and self._bits == 15):
                    raise BadEncodingError from error
                self._bits = -15
                self._inner = zlib.decompressobj(-15)
                continue
            finally:
                self._virgin = False
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
            if piece:
                yield piece
        while not self._inner.eof:
            try:
                piece = self._inner.decompress(b"", PIECE)
            except zlib.error as error:
                raise BadEncodingError from error
            if not piece:
                return
            yield piece

    def finish(self) -> None:
        if not self._inner.eof:
            raise BadEncodingError


class _Brotli:
    def __init__(self) -> None:
        import brotli  # noqa: PLC0415 - few servers send it unasked, and it costs a start

        self._error: type[Exception] = brotli.error
        self._inner: Any = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            piece = self._inner.process(data, output_buffer_limit=PIECE)
            while piece:
                yield piece
                if self._inner.is_finished():
                    return
                piece = self._inner.process(b"", output_buffer_limit=PIECE)
        except self._error as error:
            raise BadEncodingError from error

    def finish(self) -> None:
        if not self._inner.is_finished():
            raise BadEncodingError


class _Zstd:
    def __init__(self) -> None:
        self._module: Any = _zstd()
        self._inner: Any = self._fresh()

    def _fresh(self) -> Any:
        most = self._module.DecompressionParameter.window_log_max
        return self._module.ZstdDecompressor(options={most: _ZSTD_WINDOW_LOG})

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            while True:
                if self._inner.eof:
                    data = self._inner.unused_data or data
                    if not data:
                        return
                    self._inner = self._fresh()
                piece = self._inner.decompress(data, PIECE)
                data = b""
                if piece:
                    yield piece
                if self._inner.eof and not self._inner.unused_data:
                    return
                if not self._inner.eof and self._inner.needs_input:
                    return
        except self._module.ZstdError as error:
            raise BadEncodingError from error

    def finish(self) -> None:
        if not self._inner.eof:
            raise BadEncodingError


def _zstd() -> Any:
    try:
        from compression import zstd  # noqa: PLC0415 - the standard library's, from 3.14
    except ImportError:
        from backports import zstd  # noqa: PLC0415
    return zstd
