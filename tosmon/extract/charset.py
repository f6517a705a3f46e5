"""Bytes to characters: byte order mark, header, meta element, then what decodes.

Follows the order of the WHATWG encoding sniffing algorithm, with UTF-8 tried before a claim of
Latin-1, which servers make by default and seldom mean.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_XML = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})")
_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_LATIN = ("iso8859-1", "ascii", "cp1252")


def decode(body: bytes, content_type: str | None) -> str:
    """Return `body` as characters; bytes that fit no claim become replacement characters."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    header = _HEADER.search(content_type or "")
    meta = _META.search(body[:4096])
    xml = _XML.match(body[:200])
    claims = [header[1] if header else None]
    claims += [found[1].decode("ascii") if found else None for found in (meta, xml)]
    names = [known for claim in claims if claim and (known := _known(claim))]
    if not names or names[0] in _LATIN:
        names.insert(0, "utf-8")
    for name in names:
        try:
            return body.decode("cp1252" if name in _LATIN else name)
        except UnicodeDecodeError:
            continue
    if names[0] != "utf-8":
        return body.decode(names[0], "replace")
    mended = body.decode("utf-8", "replace")
    # Of a text in UTF-8 with a few broken bytes most signs beyond ASCII are whole; of one in
    # Latin-1 that nobody calls so, none.
    broken = mended.count("\ufffd")
    whole = sum(sign > "\x7f" for sign in mended) - broken
    return mended if whole >= broken else body.decode("cp1252", "replace")


def _known(claim: str) -> str | None:
    try:
        codec = codecs.lookup(claim)
    except LookupError:
        return None
    text_encoding = getattr(codec, "_is_text_encoding", True)
    return codec.name if text_encoding else None
