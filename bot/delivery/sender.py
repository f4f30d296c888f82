"""What is owed, out: leased, delivered, recorded.

A lease says that this process is at it. When the process dies the lease lapses, and whoever takes
the post next looks for it on the platform before sending it again; so does the sender itself when a
delivery ended in doubt. Nothing is leased to wait for its turn: a channel that has to pause is held back.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from weakref import WeakValueDictionary

import structlog

from bot.delivery.courier import (
    Courier,
    DeliveryError,
    ElsewhereError,
    MovedError,
    Post,
    PostKind,
    RefusedError,
    ThrottledError,
    UnsentError,
)
from bot.delivery.inbound import Place
from bot.delivery.pace import Channel, Pacing
from bot.delivery.patience import Patience
from bot.metrics import Meters
from bot.store import cases, outbox, places, sightings
from bot.store.cases import Case
from bot.store.engine import Connection
from bot.store.outbox import CANCELLED, Leased
from bot.store.store import Store, UnavailableError, now
from bot.tracing import Tracing, short

_log = structlog.get_logger("errcode.delivery")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. `lease` is longer than `timeout` and `settle` together, so that a look never races a delivery."""

    lease: float = 20.0
    timeout: float = 8.0  # of one delivery
    settle: float = 4.0  # until a delivery that ended in doubt has arrived, or never will
    poll: float = 0.5  # between looks at the outbox, when nothing wakes the sender
    oldest: float = 900.0  # of a post that is still worth another try
    drain: float = 2.5  # that posts under way get at the end


MOST_AT_ONCE = 16  # posts under way in this process
MOST_WAIT = 60.0  # seconds between two tries
SOON = 0.05  # seconds until a platform that has no room now may have some
# Somebody waits for these.
REPLIES = frozenset({PostKind.ANSWER, PostKind.HEADLINE, PostKind.REPEAT, PostKind.FOLLOW_UP})
MOST_FAILING = 10_000  # posts whose failures are counted


class _LapsedError(Exception):
    """Its lease is over, or too short for a delivery: it may be another's by now."""


class _UnwantedError(Exception):
    """Its message was deleted meanwhile."""


@dataclass(slots=True)
class Sender:
    """Takes posts out of the outbox to the platforms' couriers, until it is told to stop.

    `moved` is told both places of a channel that has another name now.
    """

    store: Store
    couriers: Mapping[str, Courier]
    owner: str
    pace: Pacing
    timing: Timing = field(default_factory=Timing)
    moved: Callable[[Place, Place], None] = lambda _old, _new: None
    meters: Meters = field(default_factory=Meters)
    tracing: Tracing = field(default_factory=Tracing)
    _awake: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False
    _ended: asyncio.Event | None = None
    _under_way: dict[asyncio.Task[None], Leased] = field(default_factory=dict)
    _handed: set[int] = field(default_factory=set)
    _turns: WeakValueDictionary[Channel, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _failures: dict[int, int] = field(default_factory=dict)

    def wake(self) -> None:
        """Something is owed."""
        self._awake.set()

    async def stop(self) -> None:
        """Leases nothing more, and waits until `run` has ended."""
        self._stopping = True
        self.wake()
        if self._ended:
            await self._ended.wait()

    async def run(self) -> None:
        """Until `stop`; what is under way then gets `drain` seconds, and what is left over is looked for later."""
        self._ended = asyncio.Event()
        try:
            while not self._stopping:
                self._awake.clear()
                leased = await self._lease()
                for post in leased:
                    self._start(post)
                if not leased or len(self._under_way) >= MOST_AT_ONCE:
                    await self._rest()
            await self._drain()
        finally:
            self._ended.set()

    async def _drain(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self.timing.drain)
        left = list(self._under_way)
        untouched = [leased for leased in self._under_way.values() if leased.id not in self._handed]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._give_back(untouched)

    async def _give_back(self, leased: list[Leased]) -> None:
        """What no courier was given is anybody's at once; the rest may be on its way, until its lease lapses."""
        if not leased:
            return
        try:
            async with self.store.begin() as conn:
                moment = await now(conn)
                for post in leased:
                    await outbox.defer(conn, post, moment, "its sender ended", post.doubtful)
        except UnavailableError:
            return  # which the store has said; their leases lapse

    async def _lease(self) -> list[Leased]:
        free, full = self._room()
        if free <= 0:
            return []
        try:
            async with self.store.begin() as conn:
                moment = await now(conn)
                leased = await outbox.lease(conn, self.owner, moment, moment + self.timing.lease, free, without=full)
                await self._hold_back(conn, leased, moment)
                return leased
        except UnavailableError:
            pass  # which the store has said
        except Exception as error:  # noqa: BLE001 - whatever it is: without this loop nothing is ever sent again
            _log.error("leasing_broke", error=type(error).__name__)
        return []

    def _room(self) -> tuple[int, list[str]]:
        """How many posts may be leased now, and the platforms that can take none: what is leased can leave at once."""
        moment = time.monotonic()
        rooms = {platform: self.pace.room(platform, moment) for platform in self.couriers}
        full = [platform for platform, room in rooms.items() if room < 1]
        if full and len(full) == len(rooms):
            return 0, full
        return min([MOST_AT_ONCE - len(self._under_way), *(room for room in rooms.values() if room >= 1)]), full

    async def _hold_back(self, conn: Connection, leased: list[Leased], moment: float) -> None:
        """Leaves the next post of a channel that has had enough for now where it is."""
        for channel in sorted(_channel(post.case) for post in leased):  # sorted: two replicas never block each other
            pause = self.pace.spend(channel, time.monotonic())
            if pause > 0:
                await outbox.hold_back(conn, *channel, moment + pause)

    def _start(self, leased: Leased) -> None:
        task = asyncio.create_task(self._deliver(leased))
        self._under_way[task] = leased
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._handed.discard(self._under_way.pop(task).id)
        self.wake()
        if not task.cancelled() and (error := task.exception()):
            _log.error("recording_broke", error=type(error).__name__)

    async def _rest(self) -> None:
        """Until something is owed, or for `poll` seconds: posts of another process wake nobody here."""
        pause = self.timing.poll * random.uniform(0.5, 1.0)  # noqa: S311 - so that replicas don't look all at once
        if self._room()[1]:
            pause = min(pause, SOON)
        try:
            async with asyncio.timeout(pause):
                await self._awake.wait()
        except TimeoutError:
            pass

    async def _deliver(self, leased: Leased) -> None:
        """One post, one try, in its channel's turn; what came of it is recorded, as long as the lease lasts."""
        patience = Patience(self.timing.lease)
        async with self._turns.setdefault(_channel(leased.case), asyncio.Lock()):
            try:
                with self._span(leased):
                    async with asyncio.timeout(self.timing.timeout):
                        ref = await self._carried(leased)
            except Exception as error:  # noqa: BLE001 - a post that breaks its courier must end in the graveyard
                await patience(self._after(leased, error))
            else:
                await patience(partial(self._record, leased, ref))

    def _span(self, leased: Leased) -> AbstractContextManager[None]:
        case = leased.case
        return self.tracing.span(
            "deliver", case.message_key, platform=case.platform, kind=leased.kind, attempts=leased.attempts
        )

    async def _carried(self, leased: Leased) -> str:
        courier = self.couriers.get(leased.case.platform)
        if courier is None:
            raise UnsentError("its platform is not ready yet, or off")
        if leased.doubtful:
            found = await courier.find(_post(leased, leased.case))
            self.meters.doubt_resolved(leased.case.platform, found=found is not None)
            _log.info("doubt_resolved", **_named(leased), found=found is not None)
            if found is not None:
                return found
        post = replace(await self._checked(leased), again=leased.doubtful)
        self._handed.add(leased.id)
        return await courier.deliver(post)

    async def _checked(self, leased: Leased) -> Post:
        """The post as it is now, if it is still wanted, and this sender's for as long as a delivery takes."""
        async with self.store.begin() as conn:
            moment = await now(conn)
            case = await cases.case(conn, leased.case.id) or leased.case
            first = await cases.case(conn, leased.body["first"]) if leased.kind == PostKind.REPEAT else None
        if moment + self.timing.timeout > leased.until:
            raise _LapsedError("its lease was over before it was delivered")
        if case.withdrawn and leased.kind != PostKind.WITHDRAWAL:
            raise _UnwantedError
        return _post(leased, case, None if first and first.withdrawn else first)

    async def _record(self, leased: Leased, ref: str) -> None:
        async with self.store.begin() as conn:
            moment = await now(conn)
            if not await outbox.record(conn, leased, ref, moment):
                return  # whoever has it now finds it
            if leased.kind == PostKind.HEADLINE and ref:
                await cases.set_thread(conn, leased.case.id, ref)
            if leased.kind in (PostKind.ANSWER, PostKind.REPEAT) and ref:
                await cases.set_ref(conn, leased.case.id, ref)
        self._failures.pop(leased.id, None)
        waited = moment - leased.created_at
        self.meters.sent(leased.case.platform, waited if leased.kind in REPLIES else None)
        _log.info("delivered", **_named(leased), attempts=leased.attempts, duration_ms=round(waited * 1000, 1))

    def _after(self, leased: Leased, error: Exception) -> Callable[[], Awaitable[None]]:
        """A pause, another try, or the end: as the failure says."""
        told = str(error) if isinstance(error, DeliveryError | UnavailableError | _LapsedError) else ""
        again = partial(self._put_back, leased, told or type(error).__name__)
        match error:
            case ThrottledError():
                return partial(again, error.seconds, doubtful=leased.doubtful, whole_channel=True)
            case RefusedError():
                return partial(self._bury, leased, told)
            case MovedError():
                return partial(self._move, leased, error.channel)
            case ElsewhereError():
                return partial(self._redirect, leased, error)
            case _UnwantedError():
                return partial(self._bury, leased, CANCELLED)
            case _LapsedError():
                return partial(again, 0.0, doubtful=leased.doubtful)
            case UnsentError() | UnavailableError():
                return partial(again, self._pause(leased), doubtful=leased.doubtful)
            case _:
                return partial(again, self.timing.settle + self._pause(leased), doubtful=True)

    async def _put_back(
        self, leased: Leased, reason: str, delay: float, *, doubtful: bool, whole_channel: bool = False
    ) -> None:
        async with self.store.begin() as conn:
            moment = await now(conn)
            if moment - leased.created_at > self.timing.oldest:
                await self._buried(conn, leased, f"too old: {reason}", moment)
                return
            await outbox.defer(conn, leased, moment + delay, reason, doubtful)
            if whole_channel:
                await outbox.hold_back(conn, *_channel(leased.case), moment + delay)
        _log.info("put_back", **_named(leased), seconds=round(delay, 1), reason=reason)

    async def _move(self, leased: Leased, channel: str) -> None:
        """Everything of the channel goes where it is now, this post first."""
        case = leased.case
        async with self.store.begin() as conn:
            await places.move(conn, case.platform, case.team, case.channel, channel)
            await outbox.defer(conn, leased, await now(conn), "moved", leased.doubtful)
        old = Place(case.platform, case.team, case.channel)
        self.moved(old, replace(old, channel=channel))
        _log.info("channel_moved", platform=case.platform)

    async def _redirect(self, leased: Leased, error: ElsewhereError) -> None:
        """Lets this post go there, in that channel's turn."""
        async with self.store.begin() as conn:
            await cases.set_place(conn, leased.case.id, error.channel, error.thread)
            await outbox.defer(conn, leased, await now(conn), str(error), leased.doubtful)

    async def _bury(self, leased: Leased, reason: str) -> None:
        async with self.store.begin() as conn:
            await self._buried(conn, leased, reason, await now(conn))

    async def _buried(self, conn: Connection, leased: Leased, reason: str, moment: float) -> None:
        """Given up. Where no card stands, the next such error gets its own."""
        if await outbox.bury(conn, leased, reason, moment) and leased.kind == PostKind.ANSWER:
            await sightings.forget(conn, *_channel(leased.case), leased.case.id)
        self._failures.pop(leased.id, None)
        if reason != CANCELLED:
            self.meters.gave_up(leased.case.platform)
            _log.warning("undeliverable", **_named(leased), reason=reason)

    def _pause(self, leased: Leased) -> float:
        """Seconds before the next try: doubling with each failure, of which waiting one's turn is none.

        They are counted here, not in the database: a new process may well begin anew.
        """
        if len(self._failures) > MOST_FAILING:
            self._failures.clear()
        self._failures[leased.id] = self._failures.get(leased.id, 0) + 1
        return _pause(self._failures[leased.id])


def _named(leased: Leased) -> dict[str, str]:
    """A post in the log: its message's key is only hinted at, as it holds a chat's id, and that may be a person's."""
    return {"door": leased.case.platform, "kind": leased.kind, "key": short(leased.case.message_key)}


def _channel(case: Case) -> Channel:
    return case.platform, case.team, case.channel


def _post(leased: Leased, case: Case, first: Case | None = None) -> Post:
    return Post(leased.key, PostKind(leased.kind), case, leased.body, first)


def _pause(failures: int) -> float:
    """Seconds before the next try: doubling from a second, with jitter, MOST_WAIT at most."""
    bound = min(MOST_WAIT, 0.5 * 2 ** min(failures, 10))
    return random.uniform(bound / 2, bound)  # noqa: S311 - jitter
