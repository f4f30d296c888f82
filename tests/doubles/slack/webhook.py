"""Signed delivery over HTTP, to the app's request URL."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from .delivery import Delivery, Reply
from .workspace import Json, Workspace

_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
_KEPT = 2.0  # seconds of an idle connection; an app's server closes it after five, and a click then would be lost
_FORM = "application/x-www-form-urlencoded"


def sign(secret: str, body: bytes, at: int | None = None) -> dict[str, str]:
    """The two headers that prove a body; `at` in epoch seconds, now unless given."""
    moment = str(int(time.time()) if at is None else at)
    proof = hmac.new(secret.encode(), b"v0:" + moment.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={proof}"}


def wire(delivery: Delivery) -> tuple[str, bytes]:
    """Content type and body: JSON for events, form fields for commands, one form field for interactions."""
    if delivery.kind == "events_api":
        return "application/json", json.dumps(delivery.payload).encode()
    if delivery.kind == "slash_commands":
        return _FORM, urlencode(delivery.payload).encode()
    return _FORM, urlencode({"payload": json.dumps(delivery.payload)}).encode()


class Webhook:
    """The sending side of Events API and interactivity over HTTP."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._session: aiohttp.ClientSession | None = None

    async def attempt(self, delivery: Delivery, number: int, reason: str) -> Reply:
        """One signed request; a status of 2xx within the acknowledgement's time confirms."""
        kind, body = wire(delivery)
        retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason} if number else {}
        return await self.send(body, {"Content-Type": kind, **self.signed(body), **retry})

    def signed(self, body: bytes, at: int | None = None) -> dict[str, str]:
        """The signature of this workspace."""
        return sign(self._workspace.settings.signing_secret, body, at)

    async def send(self, body: bytes, headers: dict[str, str]) -> Reply:
        """A request as given, signed or not."""
        if self._session is None:
            connector = aiohttp.TCPConnector(keepalive_timeout=_KEPT)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": _AGENT})
        timeout = aiohttp.ClientTimeout(total=self._workspace.settings.pace.ack)
        url = self._workspace.settings.request_url
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=timeout, max_redirects=2
            ) as response:
                return _reply(response, await response.text(errors="replace"))
        except TimeoutError:
            return Reply(acked=False, reason="http_timeout")
        except aiohttp.TooManyRedirects:
            return Reply(acked=False, reason="too_many_redirects")
        except aiohttp.ClientError:
            return Reply(acked=False, reason="connection_failed")

    async def verify(self) -> str:
        """url_verification: what the app gave back as the challenge."""
        asked = {"token": "deprecated", "challenge": "ch4llenge", "type": "url_verification"}
        body = json.dumps(asked).encode()
        reply = await self.send(body, {"Content-Type": "application/json", **self.signed(body)})
        return str((reply.payload or {}).get("challenge", ""))

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()


def _reply(response: aiohttp.ClientResponse, text: str) -> Reply:
    payload: Json | None = None
    if text:
        with contextlib.suppress(ValueError):
            payload = json.loads(text) if response.content_type == "application/json" else {"text": text}
    if 200 <= response.status < 300:
        return Reply(acked=True, payload=payload)
    final = response.headers.get("X-Slack-No-Retry") == "1"
    return Reply(acked=False, payload=payload, reason="http_error", final=final)
