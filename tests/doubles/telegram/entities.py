"""What Telegram finds in plain text by itself: commands, mentions, links. Offsets are in UTF-16 units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

# The shapes are tdlib's: a word character before them (Chinese ones too) prevents commands and mentions.
_SHAPES = (
    (
        "url",
        re.compile(r"\bhttps?://[^\s<>\"]+|(?<![\w@./-])(?:[\w-]+\.)+(?:com|cn|org|net|io|dev|ai)\b(?:/[^\s<>\"]*)?"),
    ),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)),
    ("mention", re.compile(r"(?<!\w)@[a-zA-Z0-9_]{2,32}\b(?!\w)")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)


def units(text: str) -> int:
    """The length in UTF-16 units, as Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, most: int) -> str:
    """The longest beginning of at most so many units."""
    end = most
    while units(text[:end]) > most:
        end -= (units(text[:end]) - most + 1) // 2
    return text[:end]


def part(text: str, entity: Json) -> str:
    """What an entity covers."""
    raw = text.encode("utf-16-le", "surrogatepass")
    start = entity["offset"] * 2
    return raw[start : start + entity["length"] * 2].decode("utf-16-le", "replace")


def detect(text: str, taken: Iterable[Json] = ()) -> list[Json]:
    """The entities of a plain text, in order, none of them within one that is `taken`, nor within each other."""
    ranges = [(entity["offset"], entity["offset"] + entity["length"]) for entity in taken]
    found = []
    for kind, shape in _SHAPES:
        for match in shape.finditer(text):
            start, length = units(text[: match.start()]), units(match.group())
            if all(start + length <= begin or start >= end for begin, end in ranges):
                ranges.append((start, start + length))
                found.append({"type": kind, "offset": start, "length": length})
    return sorted(found, key=lambda entity: entity["offset"])
