"""Telegram over a webhook: POST /telegram/webhook. An update is stored before it is answered with 200."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.platforms.body import LONGEST_BODY, read_body
from bot.setting_shapes import WEBHOOK_PATH
from bot.store.errors import UnavailableError

HEADER = "x-telegram-bot-api-secret-token"  # what setWebhook's secret_token comes back in
LATER = {"Retry-After": "5"}  # seconds; Telegram heeds it

_log = structlog.get_logger("errcode.telegram")


@dataclass(frozen=True, slots=True)
class TelegramDoor:
    """The route for updates."""

    secret: str = field(repr=False)
    take: Callable[[Mapping[str, Any]], Awaitable[None]]

    def routes(self) -> list[Route]:
        """What to mount."""
        return [Route(WEBHOOK_PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """200 for what is stored or nothing of ours, 403 and 413 for what isn't Telegram's, 503 to bring it again."""
        told = request.headers.get(HEADER, "")
        if not hmac.compare_digest(told.encode("utf-8", "replace"), self.secret.encode()):
            _log.warning("telegram_request_refused", reason="secret")
            return PlainTextResponse("not Telegram's", 403)
        try:
            body = await read_body(request)
        except ClientDisconnect:
            return PlainTextResponse("gone", 400)
        if body is None:
            return PlainTextResponse(f"at most {LONGEST_BODY} bytes", 413)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            _log.warning("update_left_out", reason="no JSON")
            return PlainTextResponse("not read")  # it would be the same when brought again
        try:
            if isinstance(update, dict):
                await self.take(update)
        except UnavailableError:
            return PlainTextResponse("later", 503, headers=LATER)
        except Exception as error:  # noqa: BLE001 - brought again it would hold up its chat for a day
            _log.error("update_broke", update=update.get("update_id"), error=type(error).__name__)
        return PlainTextResponse("ok")
