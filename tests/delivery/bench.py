"""The walk on a bench: a real store in a folder, the intake before it, the sender behind it, a courier to try it with."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from bot.core.desk import Desk, Mode
from bot.delivery.answering import Answering
from bot.delivery.channels import Channels
from bot.delivery.inbound import Deletion, Inbound, Place
from bot.delivery.intake import Intake
from bot.delivery.pace import Pace
from bot.delivery.sender import Sender, Timing
from bot.store.engine import Connection
from bot.store.sqlite import SqliteDatabase
from bot.store.store import Store
from bot.tracing import Tracing

from .fakes import FakeCourier

FUZZY = '{"error_code":223114,"error_msg":"face is fuzzy"}'
OCCLUDED = '{"error_code":223115,"error_msg":"face light is not good"}'
PLACE = Place("slack", "T1", "C1")
QUICK = Timing(settle=0.05, poll=0.02, drain=1.0)
FAST = 1000.0  # posts a second

_T = TypeVar("_T")


@dataclass(slots=True)
class Clock:
    """Stands in for the store's clock."""

    moment: float = 1_700_000_000.0

    async def __call__(self, conn: Connection) -> float:
        return self.moment


@dataclass(frozen=True, slots=True)
class Bench:
    store: Store
    channels: Channels
    intake: Intake
    sender: Sender
    courier: FakeCourier
    file: Path

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.file) as connection:
            rows = connection.execute(question).fetchall()
        connection.close()
        return rows

    def owed(self, state: str = "pending") -> list[str]:
        """The kinds of what is owed, in order."""
        return [kind for (kind,) in self.rows(f"SELECT kind FROM outbox WHERE state = '{state}' ORDER BY id")]

    async def send(self, seconds: float = 30.0) -> None:
        """Lets the sender run until nothing is unfinished."""
        await self.send_until(lambda: not self.rows("SELECT 1 FROM outbox WHERE done_at IS NULL"), seconds)

    async def send_until(self, reached: Callable[[], bool], seconds: float = 30.0) -> None:
        running = asyncio.create_task(self.sender.run())
        try:
            async with asyncio.timeout(seconds):
                while not reached():  # noqa: ASYNC110 - rows have no event
                    await asyncio.sleep(0.01)
        finally:
            await self.sender.stop()
            await running
            self.sender._stopping = False


@asynccontextmanager
async def opened(
    folder: Path,
    desk: Desk,
    courier: FakeCourier | None = None,
    timing: Timing = QUICK,
    pace: Pace | None = None,
    tracing: Tracing | None = None,
) -> AsyncIterator[Bench]:
    courier, file = courier or FakeCourier(), folder / "bench.db"
    store, answering = await Store.open(f"sqlite:///{file}"), Answering(desk)
    assert isinstance(store._database, SqliteDatabase)
    store._database._driver().execute("PRAGMA synchronous=OFF")  # the disk's pauses prove nothing here
    channels = Channels(store)
    sender = Sender(
        store,
        {"slack": courier},
        "one",
        pace or Pace(FAST, FAST),
        timing,
        channels.forget,
        tracing=tracing or Tracing(),
    )
    try:
        intake = Intake(store, answering, channels, sender.wake, sender.meters, sender.tracing)
        yield Bench(store, channels, intake, sender, courier, file)
    finally:
        answering.close()
        await store.close()


def run(work: Coroutine[Any, Any, _T]) -> _T:
    return asyncio.run(work)


def said(text: str, ts: str = "1.000001", **changes: Any) -> Inbound:
    """A message in a channel, under which nobody has written yet."""
    place = changes.get("place", PLACE)
    inbound = Inbound(
        key=f"slack:{place.team}:{place.channel}:{ts}",
        place=place,
        message=ts,
        thread=ts,
        author="U1",
        text=text,
        mode=Mode.LISTEN,
    )
    return replace(inbound, **changes)


def deleted(ts: str = "1.000001") -> Deletion:
    return Deletion(said("", ts).key, PLACE)
