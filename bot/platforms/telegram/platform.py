"""Telegram, from the token to an open door and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from pydantic import SecretStr
from starlette.routing import Route
from telegram import Bot

from bot.core.entry import Knowledge
from bot.delivery.answering import Answering
from bot.delivery.channels import Channels
from bot.delivery.intake import Intake
from bot.doctor import report
from bot.platforms.telegram.calls import told
from bot.platforms.telegram.courier import TelegramCourier
from bot.platforms.telegram.front import Front
from bot.platforms.telegram.greeting import greet
from bot.platforms.telegram.link import Link
from bot.platforms.telegram.poller import ALLOWED, Poller
from bot.platforms.telegram.preflight import Access, preflight
from bot.platforms.telegram.requests import new_bot, new_request
from bot.platforms.telegram.updates import Me
from bot.platforms.telegram.webhook import PATH, TelegramDoor
from bot.platforms.unfit import UnfitError
from bot.render.links import Links
from bot.render.telegram import Voice
from bot.settings import Settings
from bot.store.store import Store

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds between tries to reach Telegram at the start


@dataclass(frozen=True, slots=True)
class TelegramPlatform:
    """One bot, ready. `routes` are what a webhook needs, none for polling."""

    bot: Bot
    access: Access
    courier: TelegramCourier
    routes: tuple[Route, ...]
    poller: Poller | None
    link: Link

    async def why_down(self) -> str:
        """Why nothing can come in; "" when it can."""
        return self.link.why

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Takes updates in, as long as it is entered."""
        await greet(self.bot)
        if self.poller is None:
            await self._set_webhook()
            yield
            return
        await told(self.bot.delete_webhook(drop_pending_updates=False))
        polling = asyncio.create_task(self.poller.run())
        try:
            yield
        finally:
            polling.cancel()
            with suppress(asyncio.CancelledError):
                await polling

    async def _set_webhook(self) -> None:
        await told(
            self.bot.set_webhook(
                f"{self.access.webhook_url}{PATH}",
                allowed_updates=list(ALLOWED),
                secret_token=self.access.webhook_secret,
                drop_pending_updates=False,
            )
        )
        self.link.up()


def access_of(settings: Settings) -> Access:
    """What the settings hold for Telegram."""
    return Access(
        token=_plain(settings.telegram_bot_token),
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=_plain(settings.telegram_webhook_secret),
        api_url=settings.telegram_api_url,
    )


@asynccontextmanager
async def open_telegram(
    settings: Settings,
    store: Store,
    intake: Intake,
    answering: Answering,
    channels: Channels,
    knowledge: Knowledge,
    links: Links,
    owner: str,
) -> AsyncIterator[TelegramPlatform]:
    """Telegram, checked and joined together, but not yet listening. Raises UnfitError."""
    access = access_of(settings)
    me = await _admitted(access)
    voice = Voice(knowledge, links)
    entries = {entry.key: entry for catalogue in knowledge for entry in catalogue.entries}
    link, polls = Link(), new_request()
    async with new_bot(access.token, access.api_url) as bot, polls:
        front = Front(me, bot, store, intake, answering, channels, voice, entries, settings.allowed_chats)
        courier = TelegramCourier(bot, voice, entries, me.username)
        if access.webhook_url:
            door = TelegramDoor(access.webhook_secret, front.take)
            yield TelegramPlatform(bot, access, courier, tuple(door.routes()), None, link)
        else:
            base = f"{access.api_url}/bot{access.token}"
            poller = Poller(base, store, owner, f"telegram:{me.id}", front.take, link, polls)
            yield TelegramPlatform(bot, access, courier, (), poller, link)


async def _admitted(access: Access) -> Me:
    """Who we are; waits while Telegram is out of reach, and raises UnfitError for what waiting won't mend."""
    pause = FIRST_PAUSE
    while True:
        found = await preflight(access)
        wrong = [check for check in found.checks if not check.ok]
        if found.me and not wrong:
            return found.me
        if any(not check.passing for check in wrong) or not wrong:
            raise UnfitError(report(found.checks))
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 2)


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
