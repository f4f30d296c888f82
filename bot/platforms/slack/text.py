"""A Slack message -> everything readable of it, as its author wrote or pasted it.

A person's message is read from its rich_text, where nothing is escaped and no character was eaten by an emoji; an
app's from its text, its blocks and its attachments, where the same words may stand two or three times.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from bot.platforms.payload import items, mapping, storable, string

LONGEST_TEXT = 40_000  # characters that come out; Slack cuts a message's text there itself
MOST_READ = 4 * LONGEST_TEXT  # characters that are looked at, duplicates included
MOST_NODES = 10_000  # objects and lists within one message
MOST_ATTACHMENTS = 100  # Slack takes no more
DEEPEST = 32  # levels of nesting; Slack's own messages have about eight

_LINK = re.compile(r"<(https?:|mailto:|tel:)([^<>|]*)(?:\|([^<>]*))?>", re.IGNORECASE)
_REFERENCE = re.compile(r"<(@|#|!subteam\^|!here|!channel|!everyone)([A-Z0-9_]*)(?:\|([^<>]*))?>")
_DATE = re.compile(r"<!date\^[^<>|]*(?:\|([^<>]*))?>")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("–—−", "-"),
        **dict.fromkeys("\u00a0\u202f", " "),
        **dict.fromkeys("\u200b\u200c\u2060\ufeff", ""),
        "…": "...",
    }
)
_MARKUP = str.maketrans("", "", "*_~`>• \t\r")  # what tells mrkdwn from the same words in plain text
_WORDS = {"text", "title", "subtitle", "body"}  # keys at which a block of any type keeps words
_CONTROLS = {"actions", "context_actions", "button", "overflow", "checkboxes", "radio_buttons", "file"}
_CONTROL_ENDINGS = ("_select", "picker", "_button", "_buttons", "_input")


def message_text(message: object, bot_user: str = "") -> str:
    """The text of a message, or of the `message` within an event: at most LONGEST_TEXT characters, "" for none.

    Mentions become their label, and vanish without one; that of `bot_user` always vanishes. A line that stood in
    an earlier part (text, blocks, attachments) isn't repeated. Previews of links are no part of the message. Takes
    any value and never raises; time is bounded whatever is sent.
    """
    return _joined(_parts(message, _Reader(bot_user))).translate(_SIGNS).strip()[:LONGEST_TEXT]


def undo_mrkdwn(text: str, bot_user: str = "") -> str:
    """What was written before Slack escaped it: links, then mentions, then the three entities, then signs.

    `*`, `_` and backticks stay: codes contain them. Linear in time; nothing is cut.
    """
    return _unescaped(storable(text), bot_user).translate(_SIGNS)


def mentions(message: object, user: str) -> bool:
    """Whether the author's own words, not an attachment's, mention `user`. False when `user` is ""."""
    if not user:
        return False
    text = string(message, "text", LONGEST_TEXT)
    named = (match[2] for match in _REFERENCE.finditer(text) if match[1] == "@")
    return user in named or _names(items(message, "blocks"), user)


def _names(blocks: list[Any], user: str) -> bool:
    """Whether one of the first MOST_NODES nodes of rich_text, level by level, is a mention of `user`."""
    waiting: deque[Any] = deque([blocks])
    for _ in range(MOST_NODES):
        if not waiting:
            break
        node = waiting.popleft()
        if isinstance(node, list):
            waiting.extend(node[: max(0, MOST_NODES - len(waiting))])
        elif isinstance(node, dict):
            if node.get("type") == "user" and node.get("user_id") == user:
                return True
            waiting.append(node.get("elements"))
    return False


def _unescaped(text: str, bot_user: str) -> str:
    if "<" in text:
        text = _LINK.sub(_link, text)
        text = _DATE.sub(r"\1", text)
        text = _REFERENCE.sub(lambda match: _label(match, bot_user), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _link(match: re.Match[str]) -> str:
    scheme, target, label = match.groups()
    if label:
        return str(label)
    return f"{scheme}{target}" if scheme.lower().startswith("http") else str(target)


def _label(match: re.Match[str], bot_user: str) -> str:
    sigil, target, label = match.groups()
    if not label or sigil in {"!here", "!channel", "!everyone"} or (sigil == "@" and target == bot_user):
        return ""
    return label if sigil.startswith("!") or label.startswith(sigil) else f"{sigil}{label}"


def _parts(message: object, reader: _Reader) -> Iterator[str]:
    """What the message says, part by part; later parts may repeat earlier ones."""
    blocks = items(message, "blocks")
    shown = reader.block(blocks)
    rich = any(isinstance(block, dict) and block.get("type") == "rich_text" for block in blocks)
    if not (rich and shown and not from_app(message)):  # a person's `text` says the same, but escaped
        yield reader.escaped(message, "text")
    yield shown
    own = _unescaped(string(message, "text", LONGEST_TEXT), "")
    for attachment in items(message, "attachments")[:MOST_ATTACHMENTS]:
        if not _is_preview(attachment, own):
            yield from _attachment_parts(attachment, reader)


def from_app(message: object) -> bool:
    """Whether an app posted the message: a bot, a workflow or an incoming webhook."""
    return bool(string(message, "bot_id")) or string(message, "subtype") == "bot_message"


def _is_preview(attachment: object, text: str) -> bool:
    """Whether Slack added the attachment for a link in `text`; a forwarded message has no link there."""
    if not isinstance(attachment, dict) or attachment.get("is_share") is True:
        return False
    url = string(attachment, "from_url") or string(attachment, "original_url")
    if attachment.get("is_msg_unfurl") is True:
        return bool(url) and url in text
    return bool(url) or attachment.get("is_app_unfurl") is True or bool(string(attachment, "app_unfurl_url"))


def _attachment_parts(attachment: object, reader: _Reader) -> Iterator[str]:
    quoted = [mapping(each, "message").get("blocks") for each in items(attachment, "message_blocks")]
    shown = reader.block([quoted, items(attachment, "blocks")])
    words = [reader.escaped(attachment, key) for key in ("pretext", "title")]
    if not (quoted and shown):  # a quoted message's text says the same, but escaped
        words.append(reader.escaped(attachment, "text"))
    words.append(shown)
    words += [reader.field(field) for field in items(attachment, "fields")[:MOST_NODES]]
    words.append(reader.escaped(attachment, "footer"))
    yield from words if any(words) else [reader.escaped(attachment, "fallback")]


def _joined(parts: Iterable[str]) -> str:
    """The parts, a line each that no earlier part had; one with braces is kept or left out as a whole."""
    kept: list[str] = []
    seen: set[str] = set()
    for part in parts:
        lines = part.strip("\n").split("\n")
        marks = [line.translate(_MARKUP) for line in lines]
        fresh = [line for line, mark in zip(lines, marks, strict=True) if not mark or mark not in seen]
        if any(marks) and not seen.issuperset(filter(None, marks)):
            kept += lines if "{" in part else fresh
        seen.update(marks)
    return "\n".join(kept)


class _Reader:
    """Reads one message's parts; after MOST_NODES nodes or MOST_READ characters everything is empty."""

    def __init__(self, bot_user: str) -> None:
        self._bot_user = bot_user
        self._nodes = MOST_NODES
        self._characters = MOST_READ

    def escaped(self, node: object, key: str) -> str:
        """The string at `key` with Slack's escapes undone."""
        return _unescaped(self._raw(node, key), self._bot_user)

    def field(self, field: object) -> str:
        """An attachment's field as "title: value", so that a code stands beside its name."""
        if not self._enter(0):
            return ""
        title, value = self.escaped(field, "title").strip(), self.escaped(field, "value")
        colon = "" if not (title and value) or title.rstrip("*_`").endswith((":", "：")) else ":"
        return f"{title}{colon} {value}".strip()

    def block(self, node: object, depth: int = 0) -> str:
        """The words of a block or of blocks of whatever type, in the order in which they stand, a line each."""
        if not self._enter(depth):
            return ""
        if isinstance(node, list):
            return _lines(self.block(child, depth + 1) for child in node[:MOST_NODES])
        kind = string(node, "type")
        if not isinstance(node, dict) or kind in _CONTROLS or kind.endswith(_CONTROL_ENDINGS):
            return ""
        if kind == "rich_text":
            return self._rich(items(node, "elements"), depth + 1)
        if kind == "table":
            return _lines(self._row(row, depth + 1) for row in items(node, "rows")[:MOST_NODES])
        return _lines(self._member(node, key, depth + 1) for key in list(node)[:MOST_NODES])

    def _member(self, node: dict[str, Any], key: str, depth: int) -> str:
        child = node[key]
        if isinstance(child, str):
            return self.escaped(node, key) if key in _WORDS else ""
        return self.block(child, depth) if isinstance(child, dict | list) else ""

    def _row(self, row: object, depth: int) -> str:
        cells = row[:MOST_NODES] if isinstance(row, list) else []
        return "\t".join(self.block(cell, depth).replace("\n", " ") for cell in cells)

    def _rich(self, elements: list[Any], depth: int) -> str:
        """Paragraphs, quotes, code and lists, each on lines of its own."""
        lines: list[str] = []
        for element in elements[:MOST_NODES]:
            if string(element, "type") == "rich_text_list":
                lines += ["- " + self._inline(item, depth + 1) for item in items(element, "elements")[:MOST_NODES]]
            else:
                lines.append(self._inline(element, depth + 1).removesuffix("\n"))
        return "\n".join(lines)

    def _inline(self, node: object, depth: int) -> str:
        """Running text. What it is made of is not escaped by Slack."""
        if not self._enter(depth) or not isinstance(node, dict):
            return ""
        match string(node, "type"):
            case "user" | "usergroup" | "channel" | "team" | "broadcast":
                return ""
            case "emoji":
                return f":{name}:" if (name := self._raw(node, "name")) else ""
            case "link":
                return self._raw(node, "text") or self._raw(node, "url")
            case "color":  # "#222202" was typed
                return self._raw(node, "value")
            case "date":
                return self._raw(node, "fallback") or _moment(node.get("timestamp"))
            case _:
                inner = (self._inline(child, depth + 1) for child in items(node, "elements")[:MOST_NODES])
                return self._raw(node, "text") + "".join(inner)

    def _enter(self, depth: int) -> bool:
        self._nodes -= 1
        return depth <= DEEPEST and self._nodes >= 0 and self._characters > 0

    def _raw(self, node: object, key: str) -> str:
        text = string(node, key, max(0, min(LONGEST_TEXT, self._characters)))
        self._characters -= len(text)
        return text


def _lines(pieces: Iterable[str]) -> str:
    return "\n".join(piece for piece in pieces if piece)


def _moment(seconds: object) -> str:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return ""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):  # NaN, or no year of ours
        return ""
