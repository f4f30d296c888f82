"""The desk, for those who wait: a long paste is read in a thread, so that it holds up no acknowledgement."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from bot.core import followup
from bot.core.answer import Answer
from bot.core.desk import Desk, Mode

SHORT = 1000  # characters that are answered sooner, mostly in half a millisecond, than a thread has its turn


class Answering:
    """Asks `desk`, which nobody else may use meanwhile."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    async def answer(self, text: str, mode: Mode, language: str | None = None) -> Answer:
        """The desk's answer."""
        if len(text) <= SHORT and self._turn.acquire(blocking=False):
            try:
                return self._desk.answer(text, mode, language)
            finally:
                self._turn.release()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._asked, text, mode, language)

    def _asked(self, text: str, mode: Mode, language: str | None) -> Answer:
        with self._turn:
            return self._desk.answer(text, mode, language)

    async def warm(self) -> None:
        """Makes ready what the first questions need."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._desk.warm)
        await loop.run_in_executor(self._thread, followup.warm)

    def close(self) -> None:
        """Ends the thread when it has answered."""
        self._thread.shutdown(wait=False, cancel_futures=True)
