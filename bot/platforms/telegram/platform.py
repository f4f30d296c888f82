"""Telegram, from the token to an open door and back."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from starlette.routing import Route
from telegram import Bot

from bot.core.entry import Knowledge
from bot.delivery.answering import Answering
from bot.delivery.channels import Channels
from bot.delivery.intake import Intake
from bot.delivery.memo import entries_of
from bot.platforms.admission import admitted
from bot.platforms.telegram.courier import TelegramCourier
from bot.platforms.telegram.front import Front
from bot.platforms.telegram.greeting import greet
from bot.platforms.telegram.hook import Hook
from bot.platforms.telegram.link import Link
from bot.platforms.telegram.mirrors import Mirrors
from bot.platforms.telegram.poller import Poller
from bot.platforms.telegram.preflight import Access, preflight
from bot.platforms.telegram.requests import new_bot, new_request
from bot.platforms.telegram.webhook import TelegramDoor
from bot.render.links import Links
from bot.render.telegram import Voice
from bot.setting_shapes import WEBHOOK_PATH
from bot.settings import Settings, plain
from bot.store import leases
from bot.store.store import Store, now

CLAIM = 60.0  # seconds in which replicas that start together leave the webhook to the first of them


@dataclass(frozen=True, slots=True)
class TelegramPlatform:
    """One bot, ready. `routes` are what a webhook needs, none for polling."""

    bot: Bot
    courier: TelegramCourier
    routes: tuple[Route, ...]
    hook: Hook
    poller: Poller | None
    link: Link

    async def why_down(self) -> str:
        """Why nothing can come in; "" when it can."""
        return self.link.why

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Takes updates in, as long as it is entered. Ends with an ExceptionGroup when that breaks."""
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(run) for run in (greet(self.bot), self._take_in())]
            try:
                yield
            finally:
                for task in running:
                    task.cancel()

    async def _take_in(self) -> None:
        """Polls, or keeps the webhook set, until it is cancelled."""
        await self.hook.run()
        if self.poller:
            await self.poller.run()


def access_of(settings: Settings) -> Access:
    """What the settings hold for Telegram."""
    return Access(
        token=plain(settings.telegram_bot_token),
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=plain(settings.telegram_webhook_secret),
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
    link, polls = Link(), new_request(intake.meters)
    me = await admitted("telegram", lambda: preflight(access))
    voice = Voice(knowledge, links)
    entries = entries_of(knowledge)
    async with new_bot(access.token, access.api_url, intake.meters) as bot, polls:
        mirrors = Mirrors(bot, me.id)
        front = Front(me, bot, store, intake, answering, channels, voice, entries, settings.allowed_chats, mirrors)
        courier = TelegramCourier(bot, voice, entries, me.username)
        if access.webhook_url:
            door = TelegramDoor(access.webhook_secret, front.take)
            claim = partial(_first_to_set, store, f"telegram:{me.id}:webhook", access)
            hook = Hook(bot, link, f"{access.webhook_url}{WEBHOOK_PATH}", access.webhook_secret, claim)
            yield TelegramPlatform(bot, courier, tuple(door.routes()), hook, None, link)
        else:
            base = f"{access.api_url}/bot{access.token}"
            poller = Poller(base, store, owner, f"telegram:{me.id}", front.take, link, polls)
            yield TelegramPlatform(bot, courier, (), Hook(bot, link), poller, link)


async def _first_to_set(store: Store, name: str, access: Access) -> bool:
    """Whether no other replica with the same settings has set the webhook just now."""
    settings = hashlib.sha256(f"{access.webhook_url} {access.webhook_secret}".encode()).hexdigest()[:32]
    async with store.begin() as conn:
        moment = await now(conn)
        return await leases.claim(conn, name, settings, moment, moment + CLAIM)
