"""What has had its time goes: once an hour, a little at a time, so that no message waits for it."""

from __future__ import annotations

import asyncio
from collections import Counter

import structlog

from bot.store.errors import UnavailableError
from bot.store.purge import purge
from bot.store.store import Store, now

EVERY = 3600.0  # seconds
BETWEEN = 0.1  # seconds between two steps, for those who wait

_log = structlog.get_logger("errcode.delivery")


async def keep_house(store: Store) -> None:
    """Until it is cancelled. Replicas may do it all at once: what is gone for one is gone for the others."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            removed = await clean(store)
        except UnavailableError:
            continue  # which the store has said
        except Exception as error:  # noqa: BLE001 - whatever it is: without this loop nothing is ever removed again
            _log.error("purging_broke", error=type(error).__name__)
        else:
            _log.info("purged", rows=sum(removed.values()), **{name: rows for name, rows in removed.items() if rows})


async def clean(store: Store) -> Counter[str]:
    """Removes all that is past its time; how many rows of each table that were."""
    removed: Counter[str] = Counter()
    while True:
        async with store.begin() as conn:
            step = await purge(conn, await now(conn))
        removed.update(step)
        if not any(step.values()):
            return removed
        await asyncio.sleep(BETWEEN)
