"""Delivering: nothing lost and nothing twice under kill -9, how soon, how many a second, in how much memory.

`python -m tests.bench delivering [PART ...]` runs all parts or those named: kills, latency, throughput, storm, memory,
and the same for Telegram: telegram-kills and so on.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from statistics import linear_regression, median

from tests.bench import in_telegram
from tests.bench.loads import Bench, cuts, flat_out, forget, history, in_slack, memory, processor, steady, times
from tests.bench.sieges import plans, tell_sieges
from tests.doubles.happenings import Kind
from tests.doubles.slack import Settings, SlackServer
from tests.faults.pastes import SlackPastes, errors, paste
from tests.faults.replicas import ROOT, SERVE
from tests.faults.stages import Way
from tests.heldout.cases import read_cases

OURS, ECHO, DURABLE = "errcode", "ten-line Bolt echo bot", "the same, each event in SQLite before it is acknowledged"
COMMANDS = {
    OURS: SERVE,
    ECHO: (sys.executable, str(ROOT / "tests" / "bench" / "echo.py")),
    DURABLE: (sys.executable, str(ROOT / "tests" / "bench" / "durable_echo.py")),
}
UNLIMITED = Settings(rate=None)
RATE = 20.0  # events a second, for latency
ROUNDS = 3
COUNT = 1000  # messages in a round
WINDOW = 50  # messages that wait for their answer at any time, for throughput


def kills() -> None:
    """The long runs under fire."""
    tell_sieges(plans(Way.SOCKETS))


def latency() -> None:
    """From event to answer, and to acknowledgement, at a steady rate."""
    print(f"| bot, {RATE:g} events a second | answers | p50 ms | p99 ms | ack p50 ms | ack p99 ms |")
    print("|---|---|---|---|---|---|")
    for name in COMMANDS:
        with _warm(name) as (bench, pastes):
            steady(bench, pastes.say, 1200, RATE)
            time.sleep(2)
            answers, acks = times(bench)
        print(f"| {name} | {len(answers)} | {cuts(answers)} | {cuts(acks)} |", flush=True)


def throughput() -> None:
    """As many as it takes, one bot after the other, several times."""
    rates: dict[str, list[float]] = {name: [] for name in COMMANDS}
    costs: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name in COMMANDS:
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
    """500 messages with one code within a minute, in one channel, with Slack's rate limits."""
    count, code, message = 500, *errors()[0]
    pastes = SlackPastes(1)
    log_ids = iter(range(70_000_000_000, 80_000_000_000))

    def say(server: SlackServer) -> None:
        server.people.says("C0001", paste(code, message, str(next(log_ids))))

    with in_slack(SERVE, Settings(), pastes) as bench:
        steady(bench, say, count, count / 55)
        time.sleep(12)
        lines = bench.thread.do(history)
    posted, edited = ([line for line in lines if line.kind is kind] for kind in (Kind.POSTED, Kind.EDITED))
    limited = sum(line.kind is Kind.CALLED and line.detail == "429" for line in lines)
    print("| messages in a minute | cards | lines | edits | the counter says so many | 429s |")
    print("|---|---|---|---|---|---|")
    right = bool(edited) and str(count) in edited[-1].text
    print(f"| {count} | {min(1, len(posted))} | {len(posted) - 1} | {len(edited)} | {right} | {limited} |", flush=True)


def memory_growth() -> None:
    """Resident memory over 50,000 events: as much noise as errors."""
    noise = cycle([case.text for case in read_cases("listen-a.jsonl") if not case.expect])
    samples: list[tuple[float, float]] = []
    with _warm(OURS, 600) as (bench, pastes):

        def say(server: SlackServer) -> None:
            server.people.says(pastes.channels[0], next(noise), wanted=False)
            pastes.say(server)

        for turn in range(11):
            samples.append((turn * 5_000, memory(bench.bot.pid)))
            if turn < 10:
                flat_out(bench, say, 2_500, WINDOW, 600)
                bench.thread.do(forget)
    print("| events | " + " | ".join(f"{events:,.0f}" for events, _ in samples) + " |")
    print("|---" * (len(samples) + 1) + "|")
    print("| MB | " + " | ".join(f"{size:.0f}" for _, size in samples) + " |")
    slope = linear_regression(*zip(*samples[2:], strict=True)).slope * 10_000
    print(f"\nfrom 10,000 events on: {slope:+.2f} MB per 10,000 events", flush=True)


@contextmanager
def _warm(name: str, channels: int = 400) -> Iterator[tuple[Bench[SlackServer], SlackPastes]]:
    """A bot that has answered a hundred messages already, on a stand-in without rate limits."""
    pastes = SlackPastes(channels)
    with in_slack(COMMANDS[name], UNLIMITED, pastes) as bench:
        flat_out(bench, pastes.say, 100, 20)
        time.sleep(1)
        times(bench)
        yield bench, pastes


PARTS: dict[str, Callable[[], None]] = {
    "kills": kills,
    "latency": latency,
    "throughput": throughput,
    "storm": storm,
    "memory": memory_growth,
    **{f"telegram-{name}": part for name, part in in_telegram.PARTS.items()},
}


def main(names: Sequence[str] = ()) -> None:
    """The tables, as Markdown."""
    unknown = set(names) - set(PARTS)
    assert not unknown, f"no part {', '.join(sorted(unknown))}: there are {', '.join(PARTS)}"
    for name in names or PARTS:
        print(f"\n### {name}\n", flush=True)
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
