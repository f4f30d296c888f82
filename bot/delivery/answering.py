"""The desk, for those who wait: a long paste is read in a thread, so that it holds up no acknowledgement."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.core import followup
from bot.core.answer import Answer
from bot.core.desk import Desk, Mode

T = TypeVar("T")
SHORT = 1000  # characters that are answered sooner, mostly in half a millisecond, than a thread has its turn


class Answering:
    """Asks `desk`, which nobody else may use meanwhile."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    async def answer(self, text: str, mode: Mode, language: str | None = None) -> Answer:
        """The desk's answer."""
        return await self.do(lambda desk: desk.answer(text, mode, language), len(text))

    async def do(self, work: Callable[[Desk], T], length: int) -> T:
        """What `work` gets from the desk for a text of so many characters: at once for a short one, when the desk is
        free, and else in the thread.
        """
        if length <= SHORT and self._turn.acquire(blocking=False):
            try:
                return work(self._desk)
            finally:
                self._turn.release()
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._done, work)

    def _done(self, work: Callable[[Desk], T]) -> T:
        with self._turn:
            return work(self._desk)

    async def warm(self) -> None:
        """Makes ready what the first questions need."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._done, Desk.warm)

    async def warm_follow_ups(self) -> None:
        """Makes ready what the first question about an answer needs."""
        await asyncio.get_running_loop().run_in_executor(self._thread, followup.warm)

    def close(self) -> None:
        """Ends the thread when it has answered."""
        self._thread.shutdown(wait=False, cancel_futures=True)
