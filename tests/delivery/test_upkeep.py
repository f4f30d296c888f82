"""What is kept has its time."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.delivery import upkeep
from bot.delivery.upkeep import clean, keep_house
from bot.store import inbox
from bot.store.store import Store, now

DAY = 86400.0


def test_an_old_message_is_forgotten_and_a_new_one_is_not(tmp_path: Path) -> None:
    async def run() -> tuple[dict[str, int], bool, bool]:
        store = await Store.open(f"sqlite:///{tmp_path}/e.db")
        async with store.begin() as conn:
            moment = await now(conn)
            await inbox.claim(conn, "old", "", "", moment - 8 * DAY)
            await inbox.claim(conn, "new", "", "", moment)
        removed = await clean(store)
        async with store.begin() as conn:
            old, new = [await inbox.claim(conn, key, "", "", moment) for key in ("old", "new")]
        await store.close()
        return {table: rows for table, rows in removed.items() if rows}, old, new

    assert asyncio.run(run()) == ({"inbox": 1}, True, False)


def test_what_breaks_one_purge_keeps_none_from_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> list[str]:
        store, again = await Store.open(f"sqlite:///{tmp_path}/e.db"), asyncio.Event()
        met: list[Exception] = [ValueError("hunter2"), RuntimeError("hunter2")]

        async def broken(_store: Store) -> Counter[str]:
            if met:
                raise met.pop()
            again.set()
            return Counter()

        monkeypatch.setattr(upkeep, "EVERY", 0.0)
        monkeypatch.setattr(upkeep, "clean", broken)
        with capture_logs() as lines:
            keeping = asyncio.create_task(keep_house(store))
            async with asyncio.timeout(10):
                await again.wait()
            keeping.cancel()
        await store.close()
        return [line["error"] for line in lines if line["event"] == "purging_broke"]

    assert ["RuntimeError", "ValueError"] == asyncio.run(story())
