"""The stand-in in a thread of its own, for synchronous tests that run the bot as a subprocess.

with TelegramThread(Settings()) as telegram:
    ... start the bot ...
    number = telegram.do(lambda server: server.people.says(GROUP, "223114"))
    telegram.wait_for(lambda server: server.chats.own_messages(GROUP, reply_to=number))
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self, TypeVar, cast, overload

from .server import TelegramServer
from .settings import Settings

T = TypeVar("T")


class TelegramThread:
    """A TelegramServer in a thread with its own event loop. Touch the server within `do` and `wait_for` only."""

    def __init__(self, settings: Settings | None = None, port: int = 0) -> None:
        self._settings = settings or Settings()
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram", daemon=True)
        self._server: TelegramServer | None = None
        self.base_url = self.file_url = ""

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        self.base_url = self._server.base_url
        self.file_url = self._server.file_url
        return self

    async def _open(self) -> TelegramServer:
        return await TelegramServer(self._settings, self._port).__aenter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            closing = self._server.__aexit__(kind, error, trace)
            asyncio.run_coroutine_threadsafe(closing, self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @overload
    def do(self, step: Callable[[TelegramServer], Awaitable[T]], seconds: float = 30.0) -> T: ...
    @overload
    def do(self, step: Callable[[TelegramServer], T], seconds: float = 30.0) -> T: ...
    def do(self, step: Callable[[TelegramServer], Awaitable[T] | T], seconds: float = 30.0) -> T:
        """Runs a step within the server's loop, awaits it if need be, and gives its value."""
        assert self._server is not None, "enter it first"
        server = self._server

        async def run() -> T:
            value = step(server)
            if inspect.isawaitable(value):
                return await cast("Awaitable[T]", value)
            return value

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(seconds)

    def wait_for(self, look: Callable[[TelegramServer], T], seconds: float = 30.0) -> T:
        """What `look` gives, once it is true. Raises TimeoutError with the last happenings."""
        found: T = self.do(lambda server: server.wait_for(lambda: look(server), seconds), seconds + 5)
        return found
