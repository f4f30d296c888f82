"""The desk, for those who wait: one thread of its own, so that a long paste holds up no acknowledgement."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bot.core import followup
from bot.core.answer import Answer
from bot.core.desk import Desk, Mode


class Answering:
    """Asks `desk`, which nobody else may use meanwhile, in a thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    async def answer(self, text: str, mode: Mode, language: str | None = None) -> Answer:
        """The desk's answer."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(self._desk.answer, text, mode, language))

    async def warm(self) -> None:
        """Makes ready what the first questions need."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._desk.warm)
        await loop.run_in_executor(self._thread, followup.warm)

    def close(self) -> None:
        """Ends the thread when it has answered."""
        self._thread.shutdown(wait=False, cancel_futures=True)
