"""What an update can turn out to be, as plain values. A message that is to be answered is an Inbound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.delivery.inbound import Inbound, Place

Name: TypeAlias = Literal["start", "help", "privacy", "lang", "channel"]
Verb: TypeAlias = Literal["steps", "ticket", "language", "unhelpful", "choose", ""]


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is: `username` without @. With `sees_all` groups show it every message, whoever is admin."""

    id: int
    username: str
    sees_all: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A command that wants no answer from the catalogues; `text` follows it.

    `inbound` is its own message, ASK, with the same text. With `as_chat` it was posted in the name of the chat: by
    an admin of the group who stays anonymous, or in a channel, where only admins post.
    """

    name: Name
    text: str
    inbound: Inbound
    as_chat: bool = False


@dataclass(frozen=True, slots=True)
class Click:
    """A button pressed. It has to be answered by its `id` even when `verb` is "": forged, foreign or outdated.

    `case` is what the button says, and `place` what Telegram says: they have to be compared. `message` is the
    reference of the message with the button and `thread` where to reply to it; all three are empty for a message
    sent by way of inline mode. `index` is -1 for none.
    """

    id: str
    verb: Verb
    case: str
    index: int
    user: str
    place: Place
    message: str
    thread: str
    locale: str


@dataclass(frozen=True, slots=True)
class InlineQuestion:
    """What was typed after @username in any chat, so far; at most 256 characters."""

    id: str
    text: str
    user: str
    locale: str


@dataclass(frozen=True, slots=True)
class Membership:
    """What has become of the bot in a chat. `added`: it is in it now, and wasn't before.

    `present` is false when it was removed, in a private chat blocked.
    """

    place: Place
    added: bool
    administrator: bool
    chat_type: str
    present: bool


@dataclass(frozen=True, slots=True)
class Migration:
    """A group has become a supergroup, with the id `new`; `place` is the group as it was, with the id `old`.

    Telegram says so twice, once in each chat.
    """

    old: str
    new: str
    place: Place


News: TypeAlias = Inbound | Command | Click | InlineQuestion | Membership | Migration
