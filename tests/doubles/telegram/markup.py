"""Telegram's HTML, read strictly: text and entities, or the refusal that a bot gets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .entities import units
from .refusal import RefusalError, bad

Json = dict[str, Any]

_KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_CODE = {"code", "pre"}
_ATTRIBUTE = r"\s+([a-zA-Z][a-zA-Z0-9-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[a-zA-Z0-9.-]+))?"
_START = re.compile(rf"<([^\s<>/]+)((?:{_ATTRIBUTE})*)\s*>")
_END = re.compile(r"</([^\s<>]*)\s*>")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ESCAPE = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));")
_PIECE = re.compile(r"[^<&]+|&")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text as people see it, with the entities of its markup."""

    text: str
    entities: tuple[Json, ...] = ()


@dataclass(slots=True)
class _Open:
    tag: str
    start: int
    attributes: dict[str, str]
    language: str = ""


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    length: int = 0  # units so far
    pieces: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def read(self) -> Formatted:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._close()
            elif self.source[self.at] == "<":
                self._start()
            else:
                self._text()
        if self.open:
            raise self._refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        ordered = sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted("".join(self.pieces), tuple(ordered))

    def _text(self) -> None:
        if escape := _ESCAPE.match(self.source, self.at):
            name, decimal, hexadecimal = escape.groups()
            number = int(decimal) if decimal else int(hexadecimal or "0", 16)
            piece = _NAMED[name] if name else self._character(number)
            self.at = escape.end()
        else:
            match = _PIECE.match(self.source, self.at)
            assert match, "what is no tag is text"
            piece, self.at = match.group(), match.end()
        self.pieces.append(piece)
        self.length += units(piece)

    def _character(self, number: int) -> str:
        if not 0 < number < 0x110000 or 0xD800 <= number < 0xE000:
            raise self._refusal(f"Character &#{number}; doesn't exist")
        return chr(number)

    def _start(self) -> None:
        match = _START.match(self.source, self.at)
        if match is None:
            raise self._refusal(f"Unclosed start tag at byte offset {self._offset()}")
        tag = match.group(1).lower()
        found = re.findall(_ATTRIBUTE, match.group(2))
        opened = _Open(tag, self.length, {name.lower(): value.strip("\"'") for name, value in found})
        self._check(opened)
        self.open.append(opened)
        self.at = match.end()

    def _check(self, opened: _Open) -> None:
        tag, around = opened.tag, [outer.tag for outer in self.open]
        if tag not in _KINDS or (tag == "span" and opened.attributes.get("class") != "tg-spoiler"):
            raise self._refusal(f'Unsupported start tag "{tag}" at byte offset {self._offset()}')
        if tag == "code" and around and around[-1] == "pre" and self.open[-1].start == self.length:
            self.open[-1].language = opened.attributes.get("class", "").removeprefix("language-")
            return
        # Telegram drops such formatting silently, or shows it wrongly; a bot which does this is wrong.
        clash = (
            _CODE.intersection(around)
            or (tag in _CODE and set(around) - {"blockquote"})
            or (tag in ("a", "blockquote") and tag in around)
        )
        if clash:
            raise self._refusal(f'Tag "{tag}" can\'t be nested in "{around[-1]}" at byte offset {self._offset()}')

    def _close(self) -> None:
        match = _END.match(self.source, self.at)
        if match is None:
            raise self._refusal(f"Unclosed end tag at byte offset {self._offset()}")
        if not self.open:
            raise self._refusal(f"Unexpected end tag at byte offset {self._offset()}")
        opened, tag = self.open.pop(), match.group(1).lower()
        if tag not in ("", opened.tag):
            wanted = f'expected "</{opened.tag}>", found "</{tag}>"'
            raise self._refusal(f"Unmatched end tag at byte offset {self._offset()}, {wanted}")
        self.at = match.end()
        within_pre = opened.tag == "code" and self.open and self.open[-1].tag == "pre"
        if self.length > opened.start and not within_pre:
            self._keep(opened)

    def _keep(self, opened: _Open) -> None:
        kind = _KINDS[opened.tag]
        beside: Json = {}
        if opened.tag == "a":
            link = opened.attributes.get("href", "")
            if not re.match(r"(https?|tg|mailto|tel)://?\S+|(mailto|tel):\S+", link):
                return  # Telegram leaves the text without a link
            user = re.match(r"tg://user\?id=(\d+)", link)
            kind = "text_mention" if user else kind
            beside = {"user": {"id": int(user.group(1)), "is_bot": False, "first_name": "?"}} if user else {"url": link}
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            kind = "expandable_blockquote"
        elif opened.tag == "pre" and opened.language:
            beside = {"language": opened.language}
        elif opened.tag == "tg-emoji":
            beside = {"custom_emoji_id": opened.attributes.get("emoji-id", "")}
        place = {"offset": opened.start, "length": self.length - opened.start}
        self.entities.append({"type": kind, **place, **beside})

    def _offset(self) -> int:
        return len(self.source[: self.at].encode())

    def _refusal(self, why: str) -> RefusalError:
        return bad(f"can't parse entities: {why}")


def parse_html(source: str) -> Formatted:
    """What the HTML says. Raises RefusalError where Telegram refuses it, and for nesting that it forbids."""
    return _Reader(source).read()
