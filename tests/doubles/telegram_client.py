"""Runs steps of a test with the stand-in and the real client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from telegram import Bot, LinkPreviewOptions
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from .telegram import Pace, Settings, TelegramServer

FREE = Settings(rate=None, pace=Pace().faster(50))
Steps = Callable[[TelegramServer, Bot], Awaitable[None]]
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def client(telegram: TelegramServer, token: str = FREE.token, patience: float = 5.0) -> Bot:
    """A Bot that looks to nobody but the stand-in."""
    quick = {"trust_env": False, "verify": False}  # reading certificates takes longer than a test
    requests = [HTTPXRequest(read_timeout=patience, httpx_kwargs=quick) for _ in range(2)]
    return Bot(token, telegram.base_url, telegram.file_url, requests[0], requests[1])


def run(steps: Steps, settings: Settings = FREE, patience: float = 5.0) -> None:
    """Runs steps with a client that repeats nothing."""

    async def all_steps() -> None:
        async with TelegramServer(settings) as telegram, client(telegram, settings.token, patience) as bot:
            await steps(telegram, bot)

    asyncio.run(all_steps())


async def refused(call: Awaitable[Any]) -> str:
    """The words of a refusal."""
    with pytest.raises(TelegramError) as caught:
        await call
    return str(caught.value)


async def poll(bot: Bot, offset: int = 0, seconds: int = 0, **args: Any) -> list[Any]:
    """The updates as they come over the wire; Bot.get_updates reads no malformed ones."""
    query = urlencode({"offset": offset, "timeout": seconds, **args})
    found: Any = await bot.request.post(f"{bot.base_url}/getUpdates?{query}")
    return list(found)
