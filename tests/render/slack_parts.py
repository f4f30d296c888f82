"""What the tests of Slack's messages share: parts of messages, and what is wrong with a message."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from bot.render.slack import Message, answer_message
from tests.doubles.slack.limits import check_message
from tests.doubles.slack.mentions import find_mentions

from .answers import CASE, VOICE

Json = dict[str, Any]

MOST_CHARACTERS = 12_000  # of all blocks; Slack refuses some 13,200
MARKER = "slack:T1:C1:1700000000.000100:answer"
# --- parts of expected messages


def say(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def link(text: str, path: str) -> Json:
    return {"type": "link", "url": f"http://desk.test{path}", "text": text}


def line(*parts: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(parts)}


def items(style: str, *lines: Json) -> Json:
    return {"type": "rich_text_list", "style": style, "elements": list(lines)}


def rich(*elements: Json, marker: str = "") -> Json:
    named = {"block_id": marker} if marker else {}
    return {"type": "rich_text", "elements": list(elements), **named}


def quiet(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def button(action: str, text: str, hint: str, value: str = CASE) -> Json:
    return {
        "type": "button",
        "action_id": action,
        "text": plain(text),
        "value": value,
        "accessibility_label": hint,
    }


def row(*buttons: Json) -> Json:
    return {"type": "actions", "elements": list(buttons)}


TOOLS_EN = (
    button("language", "中文", "用中文显示这个回答"),
    button("unhelpful", "Not helpful", "Tell the editors that this answer doesn't help"),
)
TOOLS_ZH = (
    button("language", "English", "Show this answer in English"),
    button("unhelpful", "没有帮助", "告诉编辑：这个回答没有帮助"),
)


in_channel = partial(answer_message, voice=VOICE, case=CASE, private=False)
in_private = partial(answer_message, voice=VOICE, case=CASE, private=True)


# --- what holds for every message


def parts_of(value: Any) -> Iterator[Json]:
    """Every object within blocks."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from parts_of(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from parts_of(part)


def texts_of(blocks: Sequence[Json]) -> list[str]:
    """Every text within blocks, whatever Slack does with it."""
    names = ("text", "accessibility_label")
    return [part[name] for part in parts_of(blocks) for name in names if isinstance(part.get(name), str)]


def dumped(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


OURS = re.compile(r"<https?://[^<>|\s]+\|[^<>]*>")


def faults_of(message: Message) -> list[str]:
    """What Slack would refuse, what it would parse, and what nobody can see."""
    body = {"text": message.text, "blocks": list(message.blocks)}
    check_message(body)
    faults = [str(mention) for mention in find_mentions(body)]
    faults += ["no text"] * (not message.text.strip()) + ["text too long"] * (len(message.text) > 4000)
    if len(dumped(message)) > MOST_CHARACTERS:
        faults.append(f"{len(dumped(message))} characters of blocks")
    for part in parts_of(message.blocks):
        text, kind = part.get("text"), part.get("type")
        if isinstance(text, str) and len(text) > 3000:
            faults.append(f"{kind} of {len(text)} characters")
        if kind == "mrkdwn" and re.search("[<>]", OURS.sub("", part["text"])):
            faults.append(part["text"])
    for text in (message.text, *texts_of(message.blocks)):
        faults += [f"unseen {char!a}" for char in text if char != "\n" and unicodedata.category(char) in UNSEEN]
    return faults


UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def rich_texts(message: Message) -> list[str]:
    return [part["text"] for part in parts_of(message.blocks) if part.get("type") in ("text", "link")]
