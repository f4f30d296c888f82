"""Delivering: nothing lost and nothing twice under kill -9, how soon, how many a second, in how much memory.

`python -m tests.bench delivering [kills | latency | throughput | storm | memory ...]` runs all parts or those named.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from statistics import linear_regression, median, quantiles
from tempfile import TemporaryDirectory

from tests.bench.loads import Bench, flat_out, memory, processor, running, steady, times
from tests.doubles.happenings import Kind
from tests.doubles.postgres import Postgres, programs
from tests.doubles.slack import Settings, SlackServer, SlackThread
from tests.faults.harness import PACE, Outcome, Plan, Siege
from tests.faults.pastes import Pastes, errors, paste
from tests.faults.replicas import ROOT, SERVE
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
    single = Plan(events=1000, kills=50, drops=10, channels=100, patience=300)
    shared = Plan(events=1000, kills=50, drops=10, channels=100, patience=300, replicas=3, database_kills=5)
    print("| bots | events | kill -9 | database kills | other faults | acknowledged | lost after | answered twice |")
    print("|---|---|---|---|---|---|---|---|")
    _tell_kills("one, SQLite", _besieged(single))
    if programs():
        _tell_kills("three, PostgreSQL", _besieged(shared))
    else:
        print("| three, PostgreSQL | not run: no PostgreSQL at hand | | | | | | |")


def _besieged(plan: Plan) -> Outcome:
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        database, postgres = f"sqlite:///{folder}/errcode.db", None
        if plan.replicas > 1:
            postgres = Postgres(programs()[0])
            stack.callback(postgres.stop)
            database = postgres.start().new_database()
        slack = stack.enter_context(SlackThread(Settings(pace=PACE)))
        return Siege(plan, slack, database, Path(folder), postgres).run()


def _tell_kills(name: str, outcome: Outcome) -> None:
    verdict, faults = outcome.verdict, sum(outcome.troubles.values())
    print(
        f"| {name} | {verdict.asked} | {outcome.kills} | {outcome.database_kills} | {faults} | {verdict.acked} "
        f"| {len(verdict.lost)} | {len(verdict.doubled)} |"
    )
    told = ", ".join(f"{count} {name}" for name, count in outcome.troubles.most_common())
    print(
        f"\n{outcome.seconds:.0f} s; misplaced {len(verdict.misplaced)}, unasked {len(verdict.unasked)}, "
        f"given up {outcome.dead}, never acknowledged {verdict.never_acked}; faults: {told}\n",
        flush=True,
    )


def latency() -> None:
    """From event to answer, and to acknowledgement, at a steady rate."""
    print(f"| bot, {RATE:g} events a second | answers | p50 ms | p99 ms | ack p50 ms | ack p99 ms |")
    print("|---|---|---|---|---|---|")
    for name in COMMANDS:
        with _warm(name) as (bench, pastes):
            steady(bench, pastes.say, 1200, RATE)
            time.sleep(2)
            answers, acks = times(bench)
        print(f"| {name} | {len(answers)} | {_cuts(answers)} | {_cuts(acks)} |", flush=True)


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
    pastes = Pastes(1, 1)
    log_ids = iter(range(70_000_000_000, 80_000_000_000))

    def say(server: SlackServer) -> None:
        server.people.says("C0001", paste(code, message, str(next(log_ids))))

    with running(SERVE, Settings(), pastes) as bench:
        steady(bench, say, count, count / 55)
        time.sleep(12)
        lines = bench.slack.do(lambda server: list(server.history))
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
                bench.slack.do(lambda server: server.history.clear())
    print("| events | " + " | ".join(f"{events:,.0f}" for events, _ in samples) + " |")
    print("|---" * (len(samples) + 1) + "|")
    print("| MB | " + " | ".join(f"{size:.0f}" for _, size in samples) + " |")
    slope = linear_regression(*zip(*samples[2:], strict=True)).slope * 10_000
    print(f"\nfrom 10,000 events on: {slope:+.2f} MB per 10,000 events", flush=True)


@contextmanager
def _warm(name: str, channels: int = 400) -> Iterator[tuple[Bench, Pastes]]:
    """A bot that has answered a hundred messages already, on a stand-in without rate limits."""
    pastes = Pastes(channels, 1)
    with running(COMMANDS[name], UNLIMITED, pastes) as bench:
        flat_out(bench, pastes.say, 100, 20)
        time.sleep(1)
        times(bench)
        yield bench, pastes


def _cuts(seconds: Sequence[float]) -> str:
    cuts = quantiles(seconds, n=100)
    return f"{cuts[49] * 1e3:.1f} | {cuts[98] * 1e3:.1f}"


PARTS: dict[str, Callable[[], None]] = {
    "kills": kills,
    "latency": latency,
    "throughput": throughput,
    "storm": storm,
    "memory": memory_growth,
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
