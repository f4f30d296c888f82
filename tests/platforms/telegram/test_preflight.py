"""Before the bot starts in Telegram: what is wrong is said in words, with the way out, and no secret is in them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.doctor import Check
from bot.platforms.telegram import preflight as module
from bot.platforms.telegram.preflight import Access, Preflight, check_telegram, preflight
from bot.platforms.telegram.updates import Me
from bot.settings import TELEGRAM
from tests.doubles.telegram import Fault, Settings, TelegramServer, Trouble
from tests.doubles.telegram_client import FREE

SECRET = "s3cr3t"
HOOK = "https://bot.test"
POLLS = Access(FREE.token)


def looked(
    access: Access = POLLS, settings: Settings = FREE, meet: Callable[[TelegramServer], object] = id
) -> Preflight:
    """What a look finds at a stand-in that has met `meet`; no text of it holds a secret."""

    async def look() -> Preflight:
        async with TelegramServer(settings) as telegram:
            meet(telegram)
            return await preflight(replace(access, api_url=telegram.base_url.removesuffix("/bot")))

    found = asyncio.run(look())
    told = str(found)
    assert FREE.token.partition(":")[2] not in told
    assert SECRET not in told
    return found


def texts(found: Preflight) -> list[str]:
    return [f"{check.what} {check.mend}".strip() for check in found.checks]


@pytest.mark.parametrize(("sees_all", "what"), [(True, "Privacy mode is off"), (False, "Privacy mode hides")])
def test_who_we_are_and_what_we_see(sees_all: bool, what: str) -> None:
    found = looked(settings=replace(FREE, sees_all=sees_all))

    assert Me(FREE.bot_id, "errcode_bot", sees_all) == found.identity
    about, privacy, way = texts(found)
    assert "TELEGRAM_BOT_TOKEN is the bot @errcode_bot." == about
    assert privacy.startswith(what)
    assert ("/setprivacy" in privacy) is not sees_all
    assert "Updates are polled." == way
    assert all(check.ok for check in found.checks)


def set_hook(telegram: TelegramServer) -> None:
    telegram.webhook.url = "https://other.test/hook"


def failed_hook(telegram: TelegramServer) -> None:
    telegram.webhook.url = f"{HOOK}/telegram/webhook"
    telegram.webhook._error = {"last_error_date": 1, "last_error_message": "Connection refused"}


@pytest.mark.parametrize(
    ("access", "meet", "what"),
    [
        (POLLS, set_hook, "A webhook is set, and the settings ask for polling."),
        (Access(FREE.token, HOOK, SECRET), id, "Updates come to POST /telegram/webhook."),
        (Access(FREE.token, HOOK, SECRET), failed_hook, "could not deliver to the webhook: Connection refused"),
    ],
)
def test_how_updates_come_in(access: Access, meet: Callable[[TelegramServer], object], what: str) -> None:
    found = looked(access, meet=meet)

    assert what in texts(found)[-1]
    assert found.checks[-1].ok


@pytest.mark.parametrize("token", ["7000000001:AAF-another-token-of-35-characters-x", "no token at all"])
def test_a_token_that_telegram_refuses(token: str) -> None:
    found = looked(Access(token))

    assert found.identity is None
    (check,) = found.checks
    assert (False, False) == (check.ok, check.passing)
    assert "Telegram refuses TELEGRAM_BOT_TOKEN." == check.what
    assert "BotFather" in check.mend
    assert token not in str(found)


def test_a_webhook_without_its_secret_is_wrong_before_anybody_is_asked() -> None:
    async def look() -> list[Check]:
        return await check_telegram(Access(FREE.token, HOOK, "", "http://127.0.0.1:1"))

    (check,) = asyncio.run(look())
    assert (False, False) == (check.ok, check.passing)
    assert "TELEGRAM_WEBHOOK_SECRET" in check.what


def test_a_secret_without_a_webhook_is_a_remark() -> None:
    remark = looked(Access(FREE.token, "", SECRET)).checks[-1]

    assert remark.ok
    assert "TELEGRAM_WEBHOOK_SECRET is set, and TELEGRAM_WEBHOOK_URL is not: updates are polled." == remark.what
    assert remark.mend


@pytest.mark.parametrize("address", ["https://bot.test:9999", "https://bot.test:8444/errcode"])
def test_telegram_calls_a_webhook_on_few_ports(address: str) -> None:
    """Nobody is asked: Telegram itself would only refuse it."""
    (check,) = asyncio.run(check_telegram(Access(FREE.token, address, SECRET, TELEGRAM)))

    assert (False, False) == (check.ok, check.passing)
    assert "TELEGRAM_WEBHOOK_URL names a port that Telegram doesn't call." == check.what
    assert "443, 80, 88 or 8443" in check.mend


@pytest.mark.parametrize("port", ["", ":443", ":80", ":88", ":8443"])
def test_telegram_calls_a_webhook_on_these_ports(port: str) -> None:
    found = looked(Access(FREE.token, HOOK + port, SECRET))

    assert "Updates come to POST /telegram/webhook." == texts(found)[-1]


def test_another_bot_api_server_is_believed_once_it_has_taken_another_port() -> None:
    """One that runs with --local takes any: the start tries it, the doctor says that it isn't sure."""
    access = Access(FREE.token, f"{HOOK}:9999", SECRET)

    async def doctor(*, taken: bool) -> list[Check]:
        async with TelegramServer(FREE) as telegram:
            if taken:
                telegram.webhook.url = f"{HOOK}:9999/telegram/webhook"
            return await check_telegram(replace(access, api_url=telegram.base_url.removesuffix("/bot")))

    assert all(check.ok for check in looked(access).checks)
    [doubt] = [check for check in asyncio.run(doctor(taken=False)) if not check.ok]
    assert "TELEGRAM_WEBHOOK_URL names a port that Telegram doesn't call." == doubt.what
    assert "--local" in doubt.mend
    assert all(check.ok for check in asyncio.run(doctor(taken=True)))


def test_what_telegram_says_of_the_webhook_stays_in_its_line() -> None:
    def failed(telegram: TelegramServer) -> None:
        telegram.webhook.url = f"{HOOK}/telegram/webhook"
        telegram.webhook._error = {"last_error_date": 1, "last_error_message": "<html>\n" * 100}

    what = looked(Access(FREE.token, HOOK, SECRET), meet=failed).checks[-1].what

    assert len(what) < 300
    assert what.isprintable()


@pytest.mark.parametrize(
    "trouble",
    [Trouble.BAD_GATEWAY, Trouble.SERVER_ERROR, Trouble.RESET, Trouble.MALFORMED, Trouble.SILENCE, Trouble.CONFLICT],
)
@pytest.mark.parametrize("method", ["getMe", "getWebhookInfo"])
def test_what_may_pass_is_waited_for(method: str, trouble: Trouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.5)
    start = time.monotonic()
    found = looked(meet=lambda telegram: telegram.faults.chance(method, Fault(trouble, 1.0)))

    assert found.identity is None
    (check,) = found.checks
    assert (False, True) == (check.ok, check.passing)
    assert check.what.startswith("Telegram can't be reached (")
    assert time.monotonic() - start < 5


def test_where_nobody_listens() -> None:
    found = asyncio.run(preflight(Access(FREE.token, api_url="http://127.0.0.1:1")))

    assert ["Telegram can't be reached (ConnectError)."] == [check.what for check in found.checks]
    assert found.checks[0].passing
