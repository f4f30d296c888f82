"""The platforms as a siege sees them: a stand-in, its people, and what can go wrong there."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Protocol

from bot.delivery.sender import Timing
from bot.render.wording_telegram import again_text
from tests.doubles import slack as slack_double
from tests.doubles import telegram as telegram_double
from tests.doubles.happenings import Happening, Kind
from tests.doubles.history import Verdict, check
from tests.doubles.slack import SlackServer, SlackThread
from tests.doubles.telegram import TelegramServer, TelegramThread

from .pastes import SlackPastes, TelegramPastes

# An event is delivered at most six times within some twenty seconds; Slack itself takes six minutes for its four.
SLACK_PACE = slack_double.Pace(ack=1.5, retries=(0.2, 1.0, 2.0, 4.0, 4.0))
TELEGRAM_PACE = telegram_double.Pace(webhook=2.0, retry=0.2, longest_retry=1.0, conflict=0.5, second=0.2)

SLACK_TROUBLES = (
    ("chat.postMessage", slack_double.Trouble.RATE_LIMITED, 0.03),
    ("chat.postMessage", slack_double.Trouble.SERVER_ERROR, 0.02),
    ("chat.postMessage", slack_double.Trouble.RESET, 0.02),
    ("chat.postMessage", slack_double.Trouble.DONE_RESET, 0.03),
    ("chat.postMessage", slack_double.Trouble.LATE_RESET, 0.01),
    ("conversations.replies", slack_double.Trouble.SERVER_ERROR, 0.05),
)
TELEGRAM_TROUBLES = (
    ("sendMessage", telegram_double.Trouble.RATE_LIMITED, 0.03),
    ("sendMessage", telegram_double.Trouble.SERVER_ERROR, 0.01),
    ("sendMessage", telegram_double.Trouble.BAD_GATEWAY, 0.01),
    ("sendMessage", telegram_double.Trouble.RESET, 0.02),
    ("sendMessage", telegram_double.Trouble.DONE_RESET, 0.03),
    ("sendMessage", telegram_double.Trouble.LATE_RESET, 0.01),
    ("getUpdates", telegram_double.Trouble.BAD_GATEWAY, 0.02),
    ("getUpdates", telegram_double.Trouble.MALFORMED, 0.02),
    ("getUpdates", telegram_double.Trouble.DONE_RESET, 0.02),
)
SECRET = "stand-in-secret"


class Way(StrEnum):
    """A platform, and how its updates come in."""

    SOCKETS = "Slack, Socket Mode"
    POLLING = "Telegram, polling"
    WEBHOOK = "Telegram, webhook"


class Stage(Protocol):
    """One platform's stand-in with its people."""

    up: str

    def environment(self, port: int) -> dict[str, str]:
        """The settings of a bot there that listens on that port."""

    def speak(self, delays: Sequence[float], chance: random.Random) -> None:
        """One message after each of these seconds from now, in whatever way people write."""

    def make_trouble(self, lost_acks: float) -> None:
        """From now on calls fail by chance, and so do acknowledgements."""

    def drop(self, chance: random.Random) -> None:
        """A connection is cut."""

    def note_kill(self, name: str) -> None:
        """A bot was killed just now."""

    def settle(self, seconds: float) -> None:
        """No trouble any more; waits until all is confirmed."""

    def history(self) -> list[Happening]:
        """What happened so far."""

    def check(self, history: list[Happening]) -> Verdict:
        """Judges it by what this platform makes possible."""


def is_answer(line: Happening) -> bool:
    """A command's headline is none."""
    return not line.marker.endswith(":headline")


def is_repeat(line: Happening) -> bool:
    """Whether it says that it may have been there before."""
    return any(again_text(language) in line.text for language in ("en", "zh"))


class SlackStage:
    """Bots by Socket Mode."""

    up = "slack_connected"

    def __init__(self, thread: SlackThread, pastes: SlackPastes) -> None:
        self.thread = thread
        self.pastes = pastes
        thread.do(pastes.open_channels)

    def environment(self, port: int) -> dict[str, str]:
        """Tokens that the stand-in takes."""
        tokens = {"SLACK_BOT_TOKEN": "xoxb-1-stand-in", "SLACK_APP_TOKEN": "xapp-1-A1-stand-in"}
        return {**tokens, "SLACK_API_URL": self.thread.api_url}

    def speak(self, delays: Sequence[float], chance: random.Random) -> None:
        """Slash commands among them."""

        def say(server: SlackServer) -> None:
            if chance.random() < 0.1:
                channel, text, tag = self.pastes.next()
                task = asyncio.get_running_loop().create_task(server.people.commands(channel, text, tag=tag))
                task.add_done_callback(lambda done: done.cancelled() or done.exception())
            else:
                self.pastes.say_somehow(server)

        self.thread.do(lambda server: _after(delays, lambda: say(server)))

    def make_trouble(self, lost_acks: float) -> None:
        """Of SLACK_TROUBLES."""

        def make(server: SlackServer) -> None:
            server.faults.lost_acks = lost_acks
            for method, trouble, probability in SLACK_TROUBLES:
                server.faults.chance(method, slack_double.Fault(trouble, 1.0), probability)

        self.thread.do(make)

    def drop(self, chance: random.Random) -> None:
        """One of the sockets."""

        def cut(server: SlackServer) -> None:
            if links := server.sockets.open:
                server.sockets.drop(chance.choice(links))

        self.thread.do(cut)

    def note_kill(self, name: str) -> None:
        """Into the history."""
        self.thread.do(lambda server: server.history.add(Kind.KILLED, name=name))

    def settle(self, seconds: float) -> None:
        """Until all is confirmed."""
        self.thread.do(lambda server: server.faults.clear())
        self.thread.do(lambda server: server.settle(seconds), seconds + 5)

    def history(self) -> list[Happening]:
        """All of it."""
        return self.thread.do(lambda server: list(server.history))

    def check(self, history: list[Happening]) -> Verdict:
        """A bot can look for its post there: nothing may come twice."""
        return check(history, is_answer)


class TelegramStage:
    """Bots that poll, or have a webhook."""

    up = "telegram_link_up"

    def __init__(self, thread: TelegramThread, pastes: TelegramPastes, *, webhook: bool = False) -> None:
        self.thread = thread
        self.pastes = pastes
        self._webhook = webhook
        thread.do(pastes.open_channels)

    def environment(self, port: int) -> dict[str, str]:
        """The token that the stand-in takes, and the webhook's address if there is one."""
        token = self.thread.do(lambda server: server.settings.token)
        told = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": self.thread.base_url.removesuffix("/bot")}
        if not self._webhook:
            return told
        self.thread.do(lambda server: server.change(webhook_base=f"http://127.0.0.1:{port}"))
        return {**told, "TELEGRAM_WEBHOOK_URL": "https://bot.test", "TELEGRAM_WEBHOOK_SECRET": SECRET}

    def speak(self, delays: Sequence[float], chance: random.Random) -> None:
        """Commands, replies and mentions among them."""
        self.thread.do(lambda server: _after(delays, lambda: self.pastes.say_somehow(server)))

    def make_trouble(self, lost_acks: float) -> None:
        """Of TELEGRAM_TROUBLES."""

        def make(server: TelegramServer) -> None:
            server.faults.lost_acks = lost_acks
            for method, trouble, probability in TELEGRAM_TROUBLES:
                server.faults.chance(method, telegram_double.Fault(trouble, 1.0), probability)

        self.thread.do(make)

    def drop(self, chance: random.Random) -> None:
        """The next poll, or the next message once it is there."""
        poll = not self._webhook and chance.random() < 0.5
        method = "getUpdates" if poll else "sendMessage"
        trouble = telegram_double.Trouble.RESET if poll else telegram_double.Trouble.DONE_RESET
        self.thread.do(lambda server: server.faults.next(method, trouble))

    def note_kill(self, name: str) -> None:
        """Into the history: what was posted just before may come once more."""
        self.thread.do(lambda server: server.history.add(Kind.KILLED, name=name))

    def settle(self, seconds: float) -> None:
        """Until all is confirmed."""
        self.thread.do(lambda server: server.faults.clear())
        self.thread.do(lambda server: server.settle(seconds), seconds + 5)

    def history(self) -> list[Happening]:
        """All of it."""
        return self.thread.do(lambda server: list(server.history))

    def check(self, history: list[Happening]) -> Verdict:
        """A bot can't look for its post: what was on the wire may come once more, if it says so.

        A sender whose database is away tries to record a post as long as its lease lasts; that none was sent after it
        was recorded, the bots' logs tell (`Outcome.sent_after_recorded`).
        """
        return check(history, is_answer, is_repeat, wire=Timing().lease)


@contextmanager
def stage_for(way: Way, channels: int, seed: int) -> Iterator[Stage]:
    """A stand-in for it, with its own clocks running fast."""
    if way is Way.SOCKETS:
        with SlackThread(slack_double.Settings(pace=SLACK_PACE)) as slack:
            yield SlackStage(slack, SlackPastes(channels, seed))
    else:
        with TelegramThread(telegram_double.Settings(pace=TELEGRAM_PACE, seed=seed)) as telegram:
            yield TelegramStage(telegram, TelegramPastes(channels, seed), webhook=way is Way.WEBHOOK)


def _after(delays: Sequence[float], work: Callable[[], Any]) -> None:
    for delay in delays:
        asyncio.get_running_loop().call_later(delay, work)
