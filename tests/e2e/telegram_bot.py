"""The program as a user starts it, with the chats of the stand-in Telegram, by polling or by webhook.

One process serves all tests of a module, each in chats of its own: Telegram takes one message a second
and chat. At its end it has to leave in time, with a log that holds nothing of what people wrote.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, overload

import pytest

from tests.doubles.happenings import Happening, Kind
from tests.doubles.telegram import Json, Message, Pace, Rate, Settings, TelegramServer, TelegramThread
from tests.ports import free_port

T = TypeVar("T")
ROOT = Path(__file__).parents[2]

START = 30.0  # seconds that the process gets to connect, on a busy machine
END = 5.0  # seconds that it gets to leave after SIGTERM
ANSWER = 30.0  # seconds that an answer may take: pace and a busy machine included
ANN, BOB = 1001, 1002  # who writes in groups: English and Chinese
EARLY = '{"error_code":222203,"error_msg":"image check fail"}'  # pasted as soon as a bot runs
SENTINEL = "216100"  # the code that is asked for to see that the bot has done with all that was before
SECRET = "wEbHoOk-secret_0123456789"
_SHORTEST = 12  # bytes of a line which the log can't hold by chance

_BROKEN = (
    "Traceback", "update_broke", "lease_broke", "recording_broke", "leasing_broke", "request_failed", "exception was never",
)  # fmt: skip
_FINE = ("ok", "Forbidden: bot can't initiate conversation with a user")  # a warning is tried in private first
_MOST_FLOODED = 3  # posts that the bot sends at the very second at which they may leave, and which arrive too early

RATE = Rate(overall=1000)  # one test after the other is more than Telegram takes of one bot
PACE = Pace(retry=0.1, longest_retry=1.0, conflict=0.1)  # what isn't taken comes again soon


class Transport(StrEnum):
    """How updates come in."""

    POLLING = "polling"
    WEBHOOK = "webhook"


@dataclass(slots=True, repr=False)
class TelegramBot:
    """A running bot and the chats around it. Each test takes fresh ones."""

    telegram: TelegramThread
    process: subprocess.Popen[bytes]
    log: Path
    environ: dict[str, str]
    transport: Transport
    written: list[str] = field(default_factory=list)  # what people wrote: none of it may be in the log
    expected: set[str] = field(default_factory=set)  # refusals that a test has provoked, or parts of their text
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(2001))
    _early: tuple[int, int] = (0, 0)

    # --- people and places ---------------------------------------------------------------------

    def person(self, language: str = "en") -> int:
        """A fresh person, and at once their private chat with the bot."""
        return self.act(lambda server: server.chats.add_user(next(self._numbers), language=language))

    def group(self, **how: Any) -> int:
        """A fresh supergroup with everybody and the bot in it. `how`: what `Chats.add_group` takes."""
        return self.act(lambda server: server.chats.add_group(**how))

    def channel(self, discussion: int = 0) -> int:
        """A fresh channel, the bot among its administrators; `discussion` is the group that its posts appear in."""
        return self.act(lambda server: server.chats.add_channel(discussion=discussion))

    def says(self, chat: int, text: str, user: int = 0, **how: Any) -> int:
        """Somebody writes; the message's number."""
        self.written.append(text)
        return self.act(lambda server: server.people.says(chat, text, user, **how))

    def edits(self, chat: int, number: int, text: str) -> None:
        """The author edits a message."""
        self.written.append(text)
        self.act(lambda server: server.people.edits(chat, number, text))

    def clicks(self, message: Message, button: str, user: int = 0) -> str:
        """Somebody presses a button; what they are told, once the press is answered."""
        query = self.act(lambda server: server.hands.clicks(message.chat, message.id, button, user))
        return self.told(query)

    def told(self, query: str) -> str:
        """What the presser of a button is told, "" for nothing."""
        return str(self._answered(query).get("text", ""))

    def inline(self, text: str, user: int = ANN) -> list[Json]:
        """The results of "@bot text"."""
        self.written.append(text)
        query = self.act(lambda server: server.hands.types_inline(text, user))
        found: list[Json] = self._answered(query)["results"]
        return found

    def _answered(self, query: str) -> Json:
        return self.wait(lambda server: server.chats.answered.get(query) or {})

    @overload
    def act(self, step: Callable[[TelegramServer], Awaitable[T]]) -> T: ...
    @overload
    def act(self, step: Callable[[TelegramServer], T]) -> T: ...
    def act(self, step: Callable[[TelegramServer], Any]) -> Any:
        """Anything else that happens on Telegram."""
        return self.telegram.do(step)

    # --- what is seen --------------------------------------------------------------------------

    def wait(self, look: Callable[[TelegramServer], T], seconds: float = ANSWER) -> T:
        """What `look` gives, once it is true."""
        return self.telegram.wait_for(look, seconds)

    def posts(self, chat: int, reply_to: int | None = None) -> list[Message]:
        """The bot's living messages in a chat: all, or those that reply to one."""
        return self.act(lambda server: [replace(one) for one in server.chats.own_messages(chat, reply_to)])

    def answer(self, chat: int, number: int | None, index: int = 0) -> Message:
        """The bot's `index`-th reply to a message (None: its `index`-th message in the chat), once it is there."""
        found = self.wait(lambda server: server.chats.own_messages(chat, number)[index:])
        return replace(found[0])

    def until(self, chat: int, text: str, seconds: float = ANSWER) -> Message:
        """The bot's message in a chat that holds this text, once it is there."""
        found = self.wait(lambda server: [one for one in server.chats.own_messages(chat) if text in one.text], seconds)
        return replace(found[0])

    def paste_early(self) -> None:
        """Somebody pastes EARLY."""
        chat = self.group()
        self._early = chat, self.says(chat, f"/errcode@errcode_bot {EARLY}" if self.is_private else EARLY)

    def early(self) -> Message:
        """The answer to EARLY."""
        return self.answer(*self._early)

    @property
    def is_private(self) -> bool:
        """Whether privacy mode hides groups' messages from the bot."""
        return not self.act(lambda server: server.settings.sees_all)

    def asks(self) -> None:
        """Somebody asks, and is answered."""
        person = self.person()
        self.answer(person, self.says(person, SENTINEL))

    def settle(self) -> None:
        """Until the bot has done with everything before: all is confirmed, and a later question is answered.

        Posts leave in the order in which they came to be owed, so what isn't there then never comes.
        """
        self.telegram.do(lambda server: server.settle(ANSWER), ANSWER + 5)
        for _ in range(2):
            self.asks()

    def happened(self, *kinds: Kind, **what: object) -> list[Happening]:
        """The happenings of these kinds so far."""
        return self.act(lambda server: server.history.of(*kinds, **what))

    def logged(self) -> str:
        """The log so far."""
        return self.log.read_text(encoding="utf-8")

    def ready(self) -> tuple[int, str]:
        """What /readyz says."""
        return self.get("/readyz")

    def get(self, path: str) -> tuple[int, str]:
        """What it answers to that request."""
        connection = http.client.HTTPConnection("127.0.0.1", int(self.environ["ERRCODE_PORT"]), timeout=5)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def errcode(self, *arguments: str) -> str:
        """What another command prints, in the environment of the bot and while it runs."""
        command = [sys.executable, "-m", "bot", *arguments]
        done = subprocess.run(
            command, cwd=self.log.parent, env=self.environ, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    # --- what must never be --------------------------------------------------------------------

    def leaks(self) -> list[str]:
        """The lines that people wrote, and the secrets, that stand in the log or among the metrics."""
        log = self.logged() + (self.get("/metrics")[1] if self.process.poll() is None else "")
        token = self.act(lambda server: server.settings).token
        secrets = {token, token.partition(":")[2], SECRET}
        lines = {line.strip() for text in self.written for line in text.splitlines()}
        told = {line for line in lines if len(line.encode(errors="replace")) >= _SHORTEST} | secrets
        return sorted(line for line in told if any(spelling in log for spelling in _spellings(line)))

    def dangers(self) -> list[Happening]:
        """Mentions and commands nobody asked for, and link previews, in all that was posted so far."""
        seen = self.happened(Kind.MENTION, Kind.PREVIEW)
        return [line for line in seen if line.kind is Kind.PREVIEW or line.detail != "allowed"]

    def refusals(self) -> list[Happening]:
        """Calls that the stand-in had to refuse, but for those that a test has provoked."""
        refused = [line for line in self.happened(Kind.CALLED) if line.detail not in _FINE]
        wrong = [line for line in refused if not any(text in line.detail for text in self.expected)]
        flooded = [line for line in wrong if line.detail == "429"]
        return wrong if len(flooded) > _MOST_FLOODED else [line for line in wrong if line not in flooded]


def _spellings(line: str) -> Iterator[str]:
    """How a line may stand in a log of JSON objects."""
    yield line
    yield json.dumps(line, ensure_ascii=False)[1:-1]
    yield json.dumps(line)[1:-1]


@contextmanager
def started(transport: Transport, folder: Path, settings: Settings, **environ: str) -> Iterator[TelegramBot]:
    """A process that has just been started, whatever becomes of it."""
    port = free_port()
    log = folder / "serve.log"
    with TelegramThread(settings) as telegram, log.open("wb") as out:
        used = {**_environ(telegram, settings, transport, port, folder), **environ}
        process = subprocess.Popen([sys.executable, "-m", "bot", "serve"], cwd=folder, env=used, stdout=out, stderr=out)
        try:
            yield TelegramBot(telegram, process, log, used, transport)
        finally:
            process.kill()
            process.wait(END)


@contextmanager
def running_bot(
    transport: Transport, folder: Path, settings: Settings | None = None, **environ: str
) -> Iterator[TelegramBot]:
    """The bot, from its start to an end that is checked."""
    with started(transport, folder, settings or Settings(pace=PACE, rate=RATE, bot_to_bot=True), **environ) as bot:
        until_it_serves(bot)
        bot.paste_early()
        yield bot
        check_the_end(bot)


@pytest.fixture(scope="session", params=list(Transport))
def telegram(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TelegramBot]:
    """A bot that sees all messages of its groups, other bots' too: by polling, and then by webhook."""
    transport = Transport(request.param)
    with running_bot(transport, tmp_path_factory.mktemp(f"telegram-{transport}")) as running:
        yield running


@pytest.fixture(scope="session", params=list(Transport))
def private_telegram(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TelegramBot]:
    """A bot as BotFather makes it: privacy mode hides what is pasted in groups. It may be brought anything."""
    transport = Transport(request.param)
    folder = tmp_path_factory.mktemp(f"private-{transport}")
    with running_bot(transport, folder, Settings(pace=PACE, rate=RATE, sees_all=False)) as running:
        yield running


def _environ(
    telegram: TelegramThread, settings: Settings, transport: Transport, port: int, folder: Path
) -> dict[str, str]:
    own = ("ERRCODE_", "SLACK_", "TELEGRAM_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    door = {}
    if transport is Transport.WEBHOOK:
        door = {"TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}", "TELEGRAM_WEBHOOK_SECRET": SECRET}
    return {
        **kept,
        **door,
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot"),
        "TELEGRAM_BOT_TOKEN": settings.token,
        "ERRCODE_DATABASE_URL": f"sqlite:///{folder}/errcode.db",
        "ERRCODE_LOG_FORMAT": "json",
        "ERRCODE_LOG_LEVEL": "DEBUG",  # what isn't in the most talkative log, isn't in any
        "ERRCODE_PORT": str(port),
    }


def until_logged(bot: TelegramBot, *words: str, seconds: float = START) -> None:
    """Until the log holds all of these; fails when the bot ends before."""
    late = time.monotonic() + seconds
    while not all(word in bot.logged() for word in words):
        assert bot.process.poll() is None, f"the bot ended:\n{bot.logged()}"
        assert time.monotonic() < late, f"the log doesn't hold {words} after {seconds:g} s:\n{bot.logged()}"
        time.sleep(0.02)  # a file tells nobody that it grew


def until_it_serves(bot: TelegramBot) -> None:
    """Connected, serving, and ready."""
    until_logged(bot, "platform_on", "serving")
    until_ready(bot, 200)


def until_ready(bot: TelegramBot, wanted: int, seconds: float = START) -> str:
    """What /readyz says, once it has this status."""
    end = time.monotonic() + seconds
    while True:
        status, said = bot.ready()
        if status == wanted:
            return said
        assert time.monotonic() < end, f"/readyz says {status} after {seconds:g} s: {said}\n{bot.logged()[-2000:]}"
        time.sleep(0.05)


def check_the_end(bot: TelegramBot) -> None:
    """Leaves at SIGTERM, in time and with success, and has told the log nothing of what people wrote."""
    late = [bot.process.poll() is not None and "it ended before its time"]
    told: dict[str, Sequence[object]] = {
        "the log holds": bot.leaks(),
        "posted with": bot.dangers(),
        "refused calls": bot.refusals(),
    }
    bot.process.terminate()
    try:
        late.append(bot.process.wait(END) != 0 and "it failed at its end")
    except subprocess.TimeoutExpired:
        late.append(f"it runs {END:g} s after SIGTERM")
    told |= {"end": [fault for fault in late if fault], "the log holds at last": bot.leaks()}
    told["broken"] = [line for line in bot.logged().splitlines() if any(word in line for word in _BROKEN)]
    wrong = {what: found for what, found in told.items() if found}
    assert not wrong, f"{wrong}\n{bot.logged()[-3000:]}"
