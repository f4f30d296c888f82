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
