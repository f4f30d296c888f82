"""When Telegram fails: updates come in again by themselves, or /readyz and the log say why, within a bounded time."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.doubles.happenings import Kind
from tests.doubles.telegram import Fault, Settings, TelegramServer, Trouble
from tests.e2e.telegram_bot import (
    PACE,
    SENTINEL,
    TelegramBot,
    Transport,
    check_the_end,
    started,
    until_it_serves,
    until_logged,
    until_ready,
)

SOON = 30.0  # seconds in which it has to be seen that updates come in again, or don't
SILENT = 25.0  # seconds until a Telegram that never answers counts as gone


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TelegramBot]:
    """A bot whose first questions are never answered: that takes its time, so it is begun before the others."""
    with started(Transport.POLLING, tmp_path_factory.mktemp("silent"), Settings(pace=PACE)) as running:
        running.act(lambda server: server.faults.next("getUpdates", Trouble.SILENCE))
        yield running


def fails_at_first(server: TelegramServer) -> None:
    """Each of the calls that a start makes fails once."""
    for method in ("getMe", "getMyCommands", "deleteWebhook", "setWebhook"):
        server.faults.next(method, Trouble.BAD_GATEWAY)


@pytest.fixture(scope="module")
def polling(silent: TelegramBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TelegramBot]:
    """A bot that polls, and that all this befalls."""
    assert silent.process.poll() is None
    with started(Transport.POLLING, tmp_path_factory.mktemp("polling"), Settings(pace=PACE)) as running:
        running.act(fails_at_first)
        until_it_serves(running)
        running.expected |= {"Conflict", "terminated", "Not Found", "can't use getUpdates"}
        yield running
        check_the_end(running)


@pytest.fixture(autouse=True)
def _mended(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test has broken, the next one finds it whole."""
    yield
    if "polling" in request.fixturenames:
        request.getfixturevalue("polling").act(lambda server: server.faults.clear())


def test_start_by_polling_survives_a_telegram_that_fails(polling: TelegramBot) -> None:
    polling.asks()

    assert 200 == polling.ready()[0]
    assert "can't be reached" in polling.logged()


def test_start_by_webhook_survives_a_telegram_that_fails(tmp_path: Path) -> None:
    with started(Transport.WEBHOOK, tmp_path, Settings(pace=PACE)) as bot:
        bot.act(fails_at_first)

        until_it_serves(bot)
        bot.asks()

        assert "can't be reached" in bot.logged()
        assert [] == bot.leaks()


def test_more_than_thirty_a_second_wait_here_and_not_at_telegram(polling: TelegramBot) -> None:
    people = [polling.person() for _ in range(80)]

    polling.act(lambda server: [server.people.says(person, SENTINEL) for person in people])

    for person in people:
        polling.answer(person, None)
    assert [] == polling.happened(Kind.CALLED, detail="429")


def breaks(bot: TelegramBot, how: Callable[[TelegramServer], object]) -> None:
    """From the bot's next question on something is wrong. What waits at Telegram is ended by an update each time."""
    bot.wait(lambda server: server.polling.waiting and not server.updates.pending, SOON)

    def act(server: TelegramServer) -> int:
        how(server)
        server.people.sends_raw({"not_invented_yet": {}})
        return len(server.history.of(Kind.FAULT))

    before = bot.act(act)
    bot.wait(lambda server: server.faults.down or len(server.history.of(Kind.FAULT)) > before)
    bot.act(lambda server: server.people.sends_raw({"not_invented_yet": {}}))


def calls(bot: TelegramBot, method: str, **arguments: object) -> None:
    """Another program with the same token calls Telegram."""
    token = bot.environ["TELEGRAM_BOT_TOKEN"]
    url = f"{bot.telegram.base_url}{token}/{method}?{urlencode(arguments)}"
    urllib.request.urlopen(url, timeout=10).read()


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (Trouble.UNAUTHORIZED, "refuses the token"),
        (Trouble.CONFLICT, "another program"),
        (Trouble.BAD_GATEWAY, "can't be reached"),
        (Trouble.SERVER_ERROR, "can't be reached"),
        (Trouble.RATE_LIMITED, "asks to wait"),
        (Trouble.MALFORMED, ""),
        (Fault(Trouble.TIMEOUT, 0.1), "can't be reached"),
        (Trouble.RESET, "can't be reached"),
        (Fault(Trouble.REFUSED, error="Bad Request: no"), ""),
    ],
    ids=str,
)
def test_failing_question_is_told_and_overcome(polling: TelegramBot, trouble: Trouble | Fault, reason: str) -> None:
    breaks(polling, lambda server: server.faults.chance("getUpdates", trouble))

    told = until_ready(polling, 503)
    polling.act(lambda server: server.faults.clear())
    person = polling.person()
    number = polling.says(person, "223114")

    assert reason in told
    assert reason in polling.logged()
    polling.wait(lambda server: server.chats.own_messages(person, number), SOON)
    until_ready(polling, 200)


def test_telegram_that_is_away_for_a_moment_loses_nothing(polling: TelegramBot) -> None:
    person = polling.person()
    breaks(polling, lambda server: setattr(server.faults, "down", True))
    number = polling.says(person, "223114")
    until_ready(polling, 503)

    polling.act(lambda server: server.faults.clear())

    polling.wait(lambda server: server.chats.own_messages(person, number), SOON)
    until_ready(polling, 200)


@pytest.mark.parametrize(
    "update",
    ["garbage", 7, None, [], {"update_id": "x"}, {"update_id": None}, {"update_id": -5, "message": {}}],
    ids=str,
)
def test_update_that_nobody_can_confirm_holds_up_nothing(polling: TelegramBot, update: object) -> None:
    polls = polling.act(lambda server: server.polling.polls)
    polling.act(lambda server: server.people.sends_raw(update))

    polling.asks()
    time.sleep(0.3)  # nobody shall ask all the time meanwhile

    assert polling.act(lambda server: server.polling.polls) - polls < 15
    polling.act(lambda server: server.updates.pending.clear())
    until_ready(polling, 200)


@pytest.mark.parametrize("update", [{"message": 7}, {"unheard_of": {}}, {"message": {"chat": []}}], ids=str)
def test_strange_update_is_confirmed(polling: TelegramBot, update: object) -> None:
    polling.act(lambda server: server.people.sends_raw(update))

    polling.settle()
    assert 200 == polling.ready()[0]


def test_another_poller_is_told_of(polling: TelegramBot) -> None:
    calls(polling, "getUpdates", timeout=0)

    until_logged(polling, "another program polls with this token", seconds=SOON)
    polling.asks()
    until_ready(polling, 200)


def test_webhook_that_somebody_sets_is_told_of(polling: TelegramBot) -> None:
    calls(polling, "setWebhook", url="http://127.0.0.1:1/")

    told = until_ready(polling, 503)
    calls(polling, "deleteWebhook")

    assert "a webhook is set" in told
    until_ready(polling, 200)
    polling.asks()


def test_token_that_is_refused_at_the_start_is_told_in_a_sentence(tmp_path: Path) -> None:
    token = "7000000001:AAF-another-token-which-is-no-good"
    with started(Transport.POLLING, tmp_path, Settings(pace=PACE), TELEGRAM_BOT_TOKEN=token) as bot:
        assert 0 != bot.process.wait(15)

        assert "Telegram refuses TELEGRAM_BOT_TOKEN" in bot.logged()
        assert (False, False) == ("Traceback" in bot.logged(), token in bot.logged())


def test_silent_telegram_is_told_of_and_overcome(silent: TelegramBot) -> None:
    until_logged(silent, "telegram_link_down", seconds=SILENT)

    reasons = [json.loads(line).get("reason") for line in silent.logged().splitlines() if "telegram_link_down" in line]
    assert ["Telegram can't be reached (ReadTimeout)"] == reasons
    silent.asks()
    until_ready(silent, 200)
