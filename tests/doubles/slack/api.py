"""/api/{method}: tokens, scopes, rate limits and trouble around the Web API's methods."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import struct

from aiohttp import web

from tests.doubles.happenings import Kind

from .faults import Fault, Faults, Trouble
from .methods import METHODS, need_scope, normalised
from .rates import Rates
from .refusal import RefusalError
from .workspace import Json, Workspace

_OPEN = "apps.connections.open"
_BEFORE = {Trouble.TIMEOUT, Trouble.RESET}


class Api:
    """Answers Web API requests. `tickets` are the Socket Mode addresses handed out and not yet used."""

    def __init__(self, workspace: Workspace, faults: Faults, closing: asyncio.Event) -> None:
        self._workspace = workspace
        self._faults = faults
        self._closing = closing
        self.rates = Rates()
        self.tickets: set[str] = set()
        self._later: set[asyncio.Task[None]] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request, with whatever trouble is due."""
        method = request.match_info["method"]
        args = await self._arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(args.get("token") or "")
        fault = self._faults.take(method)
        if fault is None:
            return self._answer(method, token, args)
        self._workspace.history.add(Kind.FAULT, name=method, detail=fault.trouble.value)
        return await self._in_trouble(request, fault, method, token, args)

    async def _arguments(self, request: web.Request) -> Json:
        if request.content_type != "application/json":
            form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
            return {**request.query, **form}  # slack_sdk sends some methods' arguments in the query
        try:
            read = json.loads(await request.text() or "{}")
        except ValueError:
            return {"": "invalid_json"}
        return read if isinstance(read, dict) else {"": "json_not_object"}

    def _answer(self, method: str, token: str, args: Json) -> web.Response:
        scopes = {"x-oauth-scopes": ",".join(sorted(self._workspace.settings.scopes))}
        channel = str(args.get("channel", ""))
        try:
            self._authorise(method, token)
            if wait := self.rates.wait(self._workspace.settings.rate, method, channel):
                return self._limited(method, channel, wait)
            body = {"ok": True, **self._run(method, args)}
        except RefusalError as refusal:
            body = refusal.body()
        about = {"channel": channel, "thread": str(args.get("thread_ts") or "")}
        self._workspace.history.add(Kind.CALLED, name=method, detail=str(body.get("error", "ok")), **about)
        return web.json_response(body, headers=scopes)

    def _run(self, method: str, args: Json) -> Json:
        if "" in args:
            raise RefusalError(args[""])
        if method == _OPEN:
            return self._open()
        need_scope(self._workspace, METHODS[method].scope)
        return METHODS[method].run(self._workspace, normalised(args))

    def _open(self) -> Json:
        ticket = secrets.token_hex(8)
        self.tickets.add(ticket)
        address = self._workspace.url.replace("http://", "ws://")
        return {"url": f"{address}/link?ticket={ticket}&app_id={self._workspace.settings.app_id}"}

    def _authorise(self, method: str, token: str) -> None:
        settings = self._workspace.settings
        if method not in METHODS and method != _OPEN:
            raise RefusalError("unknown_method", req_method=method)
        if not token:
            raise RefusalError("not_authed")
        if token not in (settings.bot_token, settings.app_token):
            raise RefusalError("invalid_auth")
        if (token == settings.app_token) != (method == _OPEN):
            raise RefusalError("not_allowed_token_type")

    def _limited(self, method: str, channel: str, wait: int) -> web.Response:
        self._workspace.history.add(Kind.CALLED, name=method, channel=channel, detail="429")
        body = {"ok": False, "error": "ratelimited"}
        return web.json_response(body, status=429, headers={"Retry-After": str(wait)})

    async def _in_trouble(
        self, request: web.Request, fault: Fault, method: str, token: str, args: Json
    ) -> web.StreamResponse:
        trouble = fault.trouble
        if trouble is Trouble.RATE_LIMITED:
            return self._limited(method, str(args.get("channel", "")), max(1, round(fault.seconds)))
        if trouble is Trouble.SERVER_ERROR:
            return web.Response(status=500, text="Internal Server Error")
        if trouble is Trouble.BAD_GATEWAY:
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
        if trouble is Trouble.REFUSED:
            self._workspace.history.add(Kind.CALLED, name=method, detail=fault.error)
            return web.json_response({"ok": False, "error": fault.error})
        if trouble is Trouble.SLOW:
            await self._pause(fault.seconds)
        elif trouble is Trouble.LATE_RESET:
            self._do_later(fault.seconds, method, token, args)
        answer = web.Response() if trouble in _BEFORE | {Trouble.LATE_RESET} else self._answer(method, token, args)
        if trouble in (Trouble.TIMEOUT, Trouble.DONE_TIMEOUT):
            await self._pause(fault.seconds)
        if trouble is not Trouble.SLOW:
            reset(request)
        return answer

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return

    def _do_later(self, seconds: float, method: str, token: str, args: Json) -> None:
        async def later() -> None:
            await self._pause(seconds)
            self._answer(method, token, args)

        task = asyncio.create_task(later())
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def reset(request: web.BaseRequest) -> None:
    """Ends the connection with a reset, so that the client can't tell what became of its request."""
    if request.transport is None:
        return
    end = request.transport.get_extra_info("socket")
    if end is not None:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
