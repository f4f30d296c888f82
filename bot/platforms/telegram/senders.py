"""Who posted a message. Telegram marks people as bots when they stay anonymous, and channels as a service of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from bot.core.entry import LANGUAGES
from bot.platforms.payload import items, mapping, string
from bot.platforms.telegram.news import Me

LARGEST_ID: Final = 1 << 53  # Telegram's ids fit a double
GROUP_ANONYMOUS, CHANNEL_PERSONA, SERVICE = 1087968824, 136817688, 777000  # stand-ins for people and for channels

_OURS: Final = re.compile(r"(?:steps|ticket|language|unhelpful|choose):[0-9a-f]{16}(?::[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Sender:
    """`author` is the id of a person who shows who they are, else "". `bot`: another bot; `own`: this one.

    With `as_chat` the message is in the name of the chat it stands in.
    """

    author: str
    locale: str
    bot: bool
    own: bool
    as_chat: bool


def read_sender(message: object, me: Me) -> Sender:
    """Who posted `message`; whatever the shape, it is somebody."""
    user, chat = mapping(message, "from"), mapping(message, "sender_chat")
    number = identity(user)
    stand_in = bool(chat) or number in (0, GROUP_ANONYMOUS, CHANNEL_PERSONA, SERVICE)
    bot = not stand_in and user.get("is_bot") is True
    posted = identity(chat)
    return Sender(
        author="" if stand_in or bot else str(number),
        locale=locale_of(user),
        bot=bot,
        own=me.id in (number, identity(mapping(message, "via_bot"))) or _has_our_buttons(message),
        as_chat=posted != 0 and posted == identity(mapping(message, "chat")),
    )


def identity(user_or_chat: object, key: str = "id") -> int:
    """The id at `key`, or 0 when there is none that can be one."""
    found = user_or_chat.get(key) if isinstance(user_or_chat, dict) else None
    if not isinstance(found, int) or isinstance(found, bool):
        return 0
    return found if abs(found) <= LARGEST_ID else 0


def locale_of(user: object) -> str:
    """The language as "zh", "en" or "": Telegram gives "zh-hans", "zh_TW", "en-US", others or none."""
    language = re.split("[-_]", string(user, "language_code", 35).lower())[0]
    return language if language in LANGUAGES else ""


def is_forwarded_from(message: object, me: Me) -> bool:
    """Whether the message is one of the bot's own, passed on by somebody."""
    return me.id in (
        identity(mapping(mapping(message, "forward_origin"), "sender_user")),
        identity(mapping(message, "forward_from")),  # so it was before Bot API 7.0
    )


def mirrored_post(message: object) -> tuple[int, int]:
    """The channel and the message that a discussion group's automatic forward shows; (0, 0) for other messages."""
    if not isinstance(message, dict) or message.get("is_automatic_forward") is not True:
        return 0, 0
    origin = mapping(message, "forward_origin")
    channel = identity(mapping(origin, "chat")) or identity(mapping(message, "forward_from_chat"))
    post = identity(origin, "message_id") or identity(message, "forward_from_message_id")
    return (channel, post) if channel and post > 0 else (0, 0)


def _has_our_buttons(message: object) -> bool:
    """Whether it is an answer of ours that a channel's mirror shows: there nothing else tells whose it is."""
    rows: list[Any] = items(mapping(message, "reply_markup"), "inline_keyboard")[:20]
    buttons = (button for row in rows if isinstance(row, list) for button in row[:10])
    return any(_OURS.fullmatch(string(button, "callback_data", 64)) for button in buttons)
