"""What Telegram sends -> plain values.

Updates are read as the JSON that they are, without trust: what is missing or of another type makes None, never
an exception, so that no update can hold up those behind it.
"""

from __future__ import annotations

import re
import time
from typing import Any, Final, cast

from bot.platforms.payload import mapping, string
from bot.platforms.telegram.messages import place_of, read_message, thread_of
from bot.platforms.telegram.news import (
    Click,
    Command,
    InlineQuestion,
    Me,
    Membership,
    Migration,
    News,
    Verb,
)
from bot.platforms.telegram.senders import identity, locale_of
from bot.platforms.telegram.text import trimmed

__all__ = [
    "Click", "Command", "InlineQuestion", "Me", "Membership", "Migration", "News",
    "chat_of", "message_of", "read_update",
]  # fmt: skip

LONGEST_QUESTION: Final = 256  # characters of an inline question; Telegram's limit
LONGEST_DATA: Final = 64  # bytes of a button's data; Telegram's limit

_SAID: Final = ("message", "channel_post")
_EDITED: Final = ("edited_message", "edited_channel_post")
_ID: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_DATA: Final = re.compile(r"(steps|ticket|language|unhelpful|choose):([A-Za-z0-9_-]{1,40})(?::([0-9]{1,3}))?")
_PRESENT: Final = {"creator", "administrator", "member"}
_ABSENT: Final = {"left", "kicked"}


def read_update(update: object, me: Me, now: float | None = None) -> News | None:
    """What an update asks for; None for what is not ours. `now` is in epoch seconds, the clock's when left out.

    Takes any value and never raises. Every text is bounded, and so is the time that it takes.
    """
    delivery = str(identity(update, "update_id") or "")
    moment = time.time() if now is None else now
    for key in (*_SAID, *_EDITED):
        if message := mapping(update, key):
            return read_message(message, me, moment, edited=key in _EDITED, delivery=delivery)
    if query := mapping(update, "callback_query"):
        return _click(query, me)
    if query := mapping(update, "inline_query"):
        return _question(query)
    return _membership(mapping(update, "my_chat_member"), me)


def message_of(update: object) -> dict[str, Any]:
    """The message or post that an update brings, new or edited; {} for none."""
    return next(filter(None, (mapping(update, key) for key in (*_SAID, *_EDITED))), {})


def chat_of(update: object) -> str:
    """What has to be handled in the order of its coming: the chat's id, the user's where there is no chat, or ""."""
    chat = mapping(message_of(update) or mapping(update, "my_chat_member"), "chat")
    query = mapping(update, "callback_query") or mapping(update, "inline_query")
    number = identity(chat) or identity(mapping(mapping(query, "message"), "chat")) or identity(mapping(query, "from"))
    return str(number or "")


def _click(query: dict[str, Any], me: Me) -> Click | None:
    number, user, message = _reference(query), identity(mapping(query, "from")), mapping(query, "message")
    if not number:
        return None
    data = query.get("data")
    read = _DATA.fullmatch(data) if user and isinstance(data, str) and len(data) <= LONGEST_DATA else None
    verb, case, index = read.groups() if read else ("", "", None)
    on = identity(message, "message_id")
    return Click(
        id=number,
        verb=cast("Verb", verb),
        case=case,
        index=int(index) if index else -1,
        user=str(user or ""),
        place=place_of(mapping(message, "chat"), me),
        message=str(on) if on > 0 else "",
        thread=thread_of(message) if on > 0 else "",
        locale=locale_of(mapping(query, "from")),
    )


def _question(query: dict[str, Any]) -> InlineQuestion | None:
    number, user = _reference(query), mapping(query, "from")
    if not number:
        return None
    text = trimmed(string(query, "query", LONGEST_QUESTION))
    return InlineQuestion(number, text, str(identity(user) or ""), locale_of(user))


def _membership(change: dict[str, Any], me: Me) -> Membership | None:
    chat, after, before = (mapping(change, key) for key in ("chat", "new_chat_member", "old_chat_member"))
    present, status = _is_present(after), string(after, "status")
    if present is None or not identity(chat) or identity(mapping(after, "user")) not in (0, me.id):
        return None
    return Membership(
        place=place_of(chat, me),
        added=present and not _is_present(before),
        administrator=status in ("administrator", "creator"),
        chat_type=string(chat, "type", 16),
        present=present,
    )


def _is_present(member: object) -> bool | None:
    """Whether a member of that status is in the chat; None for a status that isn't known."""
    status = string(member, "status")
    if status == "restricted" and isinstance(member, dict):
        return member.get("is_member") is True
    return True if status in _PRESENT else False if status in _ABSENT else None


def _reference(query: dict[str, Any]) -> str:
    found = query.get("id")
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""
