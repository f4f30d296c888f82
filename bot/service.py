"""The service: the desk on the web, and every platform whose settings are present, from start to end.

The desk is there at once. What the platforms share comes when the database does, and then each platform starts by
itself, so that one that is out of reach keeps nobody waiting. The end goes the way of a message: nothing more comes in,
what is under way goes out, the rest stays owed in the database for the next start.
"""

from __future__ import annotations

import asyncio
import gc
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

import structlog
from starlette.applications import Starlette

from bot.core.entry import Knowledge
from bot.delivery.answering import Answering
from bot.delivery.channels import Channels
from bot.delivery.courier import Courier
from bot.delivery.intake import Intake
from bot.delivery.pace import Pace, PaceOfEach
from bot.delivery.sender import Sender
from bot.delivery.upkeep import keep_house
from bot.health import Health, attended
from bot.intent import platforms_off
from bot.metrics import MeteredDesk, Meters
from bot.platforms.telegram.pace import TelegramPace
from bot.platforms.unfit import UnfitError
from bot.render.links import Links
from bot.settings import Settings
from bot.store import outbox
from bot.store.engine import SQLITE
from bot.store.errors import UnavailableError
from bot.store.inspection import newer_revision
from bot.store.store import Store, default_url, now
from bot.systemd import Supervisor
from bot.tracing import Tracing
from bot.version import version
from bot.web.app import create_app, open_door
from bot.web.asking import Asking
from bot.web.probes import Probes
from bot.web.serve import serve_until

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds between tries to reach the database at the start
# Seconds that requests are still taken after SIGTERM, where a platform brings its events over HTTP: whoever sends them
# here looks at /readyz every few seconds at best, and hears of the end by then or by a connection that is refused.
LINGER = 1.0
REFUSED_PAUSE = 60.0  # seconds until a platform that refuses what the settings hold is asked again
SLACK_RATE, SLACK_BURST = 1.0, 3.0  # posts a second in one channel (docs: apis/web-api/rate-limits)

_log = structlog.get_logger("errcode.serve")

_Run = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told how the service is: the meters, the traces, whoever started it."""

    meters: Meters = field(default_factory=Meters)
    tracing: Tracing = field(default_factory=Tracing)
    supervisor: Supervisor = field(default_factory=Supervisor)


async def run_service(
    settings: Settings, knowledge: Knowledge, links: Links, listener: socket.socket, watch: Watch
) -> None:
    """Serves until SIGTERM or SIGINT. Raises StoreError or UnfitError when something can't start."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        stack.callback(watch.tracing.close)
        answering, patient = (stack.enter_context(_answering(knowledge, watch.meters)) for _ in range(2))
        health = Health(watch.meters)
        house = _House(settings, knowledge, links, answering, watch, health, stop)
        app = create_app(Asking(answering, patient), knowledge, links, Probes(health.readiness, health.exposition))
        _announce(settings)
        opening = asyncio.create_task(house.guarded(lambda: house.open(app, stack)))
        beside = [
            asyncio.create_task(run)
            for run in (house.ended(), house.guarded(house.warm_up), attended(health, watch.supervisor))
        ]
        await serve_until(house.over, app, listener)
        await house.close(opening)
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
    if house.fault:
        raise house.fault
    _log.info("stopped")


@dataclass(frozen=True, slots=True)
class _Delivery:
    """What every platform shares: the way in and the way out."""

    store: Store
    channels: Channels
    intake: Intake
    sender: Sender
    couriers: dict[str, Courier] = field(default_factory=dict)


@dataclass(slots=True)
class _House:
    """The platforms, while they run; `fault` is why one of them couldn't."""

    settings: Settings
    knowledge: Knowledge
    links: Links
    answering: Answering
    watch: Watch
    health: Health
    stop: asyncio.Event  # somebody wants it to end
    over: asyncio.Event = field(default_factory=asyncio.Event)  # nothing more is taken in
    warm: asyncio.Event = field(default_factory=asyncio.Event)  # a question is answered at once
    fault: Exception | None = None
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ready = {"slack": self.settings.slack_ready, "telegram": self.settings.telegram_ready}
        for name in (name for name, is_ready in ready.items() if is_ready):
            self.health.expect(name)

    async def open(self, app: Starlette, stack: AsyncExitStack) -> None:
        """Opens what the platforms share, into `stack`, and then each platform whose settings are present."""
        expected = self.health.waiting()
        if not expected:
            return
        store = self.health.store = await self._opened_store()
        await _tell_newer(store)
        delivery = await stack.enter_async_context(_open_delivery(store, self.answering, self.watch))
        await stack.enter_async_context(_sending(delivery.sender))
        runs: dict[str, _Run] = {
            "slack": lambda: self._slack(app, delivery),
            "telegram": lambda: self._telegram(app, delivery),
        }
        self._running |= {name: asyncio.create_task(self.guarded(self._kept(name, runs[name]))) for name in expected}

    async def warm_up(self) -> None:
        """While the platforms are called, what the first questions need is made ready; what later ones need, after
        that.
        """
        try:
            await self.answering.warm()
            self.health.starting = False
            self.warm.set()
            await self.answering.warm_follow_ups()
        finally:
            gc.freeze()  # what is there now stays
            gc.enable()

    async def ended(self) -> None:
        """Once the end is wanted: says so, and lets requests come for LINGER seconds, until everybody has heard it."""
        await self.stop.wait()
        self.health.draining = True
        self.watch.supervisor.stopping()
        if self.health.is_called and not self.fault:
            await asyncio.sleep(LINGER)
        self.over.set()

    async def close(self, opening: asyncio.Task[None]) -> None:
        """Waits until every platform has ended; one that still tries to get in has nothing under way."""
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        for name in self.health.waiting():
            if name in self._running:
                self._running[name].cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _opened_store(self) -> Store:
        """The database, waited for as long as its server is away; each reason is logged once."""
        url = self.settings.database_url
        pause, told = FIRST_PAUSE, ""
        while True:
            try:
                return await Store.open(url.get_secret_value() if url else default_url())
            except UnavailableError as error:
                if told != error.what:
                    _log.warning("database_awaited", reason=error.what)
                told, self.health.database_awaited = error.what, error.public
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def guarded(self, run: _Run) -> None:
        """Runs it; its failure ends the service."""
        try:
            await run()
        except Exception as error:  # noqa: BLE001 - raised again by run_service, once all is closed
            self.fault = self.fault or error
            self.stop.set()

    def _kept(self, name: str, run: _Run) -> _Run:
        return lambda: kept_on(name, run, self.health)

    async def _slack(self, app: Starlette, delivery: _Delivery) -> None:
        from bot.platforms.slack.platform import open_slack

        opened = open_slack(
            self.settings, delivery.store, delivery.intake, delivery.channels, self.knowledge, self.links
        )
        async with opened as slack:
            delivery.couriers["slack"] = slack.courier
            await self.warm.wait()  # Slack wants its acknowledgement in three seconds
            open_door(app, slack.routes)
            async with slack.open():
                self.health.connected("slack", slack.why_down, by_http=slack.sockets is None)
                _log.info("platform_on", platform="slack", by="sockets" if slack.sockets else "http")
                await self.over.wait()
            await delivery.sender.stop()  # what is under way needs the connections

    async def _telegram(self, app: Starlette, delivery: _Delivery) -> None:
        from bot.platforms.telegram.platform import open_telegram

        opened = open_telegram(
            self.settings,
            delivery.store,
            delivery.intake,
            self.answering,
            delivery.channels,
            self.knowledge,
            self.links,
            delivery.sender.owner,
        )
        async with opened as telegram:
            delivery.couriers["telegram"] = telegram.courier
            await self.warm.wait()
            open_door(app, telegram.routes)
            async with telegram.open():
                self.health.connected("telegram", telegram.why_down, by_http=telegram.poller is None)
                _log.info("platform_on", platform="telegram", by="polling" if telegram.poller else "webhook")
                await self.over.wait()
            await delivery.sender.stop()  # as above


async def kept_on(platform: str, run: _Run, health: Health) -> None:
    """Runs it; one that refuses what the settings hold is off, and asked again later: others may work meanwhile.

    Raises UnfitError when none could.
    """
    told = ""
    while True:
        try:
            return await run()
        except UnfitError as error:
            if error.reason != told:
                _log.error("platform_refused", platform=platform, reason=error.reason)
            told = error.reason
            health.refused(platform)
            if health.all_refused():
                raise
        await asyncio.sleep(REFUSED_PAUSE)


@contextmanager
def _answering(knowledge: Knowledge, meters: Meters) -> Iterator[Answering]:
    answering = Answering(MeteredDesk(knowledge, meters))
    try:
        yield answering
    finally:
        answering.close()


@asynccontextmanager
async def _open_delivery(store: Store, answering: Answering, watch: Watch) -> AsyncIterator[_Delivery]:
    try:
        couriers: dict[str, Courier] = {}
        pace = PaceOfEach({"slack": Pace(SLACK_RATE, SLACK_BURST), "telegram": TelegramPace()})
        channels, owner = Channels(store), secrets.token_hex(8)
        sender = Sender(store, couriers, owner, pace, moved=channels.forget, meters=watch.meters, tracing=watch.tracing)
        if store.dialect == SQLITE:  # nobody else can be at it: what the last process left, is ours
            async with store.begin() as conn:
                await outbox.expect_settled(conn, await now(conn), sender.timing.settle)
        intake = Intake(store, answering, channels, sender.wake, watch.meters, watch.tracing)
        yield _Delivery(store, channels, intake, sender, couriers)
    finally:
        await store.close()


@asynccontextmanager
async def _sending(sender: Sender) -> AsyncIterator[None]:
    """Sends what is owed, as long as it is entered; what is under way at the end is finished."""
    running = asyncio.create_task(sender.run())
    beside = [asyncio.create_task(run) for run in (keep_house(sender.store), sender.store.watch())]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await sender.stop()
        await running


async def _tell_newer(store: Store) -> None:
    """A database that a newer version has opened is used as it is: replicas are upgraded one by one."""
    with suppress(UnavailableError):
        async with store.begin() as conn:
            if revision := await newer_revision(conn):
                _log.warning("database_newer", revision=revision, version=version())


def _announce(settings: Settings) -> None:
    """Says which version it is, where the desk and what the database is, and what switches the platforms on that are off."""
    is_kept = settings.slack_ready or settings.telegram_ready  # without a platform no database is opened
    _log.info(
        "serving",
        version=version(),
        desk=settings.public_url,
        host=settings.host,
        port=settings.port,
        database=settings.kept_in.value if is_kept else "none",
    )
    for off in platforms_off(settings):
        tell = _log.warning if off.has else _log.info  # somebody meant it to be on
        tell("platform_off", platform=off.platform, reason=off.mend)
