"""What is owed, out: leased, delivered, recorded.

A lease says that this process is at it. When the process dies the lease lapses, and whoever takes
the post next looks for it on the platform before sending it again; so does the sender itself when a
delivery ended in doubt. No sleep holds a lease: what has to wait is put back with its time.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from bot.delivery.courier import (
    Courier,
    DeliveryError,
    DoubtfulError,
    Post,
    PostKind,
    RefusedError,
    ThrottledError,
    UnsentError,
)
from bot.delivery.pace import Pace
from bot.store import cases, outbox
from bot.store.outbox import Leased
from bot.store.store import Store, UnavailableError, now

_log = structlog.get_logger("errcode.delivery")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. `lease` is longer than `timeout` and `settle` together, so that a look never races a delivery."""

    lease: float = 20.0
    timeout: float = 8.0  # of one delivery
    settle: float = 4.0  # until a delivery that ended in doubt has arrived, or never will
    poll: float = 0.5  # between looks at the outbox, when nothing wakes the sender
    oldest: float = 900.0  # of a post that is still worth trying
    drain: float = 5.0  # that posts under way get at the end


MOST_AT_ONCE = 16  # posts under way in this process
MOST_WAIT = 60.0  # seconds between two tries


@dataclass(slots=True)
class Sender:
    """Takes posts out of the outbox to the platforms' couriers, until it is told to stop."""

    store: Store
    couriers: Mapping[str, Courier]
    owner: str
    pace: Pace
    timing: Timing = field(default_factory=Timing)
    _awake: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def wake(self) -> None:
        """Something is owed."""
        self._awake.set()

    async def stop(self) -> None:
        """Leases nothing more, and waits for what is under way."""
        self._stopping = True
        self.wake()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self.timing.drain)

    async def run(self) -> None:
        """Until `stop`."""
        while not self._stopping:
            self._awake.clear()
            leased = await self._lease()
            for post in leased:
                self._start(post)
            if not leased or len(self._under_way) >= MOST_AT_ONCE:
                await self._rest()

    async def _lease(self) -> list[Leased]:
        free = MOST_AT_ONCE - len(self._under_way)
        if free <= 0:
            return []
        try:
            async with self.store.begin() as conn:
                moment = await now(conn)
                return await outbox.lease(conn, self.owner, moment, moment + self.timing.lease, free)
        except UnavailableError as error:
            _log.warning("store_unavailable", reason=str(error))
            return []

    def _start(self, leased: Leased) -> None:
        task = asyncio.create_task(self._deliver(leased))
        self._under_way.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.wake()
        if not task.cancelled() and (error := task.exception()):
            _log.error("delivery_broke", error=type(error).__name__, reason=str(error)[:200])

    async def _rest(self) -> None:
        """Until something is owed, or for `poll` seconds: posts of another process wake nobody here."""
        pause = self.timing.poll * random.uniform(0.5, 1.0)  # noqa: S311 - so that replicas don't look all at once
        try:
            async with asyncio.timeout(pause):
                await self._awake.wait()
        except TimeoutError:
            pass

    async def _deliver(self, leased: Leased) -> None:
        """One post, one try; what came of it is recorded."""
        case = leased.case
        delay = self.pace.delay((case.platform, case.channel), time.monotonic())
        if delay > 0:
            await self._put_back(leased, delay, "pace", doubtful=leased.doubtful)
            return
        try:
            async with asyncio.timeout(self.timing.timeout):
                ref = await self._carried(leased)
        except (DeliveryError, TimeoutError) as error:
            await self._failed(leased, error)
            return
        await self._record(leased, ref)

    async def _carried(self, leased: Leased) -> str:
        courier = self.couriers[leased.case.platform]
        post = await self._post(leased)
        if leased.doubtful:
            found = await courier.find(post)
            _log.info("doubt_resolved", key=post.key, found=found is not None)
            if found is not None:
                return found
        return await courier.deliver(post)

    async def _post(self, leased: Leased) -> Post:
        first = None
        if leased.kind == PostKind.REPEAT:
            async with self.store.begin() as conn:
                first = await cases.case(conn, leased.body["first"])
        return Post(leased.key, PostKind(leased.kind), leased.case, leased.body, first)

    async def _record(self, leased: Leased, ref: str) -> None:
        async with self.store.begin() as conn:
            if leased.kind == PostKind.HEADLINE and ref:
                await cases.set_thread(conn, leased.case.id, ref)
            if leased.kind in (PostKind.ANSWER, PostKind.REPEAT) and ref:
                await cases.set_ref(conn, leased.case.id, ref)
            await outbox.record(conn, leased, ref, await now(conn))
        _log.info("delivered", key=leased.key, kind=leased.kind, attempts=leased.attempts)

    async def _failed(self, leased: Leased, error: Exception) -> None:
        match error:
            case ThrottledError():
                await self._put_back(leased, error.seconds, str(error), doubtful=leased.doubtful, whole_channel=True)
            case RefusedError():
                await self._bury(leased, str(error))
            case UnsentError():
                await self._put_back(leased, _pause(leased.attempts), str(error), doubtful=leased.doubtful)
            case DoubtfulError() | TimeoutError() | _:
                pause = self.timing.settle + _pause(leased.attempts)
                await self._put_back(leased, pause, str(error) or type(error).__name__, doubtful=True)

    async def _put_back(
        self, leased: Leased, delay: float, reason: str, *, doubtful: bool, whole_channel: bool = False
    ) -> None:
        case = leased.case
        async with self.store.begin() as conn:
            moment = await now(conn)
            if moment - leased.created_at > self.timing.oldest:
                await outbox.bury(conn, leased, f"too old: {reason}", moment)
                return
            await outbox.defer(conn, leased, moment + delay, reason, doubtful)
            if whole_channel:
                await outbox.hold_back(conn, case.platform, case.team, case.channel, moment + delay)

    async def _bury(self, leased: Leased, reason: str) -> None:
        async with self.store.begin() as conn:
            await outbox.bury(conn, leased, reason, await now(conn))
        _log.warning("undeliverable", key=leased.key, kind=leased.kind, reason=reason)


def _pause(attempts: int) -> float:
    """Seconds before the next try: doubling from half a second, with jitter, MOST_WAIT at most."""
    bound = min(MOST_WAIT, 0.5 * 2 ** min(attempts, 10))
    return random.uniform(bound / 2, bound)  # noqa: S311 - jitter
