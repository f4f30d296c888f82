"""Telegram's share of what tests.bench.delivering measures, beside a ten-line bot of python-telegram-bot."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from statistics import linear_regression, median

from tests.bench.loads import Bench, cuts, flat_out, forget, history, in_telegram, memory, processor, steady, waits
from tests.bench.sieges import plans, tell_sieges
from tests.doubles.happenings import Kind
from tests.doubles.telegram import GROUP, Settings, TelegramServer
from tests.faults.pastes import TelegramPastes, errors, paste
from tests.faults.replicas import ROOT, SERVE
from tests.faults.stages import Way
from tests.heldout.cases import read_cases

OURS, WEBHOOK, UNPACED = "errcode, polling", "errcode, webhook", "errcode, polling, without its own limit"
ECHO = "ten-line echo bot"
COMMANDS = {
    OURS: SERVE,
    WEBHOOK: SERVE,
    UNPACED: (sys.executable, "-m", "tests.bench.unpaced", "serve"),
    ECHO: (sys.executable, str(ROOT / "tests" / "bench" / "telegram_echo.py")),
}
UNLIMITED = Settings(rate=None)
RATE = 20.0  # updates a second, for latency
ROUNDS = 3
COUNT = 1000  # messages in a round
WINDOW = 50  # messages that wait for their answer at any time, for throughput
CHATS = 400
STORM = 500  # messages in a minute


def kills() -> None:
    """The long runs under fire."""
    tell_sieges(plans(Way.POLLING, Way.WEBHOOK))


def latency() -> None:
    """From message to answer, at a steady rate, many chats."""
    print(f"| bot, {RATE:g} updates a second | answers | p50 ms | p99 ms |")
    print("|---|---|---|---|")
    for name in (OURS, WEBHOOK, ECHO):
        with _warm(name) as (bench, pastes):
            steady(bench, pastes.say, 600, RATE)
            time.sleep(2)
            answers = waits(bench)
        print(f"| {name} | {len(answers)} | {cuts(answers)} |", flush=True)


def throughput() -> None:
    """As many as it takes, one bot after the other, several times; Telegram itself lets through thirty a second."""
    compared = (UNPACED, ECHO)
    rates: dict[str, list[float]] = {name: [] for name in compared}
    costs: dict[str, list[float]] = {name: [] for name in compared}
    for _ in range(ROUNDS):
        for name in compared:
            with _warm(name) as (bench, pastes):
                before = processor(bench.bot.pid)
                rates[name].append(flat_out(bench, pastes.say, COUNT, WINDOW))
                costs[name].append((processor(bench.bot.pid) - before) * 1e3 / COUNT)
    print(f"| bot | answers a second (median of {ROUNDS}) | rounds | processor ms an answer | ratio to the echo bot |")
    print("|---|---|---|---|---|")
    for name, found in rates.items():
        rounds = " ".join(f"{rate:.0f}" for rate in found)
        ratio = median(found) / median(rates[ECHO])
        print(f"| {name} | {median(found):.0f} | {rounds} | {median(costs[name]):.2f} | {ratio:.0%} |", flush=True)


def storm() -> None:
    """Messages with one code within a minute, in one group, with Telegram's limits."""
    code, message = errors()[0]
    log_ids = iter(range(70_000_000_000, 80_000_000_000))

    def say(server: TelegramServer) -> None:
        server.people.says(GROUP, paste(code, message, str(next(log_ids))))

    with in_telegram(SERVE, Settings(), TelegramPastes(0)) as bench:
        steady(bench, say, STORM, STORM / 55)
        time.sleep(20)
        lines = bench.thread.do(history)
    posted, edited = ([line for line in lines if line.kind is kind] for kind in (Kind.POSTED, Kind.EDITED))
    limited = sum(line.kind is Kind.CALLED and line.detail == "429" for line in lines)
    right = bool(edited) and str(STORM) in edited[-1].text
    print("| messages in a minute | cards | lines | edits | the counter says so many | 429s |")
    print("|---|---|---|---|---|---|")
    print(f"| {STORM} | {min(1, len(posted))} | {len(posted) - 1} | {len(edited)} | {right} | {limited} |", flush=True)


def memory_growth(events: int = 50_000) -> None:
    """Resident memory over so many updates: as much noise as errors."""
    noise = cycle([case.text for case in read_cases("listen-a.jsonl") if not case.expect])
    samples: list[tuple[float, float]] = []
    with _warm(UNPACED, 600) as (bench, pastes):
        groups = [int(chat) for chat in pastes.channels if chat.startswith("-")]

        def say(server: TelegramServer) -> None:
            server.people.says(groups[0], next(noise), wanted=False)
            pastes.say(server)

        for turn in range(11):
            samples.append((turn * events / 10, memory(bench.bot.pid)))
            if turn < 10:
                flat_out(bench, say, events // 20, WINDOW, 600)
                bench.thread.do(forget)
    print("| updates | " + " | ".join(f"{count:,.0f}" for count, _ in samples) + " |")
    print("|---" * (len(samples) + 1) + "|")
    print("| MB | " + " | ".join(f"{size:.0f}" for _, size in samples) + " |")
    slope = linear_regression(*zip(*samples[2:], strict=True)).slope * 10_000
    print(f"\nfrom {events // 5:,} updates on: {slope:+.2f} MB per 10,000 updates", flush=True)


@contextmanager
def _warm(name: str, chats: int = CHATS) -> Iterator[tuple[Bench[TelegramServer], TelegramPastes]]:
    """A bot that has answered a hundred messages already, on a stand-in without rate limits."""
    pastes = TelegramPastes(chats)
    with in_telegram(COMMANDS[name], UNLIMITED, pastes, webhook=name == WEBHOOK) as bench:
        steady(bench, pastes.say, 100, RATE)
        time.sleep(2)
        bench.thread.do(forget)
        yield bench, pastes


PARTS: dict[str, Callable[[], None]] = {
    "kills": kills,
    "latency": latency,
    "throughput": throughput,
    "storm": storm,
    "memory": memory_growth,
}
