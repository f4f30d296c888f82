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
    _since: float = 0.0

    def met(self, error: UnavailableError) -> None:
        """Somebody's transaction failed."""
        if not self._noticed.is_set():
            _log.warning("store_unavailable", reason=error.what)
            self._noticed.set()
            self._since = time.monotonic()

    async def watch(self, write: Callable[[], Awaitable[None]]) -> None:
        """While it is away, tries to `write` with each beat, until that works. Runs until it is cancelled."""
        while True:
            await self._noticed.wait()
            await asyncio.sleep(BEAT)
            try:
                await write()
            except Exception:  # noqa: BLE001, S112 - whatever it is: it isn't back, and said to be away
                continue
            self._noticed.clear()
            _log.info("store_back", after_seconds=round(time.monotonic() - self._since, 1))
