"""Slack, from the tokens to an open door and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from bot.core.entry import Knowledge
from bot.delivery.channels import Channels
from bot.delivery.intake import Intake
from bot.delivery.memo import entries_of
from bot.platforms.admission import admitted
from bot.platforms.slack.app import create_app
from bot.platforms.slack.courier import SlackCourier
from bot.platforms.slack.files import trusted_origins
from bot.platforms.slack.http import SlackDoor
from bot.platforms.slack.preflight import Access, preflight
from bot.platforms.slack.replies import Replies, reply_origins
from bot.platforms.slack.sockets import Sockets
from bot.platforms.slack.timing import timed
from bot.platforms.slack.workspace import Workspace
from bot.render.links import Links
from bot.render.slack import Voice
from bot.settings import SLACK, Settings, plain
from bot.store.store import Store

TIMEOUT = 10  # seconds for one call of the Web API


@dataclass(frozen=True, slots=True)
class SlackPlatform:
    """One workspace, ready. `routes` are what HTTP needs, none for Socket Mode."""

    courier: SlackCourier
    routes: tuple[Route, ...]
    sockets: Sockets | None

    async def why_down(self) -> str:
        """Why nothing can come in; "" when it can."""
        if self.sockets is None or await self.sockets.is_up():
            return ""
        return "no connection stands"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Takes messages in, as long as it is entered."""
        if self.sockets is None:
            yield
            return
        await self.sockets.open()
        watching = asyncio.create_task(self.sockets.watch())
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            await self.sockets.close()


def access_of(settings: Settings) -> Access:
    """What the settings hold for Slack."""
    return Access(
        bot_token=plain(settings.slack_bot_token),
        app_token=plain(settings.slack_app_token),
        signing_secret=plain(settings.slack_signing_secret),
        api_url=settings.slack_api_url,
        allowed_teams=settings.allowed_teams,
    )


@asynccontextmanager
async def open_slack(
    settings: Settings, store: Store, intake: Intake, channels: Channels, knowledge: Knowledge, links: Links
) -> AsyncIterator[SlackPlatform]:
    """Slack, checked and joined together, but not yet listening. Raises UnfitError."""
    access = access_of(settings)
    identity = await admitted("slack", lambda: preflight(access))
    timing = timed(intake.meters, access.api_url)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT), trace_configs=[timing]) as session:
        # Without handlers: the library's own repeats a message whose answer was lost.
        client = AsyncWebClient(access.bot_token, base_url=access.api_url, session=session, retry_handlers=[])
        own = access.api_url if access.api_url != SLACK else ""
        replies = Replies(session, reply_origins(own))
        voice = Voice(knowledge, links)
        entries = entries_of(knowledge)
        workspace = Workspace(
            bot=identity.bot,
            client=client,
            session=session,
            replies=replies,
            store=store,
            intake=intake,
            channels=channels,
            voice=voice,
            entries=entries,
            teams=access.allowed_teams,
            slash_reply=settings.slash_reply,
            file_hosts=trusted_origins(own),
        )
        courier = SlackCourier(client, replies, voice, entries, identity.url)
        if access.app_token:
            app = create_app(workspace, "")
            tickets = AsyncWebClient(base_url=access.api_url, session=session, retry_handlers=[])
            yield SlackPlatform(courier, (), Sockets(app, access.app_token, tickets))
        else:
            door = SlackDoor(create_app(workspace, access.signing_secret), access.signing_secret)
            yield SlackPlatform(courier, tuple(door.routes()), None)
