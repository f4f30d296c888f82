"""What the bot's words would do beside being read: ping somebody, open a preview, break out of their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_MARKUP = re.compile(r"<([^<>]*)>")
_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^|\s]+(?:\|[^|]+)?\Z")
_PERSON = re.compile(r"@([UW][A-Z0-9]+)(?:\|.*)?\Z")
_PING = re.compile(r"(?:@[UW]|!(?:channel|here|everyone|group|subteam\^))")
_HARMLESS = re.compile(r"(?:#[CG][A-Z0-9]+(?:\|.*)?|!date\^.+)\Z")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
_PARSED_FIELDS = ("pretext", "text", "fallback", "footer")


@dataclass(frozen=True, slots=True)
class Mention:
    """`kind`: "user", "group" (everybody, a user group) or "stray" (markup that should have been escaped)."""

    kind: str
    user: str  # for "user": who
    where: str  # a path such as "blocks/0/text"
    text: str  # as written


def find_mentions(body: dict[str, Any]) -> list[Mention]:
    """Every mention and every stray bit of markup in a message or a view."""
    found = [mention for where, text in parsed_texts(body) for mention in _in_text(where, text)]
    return found + list(_in_rich_text("blocks", body.get("blocks") or []))


def find_links(body: dict[str, Any]) -> list[str]:
    """The web addresses in the message's parsed texts, written as links or bare."""
    texts = " ".join(text for _, text in parsed_texts(body))
    return re.findall(r"https?://[^\s|<>]+", texts)


def parsed_texts(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts in which Slack looks for markup, each with its path."""
    if text := body.get("text"):
        yield "text", str(text)
    yield from _mrkdwn("blocks", body.get("blocks") or [])
    for number, attachment in enumerate(body.get("attachments") or []):
        for name in _PARSED_FIELDS:
            if attachment.get(name):
                yield f"attachments/{number}/{name}", str(attachment[name])
        for field in attachment.get("fields") or []:
            yield f"attachments/{number}/fields", str(field.get("value", ""))
        yield from _mrkdwn(f"attachments/{number}/blocks", attachment.get("blocks") or [])


def readable(value: Any) -> str:
    """All the words in a message: every string under a key "text", in order, a line each."""
    return "\n".join(_strings(value))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "text" and isinstance(part, str):
                yield part
            else:
                yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _mrkdwn(where: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "markdown") and isinstance(value.get("text"), str):
            yield where, value["text"]
        for name, part in value.items():
            yield from _mrkdwn(f"{where}/{name}", part)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _mrkdwn(f"{where}/{number}", part)


def _in_text(where: str, text: str) -> Iterator[Mention]:
    rest = _MARKUP.sub("", text)
    for match in _MARKUP.finditer(text):
        inner = match.group(1)
        if person := _PERSON.match(inner):
            yield Mention("user", person.group(1), where, match.group())
        elif _PING.match(inner):
            yield Mention("group", "", where, match.group())
        elif not (_LINK.match(inner) or _HARMLESS.match(inner)):
            yield Mention("stray", "", where, match.group())
    if "<" in rest or _ENTITY.search(text):
        yield Mention("stray", "", where, text[:80])


def _in_rich_text(where: str, value: Any) -> Iterator[Mention]:
    if isinstance(value, dict):
        if value.get("type") == "user" and "user_id" in value:
            yield Mention("user", str(value["user_id"]), where, str(value))
        elif value.get("type") in ("broadcast", "usergroup"):
            yield Mention("group", "", where, str(value))
        for name, part in value.items():
            yield from _in_rich_text(f"{where}/{name}", part)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _in_rich_text(f"{where}/{number}", part)
