"""The service: the desk on the web, and every platform whose settings are present, from start to end.

The end goes the way of a message: nothing more comes in, what is under way goes out, the rest stays
owed in the database for the next start.
"""

from __future__ import annotations

import asyncio
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import structlog
from starlette.routing import Route

from bot.core.desk import Desk
from bot.core.entry import Knowledge
from bot.delivery.answering import Answering
from bot.delivery.channels import Channels
from bot.delivery.courier import Courier
from bot.delivery.intake import Intake
from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.delivery.upkeep import keep_house
from bot.platforms.slack.platform import open_slack
from bot.render.links import Links
from bot.settings import Settings
from bot.store import outbox
from bot.store.engine import SQLITE
from bot.store.store import Store, default_url, now
from bot.web.app import create_app
from bot.web.serve import serve_until

RATE, BURST = 1.0, 3.0  # posts a second in one channel (Slack, docs: apis/web-api/rate-limits)

_log = structlog.get_logger("errcode.serve")


async def run_service(
    settings: Settings, desk: Desk, knowledge: Knowledge, links: Links, listener: socket.socket
) -> None:
    """Serves until SIGTERM or SIGINT. Raises StoreError or UnfitError when something can't start."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    desk.warm()
    async with AsyncExitStack() as stack:
        doors: Sequence[Route] = ()
        if settings.slack_ready:
            delivery = await stack.enter_async_context(_open_delivery(settings, knowledge))
            slack = await stack.enter_async_context(
                open_slack(settings, delivery.store, delivery.intake, delivery.channels, knowledge, links)
            )
            delivery.couriers["slack"] = slack.courier
            doors = slack.routes
            await stack.enter_async_context(_sending(delivery.sender))
            await stack.enter_async_context(slack.open())
        _announce(settings)
        await serve_until(stop, create_app(desk, knowledge, links, doors), listener)
    _log.info("stopped")


@dataclass(frozen=True, slots=True)
class _Delivery:
    """What every platform shares: the way in and the way out."""

    store: Store
    channels: Channels
    intake: Intake
    sender: Sender
    couriers: dict[str, Courier] = field(default_factory=dict)


@asynccontextmanager
async def _open_delivery(settings: Settings, knowledge: Knowledge) -> AsyncIterator[_Delivery]:
    store = await Store.open(settings.database_url.get_secret_value() if settings.database_url else default_url())
    answering = Answering(Desk(knowledge))
    try:
        couriers: dict[str, Courier] = {}
        sender = Sender(store, couriers, secrets.token_hex(8), Pace(RATE, BURST))
        if store.dialect == SQLITE:  # nobody else can be at it: what the last process left, is ours
            async with store.begin() as conn:
                await outbox.expect_settled(conn, await now(conn), sender.timing.settle)
        await answering.warm()
        channels = Channels(store)
        yield _Delivery(store, channels, Intake(store, answering, channels, sender.wake), sender, couriers)
    finally:
        answering.close()
        await store.close()


@asynccontextmanager
async def _sending(sender: Sender) -> AsyncIterator[None]:
    """Sends what is owed, as long as it is entered; what is under way at the end is finished."""
    running = asyncio.create_task(sender.run())
    keeping = asyncio.create_task(keep_house(sender.store))
    try:
        yield
    finally:
        keeping.cancel()
        await sender.stop()
        await running


def _announce(settings: Settings) -> None:
    """Says where the desk is, which platforms are on, and what switches the others on."""
    _log.info("serving", desk=settings.public_url, host=settings.host, port=settings.port)
    if settings.slack_ready:
        _log.info("platform_on", platform="slack", by="sockets" if settings.slack_app_token else "http")
    else:
        _log.info("platform_off", platform="slack", reason="set SLACK_BOT_TOKEN and SLACK_APP_TOKEN")
    switch = "is set already" if settings.telegram_ready else "will need TELEGRAM_BOT_TOKEN"
    _log.info("platform_off", platform="telegram", reason=f"not in this version yet; {switch}")
