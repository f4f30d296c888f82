"""What takes Telegram's updates in is never down without a word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, cast

import pytest
from telegram import Bot

from bot.platforms.telegram import platform
from bot.platforms.telegram.courier import TelegramCourier
from bot.platforms.telegram.hook import Hook
from bot.platforms.telegram.link import Link
from bot.platforms.telegram.platform import TelegramPlatform


class BrokenHook:
    async def run(self) -> None:
        raise ZeroDivisionError


class PatientHook:
    async def run(self) -> None:
        await asyncio.Event().wait()


async def _greeted(_bot: Bot) -> None:
    """There is nobody to greet."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], TelegramPlatform]:
    monkeypatch.setattr(platform, "greet", _greeted)
    nobody = cast("Any", None)
    return lambda hook: TelegramPlatform(nobody, cast("TelegramCourier", nobody), (), cast("Hook", hook), None, Link())


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 10))


def test_a_way_in_that_breaks_ends_whoever_has_it_open(opened: Callable[[object], TelegramPlatform]) -> None:
    async def story() -> None:
        async with opened(BrokenHook()).open():
            await asyncio.Event().wait()

    with pytest.raises(ExceptionGroup) as caught:
        run(story())
    assert caught.group_contains(ZeroDivisionError)


def test_the_end_ends_the_way_in(opened: Callable[[object], TelegramPlatform]) -> None:
    async def story() -> None:
        async with opened(PatientHook()).open():
            await asyncio.sleep(0)

    run(story())
