"""A database that goes and comes back: said once each, however many meet it and however often they try."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from bot.store.errors import UnavailableError

BEAT = 1.0  # seconds between two looks whether it is back

_log = structlog.get_logger("errcode.store")


@dataclass(slots=True)
class Outage:
    """Whether the database is away, as far as anybody has noticed."""

    _noticed: asyncio.Event = field(default_factory=asyncio.Event)
    _reason: str = ""

    def met(self, error: UnavailableError) -> None:
        """Somebody's transaction failed."""
        if not self._noticed.is_set():
            self._reason = error.what
            self._noticed.set()

    async def watch(self, write: Callable[[], Awaitable[None]]) -> None:
        """Says in the log that it is away, tries to `write` with each beat, and says when that works again.

        Runs until it is cancelled.
        """
        while True:
            await self._noticed.wait()
            _log.warning("store_unavailable", reason=self._reason)
            began = time.monotonic()
            while self._noticed.is_set():
                await asyncio.sleep(BEAT)
                if await _works(write):
                    self._noticed.clear()
            _log.info("store_back", after_seconds=round(time.monotonic() - began, 1))


async def _works(write: Callable[[], Awaitable[None]]) -> bool:
    try:
        await write()
    except Exception:  # noqa: BLE001 - whatever it is, it isn't back
        return False
    return True
