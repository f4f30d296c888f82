"""Loads for a bot on a stand-in: at a steady rate, or as much as it takes; and what the bot's process costs."""

from __future__ import annotations

import asyncio
import math
import os
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any, Generic, Protocol, TypeVar

from tests.doubles import slack, telegram
from tests.doubles.happenings import Happening, History, Kind
from tests.doubles.history import ack_times, answer_times
from tests.doubles.slack import SlackServer, SlackThread
from tests.doubles.telegram import TelegramServer, TelegramThread
from tests.faults.pastes import SlackPastes, TelegramPastes
from tests.faults.replicas import Replica
from tests.faults.stages import SlackStage, Stage, TelegramStage


class StandIn(Protocol):
    """A platform's server."""

    history: History


S = TypeVar("S", bound=StandIn)
S_co = TypeVar("S_co", bound=StandIn, covariant=True)
T = TypeVar("T")


class Thread(Protocol[S_co]):
    """The thread that it runs in."""

    def do(self, step: Callable[[S_co], Awaitable[T]], seconds: float = 30.0) -> T:
        """Runs a step there."""


@dataclass(frozen=True, slots=True)
class Bench(Generic[S]):
    """One bot that is up, alone with its stand-in."""

    thread: Thread[S]
    bot: Replica


@contextmanager
def in_slack(command: tuple[str, ...], settings: slack.Settings, pastes: SlackPastes) -> Iterator[Bench[SlackServer]]:
    """A bot on SQLite, up."""
    with SlackThread(settings) as thread, _up(SlackStage(thread, pastes), command) as bot:
        yield Bench(thread, bot)


@contextmanager
def in_telegram(
    command: tuple[str, ...], settings: telegram.Settings, pastes: TelegramPastes, *, webhook: bool = False
) -> Iterator[Bench[TelegramServer]]:
    """The same there."""
    with TelegramThread(settings) as thread, _up(TelegramStage(thread, pastes, webhook=webhook), command) as bot:
        yield Bench(thread, bot)


@contextmanager
def _up(stage: Stage, command: tuple[str, ...]) -> Iterator[Replica]:
    """With its files in a folder that is deleted after it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        bot = Replica(stage, f"sqlite:///{folder}/errcode.db", Path(folder) / "log", command).start()
        try:
            end = time.monotonic() + 60
            while not bot.is_up:
                assert time.monotonic() < end, bot.log[-2000:]
                time.sleep(0.02)
            yield bot
        finally:
            bot.close()


def steady(bench: Bench[S], say: Callable[[S], Any], count: int, rate: float) -> None:
    """`count` messages, `rate` a second, whatever becomes of them."""

    async def load(server: S) -> None:
        start = time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            say(server)

    bench.thread.do(load, count / rate + 60)


def flat_out(bench: Bench[S], say: Callable[[S], Any], count: int, window: int, patience: float = 300) -> float:
    """`count` messages, `window` of them without an answer at any time; answers a second."""

    async def load(server: S) -> float:
        asked = answered = 0
        lines = server.history._lines
        seen = len(lines)
        start = time.monotonic()
        while answered < count:
            while asked < count and asked - answered < window:
                say(server)
                asked += 1
            await asyncio.sleep(0.001)
            answered += sum(line.kind is Kind.POSTED for line in lines[seen:])
            seen = len(lines)
        return count / (time.monotonic() - start)

    return bench.thread.do(load, patience)


def times(bench: Bench[S]) -> tuple[list[float], list[float]]:
    """Seconds from event to answer, and from event to acknowledgement, of all that happened since the last look."""

    async def look(server: S) -> tuple[list[float], list[float]]:
        lines = list(server.history)
        server.history.clear()
        return answer_times(lines), ack_times(lines)

    return bench.thread.do(look)


def waits(bench: Bench[S]) -> list[float]:
    """Seconds from the moment when each message was written to its answer, since the last look: who polls slowly is
    told late.
    """

    async def look(server: S) -> list[float]:
        lines = list(server.history)
        server.history.clear()
        told = [replace(line, kind=Kind.SENT) for line in lines if line.kind is Kind.ASKED]
        return answer_times([*told, *lines])

    return bench.thread.do(look)


async def history(server: StandIn) -> list[Happening]:
    """All that happened."""
    return list(server.history)


async def forget(server: StandIn) -> None:
    """Nothing happened yet."""
    server.history.clear()


def cuts(seconds: Sequence[float]) -> str:
    """The median and the 99th percentile, as two cells of a table, in ms."""
    found = quantiles(seconds, n=100)
    return f"{found[49] * 1e3:.1f} | {found[98] * 1e3:.1f}"


def memory(pid: int) -> float:
    """Resident memory in MB."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=True, text=True)
    return int(told.stdout) / 1024


def processor(pid: int) -> float:
    """Seconds of processor time used so far, of 10 ms each; nan where there is no /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return math.nan
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
