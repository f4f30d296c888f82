"""What is kept has its time."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.delivery.upkeep import clean
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
