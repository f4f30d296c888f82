"""Runs steps of a test with the stand-in and the real client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from .slack import Settings, SlackServer

FREE = Settings(rate=None)
Steps = Callable[[SlackServer, AsyncWebClient], Awaitable[None]]


def run(steps: Steps, settings: Settings = FREE, token: str = FREE.bot_token) -> None:
    """Runs steps with a client that repeats nothing."""

    async def all_steps() -> None:
        async with SlackServer(settings) as slack, aiohttp.ClientSession() as session:
            client = AsyncWebClient(token, base_url=slack.api_url, session=session, retry_handlers=[])
            await steps(slack, client)

    asyncio.run(all_steps())


async def refused(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])
