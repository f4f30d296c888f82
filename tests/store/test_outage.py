"""A database that goes and comes back: a line each, whoever meets it."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.store import outage
from bot.store.errors import UnavailableError
from bot.store.outage import Outage


def test_each_going_and_each_return_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "BEAT", 0.01)
    away, broken = UnavailableError("gone", "try again"), ValueError("a mistake")
    back = asyncio.Event()
    found: list[Exception | None] = []

    async def write() -> None:
        if trouble := found.pop(0):
            raise trouble
        back.set()

    async def walk() -> None:
        one = Outage()
        watching = asyncio.create_task(one.watch(write))
        for _ in range(2):
            found.extend((away, broken, None))
            for _ in range(5):
                one.met(away)
                await asyncio.sleep(0)
            async with asyncio.timeout(5):
                await back.wait()
            back.clear()
            await asyncio.sleep(0)
        watching.cancel()

    with capture_logs() as lines:
        asyncio.run(walk())

    assert ["store_unavailable", "store_back"] * 2 == [line["event"] for line in lines]
    assert {"gone"} == {line.get("reason") for line in lines[::2]}
    assert all(0.0 <= line["after_seconds"] < 1.0 for line in lines[1::2])
