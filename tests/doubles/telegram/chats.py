"""Chats: people, groups, channels, messages, files, and what is kept of them."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.happenings import Happening, History, Kind

from .keyboards import buttons_of
from .settings import Settings

Json = dict[str, Any]

ANN, BOB = 1001, 1002  # who is there from the beginning: English and Chinese
GROUP = -1_001_000_000_001  # the supergroup that is there from the beginning
GENERAL = 1  # a forum's first topic
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})
SERVICE = 777000


@dataclass(slots=True)
class Message:
    """A message as it stands: `body` is its wire form, `args` what the bot asked for when it is the bot's own."""

    chat: int
    body: Json
    args: Json = field(default_factory=dict)
    deleted: bool = False
    versions: list[Json] = field(default_factory=list)  # what it was before each edit
    target: int = 0  # the message that it answers, even where that one is gone

    @property
    def id(self) -> int:
        """Its number within the chat."""
        return int(self.body["message_id"])

    @property
    def text(self) -> str:
        """Its text or caption, without markup."""
        return str(self.body.get("text") or self.body.get("caption") or "")

    @property
    def html(self) -> str:
        """The bot's text as it was sent."""
        return str(self.args.get("text", ""))

    @property
    def topic(self) -> int:
        """The forum topic, 0 for none and for General."""
        return int(self.body["message_thread_id"]) if self.body.get("is_topic_message") else 0

    @property
    def reply_to(self) -> int:
        """The message that it replies to, 0 for none."""
        return int((self.body.get("reply_to_message") or {}).get("message_id", 0))

    @property
    def buttons(self) -> list[Json]:
        """Its buttons, row by row."""
        return buttons_of(self.body)


@dataclass(slots=True)
class Chat:
    """`kind` is Telegram's type; `bot` the bot's status there ("new": a private chat that it can't begin)."""

    id: int
    kind: str
    title: str
    bot: str = "member"
    forum: bool = False
    linked: int = 0  # a channel's discussion group, and the other way round
    migrated_to: int = 0
    last_bot: int = 0  # the bot that posted last
    topics: dict[int, str] = field(default_factory=dict)  # names; "" when closed
    members: dict[int, str] = field(default_factory=dict)  # statuses other than "member"
    gone: str = ""  # why nothing can be sent though the bot is no less a member, such as "user is deactivated"
    messages: dict[int, Message] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(2))  # 1 is the chat's creation

    @property
    def wire(self) -> Json:
        """As within a message."""
        name = {"first_name": self.title} if self.kind == "private" else {"title": self.title}
        return {"id": self.id, "type": self.kind, **name, **({"is_forum": True} if self.forum else {})}


class Chats:
    """All that the stand-in keeps. It refuses nothing: that is the API's business."""

    def __init__(self, settings: Settings, history: History) -> None:
        self.settings = settings
        self.history = history
        self.url = ""  # of the stand-in, without a slash at the end; known once it listens
        self.random = random.Random(settings.seed)
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, tuple[Json, bytes]] = {}  # by file_id: what getFile tells, the content
        self.queries: dict[str, tuple[float, str, int]] = {}  # by id: until when, the update, by whom
        self.answered: dict[str, Json] = {}  # by id: how a button's or an inline query was answered
        self.inline_messages: dict[str, Message] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}  # by scope and language
        self.texts: dict[tuple[str, str], str] = {}  # descriptions, by method's noun and language
        self.publish: Callable[[str, Any, int | str, int | str], int] = _unheard
        self._private_numbers = itertools.count(1)  # private chats and basic groups share one
        self._numbers = itertools.count(2)
        for user, name, language in ((ANN, "Ann", "en"), (BOB, "小波", "zh-hans")):
            self.add_user(user, name, language)
        self.chats[GROUP] = Chat(GROUP, "supergroup", "triage")

    @property
    def bot(self) -> Json:
        """The bot as a user."""
        settings = self.settings
        return {"id": settings.bot_id, "is_bot": True, "first_name": settings.name, "username": settings.username}

    def next_number(self) -> int:
        """A number that was not given out before."""
        return next(self._numbers)

    def add_user(self, user: int, name: str = "", language: str = "", *, is_bot: bool = False) -> int:
        """A new person (or bot), whose private chat the bot can't begin. `language` "" isn't told."""
        told = {"language_code": language} if language else {}
        name = name or f"user{user}"
        self.users[user] = {"id": user, "is_bot": is_bot, "first_name": name, "username": f"u{user}_name", **told}
        self.chats[user] = Chat(user, "private", name, "new", numbers=self._private_numbers)
        return user

    def add_group(
        self, title: str = "group", kind: str = "supergroup", *, forum: bool = False, bot: str = "member"
    ) -> int:
        """A new group or supergroup, everybody in it; its id. `bot` is the bot's status there."""
        number = self.next_number()
        chat = -number if kind == "group" else -1_001_000_000_000 - number
        numbers = self._private_numbers if kind == "group" else itertools.count(2)
        topics = {GENERAL: "General"} if forum else {}
        self.chats[chat] = Chat(chat, kind, title, bot, forum, topics=topics, numbers=numbers)
        return chat

    def add_channel(self, title: str = "channel", discussion: int = 0, *, bot: str = "administrator") -> int:
        """A new channel, its posts mirrored to the group `discussion` if there is one; its id."""
        chat = -1_002_000_000_000 - self.next_number()
        self.chats[chat] = Chat(chat, "channel", title, bot, linked=discussion)
        if discussion:
            self.chats[discussion].linked = chat
        return chat

    def add_topic(self, chat: int, name: str = "topic") -> int:
        """A new topic of a forum; its message_thread_id. What tells of it is a message like others."""
        place = self.chats[chat]
        message = self.keep(place, {"from": self.users[ANN], "forum_topic_created": {"name": name, "icon_color": 0}})
        message.body |= {"message_thread_id": message.id, "is_topic_message": True}
        place.topics[message.id] = name
        return message.id

    def message(self, chat: int, number: int) -> Message | None:
        """A living message, None where there is none."""
        found = self.chats[chat].messages.get(number) if chat in self.chats else None
        return None if found is None or found.deleted else found

    def own_messages(self, chat: int = 0, reply_to: int | None = None) -> list[Message]:
        """The bot's living messages: of a chat (0: all), those that reply to one (0: to none); oldest first."""
        places = [self.chats[chat]] if chat else list(self.chats.values())
        every = (message for place in places for message in place.messages.values() if not message.deleted)
        mine = (message for message in every if is_own(self, message.body))
        return [message for message in mine if reply_to is None or message.reply_to == reply_to]

    def keep(self, chat: Chat, body: Json, args: Json | None = None) -> Message:
        """Stores a message; its number and (unless given) its date are given to it here."""
        start = {"message_id": next(chat.numbers), "date": int(time.time()), "chat": chat.wire}
        message = Message(chat.id, {**start, **body}, args or {})
        chat.messages[message.id] = message
        return message


def is_own(chats: Chats, body: Json) -> bool:
    """Whether the bot wrote it, in its own name or (in a channel) in the channel's."""
    bot = chats.settings.bot_id
    return (body.get("from") or {}).get("id") == bot or body.get("_own") is True


def placed(chat: Chat, reply_to: int, topic: int) -> Json:
    """The fields that say where in a chat a message stands: what it replies to, its topic or thread."""
    target = chat.messages.get(reply_to)
    body: Json = {}
    if target is not None:
        told = {name: value for name, value in target.body.items() if name not in ("reply_to_message", "_own")}
        body["reply_to_message"] = told
    topic = topic or (target.topic if target else 0)
    if topic and topic != GENERAL:
        return {**body, "message_thread_id": topic, "is_topic_message": True}
    if target is not None and chat.kind == "supergroup":
        # the trap: a plain reply carries the number of its chain's root, which can't be sent back
        body["message_thread_id"] = target.body.get("message_thread_id") or target.id
    return body


def shown(body: Json) -> Json:
    """A body without what the stand-in alone knows."""
    return {name: value for name, value in body.items() if name != "_own"}


def where(message: Message) -> str:
    """The thread of a message's answer: "topic:message"."""
    return f"{message.topic}:{message.id}"


def record(chats: Chats, kind: Kind, message: Message, **beside: str | bool) -> Happening:
    """A line of history. A person's thread is where its answer belongs; the bot's is what it replies to."""
    own = is_own(chats, message.body)
    target = message.reply_to or message.target
    thread = (f"{message.topic}:{target}" if target else "") if own else where(message)
    author = str((message.body.get("from") or message.body.get("sender_chat") or {}).get("id", ""))
    data = [str(button["callback_data"]) for button in message.buttons if "callback_data" in button]
    what = {"channel": str(message.chat), "message": str(message.id), "thread": thread, "author": author}
    return chats.history.add(kind, text=message.text, marker=" ".join(data[:1]), **what, **beside)


def _unheard(_kind: str, _content: Any, _chat: int | str, _message: int | str) -> int:
    """Chats alone have nobody to tell."""
    return 0
