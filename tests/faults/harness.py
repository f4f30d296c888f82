"""One run of abuse: bots that are killed in the middle of their work, and a platform and a database that fail too.

Each kill falls somewhere into a volley of messages, sent at once, because a process that idles loses nothing. After
the last volley everything works again, the run waits until nothing is owed any more, and the history is judged.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.store import outbox
from bot.store.store import Store, StoreError, now
from tests.doubles.happenings import Happening, Kind
from tests.doubles.history import Verdict, answer_times
from tests.doubles.postgres import Postgres

from .replicas import SERVE, Replica
from .stages import Stage, Way, is_answer, stage_for

SPREAD = 0.3  # seconds in which a volley is sent
LOOK = 0.02  # seconds between looks at what is waited for
_RECORDED = re.compile(r'"key": "([^"]+)", "kind": "answer", [^\n]*"event": "delivered"')
TRANSIT = 0.1  # seconds in which what a bot sent before it was killed has arrived


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done to the bots, and where: `way` names the platform. `patience` is how many seconds the end may take
    until nothing is owed.
    """

    events: int
    kills: int
    way: Way = Way.SOCKETS
    replicas: int = 1
    database_kills: int = 0
    drops: int = 4  # connections that are reset
    lost_acks: float = 0.05  # chance
    channels: int = 40
    seed: int = 1
    patience: float = 60.0
    command: tuple[str, ...] = SERVE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `dead` counts posts that were given up, `cut` those that were made though their sender can't
    know, kills apart; times are seconds from event to answer.
    """

    verdict: Verdict
    kills: int
    database_kills: int
    troubles: Counter[str]
    dead: int
    cut: int
    seconds: float
    times: list[float]
    log: str
    history: list[Happening]

    @property
    def sent_after_recorded(self) -> list[str]:
        """The answers that a bot sent again though one had recorded that they stand: by its log, whatever the clocks."""
        return [key for key, times in Counter(_RECORDED.findall(self.log)).items() if times > 1]


def besiege(plan: Plan, database: str, folder: Path, postgres: Postgres | None = None) -> Outcome:
    """The whole of it: a stand-in, bots whose logs go into `folder`, and what the plan says."""
    with stage_for(plan.way, plan.channels, plan.seed) as stage:
        return Siege(plan, stage, database, folder, postgres).run()


class Siege:
    """A stand-in, bots, and what befalls them. `postgres` is killed too where the plan says so."""

    def __init__(self, plan: Plan, stage: Stage, database: str, folder: Path, postgres: Postgres | None = None) -> None:
        self._plan = plan
        self._stage = stage
        self._database = database
        self._postgres = postgres
        self._chance = random.Random(plan.seed)
        self.replicas = [
            Replica(stage, database, folder / f"bot-{number}.log", plan.command) for number in range(plan.replicas)
        ]
        self._kills = self._database_kills = 0

    def run(self) -> Outcome:
        """The whole of it."""
        start = time.monotonic()
        try:
            self.start()
            self._stage.make_trouble(self._plan.lost_acks)
            self._attack()
            self.settle()
            return self.outcome(time.monotonic() - start)
        finally:
            self.close()

    def start(self) -> None:
        """Starts the bots and waits until they are up."""
        for replica in self.replicas:
            replica.start()
        self._wait(lambda: all(replica.is_up for replica in self.replicas), "the bots are up")

    def close(self) -> None:
        """Ends the bots."""
        for replica in self.replicas:
            replica.close()

    def volley(self, count: int) -> None:
        """So many messages within SPREAD seconds, commands among them."""
        self._stage.speak([self._chance.uniform(0, SPREAD) for _ in range(count)], self._chance)

    def settle(self) -> None:
        """No trouble any more: waits until all is confirmed, and nothing is owed."""
        self._stage.settle(self._plan.patience)
        self._wait(lambda: self._owed() == 0, "nothing is owed any more", pause=0.3)

    def _up(self) -> list[Replica]:
        return [replica for replica in self.replicas if replica.is_up]

    def _attack(self) -> None:
        plan = self._plan
        blows = ["bot"] * plan.kills + ["database"] * plan.database_kills + ["drop"] * plan.drops
        self._chance.shuffle(blows)
        shares = [
            plan.events * (turn + 1) // len(blows) - plan.events * turn // len(blows) for turn in range(len(blows))
        ]
        for blow, share in zip(blows, shares, strict=True):
            self._wait(lambda: len(self._up()) >= max(1, plan.replicas - 1), "enough bots are up again")
            target = self._chance.choice(self._up() or self.replicas)
            self.volley(share)
            time.sleep(self._chance.uniform(0, SPREAD * 1.5))
            self._strike(blow, target)

    def _strike(self, blow: str, target: Replica) -> None:
        if blow == "drop":
            self._stage.drop(self._chance)
            return
        if blow == "bot":
            target.kill()
            time.sleep(TRANSIT)
            self._stage.note_kill(str(self.replicas.index(target)))
            target.start()
            self._kills += 1
            return
        assert self._postgres, "the plan wants a database that can be killed"
        self._database_kills += 1
        self._postgres.kill()
        time.sleep(self._chance.uniform(0.1, 0.6))
        self._postgres.start()

    def _owed(self) -> int:
        return asyncio.run(_tallied(self._database))[0]

    def outcome(self, seconds: float) -> Outcome:
        """What came of it so far."""
        history = self._stage.history()
        return Outcome(
            verdict=self._stage.check(history),
            kills=self._kills,
            database_kills=self._database_kills,
            troubles=Counter(line.detail for line in history if line.kind is Kind.FAULT),
            dead=asyncio.run(_tallied(self._database))[1],
            cut=sum(line.kind is Kind.CUT for line in history),
            seconds=seconds,
            times=answer_times(history, is_answer),
            log="".join(replica.log for replica in self.replicas),
            history=history,
        )

    def _wait(self, look: Callable[[], bool], what: str, pause: float = LOOK) -> None:
        end = time.monotonic() + self._plan.patience
        while not look():
            for fallen in filter(Replica.has_ended_by_itself, self.replicas):
                raise AssertionError(f"a bot ended by itself:\n{fallen.log[-2000:]}")
            assert time.monotonic() < end, (
                f"not within {self._plan.patience:g} s: {what}\n{self.replicas[0].log[-2000:]}"
            )
            time.sleep(pause)


async def _tallied(database: str) -> tuple[int, int]:
    """How many posts are owed, and how many were given up; (-1, -1) while the database is away."""
    try:
        store = await Store.open(database, read_only=True)
    except StoreError:
        return -1, -1
    try:
        async with store.begin() as conn:
            tally = await outbox.tally(conn, await now(conn))
    except StoreError:
        return -1, -1
    finally:
        await store.close()
    return tally.pending + tally.sending, tally.dead
