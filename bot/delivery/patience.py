"""A database that is away for a moment: the transaction again, until it is back or time is up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.store.errors import UnavailableError

FIRST_PAUSE = 0.05  # seconds before the second try
LONGEST_PAUSE = 0.4  # seconds between two tries, which double from the first

_T = TypeVar("_T")


class Patience:
    """Lasts for `seconds` from now on, for all that it is asked to do together."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    async def __call__(self, work: Callable[[], Awaitable[_T]]) -> _T:
        """What `work`, a whole transaction, gives. Raises its UnavailableError when there is no time for another try."""
        pause = FIRST_PAUSE
        while True:
            try:
                return await work()
            except UnavailableError:
                if time.monotonic() + pause > self._end:
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
