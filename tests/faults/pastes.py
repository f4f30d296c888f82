"""What people send: errors that have an answer, each told apart by its log id."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from functools import cache

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.desk import Desk, Mode
from tests.doubles.slack import SlackServer
from tests.doubles.telegram import Message, TelegramServer


@cache
def errors() -> tuple[tuple[str, str], ...]:
    """Codes and messages that are answered by one card each, when they are overheard."""
    knowledge = read_knowledge([default_folder()])
    desk = Desk(knowledge)
    entries = [entry for catalogue in knowledge for entry in catalogue.entries]
    answers = {entry.code: desk.answer(paste(entry.code, entry.message, ""), Mode.LISTEN) for entry in entries}
    single = {code for code, answer in answers.items() if len(answer.cards) == 1 and not answer.family}
    return tuple(sorted({entry.code: entry.message for entry in entries if entry.code in single}.items()))


def paste(code: str, message: str, log_id: str) -> str:
    """A response of the service, as people paste it."""
    told: dict[str, object] = {"error_code": int(code) if code.isdigit() else code, "error_msg": message}
    return json.dumps({**told, **({"log_id": int(log_id)} if log_id else {})})


class Pastes:
    """Messages without end. No channel gets the same error twice, so that each deserves a card of its own."""

    def __init__(self, channels: Sequence[str], seed: int = 1) -> None:
        self.channels = list(channels)
        self._chance = random.Random(seed)
        self._log_ids = (f"7{number:011d}" for number in range(1, 10**9))
        self._pairs = self._each_once()

    def next(self) -> tuple[str, str, str]:
        """Channel, text, and the tag that the right answer holds."""
        channel, (code, message) = next(self._pairs)
        log_id = next(self._log_ids)
        return channel, paste(code, message, log_id), log_id

    def _each_once(self) -> Iterator[tuple[str, tuple[str, str]]]:
        known = errors()
        for turn in range(len(known)):
            for number, channel in enumerate(self.channels):
                yield channel, known[(turn + number) % len(known)]
        raise AssertionError("every channel has had every error: open more channels")


class SlackPastes(Pastes):
    """In channels of Slack."""

    def __init__(self, channels: int, seed: int = 1) -> None:
        super().__init__([f"C{number:04d}" for number in range(1, channels + 1)], seed)

    def open_channels(self, server: SlackServer) -> None:
        """Makes the channels."""
        for channel in self.channels:
            server.workspace.add_channel(channel)

    def say(self, server: SlackServer) -> None:
        """One more, overheard in a channel."""
        channel, typed, tag = self.next()
        server.people.says(channel, typed, tag=tag)

    def say_somehow(self, server: SlackServer) -> None:
        """One more: overheard, in a thread, or with a mention, which the platform tells twice."""
        channel, typed, tag = self.next()
        roots = [message for message in server.workspace.channels[channel].messages.values() if not message.thread]
        thread = self._chance.choice(roots).ts if roots and self._chance.random() < 0.2 else ""
        say = server.people.mentions if self._chance.random() < 0.3 else server.people.says
        say(channel, typed, tag=tag, thread=thread)


class TelegramPastes(Pastes):
    """In chats of Telegram: of four one is a forum's topic, one somebody's private chat, two are plain groups."""

    def __init__(self, chats: int, seed: int = 1) -> None:
        super().__init__([], seed)
        self._count = chats
        self._topics: dict[str, int] = {}

    def open_channels(self, server: TelegramServer) -> None:
        """Makes the chats."""
        chats = server.chats
        for number in range(self._count):
            private, forum = number % 4 == 3, number % 4 == 2
            chat = chats.add_user(10_000 + number) if private else chats.add_group(forum=forum)
            if forum:
                self._topics[str(chat)] = chats.add_topic(chat)
            self.channels.append(str(chat))

    def say(self, server: TelegramServer) -> None:
        """One more, as it was copied."""
        chat, typed, tag = self.next()
        server.people.says(int(chat), typed, topic=self._topics.get(chat, 0), tag=tag)

    def say_somehow(self, server: TelegramServer) -> None:
        """One more: as it was copied, in a reply to somebody, with a command or with a mention."""
        chat, typed, tag = self.next()
        topic, how = self._topics.get(chat, 0), self._chance.random()
        said = [one for one in server.chats.chats[int(chat)].messages.values() if is_persons(one)]
        reply_to = self._chance.choice(said).id if said and how < 0.2 else 0
        start = "/errcode " if 0.2 <= how < 0.35 else f"@{server.settings.username} " if 0.35 <= how < 0.45 else ""
        server.people.says(int(chat), start + typed, topic=topic, tag=tag, reply_to=reply_to)


def is_persons(message: Message) -> bool:
    """Whether a person wrote it: no bot did, and no chat."""
    return not message.deleted and "text" in message.body and not message.body["from"]["is_bot"]
