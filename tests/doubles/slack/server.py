"""The stand-in Slack: one aiohttp server on the loopback, with everything behind it.

async with SlackServer(Settings(rate=None)) as slack:
    ... start the bot with slack.api_url, slack.settings.bot_token and .app_token ...
    ts = slack.people.says("C1", '{"error_code": 223114}')
    await slack.wait_for(lambda: slack.workspace.own_messages("C1", ts), 5)
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

from .api import Api, reset
from .delivery import Postman
from .faults import Faults
from .files import serve_file, serve_login
from .hands import Hands
from .hooks import Hooks
from .people import People
from .settings import Settings
from .sockets import Sockets
from .webhook import Webhook
from .workspace import Workspace

T = TypeVar("T")
_MOST_BYTES = 16 * 2**20
_LOOK_AGAIN = 0.005  # seconds between two looks at what is waited for ...
_LOOK_ANYWAY = 0.05  # ... and when nothing happened here meanwhile: what is looked at may be elsewhere


class SlackServer:
    """A workspace with its servers. Everything runs in the event loop that entered it."""

    def __init__(self, settings: Settings | None = None, port: int = 0) -> None:
        given = settings or Settings()
        self.history = History()
        self.workspace = Workspace(given, self.history)
        self.faults = Faults(given.seed)
        self.hooks = Hooks(self.workspace, self.faults)
        self.webhook = Webhook(self.workspace)
        self._closing = asyncio.Event()
        self._changed = asyncio.Event()
        self.api = Api(self.workspace, self.faults, self._closing)
        self.sockets = Sockets(self.workspace, self.api)
        self.postman = Postman(self.workspace, self.faults, self.sockets, self.webhook)
        self.people = People(self.workspace, self.postman, self.hooks)
        self.hands = Hands(self.workspace, self.postman, self.hooks)
        self.workspace.publish = self.people.publish
        self.history.listener = self._changed.set
        self._port = port
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.2)

    @property
    def settings(self) -> Settings:
        """As they stand."""
        return self.workspace.settings

    @property
    def api_url(self) -> str:
        """The base of the Web API, with the slash that slack_sdk wants."""
        return f"{self.workspace.url}/api/"

    def change(self, **settings: Any) -> None:
        """Changes settings while it runs: scopes, pace, request_url, ..."""
        self.workspace.settings = dataclasses.replace(self.workspace.settings, **settings)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.workspace.url = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        await self.postman.close()
        await self.sockets.close()
        await self.webhook.close()
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
        """Waits until every delivery is acknowledged or given up."""
        async with asyncio.timeout(seconds):
            await self.postman.settle()

    def go_down(self) -> None:
        """The platform is away: connections are reset, new ones too, until faults.down is False again."""
        self.faults.down = True
        self.sockets.reset_all()

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._reachable], client_max_size=_MOST_BYTES)
        app.router.add_route("*", "/api/{method}", self.api.handle)
        app.router.add_get("/link", self.sockets.handle)
        app.router.add_post("/hook/{hook}", self.hooks.handle)
        app.router.add_get("/files-pri/{file}/{name}", self._file)
        app.router.add_get("/files-pri/{file}/download/{name}", self._file)
        app.router.add_get("/login", serve_login)
        return app

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return await serve_file(self.workspace, request)

    @web.middleware
    async def _reachable(self, request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
        if self.faults.down:
            reset(request)
            return web.Response()
        response: web.StreamResponse = await handler(request)
        return response
