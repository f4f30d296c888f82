"""A file's bytes -> its text, or why it isn't read; the same on every platform."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core.answer import Remark, RemarkKind
from bot.core.decode.encoding import text_of

TEXT_NAME: Final = re.compile(r"\.(?:txt|log|out|err|json|jsonl|ndjson|csv|tsv|md|xml|ya?ml)$", re.IGNORECASE)
TEXT_TYPE: Final = re.compile(r"text/(?!html|rtf)[\w.+-]+|application/(?:[\w.-]+\+)?(?:json|x-ndjson|xml|yaml|x-yaml)")

_PAGE: Final = re.compile(r"\s*<(?:!doctype\s+html|html\b)", re.IGNORECASE)


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


def file_text(content: bytes, page: Refusal = Refusal.NOT_TEXT) -> str | FileRefused:
    """The file's text; `page` is what a web page in its place means."""
    text = text_of(content)
    if text is None:
        return FileRefused(Refusal.NOT_TEXT, "binary", len(content))
    if _PAGE.match(text[:1000]):
        return FileRefused(page, "a web page", len(content))
    return text
