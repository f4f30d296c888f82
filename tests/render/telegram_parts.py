"""What the tests of Telegram's messages share: Telegram's own reading of HTML, and what is wrong with a message."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from html.parser import HTMLParser

from bot.render.telegram import Message, answer_message

from .answers import CASE, VOICE

TAGS = {"b", "code", "pre", "a", "blockquote"}  # of Telegram's list, those that we use
ATTRIBUTES = {("a", "href"), ("blockquote", "expandable"), ("code", "class")}
REFERENCES = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-f]+);)")
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
JOINER = "\u2060"

# What a client makes something of, though it is plain text.
LIVE = re.compile(r"@\w{2}|(?<![\w/<>])/\w|(?<!\w)[#$]\w|\w\.\w|://")

in_channel = partial(answer_message, voice=VOICE, case=CASE, private=False)
in_private = partial(answer_message, voice=VOICE, case=CASE, private=True)


class Parsed(HTMLParser):
    """Telegram's parse: the text, how many entities, what stood in the clear; a tag out of place is a fault."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.clear, self.entities = "", "", 0
        self.open: list[str] = []
        self.faults: list[str] = [f"reference {found[0]}" for found in REFERENCES.finditer(html)]
        self.links: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> isn't closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside = [*self.open]
        self.faults += [f"<{tag}>"] * (tag not in TAGS)
        self.faults += [f"{tag} {name}" for name, _ in attrs if (tag, name) not in ATTRIBUTES]
        self.faults += ["nested quotes"] * (tag == "blockquote" and bool(inside))
        pre = tag == "code" and inside == ["pre"]
        self.faults += [f"<{tag}> in {inside}"] * (tag in ("code", "pre") and bool(inside) and not pre)
        self.faults += [f"<{tag}> in code"] * (bool({"code", "pre"} & set(inside)) and not pre)
        self.faults += ["a link in a link"] * (tag == "a" and "a" in inside)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.entities += not pre
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.faults += [f"</{tag}> closes {self.open[-1:]}"] * (self.open[-1:] != [tag])
        self.open = self.open[:-1]

    def handle_data(self, data: str) -> None:
        self.text += data
        self.clear += " " if {"code", "pre", "a"} & set(self.open) else data


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def faults_of(message: Message) -> list[str]:
    """What Telegram would refuse, or make something of, and what nobody can see."""
    parsed = Parsed(message.html)
    faults = list(parsed.faults)
    faults += ["plain isn't what is left of html"] * (parsed.text != message.plain)
    faults += [f"{units(message.plain)} units"] * (not 1 <= units(message.plain) <= 4096)
    faults += [f"{parsed.entities} entities"] * (parsed.entities > 100)
    faults += ["no text"] * (not message.plain.strip())
    faults += [f"link {href}" for href in parsed.links if not re.fullmatch(r"https?://\S+", href)]
    faults += [f"live {live[0]!r}" for live in LIVE.finditer(parsed.clear)]
    shown = message.plain.replace(JOINER, "")
    faults += [f"unseen {char!a}" for char in shown if char != "\n" and unicodedata.category(char) in UNSEEN]
    for row in message.buttons:
        faults += ["an empty row"] * (not row) + ["a crowded row"] * (len(row) > 3)
        for button in row:
            faults += ["neither or both"] * (bool(button.data) == bool(button.url))
            faults += [f"data {button.data}"] * (len(button.data.encode()) > 64)
            faults += [f"text {button.text}"] * (not 1 <= len(button.text) <= 64)
    return faults


def data_of(message: Message) -> list[str]:
    """What the buttons send, row by row."""
    return [button.data for row in message.buttons for button in row if button.data]
