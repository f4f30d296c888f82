"""What has to be right before the bot can work in Telegram: its token, what it can see, the way updates come in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from telegram import Bot, User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.doctor import Check
from bot.platforms.telegram.requests import new_bot
from bot.platforms.telegram.updates import Me
from bot.setting_shapes import WEBHOOK_PATH
from bot.settings import TELEGRAM

PATIENCE = 10.0  # seconds for all questions together
LONGEST_REASON = 200  # characters of what Telegram says
PORTS = frozenset({None, 443, 80, 88, 8443})  # core.telegram.org/bots/api#setwebhook
_SOME_PORT = "port 443, 80, 88 or 8443"


@dataclass(frozen=True, slots=True)
class Access:
    """What the settings hold for Telegram; "" stands for what isn't set. No `webhook_url` means polling."""

    token: str = field(repr=False)
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    api_url: str = ""


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found, and who we are: None when Telegram didn't say it."""

    checks: tuple[Check, ...]
    identity: Me | None


async def check_telegram(access: Access) -> list[Check]:
    """What is right and what is wrong with Telegram, for `errcode doctor`. Raises nothing, and shows no token."""
    checks = (await preflight(access)).checks
    return [_UNPROVEN if check is _UNTRIED else check for check in checks]


async def preflight(access: Access) -> Preflight:
    """The same, and who we are."""
    if access.webhook_url and not access.webhook_secret:
        return Preflight((_NO_SECRET,), None)
    if _is_on_another_port(access) and access.api_url == TELEGRAM:
        return Preflight((_PORT,), None)
    bot = new_bot(access.token, access.api_url)
    try:
        async with asyncio.timeout(PATIENCE):
            await bot.get_me()  # without it the library takes a refused token for a missing method
            user, webhook = bot.bot, await bot.get_webhook_info()
    except InvalidToken:
        return Preflight((_REFUSED,), None)
    except (TelegramError, TimeoutError) as error:
        what = f"Telegram can't be reached ({_reason(error)})."
        mend = "Check the network, a proxy, and TELEGRAM_API_URL if it is set."
        return Preflight((Check(ok=False, what=what, mend=mend, passing=True),), None)
    finally:
        await _close(bot)
    me = Me(user.id, user.username or "", sees_all=bool(user.can_read_all_group_messages))
    about = Check(ok=True, what=f"TELEGRAM_BOT_TOKEN is the bot @{me.username}.")
    is_taken = webhook.url == f"{access.webhook_url}{WEBHOOK_PATH}"
    port = (_UNTRIED,) if _is_on_another_port(access) and not is_taken else ()
    return Preflight((about, _privacy(user), *port, _way_in(webhook, access)), me)


def _reason(error: Exception) -> str:
    """What it was, and no word of what the other side said: that may be a whole page."""
    cause = error.__cause__ or error
    if isinstance(cause, ValueError) or type(cause) is TelegramError:  # JSON's, UTF-8's, or said of such an answer
        return "the answer is no Bot API's"
    return type(cause).__name__


def _is_on_another_port(access: Access) -> bool:
    parts = urlsplit(access.webhook_url)
    return parts.scheme == "https" and parts.port not in PORTS


def _privacy(user: User) -> Check:
    if user.can_read_all_group_messages:
        return Check(ok=True, what="Privacy mode is off: it sees what is pasted in groups.")
    return Check(
        ok=True,
        what="Privacy mode hides what is pasted in groups; commands and replies to the bot reach it.",
        mend="Make it an administrator of the group (no right is needed), "
        "or turn privacy off in BotFather (/setprivacy) and add it to the group again.",
    )


def _way_in(webhook: WebhookInfo, access: Access) -> Check:
    if not access.webhook_url:
        if not webhook.url and access.webhook_secret:
            return _SECRET_ALONE
        if not webhook.url:
            return Check(ok=True, what="Updates are polled.")
        mend = "The start takes it away; stop the other program if that one should go on."
        return Check(ok=True, what="A webhook is set, and the settings ask for polling.", mend=mend)
    if webhook.last_error_message:
        said = " ".join(webhook.last_error_message[:LONGEST_REASON].split())
        what = f"Telegram could not deliver to the webhook: {said}"
        return Check(ok=True, what=what, mend="Check that TELEGRAM_WEBHOOK_URL leads to this bot from outside.")
    return Check(ok=True, what="Updates come to POST /telegram/webhook.")


async def _close(bot: Bot) -> None:
    for request in bot._request:  # noqa: SLF001 - shutdown() closes them only after initialize()
        await request.shutdown()


_NO_SECRET = Check(
    ok=False,
    what="TELEGRAM_WEBHOOK_URL is set, and TELEGRAM_WEBHOOK_SECRET is not.",
    mend="Make up a secret, such as by: openssl rand -hex 32",
)
_SECRET_ALONE = Check(
    ok=True,
    what="TELEGRAM_WEBHOOK_SECRET is set, and TELEGRAM_WEBHOOK_URL is not: updates are polled.",
    mend="For a webhook set TELEGRAM_WEBHOOK_URL, too.",
)
_PORT = Check(
    ok=False,
    what="TELEGRAM_WEBHOOK_URL names a port that Telegram doesn't call.",
    mend=f"Let it come in on {_SOME_PORT}, at a proxy for example.",
)
_UNPROVEN = replace(
    _PORT, mend=f"{_PORT.mend} A Bot API server of yours takes any with --local: start the bot, and ask again."
)
_UNTRIED = replace(_UNPROVEN, ok=True)  # for a start, which tries it
_REFUSED = Check(
    ok=False,
    what="Telegram refuses TELEGRAM_BOT_TOKEN.",
    mend="Copy the token that BotFather shows (/mybots, API Token); after /revoke only the new one counts. "
    "If TELEGRAM_API_URL is set, check that a Bot API server is there.",
)
