"""How many requests are answered at once, and what becomes of those that the end finds unanswered."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_REQUESTS = 200  # under way at once, in each room

_SPARED: Final = frozenset({"/livez", "/readyz", "/metrics"})  # who asks there decides whether the process is to live
_PLATFORMS: Final = ("/slack/", "/telegram/")  # a room each: a crowd at the desk keeps no event out
_DESK: Final = "/"
_LATER: Final = PlainTextResponse("busy, come back later", 503, {"Retry-After": "5", "Connection": "close"})


@dataclass(frozen=True, slots=True)
class Limited:
    """An application that answers at most MOST_REQUESTS at once, in each room; the others get 503, but for probes."""

    app: ASGIApp
    _under_way: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["path"] in _SPARED:
            return await self.app(scope, receive, send)
        room = next((start for start in _PLATFORMS if scope["path"].startswith(start)), _DESK)
        if self._under_way[room] >= MOST_REQUESTS:
            return await _LATER(scope, receive, send)
        self._under_way[room] += 1
        try:
            await _until_the_end(self.app, scope, receive, send)
        finally:
            self._under_way[room] -= 1


async def _until_the_end(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers, or at the server's end, the only one who cancels, says that it doesn't."""
    begun = False

    async def sending(message: Message) -> None:
        nonlocal begun
        begun = True
        await send(message)

    try:
        await app(scope, receive, sending)
    except asyncio.CancelledError:
        if not begun:
            await _LATER(scope, receive, send)
