"""What has had its time goes: once an hour, a little at a time, so that no message waits for it."""

from __future__ import annotations

import asyncio

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
        except UnavailableError as error:
            _log.warning("store_unavailable", reason=str(error))
        else:
            _log.info("purged", rows=removed)


async def clean(store: Store) -> int:
    """Removes all that is past its time; how many rows that were."""
    removed = 0
    while True:
        async with store.begin() as conn:
            step = await purge(conn, await now(conn))
        if not step:
            return removed
        removed += step
        await asyncio.sleep(BETWEEN)
