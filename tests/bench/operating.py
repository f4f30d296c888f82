"""Operating: how soon a bot with both platforms is ready, how much memory it takes, how soon it is gone, and what
replicas are worth.

`python -m tests.bench operating [PART ...]` runs all parts or those named: start, memory, end, replicas.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.loads import Bench, flat_out, forget, memory, processor
from tests.doubles import slack, telegram
from tests.doubles.postgres import Postgres, first_programs
from tests.doubles.slack import SlackServer, SlackThread
from tests.doubles.telegram import TelegramServer, TelegramThread
from tests.faults.pastes import SlackPastes, TelegramPastes
from tests.faults.replicas import Replica
from tests.faults.stages import SlackStage, TelegramStage

RUNS = 7
WARM = 200  # messages before the first look at the memory
COUNT = 5_000  # messages before the second
WINDOW = 50  # messages that wait for their answer at any time
LOOK = 0.005  # seconds between two questions whether it is ready


@dataclass(frozen=True, slots=True)
class Both:
    """A workspace and a Telegram of its own, for bots that are in both."""

    slack: SlackStage
    telegram: TelegramStage
    up: str = "serving"

    def environment(self, port: int) -> dict[str, str]:
        """The settings of both."""
        return {**self.slack.environment(port), **self.telegram.environment(port)}


@contextmanager
def both() -> Iterator[Both]:
    """Stand-ins without limits."""
    with SlackThread(slack.Settings(rate=None)) as one, TelegramThread(telegram.Settings(rate=None)) as other:
        yield Both(SlackStage(one, SlackPastes(400)), TelegramStage(other, TelegramPastes(400)))


@contextmanager
def bots(home: Both, number: int = 1, database: str = "") -> Iterator[list[Replica]]:
    """So many bots that share a database, SQLite's if none is named; none of them is started."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        url = database or f"sqlite:///{folder}/errcode.db"
        replicas = [Replica(home, url, Path(folder) / f"log-{place}") for place in range(number)]
        for replica in replicas:
            stack.callback(replica.close)
        yield replicas


def start() -> None:
    """From the command to `GET /readyz` saying 200, both platforms connected; the database new, then not."""
    print("| start | seconds until ready | processor seconds |\n|---|---|---|")
    with both() as home, bots(home) as (bot,):
        first = until_ready(bot)
        print(f"| first, new database | {first:.2f} | {processor(bot.pid):.2f} |", flush=True)
        bot.terminate(10)
        found, costs = [], []
        for _ in range(RUNS):
            found.append(until_ready(bot))
            costs.append(processor(bot.pid))
            bot.terminate(10)
    print(f"| median of {RUNS} | {median(found):.2f} | {median(costs):.2f} |")
    print(f"| slowest | {max(found):.2f} | {max(costs):.2f} |", flush=True)


def until_ready(bot: Replica) -> float:
    """Starts it; the seconds until it says that it can work."""
    started = time.perf_counter()
    bot.start()
    while not _is_ready(bot):
        assert time.perf_counter() - started < 60, bot.log[-2000:]
        time.sleep(LOOK)
    return time.perf_counter() - started


def _is_ready(bot: Replica) -> bool:
    try:
        with urllib.request.urlopen(f"{bot.address}/readyz", timeout=5) as response:
            return int(response.status) == 200
    except (urllib.error.URLError, OSError):
        return False


def memory_used() -> None:
    """Resident memory of one process with both platforms and the desk, warm, and some thousand messages later."""
    with both() as home, bots(home) as (bot,):
        until_ready(bot)
        ready = memory(bot.pid)
        _converse(home, bot, WARM)
        warm = memory(bot.pid)
        _converse(home, bot, COUNT)
        print(f"| when | MB |\n|---|---|\n| ready | {ready:.0f} |\n| after {WARM} messages | {warm:.0f} |")
        print(f"| after {COUNT:,} more | {memory(bot.pid):.0f} |", flush=True)


def _converse(home: Both, bot: Replica, count: int) -> None:
    """Messages in both platforms, and questions to the desk."""
    for place in range(20):
        _asks_desk(bot, ("照片糊了", "face is fuzzy", "22311", "how to reset the token")[place % 4])
    in_slack: Bench[SlackServer] = Bench(home.slack.thread, bot)
    in_telegram: Bench[TelegramServer] = Bench(home.telegram.thread, bot)
    share = count // 2
    flat_out(in_slack, home.slack.pastes.say, share, WINDOW)
    in_slack.thread.do(forget)
    for _ in range(0, count - share, 50):  # its own pace is thirty a second: more at once would only wait
        flat_out(in_telegram, home.telegram.pastes.say, 50, WINDOW)
    in_telegram.thread.do(forget)


def _asks_desk(bot: Replica, text: str) -> None:
    asked = urllib.request.Request(
        f"{bot.address}/api/v1/answer", json.dumps({"text": text}).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(asked, timeout=10).close()


def end() -> None:
    """From SIGTERM to the end of the process: idle, and with messages under way."""
    print(f"| at SIGTERM | seconds (median of {RUNS}) | slowest |\n|---|---|---|")
    with both() as home, bots(home) as (bot,):
        for name, volley in (("idle", 0), ("40 messages under way", 40)):
            taken = []
            for _ in range(RUNS):
                until_ready(bot)
                for _ in range(volley):
                    home.slack.thread.do(home.slack.pastes.say)
                began = time.perf_counter()
                status = bot.terminate(10)
                taken.append(time.perf_counter() - began)
                assert status == 0, bot.log[-2000:]
            print(f"| {name} | {median(taken):.2f} | {max(taken):.2f} |", flush=True)


def replicas() -> None:
    """Answers a second of one bot and of three, on PostgreSQL, on this machine, which stands in for Slack as well."""
    server = Postgres(first_programs())
    print("| replicas | answers a second (two rounds) |\n|---|---|")
    try:
        server.start()
        for number in (1, 3):
            rates = [_rate(number, server) for _ in range(2)]
            print(f"| {number} | {' '.join(f'{rate:.0f}' for rate in rates)} |", flush=True)
    finally:
        server.stop()


def _rate(number: int, server: Postgres) -> float:
    with both() as home, bots(home, number, server.new_database()) as running:
        for bot in running:
            until_ready(bot)
        bench: Bench[SlackServer] = Bench(home.slack.thread, running[0])
        flat_out(bench, home.slack.pastes.say, 200, WINDOW)
        bench.thread.do(forget)
        return flat_out(bench, home.slack.pastes.say, 1500, WINDOW * number)


PARTS: dict[str, Callable[[], None]] = {"start": start, "memory": memory_used, "end": end, "replicas": replicas}


def main(names: Sequence[str] = ()) -> None:
    """The tables, as Markdown."""
    unknown = set(names) - set(PARTS)
    assert not unknown, f"no part {', '.join(sorted(unknown))}: there are {', '.join(PARTS)}"
    for name in names or PARTS:
        print(f"\n### {name}\n", flush=True)
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
