"""A file's bytes -> its text, or why it isn't read; the same on every platform."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core.answer import Remark, RemarkKind

_PAGE: Final = re.compile(r"\s*<(?:!doctype\s+html|html\b)", re.IGNORECASE)
_PACKED: Final = (b"\x1f\x8b", b"PK\x03\x04", b"%PDF", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Refusal(StrEnum):
    """Why a file wasn't read. The names stand in remarks, where `render` words them."""

    FOREIGN_HOST = "foreign_host"
    NO_ACCESS = "no_access"  # the platform refuses it, or shows a login page instead
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    NOT_TEXT = "not_text"
    PICTURE = "picture"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class FileRefused:
    """A file that wasn't read. `detail` is for the log, and holds neither address nor content.

    `size` is in bytes, 0 when nobody knows.
    """

    reason: Refusal
    detail: str = ""
    size: int = 0


def unread(refused: FileRefused, largest: int) -> Remark:
    """What whoever sent the file is told; `largest` is the size in bytes up to which files are read."""
    return Remark(RemarkKind.UNREAD, f"{refused.reason} {refused.size} {largest}")


def text_of(content: bytes, page: Refusal = Refusal.NOT_TEXT) -> str | FileRefused:
    """The text in UTF-16 (with its mark), UTF-8 or GB18030; bytes that are none of these become U+FFFD.

    `page` is what a web page in the place of a text means.
    """
    if content.startswith(_UTF16):
        text = content.decode("utf-16", errors="replace")
    elif b"\0" in content or content.startswith(_PACKED):
        return FileRefused(Refusal.NOT_TEXT, "binary", len(content))
    else:
        text = _decoded(content.removeprefix(codecs.BOM_UTF8))
    if _PAGE.match(text[:1000]):
        return FileRefused(page, "a web page", len(content))
    return text.replace("\0", "\ufffd")


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode(errors="replace")
