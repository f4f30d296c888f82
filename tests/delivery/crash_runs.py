"""Runs that die at their first step, at their second, and so on, each followed by one that finishes the work.

A program of its own, as each run is a process that ends by `os._exit`: started once, it forks each of them. It prints
a JSON line for each pair of runs: whether the first one died, and what stands on the platform in the end. A death
matters only after something lasting happened: a commit, a delivery, an acknowledgement; so that is what a step is.

    python -m tests.delivery.crash_runs FOLDER
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.desk import Desk, Mode
from bot.delivery import owed
from bot.delivery.answering import Answering
from bot.delivery.channels import Channels
from bot.delivery.courier import Post
from bot.delivery.inbound import Deletion, Inbound
from bot.delivery.intake import Intake
from bot.delivery.memo import codes_of
from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.store import outbox
from bot.store.engine import Connection
from bot.store.store import Store

from .bench import FAST, FUZZY, OCCLUDED, QUICK, deleted, said
from .fakes import STANDING, check

DIED = 7
MOST_RUNS = 200
EVENTS: tuple[Inbound | Deletion, ...] = (
    said(FUZZY, "1.000001"),
    said(FUZZY, "2.000001"),  # a repeat
    said("222901", "3.000001", mode=Mode.ASK, message="", thread="", headline=True, reply_url="https://x"),
    said(f"{FUZZY}\n{OCCLUDED}", "1.000001", edited="4"),
    deleted("2.000001"),
)


@dataclass(slots=True)
class Fate:
    """Ends the process after so many steps; never with 0."""

    left: int

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os._exit(DIED)


@dataclass(frozen=True, slots=True)
class Lines:
    """A file of JSON lines, which outlives whoever writes it."""

    path: Path

    def read(self) -> list[Any]:
        return [json.loads(line) for line in self.path.read_text().splitlines()] if self.path.exists() else []

    def add(self, value: object) -> None:
        with self.path.open("a") as file:
            file.write(f"{json.dumps(value)}\n")


@dataclass(frozen=True, slots=True)
class FileCourier:
    """A platform in a file: what was posted, edited and deleted, in order."""

    lines: Lines
    fate: Fate

    async def find(self, post: Post) -> str | None:
        return next((line["ref"] for line in self.lines.read() if line["key"] == post.key), None)

    async def deliver(self, post: Post) -> str:
        check(post)
        ref = f"{time.time_ns() / 1e9:.6f}" if post.kind in STANDING else post.case.ref
        self.lines.add({"kind": post.kind.value, "key": post.key, "ref": ref, "codes": codes_of(post.case.memo)})
        self.fate.step()
        return ref


@dataclass(frozen=True, slots=True)
class MortalStore:
    store: Store
    fate: Fate

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        async with self.store.begin() as conn:
            before = await _changes(conn)
            yield conn
            lasting = await _changes(conn) > before
        if lasting:
            self.fate.step()


async def _changes(conn: Connection) -> int:
    """Rows that the connection has changed so far."""
    return int((await conn.execute(text("SELECT total_changes()"))).scalar_one())


async def run(folder: Path, desk: Desk, fate: Fate) -> None:
    """One life: what isn't acknowledged comes (again), what is owed goes out."""
    store = await Store.open(f"sqlite:///{folder / 'crash.db'}")
    mortal: Any = MortalStore(store, fate)
    answering, channels, acked = Answering(desk), Channels(store), Lines(folder / "acked")
    sender = Sender(
        mortal, {"slack": FileCourier(Lines(folder / "posts"), fate)}, str(os.getpid()), Pace(FAST, FAST), QUICK
    )
    async with store.begin() as conn:
        await outbox.expect_settled(conn, time.time(), 0.0)
    running = asyncio.create_task(sender.run())
    intake = Intake(mortal, answering, channels, sender.wake)
    for number, event in enumerate(EVENTS):
        if number not in acked.read():
            await (intake.take_back(event) if isinstance(event, Deletion) else intake.take(event))
            acked.add(number)
            fate.step()
    while await _unfinished(store):  # noqa: ASYNC110 - a table has no event
        await asyncio.sleep(0.005)
    await sender.stop()
    await running
    answering.close()
    await store.close()


async def _unfinished(store: Store) -> bool:
    async with store.begin() as conn:
        tally = await outbox.tally(conn, time.time())
    return bool(tally.pending or tally.sending)


def in_a_child(work: Callable[[], None]) -> int:
    """How it ended: 0, DIED, or 1 for a bug."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    setattr(owed, "COUNTER_PAUSE", 0.0)  # noqa: B010 - it is another module's
    setattr(owed, "gets_line", lambda *_: True)  # noqa: B010 - likewise
    desk = Desk(read_knowledge([default_folder()]))
    for number in range(1, MOST_RUNS):
        folder = Path(sys.argv[1]) / str(number)
        folder.mkdir()
        ends = [in_a_child(lambda: asyncio.run(run(folder, desk, Fate(left)))) for left in (number, 0)]  # noqa: B023 - run at once
        print(json.dumps({"ends": ends, "posts": Lines(folder / "posts").read()}), flush=True)
        if ends[0] != DIED:
            break


if __name__ == "__main__":
    main()
