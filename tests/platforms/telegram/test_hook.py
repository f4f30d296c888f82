"""The webhook at Telegram, and who is in a channel: against the stand-in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import Bot

from bot.platforms.telegram import hook as module
from bot.platforms.telegram.hook import Hook
from bot.platforms.telegram.link import Link
from bot.platforms.telegram.mirrors import Mirrors
from bot.platforms.telegram.requests import new_bot
from tests.doubles.happenings import Kind
from tests.doubles.telegram import Settings, TelegramServer, Trouble

URL = "http://127.0.0.1:1/telegram/webhook"

Scene = Callable[[TelegramServer, Bot], Awaitable[None]]


def play(scene: Scene) -> None:
    """A scene with the stand-in and a bot of it."""

    async def run() -> None:
        async with TelegramServer(Settings(rate=None)) as server:
            bot = new_bot(server.settings.token, server.base_url.removesuffix("/bot"))
            async with bot:
                await scene(server, bot)

    asyncio.run(run())


@asynccontextmanager
async def kept(hook: Hook) -> AsyncIterator[None]:
    """While the hook runs."""
    task = asyncio.create_task(hook.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.1)
    monkeypatch.setattr(module, "EVERY", 0.02)


def test_webhook_that_somebody_took_away_is_set_again() -> None:
    async def scene(server: TelegramServer, bot: Bot) -> None:
        link = Link()
        async with kept(Hook(bot, link, URL, "secret")):
            await server.wait_for(lambda: not link.why)
            await bot.delete_webhook()

            await server.wait_for(lambda: server.webhook.url == URL)
            assert "secret" == server.webhook.secret

    play(scene)


@pytest.mark.parametrize("stands", [True, False])
def test_another_replica_only_looks_whether_it_stands(stands: bool) -> None:
    async def another_was_first() -> bool:
        return False

    async def scene(server: TelegramServer, bot: Bot) -> None:
        if stands:
            await bot.set_webhook(URL, secret_token="secret")
        server.history.clear()
        link = Link()
        async with kept(Hook(bot, link, URL, "secret", another_was_first)):
            await server.wait_for(lambda: not link.why)

        assert URL == server.webhook.url
        assert ([] if stands else 1) == (len(server.history.of(Kind.CALLED, name="setWebhook")) or [])

    play(scene)


@pytest.mark.parametrize("url", [URL, ""])
def test_failure_is_told_and_tried_again(url: str) -> None:
    async def scene(server: TelegramServer, bot: Bot) -> None:
        link, method = Link(), "setWebhook" if url else "deleteWebhook"
        server.faults.next(method, Trouble.BAD_GATEWAY, Trouble.RESET)
        async with kept(Hook(bot, link, url, "secret")):
            await server.wait_for(lambda: "can't be reached" in link.why)
            await server.wait_for(lambda: server.history.of(Kind.CALLED, name=method, detail="ok"))

        assert url == server.webhook.url

    play(scene)


def test_refused_webhook_says_what_to_mend() -> None:
    async def scene(server: TelegramServer, bot: Bot) -> None:
        link = Link()
        async with kept(Hook(bot, link, "https://example.org:8081/telegram/webhook", "secret")):
            await server.wait_for(lambda: "mend TELEGRAM_WEBHOOK_URL" in link.why)

    play(scene)


def _copy(channel: int) -> dict[str, object]:
    origin = {"type": "channel", "chat": {"id": channel, "type": "channel"}, "message_id": 5}
    return {"message": {"message_id": 7, "chat": {"id": -5}, "is_automatic_forward": True, "forward_origin": origin}}


@pytest.mark.parametrize(("status", "again"), [("administrator", True), ("left", False), ("kicked", False)])
def test_copy_of_a_post_is_passed_over_where_the_bot_is_in_the_channel(status: str, again: bool) -> None:
    async def scene(server: TelegramServer, bot: Bot) -> None:
        channel, mirrors = server.chats.add_channel(bot=status), Mirrors(bot, server.settings.bot_id)

        seen = [await mirrors.shows_again(_copy(channel)) for _ in range(3)]

        assert [again] * 3 == seen
        assert 1 == len(server.history.of(Kind.CALLED, name="getChatMember"))  # asked once, known for a while

    play(scene)


def test_copy_is_read_where_nobody_can_say_whether_the_bot_is_in_the_channel() -> None:
    async def scene(server: TelegramServer, bot: Bot) -> None:
        channel, mirrors = server.chats.add_channel(), Mirrors(bot, server.settings.bot_id)
        server.faults.next("getChatMember", Trouble.BAD_GATEWAY)

        assert [False, True] == [await mirrors.shows_again(_copy(channel)) for _ in range(2)]

    play(scene)


@pytest.mark.parametrize("update", [{}, {"message": {}}, {"message": 7}, {"channel_post": {"text": "x"}}, None, []])
def test_other_updates_ask_nobody(update: object) -> None:
    async def scene(server: TelegramServer, bot: Bot) -> None:
        assert not await Mirrors(bot, 1).shows_again(update)
        assert [] == server.history.of(Kind.CALLED, name="getChatMember")

    play(scene)
