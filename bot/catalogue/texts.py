"""The rules for a single text, whatever it says: no stray white space, one encoding, nothing lost."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.catalogue.layout import HAN, strip_layout

if TYPE_CHECKING:
    from collections.abc import Iterator

TICKET = "提交工单"
"""What the advice says where it ends in a support ticket."""

_HAN = re.compile(rf"[{HAN}]")
# What a broken encoding leaves of a Chinese character. A question mark that ends a clause is none.
_LOST = re.compile(rf"\?(?=[{HAN}])|(?<=[{HAN}])\?(?=\w)|\?\?|\ufffd")


def text_faults(text: str, *, chinese: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with `text`, each with how to mend it. `chinese` asks for the rules of zh texts too."""
    if not text:
        yield "is empty", "write it"
        return
    if "\t" in text:
        yield "holds a tab", "write one blank instead"
    elif text != text.strip():
        yield "begins or ends with a blank", "remove it"
    elif chinese and strip_layout(text) != text:
        yield "holds blanks of the page's layout", f"write {strip_layout(text)!r}"
    if not unicodedata.is_normalized("NFC", text):
        yield "is not in Unicode's form NFC", "write its composed characters"


def lost_character_faults(text: str) -> Iterator[tuple[str, str]]:
    """Whether `text`, copied from a Chinese page, has ? where a character was lost.

    Not for phrases: people do write 怎么办?怎么处理 with an ASCII question mark.
    """
    if _LOST.search(text):
        yield "holds ? where a character was lost", "copy it from the source again, as UTF-8"


def has_chinese(text: str) -> bool:
    """Whether any character of `text` is Chinese."""
    return _HAN.search(text) is not None
