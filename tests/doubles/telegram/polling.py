"""getUpdates: one poller at a time, each update until it is confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from .arguments import Arguments
from .chats import Chats
from .refusal import conflict
from .updates import Json, Updates
from .webhook import Webhook

_LONGEST, _MOST = 50, 100
_OTHER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Polling:
    """The poller under way, if any."""

    def __init__(self, chats: Chats, updates: Updates, webhook: Webhook, closing: asyncio.Event) -> None:
        self._chats = chats
        self._updates = updates
        self._webhook = webhook
        self._closing = closing
        self._poller: asyncio.Future[str] | None = None  # set to why it has to go
        self._gone: Callable[[], bool] = _never
        self.polls = 0  # calls that were let through

    @property
    def waiting(self) -> bool:
        """Whether a bot polls right now."""
        return self._poller is not None and not self._gone()

    async def get(self, args: Arguments, gone: Callable[[], bool]) -> list[Json]:
        """The updates from the offset on, within the timeout; none to a caller who is `gone`. Raises RefusalError."""
        if self._webhook.url:
            raise conflict(_WEBHOOK)
        offset, limit = args.number("offset"), min(max(args.number("limit", _MOST), 1), _MOST)
        kinds = [str(kind) for kind in args.list("allowed_updates")] if "allowed_updates" in args else None
        self._updates.allow(kinds)
        self.evict(_OTHER)
        self._gone = gone
        self._poller = poller = asyncio.get_running_loop().create_future()
        self.polls += 1
        try:
            await self._wait(poller, offset, limit, min(args.number("timeout"), _LONGEST))
        finally:
            if self._poller is poller:
                self._poller = None
        if poller.done():
            await asyncio.sleep(self._chats.settings.pace.conflict)
            raise conflict(poller.result())
        found = [] if gone() else self._updates.after(offset, limit)
        for update in found:
            self._updates.sent(update)
        return [update.body for update in found]

    async def _wait(self, poller: asyncio.Future[str], offset: int, limit: int, seconds: float) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while not (self._updates.after(offset, limit) or poller.done() or self._closing.is_set()):
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return
            self._updates.arrived.clear()
            events = (self._updates.arrived, self._closing)
            awaited: list[asyncio.Future[Any]] = [asyncio.ensure_future(event.wait()) for event in events]
            try:
                await asyncio.wait([*awaited, poller], timeout=left, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for one in awaited:
                    one.cancel()

    def evict(self, why: str) -> None:
        """Ends the poll under way with a conflict."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(why)
        self._poller = None


def _never() -> bool:
    return False
