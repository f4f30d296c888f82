"""The workspace: people, channels, messages, files, and what is kept of them."""

from __future__ import annotations

import itertools
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.happenings import History, Kind

from .mentions import Mention
from .settings import Settings

Json = dict[str, Any]


@dataclass(slots=True)
class Message:
    """A message as it stands: `body` is its wire form without the channel."""

    channel: str
    body: Json
    deleted: bool = False
    versions: list[Json] = field(default_factory=list)  # what it was before each edit

    @property
    def ts(self) -> str:
        """Its identity within the channel."""
        return str(self.body["ts"])

    @property
    def thread(self) -> str:
        """The root of its thread, "" for a message of the channel itself (though it may have replies)."""
        root = str(self.body.get("thread_ts", ""))
        return "" if root == self.ts else root

    @property
    def text(self) -> str:
        """Its top-level text."""
        return str(self.body.get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, [] for none."""
        return list(self.body.get("blocks") or [])


@dataclass(slots=True)
class Channel:
    """`kind` is Slack's channel_type: channel, group, im or mpim."""

    id: str
    name: str
    kind: str = "channel"
    members: set[str] = field(default_factory=set)
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    replies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def thread(self, root: str) -> list[Message]:
        """The living replies below a message, oldest first."""
        found = (self.messages[ts] for ts in self.replies.get(root, ()))
        return [message for message in found if not message.deleted]


@dataclass(frozen=True, slots=True)
class Whisper:
    """An ephemeral message: what one user alone saw."""

    channel: str
    user: str
    body: Json


@dataclass(slots=True)
class Trigger:
    """A trigger_id: who caused it, until when (monotonic seconds), and whether it was exchanged."""

    user: str
    until: float
    used: bool = False


class Workspace:
    """All that a workspace keeps. It refuses nothing: that is the API's business."""

    def __init__(self, settings: Settings, history: History) -> None:
        self.settings = settings
        self.history = history
        self.url = ""  # of the stand-in, without a slash at the end; known once it listens
        self.random = random.Random(settings.seed)
        self.users: dict[str, Json] = {}
        self.channels: dict[str, Channel] = {}
        self.whispers: list[Whisper] = []
        self.files: dict[str, tuple[Json, bytes]] = {}
        self.views: dict[str, Json] = {}
        self.homes: dict[str, Json] = {}
        self.triggers: dict[str, Trigger] = {}
        self.askers: set[str] = set()
        self.publish: Callable[[Json, str, str], object] = _unheard
        self._last = 0
        self._numbers = itertools.count(1)
        for user, name in (("U1", "ann"), ("U2", "bob"), (settings.bot_user, settings.bot_name)):
            self.add_user(user, name)
        self.add_channel("C1", "triage")

    def add_user(self, user: str, name: str = "", locale: str = "en-US") -> str:
        """A new member; the bot has a private chat with everybody."""
        bot = user == self.settings.bot_user
        self.users[user] = {"id": user, "team_id": self.settings.team, "name": name, "locale": locale, "is_bot": bot}
        if not bot:
            self.add_channel(f"D{user}", "directmessage", "im", {user, self.settings.bot_user})
        return user

    def add_channel(
        self, channel: str, name: str = "", kind: str = "channel", members: set[str] | None = None
    ) -> Channel:
        """A new channel; `members` are everybody, the bot included, unless given."""
        known = set(self.users) if members is None else members
        self.channels[channel] = Channel(channel, name or channel.lower(), kind, known)
        return self.channels[channel]

    def next_ts(self) -> str:
        """A message's time: never twice the same, never backwards."""
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """An identity that was not given out before."""
        return f"{prefix}{next(self._numbers):07d}"

    def new_trigger(self, user: str) -> str:
        """A trigger_id, good for one use within the trigger's life."""
        name = f"{self.next_id('')}.1.stand1n"
        self.triggers[name] = Trigger(user, time.monotonic() + self.settings.pace.trigger)
        return name

    def message(self, channel: str, ts: str) -> Message | None:
        """A living message, None where there is none."""
        found = self.channels[channel].messages.get(ts) if channel in self.channels else None
        return None if found is None or found.deleted else found

    def own_messages(self, channel: str = "", thread: str | None = None) -> list[Message]:
        """The bot's living messages: of a channel, of a thread ("": outside of threads), or all; oldest first."""
        places = [self.channels[channel]] if channel else list(self.channels.values())
        every = (message for place in places for message in place.messages.values() if not message.deleted)
        mine = (message for message in every if message.body.get("bot_id") == self.settings.bot_id)
        return [message for message in mine if thread is None or message.thread == thread]

    def keep(self, channel: Channel, body: Json) -> Message:
        """Stores a message; its `ts` is given to it here."""
        body = {"type": "message", "ts": self.next_ts(), **body}
        message = Message(channel.id, body)
        channel.messages[message.ts] = message
        if message.thread:
            channel.replies[message.thread].append(message.ts)
            channel.messages[message.thread].body["thread_ts"] = message.thread
        return message

    def bot_in(self, channel: Channel) -> bool:
        """Whether the bot is a member."""
        return self.settings.bot_user in channel.members

    def note_mention(self, mention: Mention, message: str, channel: str = "") -> None:
        """Records what the bot's words would do; detail "allowed" for a person whom it may mention."""
        allowed = mention.kind == "user" and mention.user in self.settings.may_mention | self.askers
        what = {"name": mention.kind, "text": mention.text, "author": mention.user}
        detail = "allowed" if allowed else mention.where
        self.history.add(Kind.MENTION, channel=channel, message=message, detail=detail, **what)


def _unheard(_event: Json, _channel: str, _message: str) -> None:
    """A workspace alone has nobody to tell."""
