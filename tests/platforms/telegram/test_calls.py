"""What a failed call means: over real sockets, with the library as it is."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.delivery.courier import (
    DeliveryError,
    DoubtfulError,
    MovedError,
    RefusedError,
    ThrottledError,
    UnsentError,
)
from bot.platforms.telegram.calls import LONGEST_PAUSE, LONGEST_REASON, delivery_error, told
from tests.doubles.telegram import GROUP, Fault, TelegramServer, Trouble
from tests.doubles.telegram_client import FREE, client, run


async def failure(bot: Bot, chat: int = GROUP) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await told(bot.send_message(chat, "223114"))
    assert caught.value.__cause__ is None, "it may hold the address, and that the token"
    assert FREE.token not in f"{caught.value!r} {caught.value}"
    return caught.value


@pytest.mark.parametrize(
    ("fault", "kind", "why"),
    [
        (Fault(Trouble.REFUSED, code=400, error="Bad Request: chat not found"), RefusedError, "chat not found"),
        (
            Fault(Trouble.REFUSED, code=403, error="Forbidden: bot was kicked"),
            RefusedError,
            "forbidden: bot was kicked",
        ),
        (Fault(Trouble.UNAUTHORIZED), UnsentError, "InvalidToken"),
        (Fault(Trouble.REFUSED, code=404, error="Not Found"), UnsentError, "InvalidToken"),
        (Fault(Trouble.CONFLICT), UnsentError, "Conflict"),
        (Fault(Trouble.SERVER_ERROR), DoubtfulError, "NetworkError"),
        (Fault(Trouble.BAD_GATEWAY), DoubtfulError, "TelegramError"),
        (Fault(Trouble.REFUSED, code=413, error="Request Entity Too Large"), DoubtfulError, "NetworkError"),
        (Fault(Trouble.RESET), DoubtfulError, "ReadError"),
        (Fault(Trouble.DONE_RESET), DoubtfulError, "ReadError"),
        (Fault(Trouble.MALFORMED), DoubtfulError, "JSONDecodeError"),
        (Fault(Trouble.SILENCE), DoubtfulError, "ReadTimeout"),
    ],
)
def test_a_failed_call_says_what_to_do_next(fault: Fault, kind: type[DeliveryError], why: str) -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.faults.next("sendMessage", fault)
        error = await failure(bot)

        assert (kind, why) == (type(error), str(error))

    run(steps, patience=0.5)


def test_a_pause_that_telegram_asks_for_is_kept() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.faults.next("sendMessage", Fault(Trouble.RATE_LIMITED, 7))
        error = await failure(bot)

        assert isinstance(error, ThrottledError)
        assert 7 == error.seconds

    run(steps)


def test_a_group_that_became_a_supergroup_is_named() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        old = telegram.chats.add_group(kind="group")
        new = telegram.moves.migrates(old)
        error = await failure(bot, old)

        assert isinstance(error, MovedError)
        assert str(new) == error.channel

    run(steps)


def test_where_nobody_listens_nothing_was_sent() -> None:
    async def steps() -> None:
        async with TelegramServer(FREE) as telegram:
            bot = client(telegram)
        async with bot._request[1]:  # the server is gone by now
            error = await failure(bot)

        assert (UnsentError, "ConnectError") == (type(error), str(error))

    asyncio.run(steps())


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [(0, 0.1), (3, 3.0), (timedelta(seconds=4), 4.0), (86_400, LONGEST_PAUSE), (-1, 0.1)],
)
def test_pauses_are_bounded(asked: int | timedelta, seconds: float) -> None:
    error = delivery_error(RetryAfter(asked))

    assert isinstance(error, ThrottledError)
    assert seconds == error.seconds


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (httpx.ConnectError("x"), UnsentError),
        (httpx.ConnectTimeout("x"), UnsentError),
        (httpx.PoolTimeout("x"), UnsentError),
        (httpx.WriteTimeout("x"), DoubtfulError),
        (httpx.RemoteProtocolError("x"), DoubtfulError),
        (None, DoubtfulError),
    ],
)
def test_what_had_not_left_yet_was_not_sent(cause: Exception | None, kind: type[DeliveryError]) -> None:
    for error in (TimedOut(), NetworkError("x")):
        error.__cause__ = cause
        assert kind is type(delivery_error(error))


def test_a_long_reason_is_cut() -> None:
    assert LONGEST_REASON == len(str(delivery_error(BadRequest("x" * 999))))


def test_what_the_library_may_add_one_day_is_doubtful() -> None:
    assert DoubtfulError is type(delivery_error(TelegramError("something new")))
