"""The program as a user starts it, in the workspace of the stand-in Slack, over Socket Mode or signed HTTP.

One process serves all tests of a module, each in a channel of its own: Slack takes one post a second
and channel. At its end it has to leave in time, with a log that holds nothing of what people wrote.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, overload

import pytest

from tests.doubles.happenings import Happening, Kind
from tests.doubles.slack import Message, Outcome, Pace, Settings, SlackServer, SlackThread, Whisper
from tests.ports import free_port

T = TypeVar("T")
ROOT = Path(__file__).parents[2]

START = 30.0  # seconds that the process gets to connect, on a busy machine
END = 5.0  # seconds that it gets to leave after SIGTERM
ANSWER = 30.0  # seconds that an answer may take: pace and a busy machine included
ANN, BOB = "U00000ANN", "U00000BOB"  # who writes; ids are as long as Slack's
EARLY = '{"error_code":222203,"error_msg":"image check fail"}'  # pasted as soon as a bot runs
SENTINEL = "216100"  # the code that is asked for to see that the bot has done with all that was before
_SHORTEST = 12  # bytes of a line which the log can't hold by chance

_BROKEN = (
    "Traceback", "listener_failed", "recording_broke", "leasing_broke", "request_failed", "exception was never retrieved",
)  # fmt: skip

PACE = Pace(retries=(0.0, 0.1, 0.2))  # an event whose acknowledgement goes missing comes again soon
IMPATIENT = Pace(ack=0.8, retries=(0.0,))  # for what is never acknowledged


class Transport(StrEnum):
    """How Slack's events come in."""

    SOCKETS = "sockets"
    HTTP = "http"


@dataclass(slots=True)
class SlackBot:
    """A running bot and its workspace. Channels are named by what they are given here: each test takes fresh ones."""

    slack: SlackThread
    process: subprocess.Popen[bytes]
    log: Path
    environ: dict[str, str]
    transport: Transport
    written: list[str] = field(default_factory=list)  # what people wrote: none of it may be in the log
    tried: bool = False  # it is brought things on which Slack has to refuse its calls
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _early: str = ""

    def begin(self) -> None:
        """People come."""

        def come(server: SlackServer) -> None:
            for user in (ANN, BOB):
                server.workspace.add_user(user)
            server.workspace.add_channel("C0EARLY")

        self.slack.do(come)

    # --- people and places ---------------------------------------------------------------------

    def channel(self, *, joined: bool = True, kind: str = "channel") -> str:
        """A fresh channel with everybody in it, the bot only when it has `joined`."""
        name = f"C{next(self._numbers):03d}{self.transport.name}"

        def add(server: SlackServer) -> None:
            people = set(server.workspace.users) - (set() if joined else {server.settings.bot_user})
            server.workspace.add_channel(name, kind=kind, members=people)

        self.slack.do(add)
        return name

    def user(self) -> str:
        """A fresh person, who has a private chat with the bot: channel "D" and their name."""
        return self.slack.do(lambda server: server.workspace.add_user(f"U{next(self._numbers):03d}NEW"))

    def says(self, channel: str, text: str, user: str = ANN, **how: Any) -> str:
        """Somebody writes; the message's ts."""
        self.written.append(text)
        return self.slack.do(lambda server: server.people.says(channel, text, user, **how))

    def mentions(self, channel: str, text: str, user: str = ANN, **how: Any) -> str:
        """Somebody writes to the bot; the message's ts."""
        self.written.append(text)
        return self.slack.do(lambda server: server.people.mentions(channel, text, user, **how))

    def commands(self, channel: str, text: str, user: str = ANN) -> Outcome:
        """Somebody uses /errcode."""
        self.written.append(text)
        return self.act(lambda server: server.people.commands(channel, text, user))

    def edits(self, channel: str, ts: str, text: str) -> None:
        """The author edits a message."""
        self.written.append(text)
        self.slack.do(lambda server: server.people.edits(channel, ts, text))

    @overload
    def act(self, step: Callable[[SlackServer], Coroutine[Any, Any, T]]) -> T: ...
    @overload
    def act(self, step: Callable[[SlackServer], T]) -> T: ...
    def act(self, step: Callable[[SlackServer], Any]) -> Any:
        """Anything else that happens in the workspace."""
        return self.slack.do(step)

    # --- what is seen --------------------------------------------------------------------------

    def wait(self, look: Callable[[SlackServer], T], seconds: float = ANSWER) -> T:
        """What `look` gives, once it is true."""
        return self.slack.wait_for(look, seconds)

    def posts(self, channel: str, thread: str | None = None) -> list[Message]:
        """The bot's living messages in a channel, or in one thread of it ("": outside of threads)."""
        return self.slack.do(lambda server: server.workspace.own_messages(channel, thread))

    def answer(self, channel: str, thread: str, number: int = 0) -> Message:
        """The bot's message of that number in a thread, once it is there."""
        return self.wait(lambda server: server.workspace.own_messages(channel, thread)[number:])[0]

    def whispers(self, channel: str) -> list[Whisper]:
        """What the bot showed to one person alone."""
        return self.slack.do(lambda server: [note for note in server.workspace.whispers if note.channel == channel])

    def whisper(self, channel: str, number: int = 0) -> Whisper:
        """The ephemeral message of that number in a channel, once it is there."""
        self.wait(lambda server: sum(note.channel == channel for note in server.workspace.whispers) > number)
        return self.whispers(channel)[number]

    def paste_early(self) -> None:
        """Somebody pastes EARLY."""
        self._early = self.says("C0EARLY", EARLY)

    def early(self) -> Message:
        """The answer to EARLY."""
        return self.answer("C0EARLY", self._early)

    def asks(self) -> None:
        """Somebody asks, and is answered."""
        channel = self.channel()
        self.answer(channel, self.mentions(channel, SENTINEL))

    def settle(self) -> None:
        """Until the bot has done with everything before: all is acknowledged, and a later question is answered.

        Posts leave in the order in which they came to be owed, so what isn't there then never comes.
        """
        self.slack.do(lambda server: server.settle(ANSWER), ANSWER + 5)
        for _ in range(2):
            self.asks()

    def happened(self, *kinds: Kind, **what: object) -> list[Happening]:
        """The happenings of these kinds so far."""
        return self.slack.do(lambda server: server.history.of(*kinds, **what))

    def logged(self) -> str:
        """The log so far."""
        return self.log.read_text(encoding="utf-8")

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
        """The lines that people wrote, the tokens, and who people are, that stand in the log or among the metrics."""
        log = self.logged() + self.metrics()
        settings = self.slack.do(lambda server: server.settings)
        secrets = {settings.bot_token, settings.app_token, settings.signing_secret, ANN, BOB}
        lines = {line.strip() for text in self.written for line in text.splitlines()}
        told = {line for line in lines if len(line.encode(errors="replace")) >= _SHORTEST} | secrets
        return sorted(line for line in told if any(spelling in log for spelling in _spellings(line)))

    def metrics(self) -> str:
        """What Prometheus is given, "" once the bot has ended."""
        return self.get("/metrics")[1] if self.process.poll() is None else ""

    def dangers(self) -> list[Happening]:
        """Mentions nobody asked for, markup that wasn't escaped, link previews: in all that was posted so far."""
        seen = self.happened(Kind.MENTION, Kind.PREVIEW)
        return [line for line in seen if line.kind is Kind.PREVIEW or line.detail != "allowed"]

    def refusals(self) -> list[Happening]:
        """Calls that the stand-in had to refuse though nothing was wrong with the workspace."""
        if self.tried:
            return []
        fine = {"ok", "not_in_channel", "channel_not_found", "is_archived"}
        return [line for line in self.happened(Kind.CALLED) if line.detail not in fine]


def _spellings(line: str) -> Iterator[str]:
    """How a line may stand in a log of JSON objects."""
    yield line
    yield json.dumps(line, ensure_ascii=False)[1:-1]
    yield json.dumps(line)[1:-1]


@contextmanager
def running_bot(transport: Transport, folder: Path, pace: Pace = PACE, **environ: str) -> Iterator[SlackBot]:
    """The bot, from its start to an end that is checked."""
    with begun(transport, folder, pace, **environ) as bot:
        bot.paste_early()
        yield bot
        _check_the_end(bot)


@contextmanager
def begun(transport: Transport, folder: Path, pace: Pace = PACE, **environ: str) -> Iterator[SlackBot]:
    """The bot, from its start on, whatever becomes of it."""
    port = free_port()
    door = f"http://127.0.0.1:{port}/slack/events" if transport is Transport.HTTP else ""
    settings = Settings(pace=pace, request_url=door)
    log = folder / "serve.log"
    with SlackThread(settings) as slack, log.open("wb") as out:
        used = {**_environ(slack, settings, port, folder), **environ}
        process = subprocess.Popen([sys.executable, "-m", "bot", "serve"], cwd=folder, env=used, stdout=out, stderr=out)
        bot = SlackBot(slack, process, log, used, transport)
        bot.begin()
        try:
            _until_it_serves(bot)
            yield bot
        finally:
            process.kill()
            process.wait(END)


@pytest.fixture(scope="session", params=list(Transport))
def bot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackBot]:
    """A bot as most people set it up, over Socket Mode and then over HTTP."""
    transport = Transport(request.param)
    with running_bot(transport, tmp_path_factory.mktemp(f"slack-{transport}")) as running:
        yield running


@pytest.fixture(scope="session", params=list(Transport))
def set_bot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackBot]:
    """A bot that serves one team alone, and answers commands in another way; it may be brought anything."""
    transport = Transport(request.param)
    reply = "private" if transport is Transport.SOCKETS else "channel"
    chosen = {"ERRCODE_ALLOWED_TEAMS": "T1", "ERRCODE_SLASH_REPLY": reply}
    with running_bot(transport, tmp_path_factory.mktemp(f"set-{transport}"), IMPATIENT, **chosen) as running:
        running.tried = True
        running.act(lambda server: server.workspace.askers.update({ANN, BOB}))
        yield running


def _environ(slack: SlackThread, settings: Settings, port: int, folder: Path) -> dict[str, str]:
    own = ("ERRCODE_", "SLACK_", "TELEGRAM_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    door = {"SLACK_APP_TOKEN": settings.app_token}
    if settings.request_url:
        door = {"SLACK_SIGNING_SECRET": settings.signing_secret}
    return {
        **kept,
        **door,
        "PYTHONPATH": str(ROOT),
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": settings.bot_token,
        "ERRCODE_DATABASE_URL": f"sqlite:///{folder}/errcode.db",
        "ERRCODE_LOG_FORMAT": "json",
        "ERRCODE_LOG_LEVEL": "DEBUG",  # what isn't in the most talkative log, isn't in any
        "ERRCODE_PORT": str(port),
    }


def _until_it_serves(bot: SlackBot) -> None:
    """Connected, serving, and ready: a bot that is still warming up acknowledges late."""
    wanted = ("platform_on", "serving")
    late = time.monotonic() + START
    while not all(word in bot.logged() for word in wanted) or not _is_ready(bot):
        assert bot.process.poll() is None, f"the bot ended at its start:\n{bot.logged()}"
        assert time.monotonic() < late, f"the bot doesn't serve after {START:g} s:\n{bot.logged()}"
        time.sleep(0.02)  # a file tells nobody that it grew


def _is_ready(bot: SlackBot) -> bool:
    try:
        return bot.get("/readyz") == (200, "ready")
    except OSError:  # nobody listens yet
        return False


def _check_the_end(bot: SlackBot) -> None:
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
    broken = [line for line in bot.logged().splitlines() if any(word in line for word in _BROKEN)]
    if bot.tried:  # Bolt's own code may stumble, and tells so; ours may not
        broken = [line for line in broken if '"where": ""' not in line]
    told["broken"] = broken
    wrong = {what: found for what, found in told.items() if found}
    assert not wrong, f"{wrong}\n{bot.logged()[-3000:]}"
