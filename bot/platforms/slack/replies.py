"""Answers to a command or a click by its response_url: to one person, where the bot may not be a member.

A response_url takes five answers within half an hour (docs: interactivity/handling-user-interaction).
It comes with a payload that was verified; all the same only Slack's own host is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.delivery.courier import DoubtfulError, RefusedError, ThrottledError, UnsentError
from bot.render.slack import Message

LONGEST_PAUSE = 300.0  # seconds that Slack may ask for in one go
HOOKS = "https://hooks.slack.com"  # where response_urls lead (docs: interactivity/handling-user-interaction)


def reply_origins(api_url: str = "") -> frozenset[str]:
    """The origins that a response_url may lead to: Slack's, and those of `api_url` when another one is set."""
    if not api_url:
        return frozenset({HOOKS})
    scheme, host = urlsplit(api_url).scheme, urlsplit(api_url).netloc
    return frozenset({HOOKS, f"{scheme}://{host}", f"https://hooks.{host}"})


@dataclass(frozen=True, slots=True)
class Replies:
    """Answers by response_url. `origins` are those that are trusted, as `reply_origins` gives them."""

    session: aiohttp.ClientSession
    origins: frozenset[str]

    async def send(self, url: str, message: Message, *, thread: str = "", replace: bool = False) -> None:
        """Answers the asker alone; `replace` puts it in the place of the message with the button.

        Raises DeliveryError.
        """
        if _origin(url) not in self.origins:
            raise RefusedError("a response_url of another host")
        body: dict[str, Any] = {"text": message.text, "blocks": list(message.blocks), "replace_original": replace}
        if not replace:
            body["response_type"] = "ephemeral"
        if thread:
            body["thread_ts"] = thread
        try:
            async with self.session.post(url, json=body, allow_redirects=False) as response:
                status, pause = response.status, response.headers.get("Retry-After")
        except aiohttp.ClientConnectorError as error:
            raise UnsentError(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DoubtfulError(type(error).__name__) from None
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise ThrottledError(seconds_of(pause))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise DoubtfulError(f"HTTP status {status}")
        if status != HTTPStatus.OK:
            raise RefusedError(f"HTTP status {status}")


def seconds_of(retry_after: object) -> float:
    """The pause that Slack asks for, within reason; a second where it says nothing."""
    try:
        return min(max(0.1, float(str(retry_after))), LONGEST_PAUSE)
    except ValueError:
        return 1.0


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
