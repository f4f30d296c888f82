"""How updates come: polling with its conflicts, the webhook with its order and its repeats."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Conflict

from .happenings import Kind
from .history import ack_times
from .telegram import ANN, BOB, GROUP, SECRET_HEADER, TelegramServer
from .telegram_client import FREE, client, poll, refused, run

Judge = Callable[[web.Request, Any], web.Response]


def test_an_update_comes_until_it_is_confirmed() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        for text in "abc":
            telegram.people.says(GROUP, text)
        first = await poll(bot, limit=2)
        assert first == await poll(bot, limit=2)
        (last,) = await poll(bot, first[-1]["update_id"] + 1)

        assert [0, 0, 1, 1, 0] == [line.attempt for line in telegram.history.of(Kind.SENT)]
        assert 2 == len(telegram.history.of(Kind.ACKED))
        assert "c" == last["message"]["text"]
        assert [] == await poll(bot, last["update_id"] + 1)
        assert 3 == len(ack_times(telegram.history))

    run(steps)


def test_a_negative_offset_keeps_the_last_alone() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        for text in "abc":
            telegram.people.says(GROUP, text)

        assert ["c"] == [update["message"]["text"] for update in await poll(bot, -1)]
        assert ["c"] == [update["message"]["text"] for update in await poll(bot)]
        assert ["unseen"] * 2 == [line.detail for line in telegram.history.of(Kind.ACKED)]

    run(steps)


def test_a_long_poll_waits_for_what_comes() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        waiting = asyncio.create_task(bot.get_updates(timeout=5))
        await telegram.wait_for(lambda: telegram.polling.waiting)
        start = time.monotonic()
        telegram.people.says(GROUP, "a")
        (update,) = await waiting

        assert update.message is not None
        assert time.monotonic() - start < 1

    run(steps)


def test_kinds_that_are_not_wanted_do_not_come() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        await bot.get_updates(allowed_updates=["message"])
        number = telegram.people.says(GROUP, "a")
        telegram.people.edits(GROUP, number, "b")
        assert 1 == len(await poll(bot))
        await bot.get_updates(allowed_updates=[])
        telegram.people.edits(GROUP, number, "c")
        assert 2 == len(await poll(bot))

    run(steps)


def test_the_older_of_two_pollers_has_to_go() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        async with client(telegram) as other:
            older = asyncio.create_task(bot.get_updates(timeout=5))
            await telegram.wait_for(lambda: telegram.polling.waiting)
            newer = asyncio.create_task(other.get_updates(timeout=5))
            with pytest.raises(Conflict, match="terminated by other getUpdates request"):
                await older
            telegram.people.says(GROUP, "a")
            assert 1 == len(await newer)

    run(steps)


def test_a_poller_who_has_gone_is_sent_nothing() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        with pytest.raises(Exception, match="Timed out"):
            await bot.get_updates(timeout=5, read_timeout=-4.9)
        await telegram.wait_for(lambda: not telegram.polling.waiting)
        telegram.people.says(GROUP, "a")
        await asyncio.sleep(0.05)

        assert [] == telegram.history.of(Kind.SENT)
        assert 1 == len(await poll(bot))

    run(steps)


class Hook:
    """A bot's webhook: what it was brought, and how it answers."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Any]] = []
        self.judge: Judge = lambda _request, _body: web.Response()
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.seen.append((request.headers.get(SECRET_HEADER, ""), body))
        return self.judge(request, body)

    @property
    def texts(self) -> list[str]:
        return [body["message"]["text"] for _, body in self.seen]


@asynccontextmanager
async def hook() -> AsyncIterator[Hook]:
    found = Hook()
    app = web.Application()
    app.router.add_post("/hook", found.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield found
    finally:
        await runner.cleanup()


def test_the_webhook_gets_what_waits_with_the_secret() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        async with hook() as bots:
            telegram.people.says(GROUP, "before")
            await bot.set_webhook(bots.url, secret_token="s3cret", allowed_updates=["message"])
            telegram.people.says(GROUP, "after")
            await telegram.settle()

            assert [("s3cret", "before"), ("s3cret", "after")] == [
                (secret, body["message"]["text"]) for secret, body in bots.seen
            ]
            assert "active" in await refused(bot.get_updates())
            info = await bot.get_webhook_info()
            assert (bots.url, 0) == (info.url, info.pending_update_count)
            assert ("message",) == info.allowed_updates
            await bot.delete_webhook()
            telegram.people.says(GROUP, "polled")
            assert 1 == len(await bot.get_updates())

    run(steps)


def test_a_chats_updates_wait_for_each_other_and_other_chats_do_not() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        async with hook() as bots:
            failing = [True]

            def judge(_request: web.Request, body: Any) -> web.Response:
                stuck = failing[0] and body["message"]["text"] == "a1"
                return web.Response(status=500 if stuck else 200)

            bots.judge = judge
            await bot.set_webhook(bots.url)
            for text in ("a1", "a2"):
                telegram.people.says(ANN, text)
            telegram.people.says(BOB, "b1")
            await telegram.wait_for(lambda: bots.texts.count("a1") >= 3)
            assert (1, 0) == (bots.texts.count("b1"), bots.texts.count("a2"))
            info = await bot.get_webhook_info()
            assert "Wrong response from the webhook: 500 Internal Server Error" == info.last_error_message
            failing[0] = False
            await telegram.settle()

            assert ["a1", "a2"] == bots.texts[-2:]

    run(steps)


def test_redeliveries_come_ever_later_or_when_the_bot_says() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        async with hook() as bots:
            answers = iter((503, 503, 503, 200, 429, 200))
            waits = {429: {"Retry-After": "10"}}

            def judge(_request: web.Request, _body: Any) -> web.Response:
                status = next(answers)
                return web.Response(status=status, headers=waits.get(status))

            bots.judge = judge
            await bot.set_webhook(bots.url)
            telegram.people.says(GROUP, "a")
            await telegram.settle()
            telegram.people.says(GROUP, "b")
            await telegram.settle()

            at = [line.at for line in telegram.history.of(Kind.SENT)]
            pauses = [after - before for before, after in itertools.pairwise(at)]
            wanted = [(0, 0.02), (1, 0.04), (2, 0.08), (4, 0.2)]
            assert [True] * 4 == [seconds <= pauses[number] < seconds + 0.15 for number, seconds in wanted]

    run(steps)


def test_a_lost_acknowledgement_and_a_slow_bot_bring_it_again() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        async with hook() as bots:
            telegram.faults.lost_acks = 1.0
            await bot.set_webhook(bots.url)
            telegram.people.says(GROUP, "a")
            await telegram.wait_for(lambda: len(bots.seen) == 2)
            telegram.faults.clear()
            await telegram.settle()

            assert ["lost ack"] * (len(bots.seen) - 1) == [line.detail for line in telegram.history.of(Kind.FAULT)]

    run(steps)


def test_a_webhook_that_is_away_gets_it_when_it_is_back() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        async with hook() as bots:
            telegram.change(webhook_base="http://127.0.0.1:9")
            await bot.set_webhook("https://bot.example/hook")
            telegram.people.says(GROUP, "a")
            await telegram.wait_for(lambda: telegram.webhook.info().get("last_error_message"))
            telegram.change(webhook_base=bots.url.removesuffix("/hook"))
            await telegram.settle()

            assert ["a"] == bots.texts

    run(steps, replace(FREE, pace=replace(FREE.pace, longest_retry=0.05)))


@pytest.mark.parametrize(
    ("url", "args", "why"),
    [
        ("http://bot.example/hook", {}, "An https url must be provided for webhook"),
        ("https://bot.example:8080/hook", {}, "Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("https://bot.example/hook", {"secret_token": "no blanks"}, "Secret token contains unallowed characters"),
        ("https://bot.example/hook", {"max_connections": 101}, "Invalid max_connections specified"),
    ],
)
def test_webhooks_that_telegram_refuses(url: str, args: dict[str, Any], why: str) -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        with pytest.raises(BadRequest) as caught:
            await bot.set_webhook(url, **args)
        assert caught.value.message.casefold().endswith(why.casefold())
        assert "" == telegram.webhook.url

    run(steps)
