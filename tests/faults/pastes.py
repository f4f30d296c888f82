"""What people send: errors that have an answer, each told apart by its log id."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.desk import Desk, Mode
from tests.doubles.slack import SlackServer


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

    def __init__(self, channels: int, seed: int) -> None:
        self.channels = [f"C{number:04d}" for number in range(1, channels + 1)]
        self._chance = random.Random(seed)
        self._log_ids = (f"7{number:011d}" for number in range(1, 10**9))
        self._pairs = self._each_once()

    def open_channels(self, server: SlackServer) -> None:
        """Makes the channels."""
        for channel in self.channels:
            server.workspace.add_channel(channel)

    def say(self, server: SlackServer) -> None:
        """One more, overheard in a channel."""
        channel, typed, tag = self._next()
        server.people.says(channel, typed, tag=tag)

    def say_somehow(self, server: SlackServer) -> None:
        """One more: overheard, in a thread, or with a mention, which the platform tells twice."""
        channel, typed, tag = self._next()
        roots = [message for message in server.workspace.channels[channel].messages.values() if not message.thread]
        thread = self._chance.choice(roots).ts if roots and self._chance.random() < 0.2 else ""
        say = server.people.mentions if self._chance.random() < 0.3 else server.people.says
        say(channel, typed, tag=tag, thread=thread)

    def command(self, server: SlackServer) -> tuple[str, str, str]:
        """Channel, text and tag of a slash command."""
        return self._next()

    def _next(self) -> tuple[str, str, str]:
        channel, (code, message) = next(self._pairs)
        log_id = next(self._log_ids)
        return channel, paste(code, message, log_id), log_id

    def _each_once(self) -> Iterator[tuple[str, tuple[str, str]]]:
        known = errors()
        for turn in range(len(known)):
            for number, channel in enumerate(self.channels):
                yield channel, known[(turn + number) % len(known)]
        raise AssertionError("every channel has had every error: open more channels")
