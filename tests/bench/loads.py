"""Loads for a bot on a stand-in: at a steady rate, or as much as it takes; and what the bot's process costs."""

from __future__ import annotations

import asyncio
import math
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.doubles.happenings import Kind
from tests.doubles.history import ack_times, answer_times
from tests.doubles.slack import Settings, SlackServer, SlackThread
from tests.faults.pastes import Pastes
from tests.faults.replicas import Replica

Say = Callable[[SlackServer], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """One bot that is up, alone with its stand-in."""

    slack: SlackThread
    bot: Replica


@contextmanager
def running(command: tuple[str, ...], settings: Settings, pastes: Pastes) -> Iterator[Bench]:
    """A bot on SQLite, up, in a folder that is deleted after it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, SlackThread(settings) as slack:
        slack.do(pastes.open_channels)
        bot = Replica(slack, f"sqlite:///{folder}/errcode.db", Path(folder) / "log", command).start()
        try:
            end = time.monotonic() + 60
            while not bot.is_up:
                assert time.monotonic() < end, bot.log[-2000:]
                time.sleep(0.02)
            yield Bench(slack, bot)
        finally:
            bot.close()


def steady(bench: Bench, say: Say, count: int, rate: float) -> None:
    """`count` messages, `rate` a second, whatever becomes of them."""

    async def load(server: SlackServer) -> None:
        start = time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            say(server)

    bench.slack.do(load, count / rate + 60)


def flat_out(bench: Bench, say: Say, count: int, window: int, patience: float = 300) -> float:
    """`count` messages, `window` of them without an answer at any time; answers a second."""

    async def load(server: SlackServer) -> float:
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

    return bench.slack.do(load, patience)


def times(bench: Bench) -> tuple[list[float], list[float]]:
    """Seconds from event to answer, and from event to acknowledgement, of all that happened since the last look."""

    def look(server: SlackServer) -> tuple[list[float], list[float]]:
        lines = list(server.history)
        server.history.clear()
        return answer_times(lines), ack_times(lines)

    return bench.slack.do(look)


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
