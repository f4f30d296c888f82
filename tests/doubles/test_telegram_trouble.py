"""The stand-in Bot API in trouble: flood limits, faults on cue, an outage; and the stand-in in a thread."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot, ReplyParameters
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from .happenings import Kind
from .history import check
from .telegram import ANN, GROUP, Fault, Rate, Settings, TelegramServer, TelegramThread, Trouble
from .telegram.rates import Rates
from .telegram_client import FREE, client, run


@pytest.fixture(autouse=True)
def future_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it RetryAfter warns of its own attribute while it is made."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def test_a_chat_is_flooded_after_a_burst_and_others_are_not() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        for number in range(3):
            await bot.send_message(GROUP, f"{number}")
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(GROUP, "x")

        assert 1 == caught.value._retry_after.total_seconds()
        await bot.send_message(telegram.chats.add_group(), "x")
        await bot.get_chat(GROUP)
        assert ["429"] == [line.detail for line in telegram.history.of(Kind.CALLED) if line.detail != "ok"]

    run(steps, Settings())


@pytest.mark.parametrize(
    ("chats", "calls", "let_through"),
    [
        (["-5"], [0.0] * 4, [True, True, True, False]),
        (["5"], [0.0, 0.0, 0.0, 1.0], [True] * 4),
        (["-5"], [float(second) for second in range(60)], [True] * 29 + [False]),  # a group's minute
        ([str(number) for number in range(1, 40)], [0.0] * 31, [True] * 30 + [False]),  # overall
    ],
)
def test_flood_limits_by_the_clock(chats: list[str], calls: list[float], let_through: list[bool]) -> None:
    now = [0.0]
    rates = Rates(lambda: now[0])
    waits = []
    for number, at in enumerate(calls[: len(let_through)]):
        now[0] = at
        waits.append(rates.wait(Rate(), "sendmessage", chats[number % len(chats)]))

    assert let_through == [wait == 0 for wait in waits]


def test_edits_count_and_typing_does_not() -> None:
    rates = Rates(lambda: 0.0)
    for _ in range(3):
        assert 0 == rates.wait(Rate(), "editmessagetext", "5")

    assert (1, 0, 0) == tuple(rates.wait(Rate(), name, "5") for name in ("sendmessage", "sendchataction", "getchat"))


@pytest.mark.parametrize(
    ("fault", "caught", "stored"),
    [
        (Fault(Trouble.RATE_LIMITED, 7), RetryAfter, 0),
        (Trouble.UNAUTHORIZED, InvalidToken, 0),
        (Trouble.CONFLICT, Conflict, 0),
        (Trouble.SERVER_ERROR, NetworkError, 0),
        (Trouble.BAD_GATEWAY, NetworkError, 0),
        (Trouble.REFUSED, BadRequest, 0),
        (Trouble.RESET, NetworkError, 0),
        (Trouble.SILENCE, TimedOut, 0),
        (Fault(Trouble.TIMEOUT, 0.05), NetworkError, 0),
        (Trouble.MALFORMED, TelegramError, 1),
        (Trouble.DONE_RESET, NetworkError, 1),
        (Fault(Trouble.DONE_TIMEOUT, 0.05), NetworkError, 1),
        (Fault(Trouble.SLOW, 0.05), None, 1),
    ],
)
def test_trouble_on_cue(fault: Fault | Trouble, caught: type[Exception] | None, stored: int) -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.faults.next("sendMessage", fault)
        error: Exception | None = None
        try:
            await bot.send_message(GROUP, "x")
        except TelegramError as raised:
            error = raised

        assert caught is None if error is None else caught is not None and isinstance(error, caught)
        assert stored == len(telegram.chats.own_messages(GROUP))
        await telegram.wait_for(lambda: len(telegram.history.of(Kind.CUT)) == (stored if caught else 0))
        await bot.send_message(GROUP, "y")
        assert stored + 1 == len(telegram.chats.own_messages(GROUP))

    run(steps, patience=0.2)


def test_a_caller_who_left_while_it_was_slow_is_cut() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.faults.next("sendMessage", Fault(Trouble.SLOW, 0.3))
        with pytest.raises(TimedOut):
            await bot.send_message(GROUP, "x")

        (cut,) = await telegram.wait_for(lambda: telegram.history.of(Kind.CUT))
        assert str(telegram.chats.own_messages(GROUP)[0].id) == cut.message

    run(steps, patience=0.1)


def test_a_request_under_way_is_done_after_its_connection_broke() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.faults.next("sendMessage", Fault(Trouble.LATE_RESET, 0.05))
        with pytest.raises(NetworkError):
            await bot.send_message(GROUP, "x")

        assert [] == telegram.chats.own_messages(GROUP)
        assert "x" == (await telegram.wait_for(telegram.chats.own_messages))[0].text
        assert ["late"] == [line.detail for line in await telegram.wait_for(lambda: telegram.history.of(Kind.CUT))]

    run(steps)


@pytest.mark.parametrize(("mark", "doubled", "repeated"), [("(again) ", 0, 1), ("", 1, 0)])
def test_an_answer_that_was_on_the_wire_may_come_once_more_when_marked(mark: str, doubled: int, repeated: int) -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        reply = ReplyParameters(telegram.people.says(GROUP, "223114"))
        telegram.faults.next("sendMessage", Trouble.DONE_RESET)
        with pytest.raises(NetworkError):
            await bot.send_message(GROUP, "blurred", reply_parameters=reply)
        await bot.send_message(GROUP, f"{mark}blurred", reply_parameters=reply)

        verdict = check(telegram.history, is_repeat=lambda post: "again" in post.text)
        assert (doubled, repeated) == (len(verdict.doubled), verdict.repeated)

    run(steps)


def test_polling_and_downloads_have_their_troubles_too() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.faults.next("getUpdates", Trouble.DONE_RESET, Trouble.CONFLICT)
        telegram.people.shares(ANN, "223114")
        for error in (NetworkError, Conflict):
            with pytest.raises(error):
                await bot.get_updates()
        (update,) = await bot.get_updates()
        assert update.message is not None
        assert update.message.document is not None
        file = await update.message.document.get_file()
        telegram.faults.next("download", Trouble.SERVER_ERROR)
        with pytest.raises(NetworkError):
            await file.download_as_bytearray()
        assert b"223114" == bytes(await file.download_as_bytearray())

    run(steps)


def test_chances_are_seeded_and_end_with_clear() -> None:
    seen: list[list[bool]] = []

    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.faults.chance("*", Trouble.REFUSED, 0.5)
        results = []
        for _ in range(12):
            try:
                await bot.get_me()
                results.append(True)
            except BadRequest:
                results.append(False)
        seen.append(results)
        telegram.faults.clear()
        await bot.get_me()

    run(steps)
    run(steps)
    assert seen[0] == seen[1]
    assert {True, False} == set(seen[0])


def test_a_platform_that_is_down_resets_everything_until_it_is_back() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.faults.down = True
        with pytest.raises(NetworkError):
            await bot.get_me()
        telegram.faults.clear()

        assert FREE.bot_id == (await bot.get_me()).id

    run(steps)


def test_waiting_in_vain_tells_what_happened_last() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        with pytest.raises(TimeoutError, match=r"0.05 s(.|\n)*called .*getMe"):
            await telegram.wait_for(telegram.chats.own_messages, 0.05)

    run(steps)


def test_a_thread_serves_a_synchronous_test() -> None:
    with TelegramThread(FREE) as telegram:
        number = telegram.do(lambda server: server.people.says(GROUP, "223114"))

        async def answer() -> None:
            async with telegram.do(client) as bot:
                await bot.send_message(GROUP, "blurred", reply_to_message_id=number)

        asyncio.run(answer())
        found = telegram.wait_for(lambda server: server.chats.own_messages(GROUP, reply_to=number))
        assert "blurred" == found[0].text
        assert telegram.file_url.endswith("/file/bot")
