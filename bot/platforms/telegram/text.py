"""A Telegram message -> what its author wrote or pasted, and whether it names the bot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from bot.platforms.payload import items, mapping, storable, string

LONGEST_TEXT: Final = 40_000  # characters that come out; a message has 4,096, a rich one 32,768
MOST_NODES: Final = 10_000  # objects and lists within a rich message
DEEPEST: Final = 32  # levels of nesting; Telegram takes sixteen blocks

_SILENT: Final = {"button", "buttons", "anchor", "divider", "map"}  # hold labels and addresses, no message
# What str.strip() takes, and what is as invisible.
_BLANKS: Final = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\u3164\ufeff"
)


def message_text(message: object, username: str = "") -> str:
    """The text, the caption or the rich message: at most LONGEST_TEXT characters, "" for none.

    A reply to a message elsewhere quotes of it what nobody can see otherwise, so that is read too. Mentions of
    `username` vanish. Takes any value and never raises; time is bounded whatever is sent.
    """
    own = string(message, "text", LONGEST_TEXT) or string(message, "caption", LONGEST_TEXT) or _rich(message)
    elsewhere = quoted(message) if mapping(message, "external_reply") else ""
    text = "\n".join(filter(None, (own, elsewhere)))
    return trimmed(_mention(username).sub("", text) if username else text)[:LONGEST_TEXT]


def quoted(message: object) -> str:
    """The part that a reply quotes of what it replies to, or ""."""
    return trimmed(string(mapping(message, "quote"), "text", LONGEST_TEXT))


def mentions(message: object, username: str, user: int) -> bool:
    """Whether the author's own words name the bot, by its name or by a link to its profile."""
    if username and _mention(username).search(
        string(message, "text", LONGEST_TEXT) or string(message, "caption", LONGEST_TEXT)
    ):
        return True
    entities = items(message, "entities")[:100] + items(message, "caption_entities")[:100]
    return any(string(each, "type") == "text_mention" and mapping(each, "user").get("id") == user for each in entities)


def trimmed(text: str) -> str:
    """`text` without blanks at its ends, the full-width and the invisible ones included."""
    return text.strip(_BLANKS)


def units(text: str) -> int:
    """Its length as Telegram counts: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _mention(username: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9_.@/])@{re.escape(username)}(?![A-Za-z0-9_])", re.IGNORECASE)


def _rich(message: object) -> str:
    rich = mapping(message, "rich_message")
    return _Reader().block(items(rich, "blocks")) if rich else ""


class _Reader:
    """Reads one rich message; after MOST_NODES nodes or LONGEST_TEXT characters everything is empty."""

    def __init__(self) -> None:
        self._nodes = MOST_NODES
        self._characters = LONGEST_TEXT

    def block(self, node: object, depth: int = 0) -> str:
        """The words of a block or of blocks of whatever type, in the order of the page, a line each."""
        if not self._enter(depth):
            return ""
        if isinstance(node, list):
            return _lines(self.block(child, depth + 1) for child in node[:MOST_NODES])
        if not isinstance(node, dict) or string(node, "type") in _SILENT:
            return ""
        return _lines(self._members(node, depth + 1))

    def _members(self, node: dict[str, Any], depth: int) -> Iterable[str]:
        """All that a block can hold, whatever its type; a type that is new has some of these too."""
        for key in ("summary", "text", "expression"):
            yield self._inline(node.get(key), depth)
        for key in ("blocks", "items"):
            yield self.block(items(node, key), depth)
        for row in items(node, "cells")[:MOST_NODES]:
            cells = row[:MOST_NODES] if isinstance(row, list) else [row]
            yield "\t".join(self._inline(cell, depth).replace("\n", " ") for cell in cells)
        for key in ("caption", "credit"):
            yield self._inline(node.get(key), depth)

    def _inline(self, node: object, depth: int) -> str:
        """Running text: a string, a list of pieces, or one with a style."""
        if not self._enter(depth):
            return ""
        if isinstance(node, str):
            return self._spent(node)
        if isinstance(node, list):
            return "".join(self._inline(child, depth + 1) for child in node[:MOST_NODES])
        if not isinstance(node, dict) or string(node, "type") in _SILENT:
            return ""
        keys = ("text", "alternative_text", "expression")
        return "".join(self._inline(node[key], depth + 1) for key in keys if key in node)

    def _enter(self, depth: int) -> bool:
        self._nodes -= 1
        return depth <= DEEPEST and self._nodes >= 0 and self._characters > 0

    def _spent(self, text: str) -> str:
        text = storable(text[: self._characters])
        self._characters -= len(text)
        return text


def _lines(pieces: Iterable[str]) -> str:
    return "\n".join(piece for piece in pieces if piece)
