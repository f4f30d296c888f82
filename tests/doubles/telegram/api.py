"""/bot<token>/<method>: tokens, flood limits and trouble around the methods."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import web

from tests.doubles.happenings import Kind

from .arguments import Arguments, Json, read_arguments
from .chats import Chats
from .faults import Fault, Faults, Trouble
from .files import serve_file
from .methods import METHODS
from .polling import Polling
from .rates import Rates
from .refusal import RefusalError, conflict, flooded
from .sockets import is_gone, reset
from .webhook import Webhook

DOWNLOAD = "download"  # its name among the faults and the calls
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+\Z")
_UNDONE = {Trouble.TIMEOUT, Trouble.SILENCE, Trouble.RESET, Trouble.LATE_RESET}
_HUNG = {Trouble.TIMEOUT, Trouble.DONE_TIMEOUT, Trouble.SLOW}
_DROPPED = {
    Trouble.TIMEOUT,
    Trouble.SILENCE,
    Trouble.RESET,
    Trouble.LATE_RESET,
    Trouble.DONE_RESET,
    Trouble.DONE_TIMEOUT,
}
_UNSURE = {Trouble.MALFORMED, Trouble.DONE_RESET, Trouble.DONE_TIMEOUT}
_FOREVER = 600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call comes to; `posted` is the message it made, (0, 0) for none."""

    response: web.Response
    posted: tuple[int, int] = (0, 0)


class Api:
    """Answers the Bot API's requests."""

    def __init__(
        self, chats: Chats, faults: Faults, polling: Polling, webhook: Webhook, closing: asyncio.Event
    ) -> None:
        self._chats = chats
        self._faults = faults
        self._polling = polling
        self._webhook = webhook
        self._closing = closing
        self.rates = Rates()
        self._later: set[asyncio.Task[None]] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call, with whatever trouble is due."""
        token, method = request.match_info["token"], request.match_info["method"]
        try:
            given = await read_arguments(request)
        except RefusalError as refusal:
            return _json(refusal.body(), refusal.code)
        return await self._respond(request, method, lambda: self._answer(request, method, token, given))

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file's content."""
        token, path = request.match_info["token"], request.match_info["path"]

        async def answer() -> Answer:
            response = serve_file(self._chats, token, path)
            self._chats.history.add(
                Kind.CALLED, name=DOWNLOAD, detail="ok" if response.status == 200 else str(response.status)
            )
            return Answer(response)

        return await self._respond(request, DOWNLOAD, answer)

    async def _respond(
        self, request: web.Request, method: str, answer: Callable[[], Awaitable[Answer]]
    ) -> web.StreamResponse:
        fault = self._faults.take(method)
        if fault is not None:
            self._chats.history.add(Kind.FAULT, name=method, detail=fault.trouble.value)
            return await self._in_trouble(request, fault, answer)
        answered = await answer()
        if is_gone(request):
            self._note_cut(answered)
        return answered.response

    async def _answer(self, request: web.Request, method: str, token: str, given: Json) -> Answer:
        args = Arguments(given)
        status, detail, posted = 200, "ok", (0, 0)
        try:
            self._authorise(token)
            result = await self._run(method.lower(), args, partial(is_gone, request))
            body = {"ok": True, "result": result}
            if method.lower() == "sendmessage":
                posted = (result["chat"]["id"], result["message_id"])
        except RefusalError as refusal:
            body, status = refusal.body(), refusal.code
            detail = "429" if status == 429 else refusal.description
        self._chats.history.add(Kind.CALLED, name=method, channel=str(given.get("chat_id", "")), detail=detail)
        return Answer(_json(body, status), posted)

    async def _run(self, method: str, args: Arguments, gone: Callable[[], bool]) -> Any:
        if method == "getupdates":
            return await self._polling.get(args, gone)
        if method == "setwebhook":
            done = await self._webhook.set(args)
            self._polling.evict("terminated by setWebhook request")
            return done
        if method == "deletewebhook":
            return await self._webhook.delete(args)
        if method == "getwebhookinfo":
            return self._webhook.info()
        if method not in METHODS:
            raise RefusalError(404, "Not Found: method not found")
        if wait := self.rates.wait(self._chats.settings.rate, method, args.text("chat_id")):
            raise flooded(wait)
        return METHODS[method](self._chats, args)

    def _authorise(self, token: str) -> None:
        if not _TOKEN.match(token):
            raise RefusalError(404, "Not Found")
        if token != self._chats.settings.token:
            raise RefusalError(401, "Unauthorized")

    async def _in_trouble(
        self, request: web.Request, fault: Fault, answer: Callable[[], Awaitable[Answer]]
    ) -> web.StreamResponse:
        trouble = fault.trouble
        if (said := _said(fault)) is not None:
            return said
        if trouble is Trouble.LATE_RESET:
            self._do_later(fault.seconds, answer)
        answered = Answer(web.Response()) if trouble in _UNDONE else await answer()
        if trouble in _HUNG or trouble is Trouble.SILENCE:
            await self._pause(request, _FOREVER if trouble is Trouble.SILENCE else fault.seconds)
        if trouble in _UNSURE or is_gone(request):
            self._note_cut(answered)
        if trouble in _DROPPED:
            reset(request)
        return (
            web.Response(text='{"ok": true, "result": ', content_type="application/json")
            if trouble is Trouble.MALFORMED
            else answered.response
        )

    async def _pause(self, request: web.Request | None, seconds: float) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while (left := end - asyncio.get_running_loop().time()) > 0:
            if self._closing.is_set() or (request is not None and is_gone(request)):
                return
            await asyncio.sleep(min(left, 0.02))

    def _do_later(self, seconds: float, answer: Callable[[], Awaitable[Answer]]) -> None:
        async def later() -> None:
            await self._pause(None, seconds)
            self._note_cut(await answer(), "late")

        task = asyncio.create_task(later())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def close(self) -> None:
        """Ends what was to be done later."""
        for task in list(self._later):
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)

    def _note_cut(self, answered: Answer, detail: str = "") -> None:
        chat, message = answered.posted
        if message:
            self._chats.history.add(Kind.CUT, channel=str(chat), message=str(message), detail=detail)


def _said(fault: Fault) -> web.Response | None:
    refusals = {
        Trouble.RATE_LIMITED: flooded(max(1, round(fault.seconds))),
        Trouble.UNAUTHORIZED: RefusalError(401, "Unauthorized"),
        Trouble.CONFLICT: conflict(
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        ),
        Trouble.SERVER_ERROR: RefusalError(500, "Internal Server Error"),
        Trouble.REFUSED: RefusalError(fault.code, fault.error),
    }
    if fault.trouble is Trouble.BAD_GATEWAY:
        return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
    refusal = refusals.get(fault.trouble)
    return None if refusal is None else _json(refusal.body(), refusal.code)


def _json(body: Json, status: int) -> web.Response:
    return web.json_response(body, status=status)
