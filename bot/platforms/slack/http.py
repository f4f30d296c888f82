"""Slack over HTTP: POST /slack/events for events, commands and interactions.

The signature is verified on the raw bytes before anything reads them; Bolt verifies it again.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

import structlog
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_internals import build_async_context
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.platforms.body import LONGEST_BODY, read_body

PATH = "/slack/events"
STALE = 300  # seconds that a request may be old, or ahead (docs: authentication/verifying-requests-from-slack)

_log = structlog.get_logger("errcode.slack")


@dataclass(frozen=True, slots=True)
class SlackDoor:
    """The route for a Bolt app. `clock` gives epoch seconds."""

    app: AsyncApp
    signing_secret: str
    clock: Callable[[], float] = time.time

    def routes(self) -> list[Route]:
        """What to mount."""
        return [Route(PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """Bolt's answer; 401, 413 or 400 for what is not Slack's, too large, or unreadable."""
        try:
            body = await read_body(request)
        except ClientDisconnect:
            return PlainTextResponse("gone", 400)
        if body is None:
            return PlainTextResponse(f"at most {LONGEST_BODY} bytes", 413)
        if not self._is_slacks(request, body):
            _log.warning("slack_request_refused", reason="signature or time")
            return PlainTextResponse("not signed by Slack, or too old", 401)
        try:
            asked = _bolt_request(body.decode("utf-8"), request)
            return to_starlette_response(await self.app.async_dispatch(asked))
        except Exception as error:  # noqa: BLE001 - Bolt takes every part of a payload for what it should be
            _log.warning("slack_request_refused", reason=type(error).__name__)
            return PlainTextResponse("not readable", 400)

    def _is_slacks(self, request: Request, body: bytes) -> bool:
        """Whether the signature is right and fresh (version 0 of Slack's signing)."""
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and signature.isascii()):
            return False
        if abs(self.clock() - int(stamp)) > STALE:
            return False
        signed = hmac.new(self.signing_secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
        return hmac.compare_digest(f"v0={signed.hexdigest()}", signature)


def _bolt_request(text: str, request: Request) -> AsyncBoltRequest:
    """Bolt's request.

    Bolt 1.30 takes a command whose text holds the word "payload" for an interaction and loses it, so a
    form without a `payload` field is read here.
    """
    asked = AsyncBoltRequest(body=text, headers=dict(request.headers))
    is_form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    if is_form and not asked.body:
        form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
        if "payload" not in form:
            asked.body = form
            asked.context = build_async_context(AsyncBoltContext({}), form)
    return asked
