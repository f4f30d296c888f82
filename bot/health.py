"""Whether the service can work, and if not, why: for `/readyz`, `/metrics` and whoever supervises the process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from bot.metrics import Meters
from bot.store import outbox
from bot.store.errors import StoreError
from bot.store.store import Store, now
from bot.systemd import Supervisor

FRESH: Final = 1.0  # seconds for which the database isn't asked again, however many want to know
TALLY_FRESH: Final = 5.0  # the same for what is owed
PATIENCE: Final = 2.0  # seconds that the database gets; a probe mostly waits for three
LONGEST_SILENCE: Final = 10.0  # seconds between two words to a supervisor that wants no sign of life
DATABASE_PATIENCE: Final = 60.0  # seconds of a database that is away until a new start is worth a try
LINK_PATIENCE: Final = 300.0  # the same where no platform can be heard: their own attempts go on meanwhile

WhyDown = Callable[[], Awaitable[str]]


async def _not_yet() -> str:
    return "not connected yet"


async def _turned_away() -> str:
    return "its settings are refused; the log and errcode doctor say why"


@dataclass(slots=True)
class _Link:
    """How a platform's events come in. `by_http`: they are brought to us, whether or not we reach the platform."""

    why_down: WhyDown = _not_yet
    by_http: bool = False


@dataclass(slots=True)
class Health:
    """Looks at the database and the platforms. `store` is None until it is open; all times are monotonic."""

    meters: Meters
    store: Store | None = None
    database_awaited: str = "not open yet"  # why it isn't, where a platform needs one
    starting: bool = True
    draining: bool = False
    _links: dict[str, _Link] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _database: str = ""
    _looked: float = -TALLY_FRESH
    _tallied: float = -TALLY_FRESH
    _database_was_up: float = field(default_factory=time.monotonic)
    _link_was_up: float = field(default_factory=time.monotonic)

    def expect(self, platform: str) -> None:
        """That platform is on, and not connected yet."""
        self._links[platform] = _Link()
        self.meters.switched_on(platform)

    def connected(self, platform: str, why_down: WhyDown, *, by_http: bool) -> None:
        """From now on `why_down` says why its events can't come in; "" when they can."""
        self._links[platform] = _Link(why_down, by_http)

    def refused(self, platform: str) -> None:
        """It refuses what the settings hold: until that is mended it is off, and keeps nobody from working."""
        self._links[platform] = _Link(_turned_away)

    def all_refused(self) -> bool:
        """Whether no platform is left that could work."""
        return all(link.why_down is _turned_away for link in self._links.values())

    def waiting(self) -> list[str]:
        """The platforms that aren't connected, and never were."""
        return [name for name, link in self._links.items() if link.why_down in (_not_yet, _turned_away)]

    @property
    def is_called(self) -> bool:
        """Whether any platform brings its events over HTTP."""
        return any(link.by_http for link in self._links.values())

    async def readiness(self) -> tuple[list[str], list[str]]:
        """The reasons why no work should come, a sentence each; and what isn't well, but keeps nobody from working.

        A platform that can't be heard any more is no reason as long as another can, or its events are brought to us:
        who sends us requests would only stop to, and none of them is why.
        """
        reasons = ["it is shutting down"] if self.draining else []
        reasons += ["it is starting"] if self.starting else []
        reasons += [f"database: {why}"] if (why := await self._database_down()) else []
        down = await self._down()
        told = [f"{name}: {why}" for name, why in down.items()]
        deaf = len(down) == len(self._links) and not self.is_called
        awaited = any(link.why_down is _not_yet for link in self._links.values())
        if down and (deaf or awaited):
            return [*reasons, *told], []
        return reasons, told

    async def exposition(self) -> bytes:
        """The metrics, with what is so at the moment."""
        await self._tally()
        await self._down()
        return self.meters.exposition()

    async def is_worth_going_on(self) -> bool:
        """Whether this process does its work, or may soon: what a watchdog wants to know."""
        moment = time.monotonic()
        if not await self._database_down():
            self._database_was_up = moment
        if len(await self._down()) < len(self._links) or not self._links:
            self._link_was_up = moment
        return moment - self._database_was_up < DATABASE_PATIENCE and moment - self._link_was_up < LINK_PATIENCE

    async def status(self) -> str:
        """How it is, in a line."""
        reasons, remarks = await self.readiness()
        return "; ".join((*reasons, *remarks)) or "Works."

    async def _down(self) -> dict[str, str]:
        """Why each platform that can't be heard, can't."""
        told = {name: await link.why_down() for name, link in self._links.items()}
        for name, why in told.items():
            self.meters.link(name, up=not why)
        return {name: why for name, why in told.items() if why}

    async def _database_down(self) -> str:
        """Why it can't be used; "" when it can."""
        if not self.store:
            return self.database_awaited if self._links else ""
        async with self._turn:
            if time.monotonic() - self._looked >= FRESH:
                self._database = await _tried(self.store.check)
                self._looked = time.monotonic()
                self.meters.database(up=not self._database)
        return self._database

    async def _tally(self) -> None:
        if await self._database_down() or not self.store:
            return
        async with self._turn:
            if time.monotonic() - self._tallied >= TALLY_FRESH:
                await _tried(self._tallied_anew)
                self._tallied = time.monotonic()

    async def _tallied_anew(self) -> None:
        assert self.store
        async with self.store.begin() as conn:
            tally = await outbox.tally(conn, await now(conn))
        self.meters.outbox(tally.pending + tally.sending, tally.oldest_age, tally.dead)


async def _tried(work: Callable[[], Awaitable[None]]) -> str:
    """Why it failed, for anybody to read: the log says more. "" when it didn't."""
    try:
        async with asyncio.timeout(PATIENCE):
            await work()
    except StoreError as error:
        return error.public
    except TimeoutError:
        return f"no answer within {PATIENCE:g} s"
    except Exception as error:  # noqa: BLE001 - such as a right that was revoked: whoever asks has to be answered
        return f"it can't be used ({type(error).__name__})"
    return ""


async def attended(health: Health, supervisor: Supervisor) -> None:
    """Tells whoever started the service that it works, and goes on telling, until it is cancelled.

    It is ready as soon as it serves: a platform that is out of reach is waited for in the service, not at its door.
    """
    if not supervisor.address:
        return
    supervisor.ready(await health.status())
    while True:
        await asyncio.sleep(supervisor.patience / 2 or LONGEST_SILENCE)
        if supervisor.patience and await health.is_worth_going_on():
            supervisor.alive()
        supervisor.status(await health.status())
