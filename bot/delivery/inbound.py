"""What a platform brings: one message, or the news that one was deleted. Free of any platform."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.answer import Remark
from bot.core.desk import Mode


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands: `platform` is "slack" or "telegram", `team` the workspace."""

    platform: str
    team: str
    channel: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message.

    `key` is the message's identity, such as "slack:T1:C1:1700000000.000100": the same for a message, its mention,
    its retries and its edits. `message` is its own reference ("" for a slash command), `thread` the one to answer
    under: the thread's root, or the message itself. `author` is a user's id, "" for an app. `text` is as pasted:
    the platform's escapes, links and mentions undone, bounded, not yet redacted. `mode` is ASK when it is
    addressed to the bot, else LISTEN. `delivery` names this one delivery, for metrics only. `private` is a chat
    with the bot alone, `in_thread` a reply within a thread. `locale` is "zh", "en" or "" (unknown). `edited` is
    the version of an edited message, "" for the original. `reply_url` is where a command may be answered when its
    channel can't be posted in. With `headline` a headline is posted first, and the answer goes into its thread.
    With `answered_directly` the platform answers by itself, and nothing is owed. What is `commanded` is answered
    whatever the channel wants. `warned_in` is the chat where a warning reaches the author alone, "" where that is
    possible in `place`. `reply_to` is the bot's own message that this one replies to, "" for none. `unread` tells of
    files that couldn't be read. The answer waits for `hold` seconds: the rest of a long paste may follow.
    """

    key: str
    place: Place
    message: str
    thread: str
    author: str
    text: str
    mode: Mode
    delivery: str = ""
    private: bool = False
    in_thread: bool = False
    locale: str = ""
    edited: str = ""
    reply_url: str = ""
    headline: bool = False
    answered_directly: bool = False
    commanded: bool = False
    warned_in: str = ""
    reply_to: str = ""
    unread: tuple[Remark, ...] = ()
    hold: float = 0.0


@dataclass(frozen=True, slots=True)
class Deletion:
    """The message with that key was deleted."""

    key: str
    place: Place
