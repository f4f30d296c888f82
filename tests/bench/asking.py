"""Asking, from 145 entries to 100,000: how fast, how right, how large, beside the peers."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.desk import Desk, Mode
from tests.bench.growth import grown
from tests.bench.peers import PEERS
from tests.heldout.cases import Case, read_cases

SIZES = (145, 10_000, 100_000)
OURS = "errcode"
MOST_SECONDS = 25.0  # that one contender may ask questions; slow ones get fewer


@dataclass(frozen=True, slots=True)
class Measured:
    """One contender at one size. Times in milliseconds, `load` in seconds, `memory` in MB; `right` is a share."""

    name: str
    size: int
    asked: int
    right: float
    p50: float
    p99: float
    load: float
    memory: float


def measure_asking() -> Iterator[Measured]:
    """Every contender at every size, each in a process of its own, one after the other."""
    context = multiprocessing.get_context("spawn")
    for size in SIZES:
        for name in (OURS, *PEERS):
            with context.Pool(1) as pool:
                yield pool.apply(_measure, (name, size))


def questions() -> list[Case]:
    """The held-out questions that have an answer, the slow contenders' share of them spread over all kinds."""
    cases = [*read_cases("ask-a.jsonl"), *read_cases("ask-b.jsonl")]
    answered = [case for case in cases if case.expect and not case.every]
    return [answered[i * 37 % len(answered)] for i in range(len(answered))]


def _measure(name: str, size: int) -> Measured:
    knowledge = grown(read_knowledge([default_folder()]), size)
    entries = [entry for catalogue in knowledge for entry in catalogue.entries]
    before, start = _memory(), time.perf_counter()
    ask = _asker(Desk(knowledge)) if name == OURS else PEERS[name](entries)
    ask("warm")
    load, memory = time.perf_counter() - start, _memory() - before
    right, times = _ask_all(ask, questions())
    cuts = quantiles(times, n=100)
    return Measured(name, size, len(times), right / len(times), cuts[49] * 1e3, cuts[98] * 1e3, load, memory)


def _asker(desk: Desk) -> Callable[[str], str]:
    desk.warm()

    def ask(question: str) -> str:
        cards = desk.answer(question, Mode.ASK).cards
        return cards[0].entry.code if cards else ""

    return ask


def _ask_all(ask: Callable[[str], str], cases: Sequence[Case]) -> tuple[int, list[float]]:
    for case in cases[:20]:
        ask(case.text)
    right, times, end = 0, [], time.perf_counter() + MOST_SECONDS
    for case in cases:
        start = time.perf_counter()
        right += ask(case.text) in case.expect
        times.append(time.perf_counter() - start)
        if time.perf_counter() > end and len(times) > 20:
            break
    return right, times


def _memory() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    """The table, as Markdown."""
    print("| entries | contender | asked | right | p50 ms | p99 ms | ratio of p50 | load s | memory MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    ours: dict[int, Measured] = {}
    for row in measure_asking():
        if row.name == OURS:
            ours[row.size] = row
        ratio = row.p50 / ours[row.size].p50
        print(
            f"| {row.size:,} | {row.name} | {row.asked} | {row.right:.1%} | {row.p50:.2f} | {row.p99:.2f} "
            f"| {ratio:.1f} | {row.load:.2f} | {row.memory:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
