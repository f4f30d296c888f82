"""Slack over Socket Mode: several connections, so that one of them stands while another is renewed."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

CONNECTIONS = 2  # Slack closes the old one before the new one stands; it allows ten
CHECK = 5.0  # seconds between looks at the connections
LONGEST_DOWN = 60.0  # seconds after which a connection is built anew: the library's own attempts may be stuck

_log = structlog.get_logger("errcode.slack")


@dataclass(slots=True)
class Sockets:
    """The connections of one app. `client` asks for tickets."""

    app: AsyncApp
    app_token: str = field(repr=False)
    client: AsyncWebClient
    _handlers: list[AsyncSocketModeHandler] = field(default_factory=list)
    _down_since: dict[int, float] = field(default_factory=dict)
    _connecting: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    async def open(self) -> None:
        """Connects; the token was checked before, as the library would try a wrong one for ever."""
        self._handlers = [self._handler() for _ in range(CONNECTIONS)]
        await asyncio.gather(*(handler.connect_async() for handler in self._handlers))  # type: ignore[no-untyped-call]
        _log.info("slack_connected", connections=CONNECTIONS)

    async def watch(self) -> None:
        """Builds anew what stays down. Runs until it is cancelled."""
        while True:
            await asyncio.sleep(CHECK)
            try:
                for place, handler in enumerate(self._handlers):
                    await self._look(place, handler)
            except Exception as error:  # noqa: BLE001 - whatever it is: without this loop what is down stays so
                _log.error("watching_broke", error=type(error).__name__)

    async def is_up(self) -> bool:
        """Whether any connection stands."""
        return any([await handler.client.is_connected() for handler in self._handlers])

    async def close(self) -> None:
        """Takes in nothing more."""
        for connecting in self._connecting.values():
            connecting.cancel()
        await asyncio.gather(*self._connecting.values(), return_exceptions=True)
        await asyncio.gather(*(handler.close_async() for handler in self._handlers), return_exceptions=True)  # type: ignore[no-untyped-call]

    async def _look(self, place: int, handler: AsyncSocketModeHandler) -> None:
        if await handler.client.is_connected():
            if self._down_since.pop(place, None):
                _log.info("slack_link_up", connection=place)
            return
        if place not in self._down_since:
            _log.warning("slack_link_down", connection=place)
        since = self._down_since.setdefault(place, time.monotonic())
        if time.monotonic() - since > LONGEST_DOWN:
            await self._renew(place)

    def _handler(self) -> AsyncSocketModeHandler:
        return AsyncSocketModeHandler(self.app, self.app_token, web_client=self.client)

    async def _renew(self, place: int) -> None:
        """A new connection in the place of one that is closed first: two of them would bring all twice."""
        await self._handlers[place].close_async()  # type: ignore[no-untyped-call]
        self._handlers[place] = self._handler()
        self._down_since[place] = time.monotonic()
        _log.warning("slack_link_renewed", connection=place)
        self._connecting[place] = asyncio.create_task(self._handlers[place].connect_async())  # type: ignore[no-untyped-call]
