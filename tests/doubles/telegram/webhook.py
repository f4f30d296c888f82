"""Delivery to the bot's URL: each chat's updates in order, chats in parallel, until the bot says 2xx."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from collections import deque
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from tests.doubles.happenings import Kind

from .arguments import Arguments
from .chats import Chats
from .faults import Faults
from .refusal import bad
from .updates import Json, Update, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
_PORTS = {443, 80, 88, 8443}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one attempt: `status` 0 when there was none; `wait` in seconds when the bot named one."""

    status: int
    reason: str = ""
    wait: float | None = None


class Webhook:
    """The webhook as it is set. `url` "" means none."""

    def __init__(self, chats: Chats, updates: Updates, faults: Faults) -> None:
        self._chats = chats
        self._updates = updates
        self._faults = faults
        self._queues: dict[str, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._room = asyncio.Semaphore(40)
        self._error: Json = {}
        self.url = self.secret = ""
        self.connections = 40
        updates.listener = self.feed

    async def set(self, args: Arguments) -> bool:
        """setWebhook. Raises RefusalError."""
        url = args.text("url")
        if not url:
            return await self.delete(args)
        secret = args.text("secret_token")
        connections = args.number("max_connections", 40)
        _check(url, secret, connections)
        kinds = [str(kind) for kind in args.list("allowed_updates")] if "allowed_updates" in args else None
        await self._stop()
        self.url, self.secret, self.connections, self._error = url, secret, connections, {}
        self._updates.allow(kinds)
        self._room = asyncio.Semaphore(connections)
        self._begin(drop=args.flag("drop_pending_updates"))
        return True

    async def delete(self, args: Arguments) -> bool:
        """deleteWebhook: what is pending can be polled."""
        await self._stop()
        self.url = self.secret = ""
        self._begin(drop=args.flag("drop_pending_updates"))
        return True

    def info(self) -> Json:
        """getWebhookInfo."""
        kinds = {"allowed_updates": sorted(self._updates.allowed)} if self._updates.allowed else {}
        count = {"has_custom_certificate": False, "pending_update_count": len(self._updates.pending)}
        connections = {"max_connections": self.connections, **self._error} if self.url else {}
        return {"url": self.url, **count, **connections, **kinds}

    def _begin(self, *, drop: bool) -> None:
        if drop:
            self._updates.pending.clear()
        for update in self._updates.pending.values():
            self.feed(update)

    def feed(self, update: Update) -> None:
        """Delivers an update, after those of its chat."""
        if not self.url:
            return
        if update.chat in self._queues:
            self._queues[update.chat].append(update)
            return
        self._queues[update.chat] = deque([update])
        task = asyncio.get_running_loop().create_task(self._serve(update.chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, chat: str) -> None:
        queue = self._queues[chat]
        while queue:
            await self._deliver(queue[0])
            queue.popleft()
        del self._queues[chat]

    async def _deliver(self, update: Update) -> None:
        pace = self._chats.settings.pace
        pause = pace.retry
        while True:
            self._updates.sent(update)
            async with self._room:
                reply = await self.post(json.dumps(update.body).encode())
            if 200 <= reply.status < 300 and not self._faults.loses_ack():
                self._updates.confirm(update)
                return
            if 200 <= reply.status < 300:
                self._chats.history.add(Kind.FAULT, detail="lost ack", **update.about)
            self._error = {"last_error_date": int(time.time()), "last_error_message": reply.reason or "timeout"}
            await asyncio.sleep(pause if reply.wait is None else reply.wait * pace.second)
            pause = min(pause * 2, pace.longest_retry)

    async def post(self, body: bytes, headers: dict[str, str] | None = None) -> Reply:
        """One request to the webhook, with the secret unless `headers` are given."""
        if self._session is None:
            # An app's server closes an idle connection after five seconds: what is sent on it just then would come again.
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(keepalive_timeout=2.0))
        secret = {SECRET_HEADER: self.secret} if self.secret else {}
        told = {"Content-Type": "application/json", **(secret if headers is None else headers)}
        timeout = aiohttp.ClientTimeout(total=self._chats.settings.pace.webhook)
        try:
            async with self._session.post(
                self.target, data=body, headers=told, timeout=timeout, allow_redirects=False
            ) as response:
                await response.read()
                why = (
                    ""
                    if response.status < 300
                    else f"Wrong response from the webhook: {response.status} {response.reason}"
                )
                return Reply(response.status, why, _wait(response.headers.get("Retry-After")))
        except TimeoutError:
            return Reply(0, "Read timeout expired")
        except aiohttp.ClientError:
            return Reply(0, "Connection refused")

    @property
    def target(self) -> str:
        """Where deliveries really go."""
        base = self._chats.settings.webhook_base
        return base + urlsplit(self.url).path if base else self.url

    async def _stop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._queues.clear()

    async def close(self) -> None:
        """Ends deliveries and connections."""
        await self._stop()
        if self._session is not None:
            await self._session.close()


def _check(url: str, secret: str, connections: int) -> None:
    parts = urlsplit(url)
    loopback = parts.hostname in _LOOPBACK  # the stand-in's one liberty: plain HTTP on this machine
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not loopback and (parts.port or 443) not in _PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if secret and not _SECRET.match(secret):
        raise bad("secret token contains unallowed characters")
    if not 1 <= connections <= 100:
        raise bad("invalid max_connections specified")


def _wait(header: str | None) -> float | None:
    with contextlib.suppress(TypeError, ValueError):
        return float(header or "")
    return None
