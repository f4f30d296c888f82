"""One message of an update -> an Inbound, a Command, the news of a migration, or nothing of ours.

What is addressed to the bot is asked: a private chat, a command, a reply to it, a message that names it. All
else is listened to; of that, what is old is left alone, so that nobody is answered hours after an outage.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, cast

from bot.core.desk import Mode
from bot.delivery.inbound import Inbound, Place
from bot.platforms.payload import mapping, string
from bot.platforms.reading import Refusal
from bot.platforms.telegram.documents import other_files, text_files
from bot.platforms.telegram.news import Command, Me, Migration, Name
from bot.platforms.telegram.senders import Sender, identity, is_forwarded_from, mirrored_post, read_sender
from bot.platforms.telegram.text import mentions, message_text, quoted
from bot.platforms.telegram.typed import Typed, read_payload, read_typed

OLDEST: Final = 900.0  # seconds after which a message that was only listened to is left alone

_COMMANDS: Final = {"start", "help", "privacy", "lang", "channel"}
_HELP: Final = {"help", "帮助"}
_CHATS: Final = {"private", "group", "supergroup", "channel"}
_SHOWN: Final = ("photo", "document", "video", "animation", "audio", "voice", "video_note", "sticker")


def read_message(
    message: object, me: Me, now: float, *, edited: bool = False, delivery: str = ""
) -> Inbound | Command | Migration | None:
    """What a message wants. `now` is in epoch seconds, `delivery` names the update."""
    chat = mapping(message, "chat")
    if migration := _migration(message, chat, me):
        return migration
    sender = read_sender(message, me)
    if not _is_ours(message, chat, sender):
        return None
    inbound = _inbound(message, me, sender, delivery, edited=edited)
    if sender.bot:
        return None if inbound.reply_to else _heard(inbound, message, me, now)
    typed = read_typed(inbound.text)
    if typed and typed.target not in ("", me.username.lower()):
        return None
    if typed and (typed.name in _COMMANDS or typed.name == "errcode"):
        return _commanded(replace(inbound, mode=Mode.ASK, commanded=True), typed, message, me, sender)
    if typed and (typed.target or inbound.private):
        asked = replace(inbound, mode=Mode.ASK, commanded=True)
        unknown = replace(asked, text=typed.rest if typed.target else inbound.text)
        return unknown if typed.rest else _command("help", "", unknown, sender)
    return _asked(inbound, message, me) if inbound.mode is Mode.ASK else _heard(inbound, message, me, now)


def place_of(chat: object, me: Me) -> Place:
    """Where `chat` is; its channel is "" when the chat has no id."""
    return Place("telegram", str(me.id), str(identity(chat) or ""))


def thread_of(message: object) -> str:
    """Where a reply to `message` goes: "<topic>:<message id>".

    Only a message of a topic has one: elsewhere the same field names the first message of a chain of replies. The
    general topic is never named: Telegram refuses its number.
    """
    topical = isinstance(message, dict) and message.get("is_topic_message") is True
    topic = identity(message, "message_thread_id") if topical else 0
    return f"{topic if topic > 1 else 0}:{identity(message, 'message_id')}"


def replied(message: object) -> dict[str, Any]:
    """The message that this one replies to, or {}. In a topic every message seems to reply to its beginning."""
    found = mapping(message, "reply_to_message")
    return {} if "forum_topic_created" in found else found


def _is_ours(message: object, chat: dict[str, Any], sender: Sender) -> bool:
    """A message of another's in a chat that we know; number 0 is an ephemeral one, which can't be replied to."""
    known = string(chat, "type") in _CHATS and identity(chat) and chat.get("is_direct_messages") is not True
    return bool(known) and identity(message, "message_id") > 0 and not sender.own


def _inbound(message: object, me: Me, sender: Sender, delivery: str, *, edited: bool) -> Inbound:
    """The message as it stands, commands not yet understood."""
    chat, answered = mapping(message, "chat"), replied(message)
    channel, post = mirrored_post(message)
    number = identity(message, "message_id")
    private = string(chat, "type") == "private"
    to_us = identity(mapping(answered, "from")) == me.id
    reply_to = str(identity(answered, "message_id")) if to_us else ""
    asked = not sender.bot and (private or to_us or mentions(message, me.username, me.id))
    return Inbound(
        key=f"telegram:{me.id}:{channel or identity(chat)}:{post or number}",
        place=place_of(chat, me),
        message=str(number),
        thread=thread_of(message),
        author=sender.author,
        text=message_text(message, me.username),
        mode=Mode.ASK if asked else Mode.LISTEN,
        delivery=delivery,
        private=private,
        locale=sender.locale,
        edited=str(identity(message, "edit_date") or delivery or number) if edited else "",
        warned_in="" if private else sender.author,
        reply_to=reply_to,
    )


def _heard(inbound: Inbound, message: object, me: Me, now: float) -> Inbound | None:
    """What merely appeared: new, not the bot's own words passed on, and something to read."""
    since = identity(message, "edit_date" if inbound.edited else "date")
    old = since and now - since > OLDEST
    if old or is_forwarded_from(message, me) or not (inbound.text or text_files(message)):
        return None
    return replace(inbound, mode=Mode.LISTEN)


def _asked(inbound: Inbound, message: object, me: Me) -> Inbound | None:
    """A message to the bot. One that only names it is about the message that it replies to."""
    if inbound.text or _brings_file(message):
        return inbound
    if inbound.reply_to:
        return None  # a sticker or a picture below an answer
    if not inbound.private:
        return replace(inbound, text=_replied_text(message, me))
    alone = isinstance(message, dict) and "media_group_id" not in message and any(key in message for key in _SHOWN)
    return inbound if alone else None  # news of the chat say nothing, and of an album one picture may speak


def _commanded(inbound: Inbound, typed: Typed, message: object, me: Me, sender: Sender) -> Inbound | Command | None:
    text = read_payload(typed.rest) if typed.name == "start" else typed.rest
    if typed.name == "errcode" and text.strip().lower() in _HELP:
        return _command("help", "", inbound, sender)
    if typed.name not in ("errcode", "start"):
        return _command(cast("Name", typed.name), text, inbound, sender)
    if text or (typed.name == "errcode" and (_brings_file(message) or other_files(message))):
        return replace(inbound, text=text)
    if typed.name == "start":
        return _command("start", "", inbound, sender)
    answered = _replied_text(message, me)
    about = replied(message)
    if answered or (not inbound.reply_to and (text_files(about) or other_files(about))):
        return replace(inbound, text=answered)
    return _command("help", "", inbound, sender)


def _brings_file(message: object) -> bool:
    """Whether there is a document that is one, and no picture."""
    return bool(text_files(message)) or any(file.reason is not Refusal.PICTURE for file in other_files(message))


def _command(name: Name, text: str, inbound: Inbound, sender: Sender) -> Command | None:
    """None for an edit: what was done is done."""
    return None if inbound.edited else Command(name, text, replace(inbound, text=text), sender.as_chat)


def _replied_text(message: object, me: Me) -> str:
    """What the message is about: the part that its author chose, or all of what it replies to, if that isn't ours."""
    answered = replied(message)
    if identity(mapping(answered, "from")) == me.id:
        return ""
    chosen = mapping(message, "quote").get("is_manual") is True
    return (quoted(message) if chosen else "") or message_text(answered, me.username) or quoted(message)


def _migration(message: object, chat: dict[str, Any], me: Me) -> Migration | None:
    to, came_from = identity(message, "migrate_to_chat_id"), identity(message, "migrate_from_chat_id")
    old, new = (identity(chat), to) if to else (came_from, identity(chat))
    if not (to or came_from) or not (old and new):
        return None
    return Migration(str(old), str(new), place_of({"id": old}, me))
