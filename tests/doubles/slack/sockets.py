"""Socket Mode: /link, envelopes, acknowledgements, and the ways in which a connection ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections import OrderedDict
from dataclasses import dataclass

from aiohttp import WSMsgType, web

from tests.doubles.happenings import Kind

from .api import Api, reset
from .delivery import Delivery, Reply
from .workspace import Json, Workspace

_REMEMBERED = 10_000


@dataclass(slots=True)
class Link:
    """One connection. `silent`: it looks open and does nothing, not even answer a ping."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    silent: bool = False


class Sockets:
    """The app's connections, numbered from 0 in the order of their opening."""

    def __init__(self, workspace: Workspace, api: Api) -> None:
        self._workspace = workspace
        self._api = api
        self._links: dict[int, Link] = {}
        self._opened = 0
        self._changed = asyncio.Event()
        self._waiting: dict[str, tuple[asyncio.Future[Json], int]] = {}
        self._past: OrderedDict[str, Delivery] = OrderedDict()

    @property
    def open(self) -> list[int]:
        """The numbers of the open connections."""
        return sorted(self._links)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A connection, from its ticket to its end."""
        if request.query.get("ticket") not in self._api.tickets:
            return web.Response(status=403, text="invalid ticket")
        self._api.tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self._links) >= self._workspace.settings.most_connections:
            await socket.send_json(_farewell("too_many_websockets"))
            await socket.close()
            return socket
        link = Link(self._opened, socket, request)
        self._opened += 1
        await socket.send_json(self._hello(len(self._links) + 1))
        self._links[link.number] = link
        self._workspace.history.add(Kind.LINK_UP, name=str(link.number))
        self._change()
        try:
            await self._listen(link)
        finally:
            self._links.pop(link.number, None)
            self._workspace.history.add(Kind.LINK_DOWN, name=str(link.number))
            self._change()
        return socket

    def _hello(self, count: int) -> Json:
        debug = {"host": "applink-stand-in", "build_number": 1, "approximate_connection_time": 18_000}
        app = {"app_id": self._workspace.settings.app_id}
        return {"type": "hello", "connection_info": app, "num_connections": count, "debug_info": debug}

    async def _listen(self, link: Link) -> None:
        async for frame in link.socket:
            if link.silent:
                continue
            if frame.type is WSMsgType.PING:
                await link.socket.pong(frame.data)
            elif frame.type is WSMsgType.TEXT:
                self._take(link, json.loads(frame.data))

    def _take(self, link: Link, ack: Json) -> None:
        envelope = str(ack.get("envelope_id", ""))
        waiting, number = self._waiting.get(envelope, (None, -1))
        if waiting is not None and not self._workspace.settings.foreign_acks and number != link.number:
            return
        if waiting is not None and not waiting.done():
            waiting.set_result(ack)
        elif past := self._past.pop(envelope, None):
            what = {"channel": past.channel, "message": past.message, "name": past.name}
            self._workspace.history.add(Kind.ACKED, detail="late", **what)

    async def attempt(self, delivery: Delivery, number: int, reason: str) -> Reply:
        """Sends an envelope to a connection picked by chance, and waits for its acknowledgement."""
        envelope = str(uuid.uuid4())
        head = {"envelope_id": envelope, "type": delivery.kind, "accepts_response_payload": delivery.responds}
        retry = {"retry_attempt": number, "retry_reason": reason} if delivery.retried else {}
        frame = json.dumps({**head, **retry, "payload": delivery.payload})
        try:
            async with asyncio.timeout(self._workspace.settings.pace.ack):
                ack = await self._exchange(envelope, frame)
        except TimeoutError:
            self._remember(envelope, delivery)
            return Reply(acked=False, reason="timeout")
        finally:
            self._waiting.pop(envelope, None)
        return Reply(acked=True, payload=ack.get("payload"))

    async def _exchange(self, envelope: str, frame: str) -> Json:
        link = await self._any_link()
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope] = (waiting, link.number)
        if not link.silent:
            with contextlib.suppress(ConnectionError):  # what is lost on the way times out like any other
                await link.socket.send_str(frame)
        return await waiting

    async def _any_link(self) -> Link:
        while not self._links:
            await self._changed.wait()
        return self._workspace.random.choice(list(self._links.values()))

    def _remember(self, envelope: str, delivery: Delivery) -> None:
        """A late acknowledgement is still a promise of the bot's: it goes into the history."""
        self._past[envelope] = delivery
        while len(self._past) > _REMEMBERED:
            self._past.popitem(last=False)

    async def refresh(self, number: int) -> None:
        """Slack's renewal of a connection: a warning, then the request to leave, then the end."""
        link = self._links[number]
        await link.socket.send_json(_farewell("warning"))
        await asyncio.sleep(self._workspace.settings.pace.warning)
        await self.disconnect(number, "refresh_requested")

    async def disconnect(self, number: int, reason: str) -> None:
        """Sends a disconnect (refresh_requested, link_disabled) and closes; no-op when it has left already."""
        if link := self._links.get(number):
            with contextlib.suppress(ConnectionError):
                await link.socket.send_json(_farewell(reason))
            await link.socket.close()

    def drop(self, number: int) -> None:
        """Resets a connection without a word."""
        reset(self._links[number].request)

    def silence(self, number: int) -> None:
        """Leaves a connection half open: events sent to it are lost, pings go unanswered."""
        self._links[number].silent = True

    async def send_raw(self, number: int, frame: str) -> None:
        """Sends any text as a frame: unknown types, broken JSON."""
        await self._links[number].socket.send_str(frame)

    async def close(self) -> None:
        """Ends all connections."""
        for link in list(self._links.values()):
            await link.socket.close()

    def reset_all(self) -> None:
        """Resets all connections: the platform went away."""
        for number in list(self._links):
            self.drop(number)

    def _change(self) -> None:
        (self._changed.set if self._links else self._changed.clear)()


def _farewell(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "wss-stand-in"}}
