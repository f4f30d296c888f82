"""The stand-in Telegram: one aiohttp server on the loopback, with everything behind it.

async with TelegramServer(Settings(rate=None)) as telegram:
    ... start the bot with telegram.base_url (file downloads: telegram.file_url) and telegram.settings.token ...
    number = telegram.people.says(GROUP, '{"error_code": 223114}')
    await telegram.wait_for(lambda: telegram.chats.own_messages(GROUP, reply_to=number), 5)
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.doubles.happenings import History

from .api import Api
from .chats import Chats
from .faults import Faults
from .hands import Hands
from .moves import Moves
from .people import People
from .polling import Polling
from .settings import Settings
from .sockets import reset
from .updates import Updates
from .webhook import Webhook

T = TypeVar("T")
_MOST_BYTES = 50 * 2**20
_LOOK_AGAIN = 0.005  # seconds between two looks at what is waited for ...
_LOOK_ANYWAY = 0.05  # ... and when nothing happened here meanwhile: what is looked at may be elsewhere


class TelegramServer:
    """A Bot API server with its chats. Everything runs in the event loop that entered it."""

    def __init__(self, settings: Settings | None = None, port: int = 0) -> None:
        given = settings or Settings()
        self.history = History()
        self.chats = Chats(given, self.history)
        self.faults = Faults(given.seed)
        self.updates = Updates(self.chats)
        self.webhook = Webhook(self.chats, self.updates, self.faults)
        self._closing = asyncio.Event()
        self._changed = asyncio.Event()
        self.polling = Polling(self.chats, self.updates, self.webhook, self._closing)
        self.api = Api(self.chats, self.faults, self.polling, self.webhook, self._closing)
        self.people = People(self.chats, self.updates)
        self.hands = Hands(self.chats)
        self.moves = Moves(self.chats)
        self.chats.publish = self.updates.publish
        self.history.listener = self._changed.set
        self._port = port
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.2)

    @property
    def settings(self) -> Settings:
        """As they stand."""
        return self.chats.settings

    @property
    def base_url(self) -> str:
        """What telegram.Bot wants as base_url."""
        return f"{self.chats.url}/bot"

    @property
    def file_url(self) -> str:
        """What telegram.Bot wants as base_file_url."""
        return f"{self.chats.url}/file/bot"

    def change(self, **settings: Any) -> None:
        """Changes settings while it runs: sees_all, rate, pace, ..."""
        self.chats.settings = dataclasses.replace(self.chats.settings, **settings)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.chats.url = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        await self.webhook.close()
        await self.api.close()
        await self._runner.cleanup()

    async def wait_for(self, look: Callable[[], T], seconds: float = 30.0) -> T:
        """What `look` gives, once it is true. Raises TimeoutError with the last happenings."""
        try:
            async with asyncio.timeout(seconds):
                while not (seen := look()):
                    self._changed.clear()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._changed.wait(), _LOOK_ANYWAY)
                    await asyncio.sleep(_LOOK_AGAIN)
        except TimeoutError:
            last = "\n".join(map(str, list(self.history)[-12:]))
            raise TimeoutError(f"not seen within {seconds:g} s; the last happenings:\n{last}") from None
        return seen

    async def settle(self, seconds: float = 10.0) -> None:
        """Waits until every update is confirmed."""
        await self.wait_for(lambda: not self.updates.pending, seconds)

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._reachable], client_max_size=_MOST_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self.api.handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self.api.download)
        return app

    @web.middleware
    async def _reachable(self, request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
        if self.faults.down:
            reset(request)
            return web.Response()
        response: web.StreamResponse = await handler(request)
        return response
