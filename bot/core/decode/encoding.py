"""Bytes of a file -> text: UTF-16 by its mark, UTF-8, GB18030; what isn't text is told apart."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Final

CHUNK: Final = 1 << 20  # bytes decoded at a time

_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PACKED: Final = (b"\x1f\x8b", b"PK\x03\x04", b"%PDF", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")


def encoding_of(content: bytes) -> str | None:
    """What the file is written in: "utf-16", "utf-8-sig" or "gb18030"; None for what is no text.

    UTF-16 needs its byte order mark. Bytes that are neither UTF-8 nor GB18030 count as broken UTF-8.
    """
    if content.startswith(_UTF16):
        return "utf-16"
    if b"\0" in content or content.startswith(_PACKED):
        return None
    return next((name for name in ("utf-8-sig", "gb18030") if _is_written_in(name, content)), "utf-8-sig")


def text_of(content: bytes) -> str | None:
    """The whole text, U+FFFD in the place of what can't be read; None for what is no text."""
    encoding = encoding_of(content)
    return content.decode(encoding, "replace").replace("\0", "\ufffd") if encoding else None


def utf8_chunks(content: bytes, encoding: str) -> Iterator[bytes]:
    """The text as UTF-8, about CHUNK bytes at a time, so that a large file is never there twice."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for start in range(0, len(content), CHUNK):
        piece = content[start : start + CHUNK]
        yield piece if encoding == "utf-8-sig" else decoder.decode(piece, start + CHUNK >= len(content)).encode()


def _is_written_in(encoding: str, content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), CHUNK):
            decoder.decode(content[start : start + CHUNK], start + CHUNK >= len(content))
    except UnicodeDecodeError:
        return False
    return True
